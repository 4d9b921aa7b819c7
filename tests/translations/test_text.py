"""Normalisation: what is folded, and that every span leads back to the text it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.text import for_model, has_letters, letters_of, normalise, plain

# Letters, marks, controls and compatibility forms that Arabic pages mix.
ARABIC_MIX = st.text(alphabet="ابتكيمأإآةىﷲﻻًٌَُِّـ \u00a0\u200f\u202b\u200dabcXYZ0129٠١٢۳/.،«»\n\x00")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("ﻻ", "لا"),
        ("\u200fكيم\u00a0جونغ‐أون", "كيم جونغ‐اون"),
        ("إسرائيل أحمد آسيا", "اسرائيل احمد اسيا"),
        ("  a \t b\u3000", "a b"),
        ("١٢", "١٢"),
        ("", ""),
    ],
)
def test_plain(text: str, key: str) -> None:
    assert plain(text) == key


def test_marks_belong_to_the_letter_before_them() -> None:
    copy = normalise("كِتَابٌ جديد")
    start, end = copy.span(0, 4)
    assert "كِتَابٌ جديد"[start:end] == "كِتَابٌ"


@given(st.one_of(st.text(), ARABIC_MIX))
def test_every_character_leads_back_to_what_made_it(text: str) -> None:
    copy = normalise(text, fold_alef=False)
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    for index in range(len(copy.text)):
        start, end = copy.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert copy.text[index] in normalise(text[start:end], fold_alef=False).text
    assert list(copy.starts) == sorted(copy.starts)


@given(st.one_of(st.text(), ARABIC_MIX))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert for_model(for_model(text)) == for_model(text)


def test_a_span_outside_the_copy_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        normalise("ab").span(1, 3)


@pytest.mark.parametrize(
    ("text", "script", "expected"),
    [("TT", "Arab", False), ("نعم", "Arab", True), ("٢٠٢٤", "Arab", False), ("Да", "Cyrl", True), ("https://x.org", "Arab", False),
     ("שלום", "Hebr", True), ("你好", "Hani", True), ("123", "Zzzz", False), ("été", "Latn", True)],
)  # fmt: skip
def test_has_letters(text: str, script: str, expected: bool) -> None:
    assert has_letters(text, script) is expected


def test_letters_of_joins_marked_letters_to_one_run() -> None:
    text = "see كِيم now بوتين"
    assert [text[start:end] for start, end in letters_of(text, "Arab")] == ["كِيم", "بوتين"]
    assert letters_of(text, "Zzzz") == []
