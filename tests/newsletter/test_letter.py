from datetime import UTC, datetime

import pytest

from app.config import Config
from app.config.model import NewsletterConfig
from app.errors import NewsletterError, NothingToSendError
from app.newsletter.letter import Wish, build_letter, one_line
from app.newsletter.select import Choice
from tests.values import CONFIG, a_post, an_issue, build_library

ONE = a_post(slug="one", title="One", date=datetime(2026, 11, 1, tzinfo=UTC), categories=("ai",))
TWO = a_post(slug="two", title="Two", date=datetime(2026, 11, 2, tzinfo=UTC), categories=("ai",))


def letter(posts, choice=None, **more):
    return build_letter(build_library((ONE, TWO)), posts, choice or Choice(), **more)


def test_one_post_gives_the_mail_its_name_subject_and_address():
    made = letter((ONE,))

    assert (made.name, made.subject, made.url) == (
        "one",
        "One",
        "https://blog.example.org/posts/one/",
    )
    assert made.layout == "full"


def test_several_posts_are_a_digest_of_the_newest_ones_day():
    made = letter((ONE, TWO))

    assert made.name == "digest-2026-11-02"
    assert made.subject == "Example, 2 November 2026"
    assert made.preheader == "One · Two"
    assert made.date == TWO.date


def test_a_digest_of_a_category_is_read_in_a_browser_at_the_categorys_page():
    assert letter((ONE, TWO), Choice(category="AI")).url == "https://blog.example.org/category/ai/"


def test_an_issue_gives_the_mail_its_own_name_subject_preheader_and_layout():
    issue = an_issue(name="2026-11", title="November", preheader="Rain", layout="excerpts")

    made = letter((ONE, TWO), issue=issue)

    assert (made.name, made.subject, made.preheader) == ("2026-11", "November", "Rain")
    assert made.url == "https://blog.example.org/newsletter/2026-11/"
    assert (made.layout, made.date) == ("excerpts", issue.date)


def test_what_the_author_wishes_comes_before_what_the_issue_says():
    wish = Wish(subject="Other", preheader="Sun", layout="full")

    made = letter((ONE,), issue=an_issue(preheader="Rain"), wish=wish)

    assert (made.subject, made.preheader, made.layout) == ("Other", "Sun", "full")


def test_the_newsletters_own_title_stands_in_the_subject_of_a_digest():
    config = Config(root=CONFIG.root, newsletter=NewsletterConfig(title="The Letter"))
    library = build_library((ONE, TWO), config=config)

    assert build_letter(library, (ONE, TWO), Choice()).subject.startswith("The Letter, ")


def test_a_single_post_in_another_language_gives_the_mail_that_language():
    hebrew = a_post(slug="shalom", language="he")

    assert letter((hebrew,)).language == "he"
    assert letter((hebrew, ONE)).language == "en"


def test_an_unknown_layout_names_the_file_and_the_layouts_there_are():
    with pytest.raises(NewsletterError, match=r"newsletters/2026-11\.md: .*'zine'.*full, digest"):
        letter((ONE,), issue=an_issue(layout="zine"))


def test_no_post_and_no_issue_is_nothing_to_send():
    with pytest.raises(NothingToSendError):
        letter(())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One\r\nBcc: all@example.org", "One Bcc: all@example.org"),
        ("One\x00\x1b[31m two\u2028three", "One [31m two three"),
        ("  much   space ", "much space"),
        ("👩‍👩‍👧 שלום 你好", "👩‍👩‍👧 שלום 你好"),
        ("half a \udcff sign", "half a ? sign"),
    ],
)
def test_a_line_for_a_header_holds_no_breaks_and_no_control_characters(text, line):
    assert one_line(text) == line


def test_a_very_long_name_leaves_room_for_an_ending():
    made = letter((a_post(slug="ü" * 300),))

    assert len(f"{made.name}.source.html".encode()) < 255
