"""The table [feeds]: what can be followed, and what is refused with its line."""

import pytest

from app.config import load_config
from app.errors import ConfigError

HEAD = 'title = "Example"\nurl = "https://blog.example.org"\n\n[feeds]\n'


def load(folder, text):
    (folder / "site.toml").write_text(HEAD + text, encoding="utf-8")
    return load_config(folder)


def test_everything_that_feeds_know_can_be_set(tmp_path):
    config = load(
        tmp_path,
        """
items = 5
content = "summary"
combine = [["ai", "jobs"], ["ai", "C++", "web"]]
hub = "https://hub.example.org/?a=b"
extra = '''
<c:one xmlns:c="https://reader.example.net/ns">A &amp; B</c:one>
<two/>
'''
[feeds.content_of]
"/category/ai/" = "full"
""",
    )

    assert config.notices == ()
    assert config.feeds.combine == (("ai", "jobs"), ("ai", "C++", "web"))
    assert config.feeds.content_of == {"/category/ai/": "full"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('\ncontent = "half"', 6, "'feeds.content' is 'half'"),
        ('\n[feeds.content_of]\n"/tag/x/" = "half"', 7, "is 'half'"),
        ('\n\ncombine = [["ai"]]', 7, "two categories or more"),
        ('\ncombine = [["ai", "AI "]]', 6, "two categories or more"),
        ('\ncombine = ["ai", "jobs"]', 6, "'feeds.combine'"),
        ('\nhub = "hub.example.org"', 6, "'feeds.hub'"),
        ('\nhub = "javascript:alert(1)"', 6, "'feeds.hub'"),
        ('\nhub = "https://hub.example.org/\\">"', 6, "'feeds.hub'"),
        ('\nextra = "<a>"', 6, "not well-formed XML"),
        ('\nextra = "<a:b/>"', 6, "not well-formed XML"),
        ('\nextra = "&x;"', 6, "not well-formed XML"),
        ('\nextra = "a\\u0008"', 6, "not well-formed XML"),
        ("\nextra = '''\n<a/>\n<b></c>\n'''", 8, "not well-formed XML"),
        ('\nextra = "words <a/>"', 6, "outside of its elements"),
        ('\nextra = "<a/></extra><extra>"', 6, "not well-formed XML"),
    ],
)
def test_what_feeds_cannot_follow_is_refused_with_its_line(tmp_path, text, line, words):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)

    assert words in str(caught.value)
    assert caught.value.line == line
