"""How kramdown's blocks begin: each expression is matched where a line begins."""

from __future__ import annotations

import re
from functools import lru_cache

#: White space, as kramdown knows it: a no-break space is a letter.
SPACE = " \t\n\r\f\v"
#: Elements of a line; a block of HTML begins with any other.
SPAN_NAMES = frozenset(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option "
    "q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var".split()
)
BLOCK_NAMES = frozenset(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset "
    "figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li "
    "main map nav ol optgroup p pre section summary table tbody td th thead tfoot tr ul".split()
)
VOID_NAMES = frozenset(
    "area base br col command embed hr img input keygen link meta param source track wbr".split()
)
#: How the words in an element are read where Markdown is asked for; others are raw.
CONTENT = dict.fromkeys(
    "address applet article aside blockquote body dd details div dl fieldset figure figcaption "
    "footer form header hgroup iframe li main map menu nav noscript object section summary "
    "td".split(),
    "block",
) | dict.fromkeys(
    "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label "
    "legend optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup th tt".split(),
    "span",
)
_RAW_NAMES = frozenset("script style math option textarea pre code kbd samp var".split())
KNOWN_NAMES = SPAN_NAMES | BLOCK_NAMES | VOID_NAMES | CONTENT.keys() | _RAW_NAMES

_W = rf"[{SPACE}]"
_B = rf"[^{SPACE}]"
NAME = r"[^\W\d][\w.-]*+(?::[^\W\d][\w.-]*+)?"
#: One tag; a value without quotes is letters and digits only.
TAG_ATTRIBUTES = rf"(?:{_W}+{NAME}(?:{_W}*={_W}*(?:\w+|\"[^\"]*\"|'[^']*'))?|(?!))*+"
TAG = re.compile(rf"<({NAME})({TAG_ATTRIBUTES}){_W}*+(/)?>")
CLOSING_TAG = re.compile(rf"</({NAME}){_W}*>")
_LOOSE_NAME = r"[^\s\"'<>/=\x00]+"
_LOOSE_VALUE = r"[^\s\"'=<>`]+"
#: The same as HTML has it: also ``href=/about/``.
LOOSE_TAG = re.compile(
    rf"<({NAME})((?:{_W}+{_LOOSE_NAME}(?:{_W}*={_W}*(?:{_LOOSE_VALUE}|\"[^\"]*\"|'[^']*'))?|(?!))*+)"
    rf"{_W}*+(/)?>"
)
ATTRIBUTE = re.compile(
    rf"({_LOOSE_NAME})(?:{_W}*={_W}*(?:({_LOOSE_VALUE})|\"([^\"]*)\"|'([^']*)'))?"
)

_MARGIN = " {0,3}"
_BLANK = r"[ \t\r\f\v]*+(?:\n|\Z)"
_LIST = r"(?:[+*-]|\d+\.)[\t |].*\n"
_SPANS = "|".join(sorted(SPAN_NAMES | {"script"}))
BLOCK_TAG = rf"<(?:(?!(?:{_SPANS})\b){NAME}|/(?!(?:{_SPANS})\b){NAME}{_W}*>)"
_BRACES = r"\{:(?!:|/)((?:\\\}|[^}\n])++)\}[ \t]*"
_END_OF_BLOCK = r"\^[ \t]*\n"
_LAZY_END = rf"{_BLANK}|{_MARGIN}(?:{_BRACES}\n|{BLOCK_TAG})|{_END_OF_BLOCK}"

