"""HTML between the lines of Markdown: its elements are found, so that stray tags are words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.markdown.kramdown import patterns as at
from app.content.markdown.kramdown.entities import decode_entities
from app.content.markdown.kramdown.tree import Block

if TYPE_CHECKING:
    from app.content.markdown.kramdown.blocks import BlockReader

#: Elements in elements that are still told apart.
_DEEPEST = 100
#: The same, where Markdown is read in them.
_DEEPEST_READ = 40
_CONTENT = {"0": "raw", "span": "span", "block": "block"}
_REST_OF_LINE = re.compile(r"[ \t]*\n")
_BEGINS = re.compile(r"<(?=[^\W\d]|[/!?])")


def read_html(reader: BlockReader) -> bool:
    """Read an element of HTML that is a block, a comment, or the tag that closes the open one."""
    margin = at.HTML.match(reader.text, reader.pos)
    begin = margin.end() if margin else reader.pos
    is_loose = reader.document.options.has_loose_html
    if reader.text.startswith(at.COMMENT_OPENS, begin if is_loose else reader.pos):
        return _comment(reader, begin)
    found = reader.grammar.tag.match(reader.text, begin)
    if found and found[1].lower() not in at.SPAN_NAMES:
        reader.pos = found.end()
        block = reader.add(_element(found))
        _read_body(reader, found, block)
        return True
    found = at.CLOSING_TAG.match(reader.text, begin)
    if found and reader.tree.kind == "html" and reader.tree.name == found[1].lower():
        reader.pos = found.end()
        reader.is_closed = True
        return True
    if found and is_loose and found[1].lower() not in at.SPAN_NAMES:
        reader.pos = found.end()
        reader.take(_REST_OF_LINE)
        return True
    return False


def read_attributes(tag: re.Match[str]) -> dict[str, str]:
    """Return the attributes that stand in *tag*; those of HTML's own elements in lower case."""
    found = {}
    is_known = tag[1].lower() in at.KNOWN_NAMES
    for one in at.ATTRIBUTE.finditer(tag[2]):
        value = next((part for part in one.groups()[1:] if part is not None), "")
        found[one[1].lower() if is_known else one[1]] = decode_entities(value)
    return found


def known_name(name: str) -> str:
    """Return the name of an element: in lower case, if it is one of HTML."""
    return name.lower() if name.lower() in at.KNOWN_NAMES else name


def _comment(reader: BlockReader, begin: int) -> bool:
    end = reader.text.find("-->", begin + 4)
    if end < 0:
        return False
    text = reader.text[begin : end + 3]
    reader.pos = end + 3
    reader.tree.children.append(Block(kind="comment", text=text[4:-3]))
    reader.take(_REST_OF_LINE)
    return True


def _element(found: re.Match[str]) -> Block:
    own = read_attributes(found)
    return Block(kind="html", name=known_name(found[1]), own=own)


def _read_body(reader: BlockReader, tag: re.Match[str], block: Block) -> None:
    """Read what is in *block*, up to the tag that closes it."""
    block.content = _content_of(reader, block)
    is_in_raw = reader.tree.kind == "html" and reader.tree.content == "raw"
    if block.name in {"script", "style"}:
        _words_to_end(reader, block)
        return
    if block.content == "block":
        reader.take(_REST_OF_LINE)
    if tag[3] or block.name in at.VOID_NAMES:
        return
    if block.content == "block":
        _blocks(reader, block)
    elif block.content == "span":
        _words_to_end(reader, block)
    else:
        _raw(reader, block)
    if not is_in_raw:
        reader.take(_REST_OF_LINE)


def _content_of(reader: BlockReader, block: Block) -> str:
    asked = block.own.pop("markdown", None)
    usual = at.CONTENT.get(block.name, "raw")
    if asked == "1" or (asked == "" and reader.document.options.has_loose_html):
        return usual
    if asked in _CONTENT:
        return _CONTENT[asked]
    is_raw = reader.tree.kind == "html" and reader.tree.content == "raw"
    return usual if reader.document.options.parse_block_html and not is_raw else "raw"


def _words_to_end(reader: BlockReader, block: Block) -> None:
    end = at.closing_tag(block.name).search(reader.text, reader.pos)
    block.text = reader.text[reader.pos : end.start() if end else len(reader.text)]
    reader.pos = end.end() if end else len(reader.text)


def _blocks(reader: BlockReader, block: Block) -> None:
    if reader.depth >= _DEEPEST_READ:
        return
    outer, waiting = reader.tree, reader.waiting
    reader.tree, reader.waiting = block, None
    reader.depth += 1
    reader.run()
    reader.depth -= 1
    reader.tree, reader.waiting, reader.is_closed = outer, waiting, False


def _raw(reader: BlockReader, block: Block) -> None:
    """Read elements and words into *block*; a closing tag that closes nothing is words."""
    open_elements = [block]
    end = len(reader.text)
    while reader.pos < end and open_elements:
        found = _BEGINS.search(reader.text, reader.pos)
        inside = open_elements[-1]
        place = found.start() if found else end
        _words(inside, reader.text[reader.pos : place])
        reader.pos = place
        if found:
            _raw_markup(reader, open_elements)


def _raw_markup(reader: BlockReader, open_elements: list[Block]) -> None:
    text, inside = reader.text, open_elements[-1]
    if text.startswith(at.COMMENT_OPENS, reader.pos):
        end = text.find("-->", reader.pos + 4)
        if end >= 0:
            inside.children.append(Block(kind="comment", text=text[reader.pos + 4 : end]))
            reader.pos = end + 3
            return
    if text.startswith("<?", reader.pos) and (end := text.find("?>", reader.pos)) >= 0:
        reader.pos = end + 2  # pictures pasted as SVG begin with one; HTML has none
        return
    if (found := reader.take(reader.grammar.tag)) and len(open_elements) < _DEEPEST:
        _raw_element(reader, found, open_elements)
    elif found := found or reader.take(at.CLOSING_TAG):
        if not found[0].startswith("</") or known_name(found[1]) != inside.name:
            _words(inside, "" if reader.document.options.has_loose_html else found[0])
        else:
            open_elements.pop()
    else:
        _words(inside, text[reader.pos])
        reader.pos += 1


def _raw_element(reader: BlockReader, found: re.Match[str], open_elements: list[Block]) -> None:
    inside = open_elements[-1]
    block = _element(found)
    inside.children.append(block)
    if reader.depth >= _DEEPEST_READ:
        block.own.pop("markdown", None)
    if "markdown" in block.own or block.name in {"script", "style"}:
        outer, reader.tree = reader.tree, inside
        reader.depth += 1
        _read_body(reader, found, block)
        reader.depth -= 1
        reader.tree = outer
    elif not found[3] and block.name not in at.VOID_NAMES:
        block.content = "raw"
        open_elements.append(block)
    else:
        block.content = "raw"


def _words(block: Block, words: str) -> None:
    if not words:
        return
    last = block.last()
    if last and last.kind == "text":
        last.text += words
    else:
        block.children.append(Block(kind="text", text=words))
