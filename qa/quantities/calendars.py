"""The Islamic calendar beside ours: which Gregorian days a Hijri date, whole or partial, can be.

Umm al-Qura (the civil calendar of Saudi Arabia, which the Arab press prints) for 1343 to 1500 AH, else the tabular calendar; a
day is open by one either way, for months begin by sighting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

HIJRI = "hijri"
FIRST_YEAR, LAST_YEAR = 1343, 1500  # of the Umm al-Qura tables
SIGHTING = timedelta(days=1)
_EPOCH = 227014  # the ordinal of the day before 1 Muharram 1, Gregorian proleptic
MONTHS = (
    "", "Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Thani", "Jumada al-Ula", "Jumada al-Akhira", "Rajab", "Shaban", "Ramadan",
    "Shawwal", "Dhu al-Qadah", "Dhu al-Hijjah",
)  # fmt: skip
Fields = tuple[int | None, int | None, int | None]


def fields(value: str) -> Fields:
    """(year, month, day) of an ISO date, whole or partial.

    >>> fields("2022-02"), fields("--06-19")
    ((2022, 2, None), (None, 6, 19))
    """
    if value.startswith("--"):
        month, _, day = value[2:].partition("-")
        return None, int(month), int(day) if day else None
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    return int(year), int(month) if month else None, int(day) if day else None


@lru_cache(maxsize=1024)
def gregorian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Hijri one; nothing where there is no such day.

    >>> gregorian(1445, 9, 15)
    datetime.date(2024, 3, 25)
    """
    if not (1 <= year <= 9000 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    if FIRST_YEAR <= year <= LAST_YEAR:
        from hijridate import Hijri

        try:
            return Hijri(year, month, day).to_gregorian()
        except ValueError:
            return None
    return date.fromordinal(_EPOCH + (year - 1) * 354 + (11 * year + 3) // 30 + (59 * (month - 1) + 1) // 2 + day)


@lru_cache(maxsize=1024)
def span(value: str) -> tuple[date, date] | None:
    """The first and the last Gregorian day of a Hijri date, month or year; nothing where it has no year or does not exist."""
    year, month, day = fields(value)
    if year is None:
        return None
    first = gregorian(year, month or 1, day or 1)
    if day is not None:
        return None if first is None else (first, first)
    after = gregorian(year, month + 1, 1) if month is not None and month < 12 else gregorian(year + 1, 1, 1)
    return None if first is None or after is None else (first, after - timedelta(days=1))


def agree(hijri: str, other: str) -> bool:
    """Whether a Hijri date and a Gregorian one of the same grain can be one: days within one day, months and years that overlap.

    >>> agree("1445-09-15", "2024-03-26"), agree("1445-09-15", "2024-03-28"), agree("1445", "2024")
    (True, False, True)
    """
    _, month, day = fields(hijri)
    year, our_month, our_day = fields(other)
    if (month is None, day is None) != (our_month is None, our_day is None):
        return False
    within = span(hijri)
    if within is None:
        return year is None or any(_has(candidate, other) for candidate in _years(hijri, year))
    return _has(within, other)


def _years(hijri: str, year: int) -> Iterator[tuple[date, date]]:
    """Where a Hijri date without a year can fall in a Gregorian year."""
    near = round((year - 621.57) / 0.970229)
    for candidate in range(near - 1, near + 2):
        within = span(f"{candidate:04d}{hijri[1:]}")
        if within is not None:
            yield within


def _has(within: tuple[date, date], other: str) -> bool:
    """Whether a Gregorian date, whole or partial, can lie in a span of days."""
    first, last = within[0] - SIGHTING, within[1] + SIGHTING
    year, month, day = fields(other)
    if month is None:
        return first.year <= (year or first.year) <= last.year
    for candidate in range(first.year, last.year + 1) if year is None else (year,):
        try:
            start = date(candidate, month, day or 1)
        except ValueError:
            continue
        end = start if day else date(candidate + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if start <= last and end >= first:
            return True
    return False
