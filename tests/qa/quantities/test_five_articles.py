"""Everything in figures in the five sample articles, read line by line by a person: (line from 0, text, kind, value, unit)."""

from pathlib import Path

import pytest

from qa.quantities import extract

TODAY, YESTERDAY, BOTH = ("relative", "0", "day"), ("relative", "-1", "day"), ("number", "2", "")
WEDNESDAY, THURSDAY, TUESDAY, MONDAY, FRIDAY = (("weekday", day, "") for day in ("3", "4", "2", "1", "5"))
FIRST, YEARS_24, DECADES = ("ordinal", "1", ""), ("duration", "24", "year"), ("open_plural", "1", "decade")
LAST_CENTURY, LAST_WEEK = ("relative", "-1", "century"), ("relative", "-1", "week")
FEBRUARY_2022 = ("date", "2022-02", "")

ARTICLES = {
    "000_e8c387c3394fd010": {
        1: [TODAY, WEDNESDAY], 4: [("relative", "-1", "year"), TODAY], 5: [BOTH], 12: [TODAY, WEDNESDAY],
        8: [("date", "1961", ""), ("date", "2000", ""), ("date", "2000", ""), ("date", "2001", "")],
        14: [FIRST, YEARS_24, BOTH, FEBRUARY_2022],
    },
    "001_019fbf6702e73b3e": {
        2: [BOTH], 5: [("date", "2024-06-19", ""), ("time", "11:30", "")], 8: [TODAY, FIRST, YEARS_24], 12: [TODAY], 16: [TODAY, BOTH, BOTH],
        18: [BOTH, LAST_CENTURY], 20: [FEBRUARY_2022], 24: [("ordinal", "2", ""), ("date", "2022", "")], 26: [LAST_WEEK],
    },
    "002_048e69a32a57888b": {
        2: [("date", "2024-06-20", "")], 3: [("date", "2024-06-19", "")], 11: [("duration", "7", "decade"), BOTH],
        13: [BOTH, BOTH, WEDNESDAY, BOTH, TODAY, THURSDAY, BOTH, ("ordinal", "3", ""), WEDNESDAY],
        15: [YESTERDAY, WEDNESDAY, ("relative", "1", "month")],
        17: [TUESDAY, FIRST, ("date", "2000", ""), ("duration", "2", "day"), BOTH, BOTH, MONDAY, ("duration", "7", "decade")],
    },
    "003_d08e5b90b12c8069": {
        0: [WEDNESDAY], 1: [BOTH], 4: [BOTH], 6: [TODAY], 9: [TODAY], 12: [("duration", "2", "hour")], 15: [("ordinal", "2", "")], 18: [WEDNESDAY],
        19: [TODAY], 20: [DECADES], 23: [BOTH], 24: [DECADES], 26: [BOTH], 27: [BOTH, BOTH, LAST_CENTURY], 29: [BOTH], 32: [BOTH, WEDNESDAY],
        34: [WEDNESDAY, FIRST, YEARS_24],
    },
    "004_d5dc01d36bba66e5": {
        2: [BOTH], 8: [TODAY], 9: [TODAY], 11: [TODAY, WEDNESDAY, BOTH, BOTH, DECADES], 15: [BOTH], 17: [DECADES], 19: [TODAY],
        21: [TODAY, TODAY, FIRST, YEARS_24, BOTH], 35: [FRIDAY], 39: [TODAY, WEDNESDAY], 42: [TUESDAY], 46: [("number", "6", "")],
        49: [YESTERDAY], 75: [TODAY, THURSDAY, BOTH], 77: [LAST_WEEK, LAST_WEEK], 79: [TODAY, BOTH, ("number", "7", ""), ("duration", "6", "day")],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_every_line_is_read_as_a_person_reads_it(name: str, samples: Path) -> None:
    lines = (samples / f"{name}.txt").read_text(encoding="utf-8-sig").splitlines()
    found = {
        number: quantities
        for number, line in enumerate(lines)
        if (quantities := [(q.kind, str(q.value), q.unit) for q in extract(line, "ar")])
    }
    assert found == ARTICLES[name]


def test_bounds_of_the_articles(samples: Path) -> None:
    text = "\n".join(path.read_text(encoding="utf-8-sig") for path in sorted(samples.glob("*.txt")))
    bounds = [(q.shown(), q.bound) for q in extract(text, "ar") if q.bound]
    assert bounds == [
        ("more than 7 decades", "gt"),
        ("more than 7 decades", "gt"),
        ("about 2 hours", "about"),
        ("at least 6", "ge"),
    ]
