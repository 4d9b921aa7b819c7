"""Quantities in words that anyone reads: "30,000", "19 June 2024", "Wednesday", "more than 5 percent"."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from qa.quantities import calendars
from qa.quantities.digits import DIGITS

if TYPE_CHECKING:
    from qa.quantities.records import Quantity, Value

_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BOUNDS = {"about": "about ", "gt": "more than ", "ge": "at least ", "lt": "less than ", "le": "up to "}
PERCENT = {"": " percent", "point": " percentage points", "basis": " basis points"}
NAMES = {
    "km2": "square kilometres",
    "m2": "square metres",
    "m3": "cubic metres",
    "km": "kilometres",
    "m": "metres",
    "cm": "centimetres",
    "mm": "millimetres",
    "um": "micrometres",
    "nm": "nanometres",
    "kg": "kilograms",
    "g": "grams",
    "mg": "milligrams",
    "l": "litres",
    "ml": "millilitres",
    "ft": "feet",
    "lb": "pounds (weight)",
    "celsius": "degrees Celsius",
    "fahrenheit": "degrees Fahrenheit",
    "kmh": "km/h",
    "mw": "megawatts",
    "gw": "gigawatts",
}
_OFFSETS = {
    ("day", 0): "today",
    ("day", -1): "yesterday",
    ("day", 1): "tomorrow",
    ("night", 0): "tonight",
    ("day", -2): "the day before yesterday",
    ("day", 2): "the day after tomorrow",
}


def number(value: Value) -> str:
    """A number with thousands separators; a common fraction stays one."""
    if isinstance(value, Fraction):
        whole, rest = divmod(value.numerator, value.denominator)
        return f"{whole} {rest}/{value.denominator}" if whole > 0 else f"{value.numerator}/{value.denominator}"
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


def day(value: str, unit: str = "") -> str:
    """An ISO date, whole or partial, in words: "19 June 2024", "February 2022", "19 June", "2024"."""
    parts = value.removeprefix("--").split("-")
    year = "" if value.startswith("--") else str(int(parts.pop(0)))
    names = calendars.MONTHS if unit == calendars.HIJRI else MONTHS
    month = names[int(parts[0])] if parts and int(parts[0]) <= 12 else ""
    said = " ".join(part for part in (str(int(parts[1])) if len(parts) > 1 else "", month, year) if part)
    return f"{said} AH{_ours(value)}" if unit == calendars.HIJRI and year else said


def _ours(value: str) -> str:
    """A Hijri date in our calendar, in brackets; months and years of the two overlap by halves, so those are given as spans."""
    within = calendars.span(value)
    if within is None:
        return ""
    grain = 10 if within[0] == within[1] else 7 if value.count("-") else 4
    first, last = (day(side.isoformat()[:grain]) for side in within)
    return f" ({first})" if first == last else f" ({first} to {last})"


def ordinal(value: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    suffix = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{suffix}"


def _unit(value: Value, unit: str) -> str:
    name = NAMES.get(unit, unit)
    if not name or name[0].isupper() or name in NAMES.values() or name.endswith("s"):
        return name
    return name if value == 1 else "centuries" if name == "century" else "inches" if name == "inch" else name + "s"


def shown(quantity: Quantity) -> str:
    """The value as a person reads it, with its bound and unit."""
    value, kind = quantity.value, quantity.kind
    bound = BOUNDS.get(quantity.bound, "")
    if quantity.ends:
        return " to ".join(end.shown() for end in quantity.ends)
    if kind == "date":
        return bound + day(str(value), quantity.unit)
    if kind == "weekday":
        return WEEKDAYS[int(value)]
    if kind == "designation":
        # A name in letters that the reader does not know is shown by its number.
        return quantity.text if quantity.text.isascii() else f"{_number_in(quantity.text)} in a name"
    if kind == "relative" and isinstance(value, str):
        return f"the week of {day(date.fromisoformat(value).isoformat())}" if "W" in value else day(value)
    if isinstance(value, str):
        return bound + value
    if kind == "relative":
        name = _OFFSETS.get((quantity.unit, int(value)))
        return name or f"{ {-1: 'last', 0: 'this', 1: 'next'}.get(int(value), 'that') } {quantity.unit}"
    if kind in ("ordinal", "century") and value == int(value):
        return ordinal(int(value)) + (" century" if kind == "century" else "")
    if kind == "decade":
        return f"the {int(value)}s"
    if kind == "open_plural":
        if value == 1:
            return _unit(Decimal(2), quantity.unit)
        return _open(int(value)) + (f" of {_unit(Decimal(2), quantity.unit)}" if quantity.unit else "")
    if kind == "percent":
        return bound + number(value) + PERCENT[quantity.unit]
    return (bound + number(value) + " " + _unit(value, quantity.unit)).strip()


def _open(size: int) -> str:
    names = {1: "ones", 10: "tens", 100: "hundreds", 1000: "thousands", 10**6: "millions", 10**9: "billions", 10**12: "trillions"}
    if size in names:
        return names[size]
    base = max(known for known in names if known < size)
    return f"{names[size // base]} of {names[base]}" if size // base in names else f"multiples of {size:,}"


def _number_in(text: str) -> str:
    return " ".join(_RUN.findall(text.translate(DIGITS))) or "a number"
