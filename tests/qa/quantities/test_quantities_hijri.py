"""Dates of the Islamic calendar: how they are read, and that they are compared with ours by the day they name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checks.aligned import pair
from qa.checks.records import CheckPolicy
from qa.checks.run import check_article
from qa.quantities import calendars, extract
from qa.quantities.ranges import parted

CASES = [
    ("ar", "١٥ رمضان ١٤٤٥ هـ", [("1445-09-15", "hijri")]),
    ("ar", "رمضان 1445", [("1445-09", "hijri")]),
    ("ar", "عام 1445 هـ", [("1445", "hijri")]),
    ("ar", "1445ه", [("1445", "hijri")]),
    ("ar", "سنة 61 للهجرة", [("0061", "hijri")]),
    ("ar", "سنة ألف وأربعمئة وخمسة وأربعين هجرية", [("1445", "hijri")]),
    ("ar", "في العاشر من شهر محرم", [("--01-10", "hijri")]),
    ("ar", "12 ربيع الأول عام 1446", [("1446-03-12", "hijri")]),
    ("ar", "5 جمادى الآخرة 1446هـ", [("1446-06-05", "hijri")]),
    ("ar", "3 صفر 1446", [("1446-02-03", "hijri")]),
    ("ar", "15/9/1445", [("1445-09-15", "hijri")]),
    ("ar", "1445-09-15 هـ", [("1445-09-15", "hijri")]),
    ("ar", "من 10 إلى 15 رمضان 1445", [("1445-09-10", "hijri"), ("1445-09-15", "hijri")]),
    ("ar", "في الفترة 1444-1445هـ", [("1444", "hijri"), ("1445", "hijri")]),
    ("ar", "15 رمضان 1445 هـ الموافق 25 مارس 2024 م", [("2024-03-25", "")]),
    ("ar", "25 مارس 2024م (15 رمضان 1445هـ)", [("2024-03-25", "")]),
    ("ar", "15 رمضان 1445 الموافق 29 مارس 2024", [("1445-09-15", "hijri"), ("2024-03-29", "")]),
    ("en", "15 Ramadan 1445 AH", [("1445-09-15", "hijri")]),
    ("en", "Ramadan 15, 1445", [("1445-09-15", "hijri")]),
    ("en", "the 10th of Muharram", [("--01-10", "hijri")]),
    ("en", "12 Rabi' al-Awwal 1446", [("1446-03-12", "hijri")]),
    ("en", "1 Dhu al-Hijjah 1445", [("1445-12-01", "hijri")]),
    ("en", "in 1445 AH", [("1445", "hijri")]),
    ("en", "15 Ramadan 1445 AH, corresponding to March 25, 2024", [("2024-03-25", "")]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), CASES, ids=[text for _, text, _ in CASES])
def test_hijri_dates(lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(q.value), q.unit) for q in parted(extract(text, lang)) if q.kind == "date"] == expected


@pytest.mark.parametrize(
    ("lang", "text"), [("ar", "بلغ عددهم 1445 شخصا"), ("en", "Ah, 1445 people"), ("ar", "الأهداف 3 صفر"), ("en", "in Ramadan")]
)
def test_what_has_no_month_and_no_mark_is_no_date(lang: str, text: str) -> None:
    assert all(q.kind == "number" for q in extract(text, lang))


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("في 15 رمضان 1445 هـ", "on 25 March 2024", True),
        ("في 15 رمضان 1445 هـ", "on March 26, 2024", True),  # by the sighting, months begin a day apart
        ("في 15 رمضان 1445 هـ", "on 28 March 2024", False),
        ("في 15 رمضان 1445 هـ", "on 15 Ramadan 1445", True),
        ("في 15 رمضان 1445 هـ", "on 16 Ramadan 1445", False),
        ("في 15 رمضان 1445 هـ الموافق 25 مارس 2024", "on 25 March 2024", True),
        ("في 15 رمضان 1445 هـ الموافق 25 مارس 2024", "on 15 Ramadan 1445 AH (25 March 2024)", True),
        ("في 15 رمضان 1445 هـ الموافق 25 مارس 2024", "on 15 Ramadan 1445 AH (27 March 2024)", False),
        ("في رمضان 1445", "in March 2024", True),
        ("في رمضان 1445", "in May 2024", False),
        ("عام 1445 هـ", "in 2023", True),
        ("عام 1445 هـ", "in 2025", False),
    ],
)
def test_a_hijri_date_is_compared_by_the_day_it_names(source: str, target: str, right: bool) -> None:
    (checked,) = check_article([pair(0, source, target, article="a", lang="ar")], CheckPolicy(independent=True))
    assert ([f for f in checked.findings if f.severity == "error"] == []) == right


def test_a_finding_shows_both_calendars() -> None:
    (checked,) = check_article([pair(0, "في 15 رمضان 1445 هـ", "on 28 May 2024", article="a", lang="ar")])
    assert "15 Ramadan 1445 AH (25 March 2024)" in checked.findings[0].message


@given(day=st.dates(min_value=date(1925, 1, 1), max_value=date(2077, 1, 1)))
def test_every_day_of_the_tables_is_one_hijri_day(day: date) -> None:
    from hijridate import Gregorian

    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    assert calendars.gregorian(hijri.year, hijri.month, hijri.day) == day
    assert calendars.agree(hijri.isoformat(), day.isoformat())
    assert calendars.agree(hijri.isoformat()[:7], day.isoformat()[:7])
    assert calendars.agree("-" + hijri.isoformat()[4:], day.isoformat())
