"""What a reader does with a page, in a real browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest

from tests.browser.conftest import PHONE
from tests.browser.site import ADDRESSES, POST, RARE_POST, SIGN_UP

pytestmark = pytest.mark.browser

INK = "rgb(31, 27, 21)"
LIGHT = "rgb(253, 252, 249)"
DARK = "rgb(23, 21, 18)"
#: The words that stand outside of the window, or of their own box.
CUT_OFF = """
    [...document.querySelectorAll("main :is(h1, h2, h3, p, li), .top a, .foot a")]
        .filter(part => part.checkVisibility() && !part.closest("details"))
        .filter(part => part.getBoundingClientRect().right > innerWidth + 1
            || part.clientHeight && part.scrollHeight > part.clientHeight + 2)
        .map(part => part.textContent)
"""


def ground(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def width_too_much(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_no_page_breaks_its_own_policy_or_asks_anybody_else(browser, address):
    """One browser for all: what it keeps would show as well."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for where in ADDRESSES:
        page.goto(where)

    assert not said
    assert all(url.startswith((address, "data:")) for url in asked)
    assert not context.cookies()
    assert page.evaluate("localStorage.length") == 0
    context.close()


def test_a_word_typed_into_the_head_of_a_page_finds_posts(open_page):
    page = open_page("/")
    page.get_by_role("searchbox").fill("thumb")
    page.keyboard.press("Enter")

    assert page.locator("main mark").first.inner_text() == "thumb"
    page.get_by_role("link", name=re.compile("^A leaflet")).click()
    page.wait_for_url(f"**{POST}")


def test_the_switch_turns_dark_remembers_it_and_turns_back_to_what_the_system_says(open_page):
    page = open_page("/")
    switch = page.get_by_role("button", name="Light or dark")
    assert ground(page) == LIGHT

    switch.click()
    assert ground(page) == DARK
    page.goto(POST)
    assert ground(page) == DARK

    switch.click()
    assert ground(page) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert ground(page) == DARK


def test_the_system_decides_without_javascript(open_page):
    page = open_page("/", color_scheme="dark", java_script_enabled=False)

    # Scripts of the page are off; what the browser computed can be seen in a picture of it.
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == DARK
    assert page.locator(".scheme").is_hidden()


def test_the_contents_stand_beside_the_text_and_lead_to_its_parts(open_page):
    page = open_page(POST)
    contents = page.get_by_role("navigation", name="Contents")
    contents.get_by_role("link", name="Sending it").click()

    assert page.url.endswith("#sending-it")
    # They stay in view.
    assert 0 <= contents.bounding_box()["y"] < 100


def test_contents_that_are_taller_than_the_window_can_be_scrolled_by_keys(open_page):
    page = open_page(POST)
    assert page.get_by_role("navigation", name="Contents").get_attribute("tabindex") is None

    page.set_viewport_size({"width": 1280, "height": 120})
    page.reload()
    assert page.get_by_role("navigation", name="Contents").get_attribute("tabindex") == "0"


def test_the_contents_are_folded_on_a_phone(open_page):
    page = open_page(POST, viewport=PHONE)
    link = page.get_by_role("navigation", name="Contents").get_by_role("link", name="With a ruler")
    assert link.is_hidden()

    page.get_by_text("Contents", exact=True).click()
    link.click()
    assert page.url.endswith("#with-a-ruler")


