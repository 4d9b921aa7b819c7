"""What English says in figures, case by case."""

import pytest

from qa.quantities import extract

CASES = [
    ("fifteen hundred homes", [("number", "1500", "")]),
    ("1,200 people", [("number", "1200", "")]),
    ("10k", [("number", "10000", "")]),
    ("$5m", [("money", "5000000", "USD")]),
    ("$5.5 million", [("money", "5500000", "USD")]),
    ("two and a half million", [("number", "2500000", "")]),
    ("half a million", [("number", "500000", "")]),
    ("one hundred and twenty-three thousand four hundred and five", [("number", "123405", "")]),
    ("four billion, fifty-one million, three hundred and one thousand and seventy-four", [("number", "4051301074", "")]),
    ("three point one four", [("number", "3.14", "")]),
    ("5.4m viewers", [("number", "5400000", "")]),
    ("5m tall", [("measure", "5", "m")]),
    ("won 3 medals", [("number", "3", "")]),
    ("half a percentage point", [("percent", "0.5", "point")]),
    ("a dozen eggs", [("number", "12", "")]),
    ("two dozen", [("number", "24", "")]),
    ("two-thirds", [("number", "2/3", "")]),
    ("three quarters of", [("number", "0.75", "")]),
    ("the 1990s", [("decade", "1990", "")]),
    ("19th century", [("century", "19", "")]),
    ("the twenty-first century", [("century", "21", "")]),
    ("mid-March 2020", [("date", "2020-03", "")]),
    ("a 24-year-old man", [("duration", "24", "year")]),
    ("World War II", [("ordinal", "2", "")]),
    ("Second World War", [("ordinal", "2", "")]),
    ("both sides", [("number", "2", "")]),
    ("twice", [("number", "2", "")]),
    ("forty-fifth president", [("ordinal", "45", "")]),
    ("45th", [("ordinal", "45", "")]),
    ("5-10 percent", [("range", "5/10", "")]),
    ("3 percentage points", [("percent", "3", "point")]),
    ("on June 19, 2024", [("date", "2024-06-19", "")]),
    ("19 June", [("date", "--06-19", "")]),
    ("the 19th of June 2024", [("date", "2024-06-19", "")]),
    ("June 19-21", [("range", "--06-19/--06-21", "")]),
    ("nineteen eighty-four", [("date", "1984", "")]),
    ("in May", [("date", "--05", "")]),
    ("on Wednesday", [("weekday", "3", "")]),
    ("3 p.m.", [("time", "15:00", "")]),
    ("at 11:30", [("time", "11:30", "")]),
    ("last week", [("relative", "-1", "week")]),
    ("hundreds of thousands of people", [("open_plural", "100000", "")]),
    ("COVID-19", [("designation", "covid-19", "")]),
    ("F-16", [("designation", "f-16", "")]),
    ("G20", [("designation", "G20", "")]),
    ("-5 degrees Celsius", [("measure", "-5", "celsius")]),
    ("70km/h", [("measure", "70", "kmh")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_english(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(q.kind, str(q.value), q.unit) for q in extract(text, "en")] == expected


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least 6", "ge"), ("more than 30,000", "gt"), ("up to $5 million", "le"), ("fewer than 7", "lt"), ("some 300", "about"),
        ("300 or more", "ge"), ("300+", "ge"), ("exceeded a total of 500", "gt"), ("did not exceed 500", "le"),
    ],
)  # fmt: skip
def test_bounds(text: str, bound: str) -> None:
    (quantity,) = extract(text, "en")
    assert quantity.bound == bound


@pytest.mark.parametrize(
    "text", ["Theresa May may say", "one another", "He sat in the sun", "no one", "March on, he said", "first lady"]
)
def test_no_quantity(text: str) -> None:
    assert extract(text, "en") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [("30,000", "30,000"), ("June 19, 2024", "19 June 2024"), ("February 2022", "February 2022"), ("Wednesday", "Wednesday"),
     ("more than 5 percent", "more than 5 percent"), ("45th", "45th"), ("11th century", "11th century"), ("hundreds of thousands", "hundreds of thousands"),
     ("last week", "last week"), ("24 years", "24 years"), ("one year", "1 year"), ("2/3", "2/3"), ("decades", "decades")],
)  # fmt: skip
def test_values_are_shown_in_words_that_anyone_reads(text: str, shown: str) -> None:
    (quantity,) = extract(text, "en")
    assert quantity.shown() == shown
