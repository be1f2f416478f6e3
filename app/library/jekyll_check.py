"""What of a Jekyll folder stays behind: what lived in its layouts, its plugins and its theme."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.config.jekyll.load import find_config
from app.config.jekyll.model import CONFIG_YML
from app.config.jekyll.values import read_data, text_of
from app.content.model import Level, Problem
from app.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.config.jekyll.model import JekyllConfig
    from app.library.model import Library

#: Bytes of a layout that are looked through.
_LARGEST = 500_000
_LONGEST_LINE = 2_000
_DATA = frozenset({".yml", ".yaml", ".json"})
_HTML = (".html", ".htm", ".md", ".liquid")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trace:
    """Something that lives in a layout alone, by what betrays it."""

    name: str
    sign: re.Pattern[str]
    #: Keys of _config.yml that themes fill it from.
    keys: tuple[str, ...] = ()
    advice: str


def _sign(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


#: The heaviest first: what readers or search engines would miss.
_TRACES = (
    _Trace(
        name="comments",
        sign=_sign(
            r"disqus", r"giscus", r"utteranc", r"\bisso\b", r"commento", r"staticman", r"remark42"
        ),
        keys=("disqus", "disqus_shortname", "comments", "giscus", "utterances", "staticman"),
        advice="put their code into templates/site/after-post.html and their host into [csp]",
    ),
    _Trace(
        name="a proof that the site is yours, for search engines",
        sign=_sign(
            r"google-site-verification",
            r"msvalidate\.01",
            r"yandex-verification",
            r"baidu-site-verification",
            r"p:domain_verify",
            r"facebook-domain-verification",
        ),
        keys=("webmaster_verifications", "google_site_verification", "bing_site_verification"),
        advice="put the <meta> into templates/site/head.html",
    ),
    _Trace(
        name="statistics of visits",
        sign=_sign(
            r"google-analytics\.com",
            r"googletagmanager\.com",
            r"\bgtag\(",
            r"plausible\.io",
            r"umami",
            r"matomo|piwik",
            r"goatcounter",
            r"cloudflareinsights",
            r"hm\.baidu\.com",
        ),
        keys=("google_analytics", "analytics", "google_analytics_id", "gtag", "baidu_analytics"),
        advice="put the script into templates/site/head.html and its host into [csp], if you "
        "want them still",
    ),
    _Trace(
        name="advertisements",
        sign=_sign(r"adsbygoogle", r"carbonads"),
        keys=("adsense", "google_adsense"),
        advice="put the code into templates/site/after-post.html and its host into [csp]",
    ),
    _Trace(
        name="a form to sign up for mail",
        sign=_sign(r"list-manage\.com", r"buttondown\.(?:email|com)", r"tinyletter", r"convertkit"),
        advice="set [newsletter] form in site.toml to where it is sent",
    ),
    _Trace(
        name="an address for webmentions",
        sign=_sign(r"rel=.webmention", r"rel=.pingback"),
        advice="put the <link> into templates/site/head.html",
    ),
)
#: Plugins whose work is done here, or is not needed.
_DONE = frozenset(
    "jekyll github-pages jekyll-feed jekyll-seo-tag jekyll-sitemap jekyll-redirect-from "
    "jekyll-paginate jekyll-archives jekyll-gist jekyll-include-cache jekyll-titles-from-headings "
    "jekyll-relative-links jekyll-default-layout jekyll-sass-converter jekyll-coffeescript "
    "jekyll-compress-html jekyll-minifier jekyll-watch jekyll-remote-theme jekyll-last-modified-at "
    "jekyll-commonmark jekyll-katex kramdown kramdown-parser-gfm kramdown-math-katex rouge rake "
    "webrick html-proofer tzinfo tzinfo-data wdm http_parser.rb json bundler liquid csv base64 "
    "nokogiri eventmachine jekyll-toc minima mini_racer rdiscount redcarpet pygments.rb sass "
    "bigdecimal faraday faraday-retry ffi logger".split()
)


def left_behind(library: Library) -> tuple[Problem, ...]:
    """Return what of the Jekyll folder behind *library* is not carried over, the heaviest first."""
    jekyll = library.config.jekyll
    if jekyll is None:
        return ()
    root = library.config.root
    file = find_config(root)
    config = file.name if file else CONFIG_YML
    lines = _key_lines(root / config)
    return (
        *_traces(root, jekyll, config, lines),
        *_plugins(root, jekyll, config),
        *_look(root, jekyll, config, lines),
        *_data_files(root, text_of(jekyll.data.get("data_dir")) or "_data"),
    )


def _notice(path: str, line: int, what: str) -> Problem:
    return Problem(path=path, line=line, what=what, level=Level.NOTICE)


def _key_lines(file: Path) -> dict[str, int]:
    found = (
        (re.match(r"([\w-]+):\s*(?:#|$|\S)", line), number)
        for number, line in enumerate(_text(file).splitlines(), start=1)
    )
    return {key[1]: number for key, number in found if key}


def _traces(
    root: Path, jekyll: JekyllConfig, config: str, lines: dict[str, int]
) -> Iterator[Problem]:
    places = tuple(_lines_of_layouts(root))
    for trace in _TRACES:
        found = [(path, line) for path, line, text in places if trace.sign.search(text)]
        found += [
            (config, lines.get(key, 0)) for key in trace.keys if _is_set(jekyll.data.get(key))
        ]
        if found:
            path, line = found[0]
            more = len({place for place, _ in found}) - 1
            also = f" (and {_count(more, 'other file')})" if more else ""
            what = f"has {trace.name}{also}, and layouts stay behind; {trace.advice}"
            yield _notice(path, line, what)


def _is_set(value: object) -> bool:
    """Tell whether a setting says something: themes come with tables of empty ones."""
    if isinstance(value, dict):
        return (
            _is_set(value["provider"]) if "provider" in value else any(map(_is_set, value.values()))
        )
    return bool(value)


def _lines_of_layouts(root: Path) -> Iterator[tuple[str, int, str]]:
    for name in ("_layouts", "_includes"):
        for file in _files_below(root / name):
            path = file.relative_to(root).as_posix()
            for number, line in enumerate(_text(file).splitlines(), start=1):
                yield path, number, line[:_LONGEST_LINE]


def _files_below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where, name) for name in sorted(names) if name.lower().endswith(_HTML))


def _text(file: Path) -> str:
    if not file.is_file() or file.is_symlink():
        return ""
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_LARGEST)
    except OSError:
        return ""


def _plugins(root: Path, jekyll: JekyllConfig, config: str) -> Iterator[Problem]:
    text = _text(root / config).splitlines()
    gems = _text(root / "Gemfile").splitlines()
    for plugin in sorted(jekyll.plugins - _DONE - {text_of(jekyll.data.get("theme"))}):
        name = re.compile(rf"(?<![\w-]){re.escape(plugin)}(?![\w-])")
        places = ((config, _first(text, name)), ("Gemfile", _first(gems, name)))
        path, line = next((place for place in places if place[1]), (config, 0))
        what = f"uses the plugin {plugin}, which does not run here; look whether you miss its work"
        yield _notice(path, line, what)
    for file in sorted((root / "_plugins").glob("*.rb")):
        what = "is a plugin in Ruby, which does not run here; look whether you miss its work"
        yield _notice(f"_plugins/{file.name}", 0, what)


def _data_files(root: Path, folder: str) -> Iterator[Problem]:
    """Name the data files that cannot be read, of which templates see nothing."""
    for file in sorted((root / folder).rglob("*")):
        if file.suffix.lower() in _DATA and file.is_file():
            path = file.relative_to(root).as_posix()
            try:
                read_data(file, path)
            except ConfigError as error:
                yield _notice(path, error.line, f"{error.what}, for templates see nothing of it")


def _first(lines: Iterable[str], sign: re.Pattern[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if sign.search(line)), 0)


def _look(
    root: Path, jekyll: JekyllConfig, config: str, lines: dict[str, int]
) -> Iterator[Problem]:
    theme = next((key for key in ("theme", "remote_theme") if jekyll.data.get(key)), "")
    layouts = len(list(_files_below(root / "_layouts")))
    if theme or layouts:
        path, line = (config, lines.get(theme, 0)) if theme else ("_layouts", 0)
        what = (
            f"gives the site its look ({_count(layouts, 'layout')} of your own), and ours takes "
            "its place; to change it, write a custom.css or run trifold template copy"
        )
        yield _notice(path, line, what)


def by_weight(problems: Iterable[Problem], library: Library) -> tuple[Problem, ...]:
    """Put *problems* in the order of files and lines; in a Jekyll folder, the heaviest first.

    That is what keeps a file out, then what stays behind, then everything else.
    """
    found = sorted(set(problems))
    behind = left_behind(library)
    if library.config.jekyll is None:
        return tuple(found)
    errors = [problem for problem in found if problem.level is Level.ERROR]
    others = [problem for problem in found if problem not in {*errors, *behind}]
    return (*errors, *behind, *others)


def summary(library: Library) -> str:
    """Say in one sentence what of a Jekyll folder is here; empty for other folders."""
    if library.config.jekyll is None:
        return ""
    counts = (
        (len(library.all_posts), "post"),
        (len(library.pages), "page"),
        (len(library.files), "file"),
        (len(library.redirects), "old address"),
    )
    *others, last = (_count(number, noun) for number, noun in counts)
    return f"Carried over from Jekyll: {', '.join(others)} and {last}."


def _count(number: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
