"""Any number and any day, in every form the press gives them: English words, digits of all scripts, every naming of the months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.quantities import extract
from translations.conventions import conventions

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}  # fmt: skip
MONTHS = conventions("ar").months
NAMES = sorted((month, name) for month, names in MONTHS.items() for name in names)
numbers = st.one_of(
    st.integers(min_value=0, max_value=10**12),
    st.builds(lambda digits, zeros: min(digits * 10**zeros, 10**12), st.integers(1, 9999), st.integers(0, 9)),
)
days = st.dates(min_value=date(1600, 1, 1), max_value=date(2199, 12, 31))


def english(number: int, link: str = " and ", comma: str = " ") -> str:
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{SMALL[number // 100]} hundred" + (link + english(number % 100) if number % 100 else "")
    scale, name = next(entry for entry in SCALES if number >= entry[0])
    rest = number % scale
    return f"{english(number // scale, link)} {name}" + (
        "" if not rest else (comma if rest >= 100 else link) + english(rest, link, comma)
    )


def english_ordinal(number: int) -> str:
    head, mark, last = english(number).rpartition("-" if number < 100 else " ")
    if "-" in last:
        front, _, last = last.partition("-")
        head, mark = f"{head}{mark}{front}", "-"
    return head + mark + IRREGULAR.get(last, last[:-1] + "ieth" if last.endswith("y") else last + "th")


@given(number=numbers, link=st.sampled_from([" and ", " "]), comma=st.sampled_from([" ", ", "]))
def test_an_english_number_in_words(number: int, link: str, comma: str) -> None:
    assert [q.value for q in extract(f"there were {english(number, link, comma)} of them", "en")] == [number]


@given(number=st.integers(min_value=1, max_value=999))
def test_an_english_ordinal_in_words(number: int) -> None:
    (quantity,) = extract(f"it was the {english_ordinal(number)} such case", "en")
    assert (quantity.kind, quantity.value) == ("ordinal", number)


@given(
    number=st.integers(min_value=0, max_value=10**12),
    zero=st.sampled_from("0٠۰"),
    mark=st.sampled_from([",", "٬", "،", ".", "\u00a0", "\u202f", " ", ""]),
    before=st.sampled_from(["", "و", "ب", "ل", "ال", "الـ", "وال"]),
)
def test_digits_of_every_script_and_grouping(number: int, zero: str, mark: str, before: str) -> None:
    digits = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in f"{number:,}".replace(",", mark))
    (quantity,) = extract(f"بلغ عددهم {before}{digits} شخصا", "ar")
    assert number in (quantity.readings or (quantity.value,))


@pytest.mark.parametrize("month", NAMES, ids=[name for _, name in NAMES])
@given(day=days, zero=st.sampled_from("0٠۰"))
def test_a_day_by_every_name_of_its_month(month: tuple[int, str], day: date, zero: str) -> None:
    number, name = month
    day = date(day.year, number, min(day.day, 28))
    digits = str.maketrans("0123456789", "".join(chr(ord(zero) + digit) for digit in range(10)))
    for text, value in (
        (f"{day.day} {name} {day.year}", day.isoformat()),
        (f"{day.day} من شهر {name} من عام {day.year}م", day.isoformat()),
        (f"{day.day} {name}/{MONTHS[number][0]} {day.year}", day.isoformat()),
        (f"{name} {day.year}", day.isoformat()[:7]),
        (f"{day.day} {name}", "-" + day.isoformat()[4:]),
        (f"{day.day}/{day.month}/{day.year}", day.isoformat()),
        (day.isoformat(), day.isoformat()),
    ):
        assert [(q.kind, q.value) for q in extract(f"وقع ذلك في {text.translate(digits)}", "ar")] == [("date", value)]


@given(day=days)
def test_an_english_day(day: date) -> None:
    name = f"{day:%B}"
    for text in (
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name} {day.year}",
        day.isoformat(),
        f"the {day.day}th of {name} {day.year}",
    ):
        assert [(q.kind, q.value) for q in extract(f"it happened on {text}", "en")] == [("date", day.isoformat())]