def test_a_button_copies_code_without_the_prompt(open_page):
    page = open_page(POST, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy this code").click()

    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == "fold --times 2\nfolded"


def test_numbers_of_lines_are_not_copied(open_page):
    page = open_page(RARE_POST, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy this code").click()

    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "def fold(paper):\n    return"
    )


def test_a_note_opens_in_its_place_and_escape_leads_back_to_its_number(open_page):
    page = open_page(POST)
    number = page.locator(".footnote-ref")
    number.focus()
    page.keyboard.press("Enter")
    note = page.get_by_role("note")

    assert note.inner_text().startswith("Twice is enough")
    assert "↩" not in note.inner_text()
    assert page.url.endswith(POST)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "more"
    page.keyboard.press("Escape")
    assert note.is_hidden()
    assert page.evaluate("document.activeElement.className") == "footnote-ref"


def test_the_key_after_a_note_leads_on_from_its_number(open_page):
    page = open_page(POST)
    page.locator(".footnote-ref").focus()
    for key in ("Enter", "Tab", "Tab"):
        page.keyboard.press(key)

    assert page.get_by_role("note").is_hidden()
    # What has the focus now is the link of the heading that follows.
    assert page.evaluate("document.activeElement.hash") == "#choosing-the-paper"


def test_a_note_stays_inside_a_small_window(open_page):
    page = open_page(POST, viewport={"width": 320, "height": 480})
    page.locator(".footnote-ref").click()
    box = page.get_by_role("note").bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert width_too_much(page) <= 0


def test_the_keyboard_skips_to_the_text_and_reaches_the_link_of_a_heading(open_page):
    page = open_page(POST)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    link = page.locator("#choosing-the-paper").get_by_role("link", name="Link to this section")
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    assert link.evaluate("link => getComputedStyle(link).opacity") == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith("#choosing-the-paper")


def test_everything_can_be_read_and_found_without_javascript(open_page):
    page = open_page(POST, java_script_enabled=False)
    for name in ("Copy this code", "Light or dark"):
        assert page.get_by_role("button", name=name).count() == 0
    page.locator(".footnote-ref").click()
    assert page.url.endswith("#fn:fold")
    page.locator(".footnote-backref").click()
    assert page.url.endswith("#fnref:fold")

    page.get_by_text("Part 1 of 2").click()
    page.get_by_role("link", name="The second fold").first.click()
    page.wait_for_url("**/posts/second/")
    page.get_by_role("searchbox").fill("ruler")
    page.keyboard.press("Enter")
    page.locator("main mark").first.wait_for()


def test_nothing_is_wider_than_a_window_of_320_pixels_or_one_at_200_percent(open_page):
    page = open_page("/")
    for where in ADDRESSES:
        page.goto(where)
        # 640 is what 1280 pixels hold at 200 %.
        for width in (640, 320):
            page.set_viewport_size({"width": width, "height": 480})
            assert width_too_much(page) <= 0, f"{where} at {width}"


def test_a_frame_is_no_wider_than_the_window_and_keeps_its_shape(open_page):
    page = open_page(RARE_POST, viewport={"width": 320, "height": 480})
    box = page.locator("iframe").bounding_box()

    assert width_too_much(page) <= 0
    assert box["width"] / box["height"] == pytest.approx(560 / 315, rel=0.05)


def test_what_leads_on_stands_in_line_with_the_text(open_page):
    page = open_page("/")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        left = page.locator(".entry h2").first.bounding_box()["x"]
        assert page.get_by_role("link", name="Older posts").bounding_box()["x"] == left


def test_the_switch_never_stands_alone_in_a_row(open_page):
    page = open_page("/")
    # 640 is what 1280 pixels hold at 200 %.
    for width in (1280, 1024, 640, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        switch = page.locator(".scheme").bounding_box()
        search = page.get_by_role("searchbox").bounding_box()
        assert search["y"] < switch["y"] + switch["height"] / 2 < search["y"] + search["height"]


def test_text_twice_as_large_and_far_apart_is_still_all_there(open_page):
    """Large type by the browser's own setting, and the spacing of WCAG 1.4.12."""
    page = open_page(POST, bypass_csp=True)
    page.add_style_tag(
        content="""
        html { font-size: 200% !important }
        * {
            line-height: 1.5 !important;
            letter-spacing: .12em !important;
            word-spacing: .16em !important;
        }
        p { margin-bottom: 2em !important }
        """
    )
    hidden = page.evaluate(CUT_OFF)

    assert not hidden
    assert width_too_much(page) <= 0


def test_the_sign_up_form_sends_the_address_to_the_provider(open_page):
    page = open_page("/newsletter/")
    sent = []

    def answer(route):
        sent.append((route.request.method, route.request.url, route.request.post_data))
        route.fulfill(body="Thank you.", content_type="text/plain")

    page.context.route(f"{SIGN_UP}**", answer)
    page.get_by_label("Your e-mail address").fill("reader@example.net")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_text("Thank you.").wait_for()

    method, url, data = sent[0]
    assert (method, url) == ("POST", SIGN_UP)
    assert parse_qs(data) == {"EMAIL": ["reader@example.net"]}


def test_paper_gets_the_text_and_no_menu(open_page):
    page = open_page(POST)
    page.emulate_media(media="print")

    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("navigation").count() == 0
    assert page.locator("input, button").filter(visible=True).count() == 0


def test_paper_is_light_whatever_the_reader_chose_for_the_screen(open_page):
    page = open_page(POST)
    page.get_by_role("button", name="Light or dark").click()
    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == INK


def test_paper_gets_the_whole_of_a_marked_line_of_code(open_page):
    page = open_page(RARE_POST, viewport=PHONE)
    page.emulate_media(media="print")

    assert (
        page.locator(".hll").evaluate(
            "line => line.offsetWidth - line.parentNode.parentNode.offsetWidth"
        )
        <= 0
    )
