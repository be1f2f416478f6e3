"""How large an SVG is."""

import pytest

from app.pictures import picture_size

NS = "xmlns='http://www.w3.org/2000/svg'"


def size_of(folder, text):
    file = folder / "a.svg"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return picture_size(file)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (f"<svg {NS} width='120' height='40'/>", (120, 40)),
        (f"<svg {NS} width='1in' height=\"12pt\"/>", (96, 16)),
        (f"<svg {NS} viewBox='0 0 24 12'/>", (24, 12)),
        (f"<svg {NS} viewBox='0,0,24,12' width='100%' height='100%'/>", (24, 12)),
        (f"<svg {NS} width='48' viewBox='0 0 24 12'/>", (48, 24)),
        (f"<svg {NS} height='48' viewBox='0 0 24 12'/>", (96, 48)),
        (
            (
                "\ufeff<?xml version='1.0'?>\n<!-- <svg width='1' height='1'> -->\n"
                '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/svg.dtd">\n'
                f"<svg {NS} data-a='>' width='9' height='8'><rect width='1'/></svg>"
            ),
            (9, 8),
        ),
        (f"<svg:svg xmlns:svg='a' {NS} width='9' height='8'/>", (9, 8)),
    ],
)
def test_the_size_of_a_drawing_is_what_its_first_tag_says(tmp_path, text, size):
    assert size_of(tmp_path, text) == size


@pytest.mark.parametrize(
    "text",
    [
        f"<svg {NS}/>",
        f"<svg {NS} width='100%' height='2em'/>",
        f"<svg {NS} viewBox='0 0 nan inf'/>",
        f"<svg {NS} viewBox='0 0 0 -1'/>",
        f"<svg {NS} width='0.1' height='.'/>",
        f"<svg {NS} width='9999999' height='9'/>",
        "<html><svg width='9' height='9'/></html>",
        "<!DOCTYPE svg [<!ENTITY a '99'><!ENTITY b '&a;&a;'>]><svg width='&b;' height='&a;'/>",
        "<svg width='9",
        b"\xff\xfe<\0s\0v\0g\0",
        b"",
    ],
)
def test_what_says_no_size_has_none_and_no_entity_is_obeyed(tmp_path, text):
    assert size_of(tmp_path, text) is None


@pytest.mark.parametrize(
    "text", ["<!--", "<!DOCTYPE ", "<svg ", "<?", " ", "<svg '", "<!DOCTYPE ["]
)
def test_no_file_takes_long_to_look_at(tmp_path, text):
    assert size_of(tmp_path, text * 100_000) is None
