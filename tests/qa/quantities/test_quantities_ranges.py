"""Ranges: one quantity with two ends, which share what stands once, and are compared with any way to write them."""

import pytest

from qa.checks.aligned import pair
from qa.checks.records import CheckPolicy
from qa.checks.run import check_article
from qa.quantities import extract
from qa.quantities.ranges import parted

CASES = [
    ("ar", "بين 20 و30 ألفا", "20000/30000", ""),
    ("ar", "بين 20 ألفا و30 ألفا", "20000/30000", ""),
    ("ar", "من خمسة إلى سبعة ملايين دولار", "5000000/7000000", "USD"),
    ("ar", "بين ثلاثة وأربعة آلاف", "3000/4000", ""),
    ("ar", "من 5 إلى 7 آب", "--08-05/--08-07", ""),
    ("ar", "من 5 آب إلى 7 أيلول 2024", "2024-08-05/2024-09-07", ""),
    ("ar", "بين عامي 2019 و2021", "2019/2021", ""),
    ("ar", "5-10 في المئة", "5/10", ""),
    ("ar", "بين 15 و20 يوما", "15/20", "day"),
    ("ar", "بين 500 ومليون", "500/1000000", ""),
    ("en", "20–30 thousand", "20000/30000", ""),
    ("en", "between 20 and 30 thousand", "20000/30000", ""),
    ("en", "$5-10 million", "5000000/10000000", "USD"),
    ("en", "5–7 August", "--08-05/--08-07", ""),
    ("en", "August 5-7, 2024", "2024-08-05/2024-08-07", ""),
    ("en", "2019-2021", "2019/2021", ""),
    ("en", "2019-20", "2019/2020", ""),
    ("en", "from 10:00 to 12:00", "10:00/12:00", ""),
    ("fr", "de 20 à 30 millions", "20000000/30000000", ""),
    ("es", "entre 20 y 30 millones", "20000000/30000000", ""),
    ("pt", "de 20 a 30 milhões", "20000000/30000000", ""),
    ("ru", "от 26 до 32 тысяч", "26000/32000", ""),
]


@pytest.mark.parametrize(("lang", "text", "value", "unit"), CASES, ids=[text for _, text, _, _ in CASES])
def test_ranges(lang: str, text: str, value: str, unit: str) -> None:
    (quantity,) = [q for q in extract(text, lang) if q.kind == "range"]
    assert (quantity.value, quantity.unit) == (value, unit)
    assert text[quantity.start : quantity.end] == quantity.text
    assert parted([quantity]) == list(quantity.ends)


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "5 to 3"), ("ar", "20 و30 ألف"), ("en", "20 or 30"), ("en", "F-16"), ("en", "COVID-19")]
)
def test_no_range(lang: str, text: str) -> None:
    assert all(q.kind != "range" for q in extract(text, lang))


def test_a_range_is_shown_by_its_ends() -> None:
    (quantity,) = extract("between 20 and 30 thousand dollars", "en")
    assert (quantity.low, quantity.high, quantity.shown()) == (20000, 30000, "20,000 USD to 30,000 USD")


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("بين 20 و30 ألفا", "between 20,000 and 30,000", True),
        ("بين 20 و30 ألفا", "20,000 or even 30,000", True),
        ("بين 20 و30 ألفا", "between 20 and 30", False),
        ("من 5 إلى 7 آب", "August 5 to August 7", True),
        ("من 5 إلى 7 آب", "5–8 August", False),
        ("2019-2021", "from 2019 until 2021", True),
    ],
)
def test_the_ends_are_compared_however_they_are_written(source: str, target: str, right: bool) -> None:
    (checked,) = check_article([pair(0, source, target, article="a", lang="ar")], CheckPolicy(independent=True))
    assert ([f for f in checked.findings if f.severity == "error"] == []) == right
