"""Hostile text is shown, never obeyed: the rules one by one, then as properties over any Unicode."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.report.marks import Mark, marked, pieces
from qa.report.safe import (
    cell,
    clipped,
    compact_json,
    direction,
    file_name,
    language_tag,
    markdown,
    one_line,
    page_address,
    pretty_json,
    visible,
    web_address,
)

ANY = st.text(st.characters())
DANGEROUS = st.text(st.sampled_from("![](){}<>\"'`*_~|\\&#:;/=+-@. \n\tax1\u202e\u2066\x00\ud800‏ا^$"), max_size=40)
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u202c", "a⟨U+202E⟩b⟨U+202C⟩"),
        ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"),
        ("a\x00b\x1b[0m", "a⟨U+0000⟩b⟨U+001B⟩[0m"),
        ("\ud800", "⟨U+D800⟩"),
        ("\uffff\U0001fffe", "⟨U+FFFF⟩⟨U+1FFFE⟩"),
        ("عربي\u200f (x)\u200e", "عربي\u200f (x)\u200e"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_characters_that_act_unseen_are_shown_by_number(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\u200b =1", "'\u200b =1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, neutral: str) -> None:
    assert cell(text) == neutral


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("http://example.org", "http://example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        ("https:", ""),
        ("https://[", ""),
        ("https://exa\u202emple.org", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_become_links(url: str | None, kept: str) -> None:
    assert web_address(url) == kept


BAD_SLUGS = [
    "../x", "/x", "a/b", "a\\b", "..", ".hidden", "CON", "con.txt", "a\x00", "x" * 300, "", "a:b", "a\nb", "x.",
]  # fmt: skip


@pytest.mark.parametrize("slug", BAD_SLUGS)
def test_a_slug_that_cannot_be_a_file_gets_a_name_of_its_own(slug: str) -> None:
    name = file_name(slug)
    assert name.startswith("article-")
    assert name == file_name(slug)


@pytest.mark.parametrize("slug", ["visit", "000_e8c387c3394fd010", "زيارة-بوتين", "a.b-c_d"])
def test_a_plain_slug_stays(slug: str) -> None:
    assert file_name(slug) == slug


def test_addresses_language_and_direction() -> None:
    assert page_address("زيارة", "f1") == "articles/%D8%B2%D9%8A%D8%A7%D8%B1%D8%A9.html#f1"
    assert [direction(tag) for tag in ("ar", "fa-IR", "UR", "fr", "")] == ["rtl", "rtl", "rtl", "ltr", "ltr"]
    assert [language_tag(tag) for tag in ("ar", "zh-Hant", 'a" onx="', "")] == ["ar", "zh-Hant", "und", "und"]
    assert [clipped("abcdef", size) for size in (6, 5)] == ["abcdef", "abcd…"]


@given(ANY | DANGEROUS)
def test_visible_text_has_nothing_that_acts(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    shown.encode("utf-8")
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00")


@given(ANY | DANGEROUS)
def test_markdown_of_any_text_is_that_text_and_nothing_more(text: str) -> None:
    tokens = COMMONMARK.parse(markdown(text))
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak"}
    read = "".join(child.content for token in tokens for child in token.children or ())
    assert " ".join(read.split()) == " ".join(one_line(text).split())


@given(DANGEROUS)
def test_json_in_a_page_cannot_close_its_script(text: str) -> None:
    held = compact_json([text])
    assert "<" not in held
    held.encode("utf-8")
    assert json.loads(held) == [text]


@given(ANY)
def test_json_records_lose_nothing(text: str) -> None:
    record = pretty_json({"text": text, "list": [{"text": text}], "none": []})
    record.encode("utf-8")
    assert json.loads(record) == {"text": text, "list": [{"text": text}], "none": []}


SPANS = st.lists(st.tuples(st.integers(-2, 14), st.integers(-2, 14)), max_size=6)


@given(st.text(max_size=12), SPANS)
def test_pieces_join_to_the_text_whatever_the_marks(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(start=start, end=end, classes="q", tip="x", finding=n) for n, (start, end) in enumerate(spans)]
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    at = 0
    for piece in cut:
        inside = {
            m.finding for m in marks if 0 <= m.start < min(m.end, len(text)) and m.start < at + len(piece.text) and m.end > at
        }
        assert {mark.finding for mark in piece.marks} == inside
        at += len(piece.text)
    marked(text, marks, links=True)
