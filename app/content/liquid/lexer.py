"""A template's text becomes tokens, where Ruby's Liquid would cut it, and always a sound tree.

A tag that nobody knows, an end without its beginning, a block that is never closed, braces that
are never closed: Jekyll gives up the post; here each becomes words (or nothing, outside of code)
and is noted, and the rest of the post stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from app.content.liquid.code import CodePlaces

_BEGIN = re.compile(r"\{[{%]")
_NAME = re.compile(r"\s*(#|\w+)")
_END_RAW = re.compile(r"\{%-?\s*endraw\b[^%]*%\}")

#: What may stand in a block besides its words.
_MIDDLES = {
    "if": {"elsif", "else"},
    "unless": {"elsif", "else"},
    "case": {"when", "else"},
    "for": {"else"},
}
BLOCKS = frozenset(
    ("if", "unless", "case", "for", "capture", "comment", "tablerow", "ifchanged", "highlight")
)

MOST_REMARKS = 100
#: Blocks within blocks.
DEEPEST_NESTING = 30

Kind: TypeAlias = Literal["text", "output", "tag"]


@dataclass(slots=True)
class Piece:
    """A stretch of a template."""

    kind: Kind
    start: int
    #: The words, or what stands between the braces.
    markup: str
    #: A tag's name.
    name: str = ""
    #: As it stands in the source.
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a template that its author should know."""

    #: Where in the template's text.
    place: int
    what: str


@dataclass(slots=True)
class Cut:
    """A template in pieces."""

    source: str
    pieces: list[Piece] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, place: int, what: str) -> None:
        """Note *what* about *place*, unless enough has been said."""
        if len(self.remarks) < MOST_REMARKS:
            self.remarks.append(Remark(place, what))

    def tokens(self) -> Iterator[Token]:
        """Give what the parser wants."""
        for piece in self.pieces:
            if piece.kind == "text":
                if piece.markup:
                    yield Token(TOKEN_CONTENT, piece.markup, piece.start, self.source)
                continue
            if piece.kind == "output":
                yield Token(TOKEN_OUTPUT, piece.raw, piece.start, self.source)
            else:
                yield Token(TOKEN_TAG, piece.name, piece.start, self.source)
            if piece.markup or piece.kind == "output":
                yield Token(TOKEN_EXPRESSION, piece.markup, piece.start, self.source)


def cut_template(source: str, tags: Collection[str]) -> Cut:
    """Cut *source* into pieces; *tags* are the names of all that are known."""
    cut = Cut(source)
    _Scanner(cut).run()
    _Arranger(cut, tags).run()
    return cut


