"""Code is read faster than Pygments reads it, into the same words."""

from __future__ import annotations

import pytest
from pygments.lexers import get_lexer_by_name

from app.content.markdown.tokens import TokenReader

CODE = {
    "bash": 'cat <<END | sort\none $HOME\nEND\nfor i in 1 2; do echo "${i}\'s"; done\n',
    "c": '#include <x.h>\n/* a\n b */ int main(void) { return "a\\n"[0]; }\n',
    "css": "@media print { a:hover { color: #fff !important } }\n",
    "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
    "html": "<!-- c --><p class=x id='y'>a &amp; b < c<script>let a = `${1}`;</script>\n",
    "javascript": "const a = /x+/g.test(`b ${c + 1}`) ?? null; // d\n",
    "json": '{"a": [1, true, "\\u00e9"]}\n',
    "perl": "my $x = <<'E';\na\nE\ns/a/b/g; print q{c};\n",
    "pycon": ">>> a = 1\n>>> a\n1\n",
    "python": 'async def a(b: int = 0) -> str:\n    """Say."""\n    return f"{b!r:>{3}}" \\ $\n',
    "ruby": "puts <<~E\n  a #{1 + 1}\nE\n%w[a b].each { |x| p :x }\n",
    "rust": "fn a<'b>(c: &'b str) -> u8 { b'x' + r#\"y\"#.len() as u8 } /* /* d */ */\n",
    "sql": "select 'it''s', \"a\" from b where c = :d -- e\n",
    "yaml": "a: &b [1, 'c']\nd:\n  - |\n    e\n",
}


@pytest.mark.parametrize("language", CODE)
@pytest.mark.parametrize("other", ["", "css", "python", "html"])
def test_code_is_read_into_the_words_that_pygments_has(language, other):
    code = CODE[language] + CODE.get(other, "\n\n§ no rule fits this €\n")

    read = TokenReader(get_lexer_by_name(language), str).read(code)

    tokens = get_lexer_by_name(language).get_tokens(code)
    assert read == [(str(kind), words) for kind, words in tokens]
