from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.conventions import conventions
from translations.datelines import dateline, dateline_in_english

JUNE_19 = date(2024, 6, 19)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19 حزيران 2024   11:30", JUNE_19),
        ("20 يونيو 2024", date(2024, 6, 20)),
        ("الأربعاء ١٩ يونيو ٢٠٢٤", JUNE_19),
        ("19 حزيران/يونيو 2024", JUNE_19),
        ("تاريخ النشر: 19/06/2024 - 11:30", JUNE_19),
        ("2024-06-19", JUNE_19),
        ("القاهرة - 19 جوان 2024", JUNE_19),
        ("15 آب 2024", date(2024, 8, 15)),
        ("7 كانون الثاني 2024", date(2024, 1, 7)),
        ("19 June 2024", JUNE_19),
        # No dateline: a caption, a sentence, an impossible date, a partial one, none at all.
        ("بوتين وكيم جونغ أون بعد المحادثات الروسية الكورية الشمالية، 19 يونيو 2024 (Getty)", None),
        ("وقع الاتفاق في 19 يونيو 2024.", None),
        ("31/02/2024", None),
        ("يونيو 2024", None),
        ("مركز الأخبار", None),
        ("", None),
    ],
)
def test_dateline(text: str, expected: date | None) -> None:
    assert dateline(text, "ar") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19 حزيران 2024   11:30", "19 June 2024 11:30"),
        ("الأربعاء ٢٠ كانون الثاني/يناير ٢٠٢٤", "Wednesday 20 January 2024"),
        ("الخميس، 20 يونيو 2024", "Thursday, 20 June 2024"),
        ("القاهرة 20 يونيو 2024", None),
        ("الأربعاء", None),
        ("11:30", None),
    ],
)
def test_a_line_that_is_only_a_date_is_written_by_table(text: str, expected: str | None) -> None:
    assert dateline_in_english(text, "ar") == expected


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.data())
def test_every_month_name_of_the_table_is_read(day: date, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(conventions("ar").months[day.month]))
    assert dateline(f"{day.day} {name} {day.year}", "ar") == day


@given(st.text(max_size=200), st.sampled_from(["ar", "en", "xx"]))
def test_any_text_gives_a_date_or_nothing(text: str, language: str) -> None:
    assert dateline(text, language) is None or isinstance(dateline(text, language), date)
    dateline_in_english(text, language)