class _Scanner:
    """Finds braces and what belongs to them, in one pass."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._source = cut.source
        self._trims = False
        #: Closing signs of which there are no more, so that nobody looks for them again.
        self._gone: set[str] = set()

    def run(self) -> None:
        place = 0
        while found := _BEGIN.search(self._source, place):
            self._text(place, found.start())
            place = self._braces(found.start())
        self._text(place, len(self._source))

    def _text(self, start: int, end: int) -> None:
        text = self._source[start:end]
        if self._trims and text:
            text = text.lstrip()
            self._trims = False
        if text:
            self._cut.pieces.append(Piece("text", start, text))

    def _braces(self, start: int) -> int:
        """Take what begins at *start*; return where it ends."""
        is_tag = self._source[start + 1] == "%"
        end = self._end(start, "%}" if is_tag else "}")
        raw = self._source[start:end]
        if len(raw) < len("{{}}") or not raw.endswith("%}" if is_tag else "}}"):
            return self._words(start)
        piece = _read_piece(raw, start, is_tag=is_tag)
        if piece is None:
            return self._words(start)
        if raw[2] == "-" and self._cut.pieces and self._cut.pieces[-1].kind == "text":
            last = self._cut.pieces[-1]
            last.markup = last.markup.rstrip()
        self._trims = raw[-3] == "-" and len(raw) > len("{{-}}")
        if piece.name == "raw":
            return self._verbatim(start, end)
        self._cut.pieces.append(piece)
        return end

    def _end(self, start: int, sign: str) -> int:
        if sign in self._gone:
            return start
        place = self._source.find(sign, start + 2)
        if place < 0:
            self._gone.add(sign)
            return start
        if sign == "}" and self._source.startswith("}}", place):
            return place + 2
        return place + len(sign)

    def _words(self, start: int) -> int:
        """Let the two signs at *start* be words: they open nothing that is closed."""
        signs = self._source[start : start + 2]
        what = f"has a {signs} that begins nothing; it stands as words: put it between {{% raw %}}"
        self._cut.remark(start, f"{what} and {{% endraw %}}")
        self._trims = False
        self._text(start, start + 2)
        return start + 2

    def _verbatim(self, start: int, end: int) -> int:
        closing = _END_RAW.search(self._source, end)
        if not closing:
            self._cut.remark(start, "has {% raw %} without {% endraw %}; add it")
            return end
        self._trims = False
        self._cut.pieces.append(Piece("text", end, self._source[end : closing.start()]))
        self._trims = closing[0].endswith("-%}")
        return closing.end()


def _read_piece(raw: str, start: int, *, is_tag: bool) -> Piece | None:
    """Read the braces *raw*; None when they hold no name and so are no tag."""
    inner = raw[2:-2].removeprefix("-").removesuffix("-")
    if not is_tag:
        return Piece("output", start, inner.strip(), raw=raw)
    name = _NAME.match(inner)
    if not name:
        return None
    return Piece("tag", start, inner[name.end() :].strip(), name[1], raw)


class _Arranger:
    """Sees to it that every block is closed by its own end, and every tag is a known one."""

    def __init__(self, cut: Cut, tags: Collection[str]) -> None:
        self._cut = cut
        self._tags = tags
        #: Blocks that are open: the piece that opened each, and its middles.
        self._open: list[list[Piece]] = []
        self._code = CodePlaces(cut.source)
        self._unknown: set[str] = set()

    def run(self) -> None:
        for piece in self._uncommented():
            if piece.kind == "tag":
                self._take(piece)
        for block in self._open:
            self._refuse_block(block)

    def _uncommented(self) -> Iterator[Piece]:
        """Give every piece outside of comments; those within become nothing."""
        depth = 0
        begins = 0
        for piece in self._cut.pieces:
            if piece.kind == "tag" and piece.name == "comment":
                begins = begins if depth else piece.start
                depth += 1
            if not depth:
                yield piece
                continue
            if piece.kind == "tag" and piece.name == "endcomment":
                depth -= 1
                if not depth:
                    self._forget(begins, piece.start)
            piece.kind, piece.markup = "text", ""

    def _forget(self, start: int, end: int) -> None:
        """Drop what was remarked inside of a comment."""
        self._cut.remarks = [one for one in self._cut.remarks if not start < one.place < end]

    def _take(self, piece: Piece) -> None:
        name = piece.name
        if name in BLOCKS and len(self._open) >= DEEPEST_NESTING:
            self._refuse(piece, f"nests more than {DEEPEST_NESTING} blocks; make it flatter")
        elif name in BLOCKS:
            self._open.append([piece])
        elif name.startswith("end"):
            self._close(piece, name.removeprefix("end"))
        elif name in {"else", "elsif", "when"}:
            self._middle(piece)
        elif name not in self._tags:
            self._unknown.add(name)
            self._refuse(piece, f"uses {{% {name} %}}, which is not known here; it is left out")

    def _close(self, piece: Piece, name: str) -> None:
        if name in self._unknown:  # said already, of its beginning
            self._refuse(piece, "")
            return
        if not any(block[0].name == name for block in self._open):
            self._refuse(piece, f"has {{% {piece.name} %}} with nothing to end; remove it")
            return
        piece.markup = ""
        while (block := self._open.pop())[0].name != name:
            self._refuse_block(block)

    def _middle(self, piece: Piece) -> None:
        if self._open and piece.name in _MIDDLES.get(self._open[-1][0].name, ()):
            self._open[-1].append(piece)
            if piece.name == "else":
                piece.markup = ""
        else:
            self._refuse(
                piece, f"has {{% {piece.name} %}} outside of what it belongs to; remove it"
            )

    def _refuse_block(self, block: list[Piece]) -> None:
        name = block[0].name
        self._refuse(block[0], f"has {{% {name} %}} that never ends; add {{% end{name} %}}")
        for piece in block[1:]:
            piece.kind, piece.markup = "text", ""

    def _refuse(self, piece: Piece, what: str) -> None:
        if what:
            self._cut.remark(piece.start, what)
        kept = piece.raw if piece.start in self._code else ""
        piece.kind, piece.markup = "text", kept
