"""The blocks of a text: kramdown's rules for where each begins and ends."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.content.markdown.kramdown import definitions, html, lists, tables
from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown import plain_blocks as plain
from app.content.markdown.kramdown.attributes import Attributes
from app.content.markdown.kramdown.document import Document
from app.content.markdown.kramdown.tree import Block

#: Blocks in blocks that are still told apart; deeper ones are words.
DEEPEST = 40
_SPACES_OR_TAB = re.compile(" {0,3}")
_SPACE = frozenset(at.SPACE)
_LAZY_CODE = re.compile(r"\n( {0,3}[^ \t\n\r\f\v])")
#: What the second line of an underlined heading or of a table with delimiters begins with.
_BELOW = frozenset("-=|: ")
_SPACES = frozenset(" \t")


def parse_blocks(text: str, document: Document) -> Block:
    """Read *text*, which ends with a line's end, into a root block."""
    root = Block(kind="root")
    BlockReader(document, text, root).run()
    return root


class BlockReader:
    """Reads the blocks of one run of lines into *tree*."""

    def __init__(self, document: Document, text: str, tree: Block, depth: int = 0) -> None:
        self.document = document
        self.text = text
        self.tree = tree
        self.depth = depth
        self.pos = 0
        #: Attributes that wait for the block below them.
        self.waiting: Attributes | None = None
        self.is_closed = False
        self.grammar = document.grammar
        self._is_commonmark = document.options.is_commonmark

    def run(self) -> None:
        """Read to the end, or to the tag that closes the element of HTML that is being read."""
        end = len(self.text)
        while self.pos < end and not self.is_closed:
            self._block()

    def read_inside(self, text: str, tree: Block) -> None:
        """Read *text*, which stands within a block, into *tree*."""
        if self.depth >= DEEPEST:
            tree.children.append(Block(kind="p", text=text.strip()))
            return
        if text[:1].isalpha() and text.find("\n") == len(text) - 1 and "|" not in text:
            # Most items of lists are such a line, which can be nothing but words.
            tree.children.append(Block(kind="p", text=text.strip()))
            return
        BlockReader(self.document, text, tree, self.depth + 1).run()

    def take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Go past *expression*, if it stands here."""
        found = expression.match(self.text, self.pos)
        if found:
            self.pos = found.end()
        return found

    def add(self, block: Block) -> Block:
        """Add *block* with the attributes that wait for it."""
        if self.waiting:
            block.given, self.waiting = self.waiting, None
        self.tree.children.append(block)
        return block

    def is_after_boundary(self) -> bool:
        """Tell whether a block that needs an empty line before it may begin here."""
        last = self.tree.last()
        return (
            last is None
            or last.kind == "blank"
            or (last.kind == "mark" and not last.text)
            or self.waiting is not None
            or (self.document.options.is_commonmark and last.kind != "p")
        )

    def is_before_boundary(self) -> bool:
        """Tell whether what comes may stand below a block that needs an empty line after it."""
        return self.pos >= len(self.text) or bool(at.BOUNDARY.match(self.text, self.pos))

    def _block(self) -> None:
        sign = self.text[self.pos]
        if sign in _SPACE:
            if blank := self.take(at.BLANK):
                self._blank(blank[0].count("\n"))
                return
            begin = _SPACES_OR_TAB.match(self.text, self.pos)
            sign = self.text[begin.end()] if begin else ""
        if sign in _SPACES:
            if self._indented_code():
                return
        elif sign in _BEGINNINGS or not self._is_mere_paragraph():
            for read in _BEGINNINGS.get(sign, _NO_SIGN):
                if read(self):
                    return
        self._paragraph()

    def _is_mere_paragraph(self) -> bool:
        """Tell whether a line that no sign begins can begin nothing else, for what is below it."""
        after = self.text.find("\n", self.pos) + 1
        return self._is_commonmark and after > 0 and self.text[after : after + 1] not in _BELOW

    def _blank(self, lines: int) -> None:
        last = self.tree.last()
        if last is None or last.kind != "blank":
            last = self.add(Block(kind="blank"))
        last.level += lines

    def _paragraph(self) -> None:
        begin = self.pos
        found = self.take(self.grammar.paragraph)
        if found is None:  # a last line without its end
            self.pos = len(self.text)
        elif self._is_commonmark and "|" in found[0]:
            self.pos = begin + tables.find_table(found[0])
        words = self.text[begin : self.pos].rstrip()
        last = self.tree.last()
        if last and last.kind == "p":
            broken = self.text[max(begin - 3, 0) : begin] == "  \n"
            last.text += ("  \n" if broken else "\n") + words
        else:
            self.add(Block(kind="p", text=words.lstrip()))

    def _indented_code(self) -> bool:
        found = self.take(self.grammar.code)
        if not found:
            return False
        code = _LAZY_CODE.sub(r" \1", found[0])
        self.add(Block(kind="code", text=at.INDENT.sub("", code)))
        return True


_Reader = Callable[[BlockReader], bool]
_NO_SIGN: tuple[_Reader, ...] = (plain.read_underlined, tables.read_table)
_BEGINNINGS: dict[str, tuple[_Reader, ...]] = {
    "~": (plain.read_fence, *_NO_SIGN),
    "`": (plain.read_fence, *_NO_SIGN),
    ">": (plain.read_quote,),
    "#": (plain.read_heading, *_NO_SIGN),
    "*": (plain.read_rule, lists.read_list, *_NO_SIGN, definitions.read_abbreviation),
    "-": (plain.read_rule, lists.read_list, *_NO_SIGN),
    "_": (plain.read_rule, *_NO_SIGN),
    "+": (lists.read_list, *_NO_SIGN),
    ":": (lists.read_definitions, *_NO_SIGN),
    "<": (html.read_html, *_NO_SIGN),
    "$": (plain.read_underlined, plain.read_maths, tables.read_table),
    "\\": (plain.read_underlined, plain.read_maths, tables.read_table),
    "[": (plain.read_contents, *_NO_SIGN, definitions.read_note, definitions.read_link),
    "{": (*_NO_SIGN, definitions.read_braces),
    "^": (*_NO_SIGN, plain.read_end_of_block),
} | dict.fromkeys("0123456789", (lists.read_list, *_NO_SIGN))