BLANK = re.compile(r"(?:[ \t\r\f\v]*+\n|(?!))++")
BOUNDARY = re.compile(rf"{_BLANK}|{_MARGIN}{_BRACES}\n|{_END_OF_BLOCK}")
INDENT = re.compile(r"^(?:\t| {4})", re.MULTILINE)
CODE = (
    rf"(?:(?:[ \t\r\f\v]*+\n|(?!))*+(?:(?:\t| {{4}})[ \t]*+{_B}.*\n|(?!))++"
    rf"(?:(?!{_MARGIN}(?:{_BRACES}\n|{BLOCK_TAG})|{_END_OF_BLOCK})[ \t]*+{_B}.*\n|(?!))*+)"
)
INDENTED_CODE = re.compile(rf"(?=\t| {{4}})(?:{CODE}|(?!))++")
FENCE = re.compile(rf"{_MARGIN}((?P<sign>[~`])(?P=sign){{2,}})[ \t]*+({_B}++)?[ \t]*+\n")
QUOTE = re.compile(rf"^{_MARGIN}> ?", re.MULTILINE)
LAZY_LINES = re.compile(rf".*\n(?:(?!{_LAZY_END}).*\n|(?!))*+")
HEADING = re.compile(r"(#{1,6})[\t ]+(.*)\n")
PLAIN_HEADING = re.compile(r"(#{1,6})[\t ]*([^ \t\n].*)\n")
HEADING_ID = re.compile(r"[\t ]\{#([A-Za-z_:][\w:.-]*)\}\Z")
UNDERLINED = re.compile(rf"{_MARGIN}(?={_B})(.*)\n([-=])[-=]*+[ \t]*\n")
RULE = re.compile(rf"{_MARGIN}([*_-])[ \t]*\1[ \t]*\1(?:\1|[ \t])*+\n")
LIST = re.compile(rf"({_MARGIN}(?:([+*-])|\d+\.))([\t |].*\n)")
DEFINITION = re.compile(rf"({_MARGIN}:)([\t |].*\n)")
END_OF_BLOCK = re.compile(_END_OF_BLOCK)
COMMENT_OPENS = "<!--"
HTML = re.compile(rf"{_MARGIN}(?=<)")
MATHS = re.compile(rf"{_MARGIN}(\\)?\$\$")
NOTE = re.compile(rf"{_MARGIN}\[\^(\w[\w-]*)\]:[ \t]*((?:.*\n)(?:{CODE}|(?!))*+)")
LINK = re.compile(
    rf"{_MARGIN}\[([^\n\]]+)\]:[ \t]*(?:<(.*?)>|({_B}(?:[^\n]*?{_B})??))"
    r"(?:(?:[ \t]*+\n[ \t]*+|[ \t]++)([\"'])([^\n]+?)\4)?[ \t]*\n"
)
ABBREVIATION = re.compile(rf"{_MARGIN}\*\[([^\n]+?)\]:(.*)\n")
NAMED_ATTRIBUTES = re.compile(rf"{_MARGIN}\{{:(\w[\w-]*):((?:\\\}}|[^}}\n])+)\}}[ \t]*\n")
EXTENSION = rf"\{{::(\w+)(?:{_W}((?:\\\}}|[^}}\n]){{0,500}}?)|)(/)?\}}"
EXTENSION_BLOCK = re.compile(rf"{_MARGIN}{EXTENSION}[ \t]*\n")
ATTRIBUTES = re.compile(rf"{_MARGIN}{_BRACES}\n")
EMPTY_ITEM = re.compile(rf"{_W}*+(?:{_BRACES})?{_W}*+")
ITEM_ATTRIBUTES = re.compile(rf"{_W}*{_BRACES}{_W}*")
_PIPE = r"(?:\||[^\n]*?[^\\\n]\|)"
TABLE_LINE = re.compile(rf"{_PIPE}.*\n")
TABLE = re.compile(rf"{_MARGIN}(?={_B}){_PIPE}.*\n")
SEPARATOR = re.compile(r"(?=[^\n]*-)([+|: \t-]++)\n")
FOOT_SEPARATOR = re.compile(r"(?=[^\n]*=)[+|: \t=]++\n")

#: Words in which nothing is a sign, for the short way past a span that holds nothing else.
MERE_WORDS = r"(?:[^*_`<>\[\]\\&\"'$!~{.\n-]++|\.(?!\.)|-(?!-)|!(?!\[)|(?!))++"
#: What closes the words of a link, or opens further ones.
BRACKET = re.compile(r"\]|!?\[")

_PARAGRAPH_END = rf"{_LAZY_END}|{_MARGIN}:[\t |].*\n"
_GFM_END = rf"{_PARAGRAPH_END}|{_MARGIN}(?:{_LIST}|>|[~`]{{3}})|#{{1,6}}[\t ]+.*\n"
# What begins with a letter ends nothing, and most lines do.
PARAGRAPH = re.compile(rf".*\n(?:(?:[^\W\d_]|(?!{_PARAGRAPH_END})).*\n|(?!))*+")
GFM_PARAGRAPH = re.compile(rf".*\n(?:(?:[^\W\d_]|(?!{_GFM_END})).*\n|(?!))*+")


@lru_cache(maxsize=200)
def closing_tag(name: str) -> re.Pattern[str]:
    """Return the tag that closes an element of this *name*."""
    return re.compile(rf"</{re.escape(name)}{_W}*>", re.IGNORECASE)


@lru_cache(maxsize=64)
def item_lines(indent: int) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what an item's further lines look like: indented by *indent*, lazy, its margin."""
    fours, rest = divmod(indent, 4)
    indented = re.compile(
        rf"(?:(?:\t| {{4}}){{{fours}}} {{{rest}}}|(?:\t| {{4}}){{{fours + 1}}})[ \t\r\f\v]*{_B}.*\n"
    )
    lazy = re.compile(
        rf"(?! {{0,{min(indent, 3)}}}(?:{_BRACES}\n|{BLOCK_TAG}))[ \t\r\f\v]*{_B}.*\n"
    )
    return indented, lazy, re.compile(f" {{{indent}}}")


@lru_cache(maxsize=16)
def next_item(sign: str, most: int) -> re.Pattern[str]:
    """Return how a further item of a list begins, indented by *most* spaces at most."""
    marker = {"ul": "[+*-]", "ol": r"\d+\.", "1)": r"\d{1,9}[.)]", "dl": ":"}[sign]
    return re.compile(rf"( {{0,{most}}}{marker})([\t |].*\n)")
