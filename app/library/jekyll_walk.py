"""What lies in a Jekyll folder: what Jekyll would read, copy and pass over."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
from typing import TYPE_CHECKING

from app.config.jekyll.values import text_of
from app.content.jekyll.address import clean_address
from app.content.jekyll.slug import slugify
from app.content.read import Kind
from app.library.walk import MARKDOWN, Entry, Walk, left_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.config.jekyll.model import Collection, JekyllConfig
    from app.content.model import Problem

_SPECIAL = (".", "_", "#", "~")
#: A post's name: its date, then its slug (Jekyll's ``DATE_FILENAME_MATCHER``).
_DATED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-[^/]*\.[^.]+")
_HTML = (".html", ".htm", ".xhtml")
_TEXTILE = ".textile"
#: What plugins turn into posts, and is not read here.
_FOREIGN = {
    _TEXTILE: "Textile",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".org": "Org",
    ".rst": "reStructuredText",
}
#: Files that hold no header, whatever their first bytes are.
_BINARY = frozenset(
    ".png .jpg .jpeg .gif .webp .avif .ico .bmp .tif .tiff .pdf .zip .gz .tgz .bz2 .xz .7z .jar "
    ".mp3 .mp4 .m4a .m4v .ogg .ogv .oga .opus .webm .mov .avi .wav .flac .woff .woff2 .ttf .otf "
    ".eot .psd .ai .sketch .docx .xlsx .pptx .doc .xls .ppt .epub .mobi .exe .dmg .bin .wasm "
    ".map".split()
)
#: What makes a folder called templates one of ours.
_TEMPLATES = ("templates/site", "templates/newsletter")
#: The one name with a dot that the web itself gives a meaning (RFC 8615).
_WELL_KNOWN = ".well-known"


def walk_jekyll(root: Path, config: JekyllConfig) -> Walk:
    """Walk through the Jekyll folder *root* as Jekyll would; no link leads out, no dot is shown."""
    return _JekyllWalk(root, config).walk.finish()


class _JekyllWalk:
    def __init__(self, root: Path, config: JekyllConfig) -> None:
        self.walk = Walk(root)
        self._config = config
        self._root = root
        self._markdown = (*config.markdown_endings, *MARKDOWN)
        self._foreign: list[str] = []
        self._included = _Patterns(config.include)
        self._excluded = _Patterns(config.exclude)
        target = os.path.normpath(text_of(config.data.get("destination")) or "_site")
        self._target = target.replace(os.sep, "/")
        has_templates = any((root / one).is_dir() for one in _TEMPLATES)
        #: Ours, beside _config.yml.
        self._ours = {"site.toml", "templates"} if has_templates else {"site.toml"}
        #: site.toml beside _config.yml says that newsletters/ holds our issues.
        self._has_issues = (root / "site.toml").is_file()
        self.walk.note_time(root / "site.toml")
        self._enter(root, "")
        for collection in config.collections.values():
            if collection.label != "posts":
                path = "/".join(filter(None, (config.collections_dir, f"_{collection.label}")))
                self._enter_collection(root / path, path, path, collection)
        for key, name in (("includes_dir", "_includes"), ("data_dir", "_data")):
            inner = text_of(config.data.get(key)) or name
            path = posixpath.normpath(f"{text_of(config.data.get('source')) or '.'}/{inner}")
            self._watch(root / path, path)
        if self._foreign:
            self.walk.problems.append(_say_foreign(self._foreign))

    def _enter(self, folder: Path, path: str) -> None:
        """Go through a folder of pages and files, and what is posted in it."""
        for item, inner, is_folder in self.walk.list_folder(folder, path):
            name = item.name
            if is_folder and name in {"_posts", "_drafts"}:
                if self._holds_posts(path):
                    kind = Kind.POST if name == "_posts" else Kind.DRAFT
                    self._enter_posts(folder / name, inner, kind)
            elif self._is_left_out(name, inner) or inner in self._ours:
                continue
            elif is_folder:
                self._enter(folder / name, inner)
            else:
                found = self._kind_of(inner)
                address = "" if found is Kind.ISSUE else f"/{inner}"
                self._add(self.walk.look(item, inner, kind=found, address=address))

    def _add(self, entry: Entry | None) -> None:
        if entry:
            self.walk.entries.append(entry)

    def _holds_posts(self, path: str) -> bool:
        return path.startswith(self._config.collections_dir)

    def _enter_posts(self, folder: Path, path: str, kind: Kind) -> None:
        for item, inner, is_folder in self.walk.list_folder(folder, path):
            if self._is_left_out(item.name, inner):
                continue
            if is_folder:
                self._enter_posts(folder / item.name, inner, kind)
            elif self._is_post(item.name, inner, kind):
                self._add(self.walk.look(item, inner, kind=kind))

    def _is_post(self, name: str, path: str, kind: Kind) -> bool:
        if name.lower().endswith(tuple(_FOREIGN)):
            self._foreign.append(path)
            return False
        if not name.lower().endswith((*self._markdown, *_HTML)):
            return False
        if kind is Kind.DRAFT or _DATED.fullmatch(name):
            return True
        what = f"is no post by its name, so it is left out; call it 2023-05-26-{name}"
        self.walk.problems.append(left_out(path, what))
        return False

    def _enter_collection(self, folder: Path, path: str, top: str, collection: Collection) -> None:
        for item, inner, is_folder in self.walk.list_folder(folder, path):
            if self._is_left_out(item.name, inner):
                continue
            if is_folder:
                self._enter_collection(folder / item.name, inner, top, collection)
                continue
            place = _file_address(collection, inner.removeprefix(top)) if collection.output else ""
            kind = Kind.DOCUMENT if self._kind_of(inner) else None
            if kind or place:
                label = collection.label
                self._add(self.walk.look(item, inner, kind=kind, collection=label, address=place))

    def _watch(self, folder: Path, path: str) -> None:
        """Note the state of what templates are made of."""
        for item, inner, is_folder in self.walk.list_folder(folder, path):
            if is_folder:
                self._watch(folder / item.name, inner)
            elif entry := self.walk.look(item, inner):
                self.walk.watched.append(entry)

    def _kind_of(self, path: str) -> Kind | None:
        """Say what the file at *path* is by its name: a page if it has a header, or a file."""
        ending = f".{path.rpartition('.')[2].lower()}"
        if self._has_issues and path.startswith("newsletters/") and ending in MARKDOWN:
            return Kind.ISSUE
        if ending == _TEXTILE:
            self._foreign.append(path)
        return None if ending in _BINARY or ending == _TEXTILE else Kind.PAGE

    def _is_left_out(self, name: str, path: str) -> bool:
        if name.startswith(".") and name != _WELL_KNOWN:
            return True
        is_included = self._included.has(name)
        if path == self._target or (not is_included and self._excluded.has(path)):
            return True
        return not is_included and (name.startswith(_SPECIAL) or name.endswith("~"))


def _file_address(collection: Collection, path: str) -> str:
    """Give the address of a file in *collection* that is no document (Jekyll's ``StaticFile``)."""
    stem, dot, ending = path.rpartition(".")
    values = {
        ":collection": collection.label,
        ":path": stem or path,
        ":name": slugify((stem or path).rpartition("/")[2]),
        ":output_ext": "",
        ":title": "",
    }
    filled = re.sub(r":[a-z_]+", lambda found: values.get(found[0], ""), collection.permalink)
    return clean_address(filled).rstrip("/") + (f"{dot}{ending}" if stem else "")


class _Patterns:
    """Paths of ``include`` or ``exclude``, which mean others by Jekyll's rules."""

    def __init__(self, patterns: Iterable[str]) -> None:
        wanted = [one.removeprefix("./").removeprefix("/") for one in patterns]
        #: A beginning is enough, even in the middle of a name.
        self._beginnings = tuple(one for one in wanted if one)
        self._folders = frozenset(one.rstrip("/") for one in wanted if one.rstrip("/"))
        globs = [fnmatch.translate(one) for one in wanted if re.search(r"[*?\[]", one)]
        self._globs = re.compile("|".join(globs)) if globs else None

    def has(self, path: str) -> bool:
        """Tell whether *path* is meant."""
        if path.startswith(self._beginnings) or path in self._folders:
            return True
        return self._globs is not None and self._globs.match(path) is not None


def _say_foreign(paths: list[str]) -> Problem:
    others = f", and so are {len(paths) - 1} others" if len(paths) > 1 else ""
    first = min(paths)
    name = _FOREIGN[f".{first.rpartition('.')[2].lower()}"]
    what = f"is {name}, which is not read{others}; turn it into Markdown, with pandoc for example"
    return left_out(first, what)
