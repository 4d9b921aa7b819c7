"""The score on Duckling's Arabic examples (facebook/duckling, BSD-3-Clause): our reading against what each is said to mean.

Waivers stand in `tests/data/duckling_waivers.toml`: examples whose gold is wrong, is no news Arabic, or is ambiguous.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from benchmarks.data import ROOT, shared
from qa.quantities import Quantity, extract
from qa.quantities.calendars import fields
from qa.quantities.ranges import parted

WAIVERS = ROOT / "tests" / "data" / "duckling_waivers.toml"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e\d+)?")
_MOMENT = re.compile(r"\((\d+), (\d+), (\d+), (\d+), (\d+), (\d+)\)")
CURRENCIES = {"Dollar": "USD", "Cent": "cent", "Pound": "pound"}
UNITS = {
    "Second": "second",
    "Minute": "minute",
    "Hour": "hour",
    "Day": "day",
    "Week": "week",
    "Month": "month",
    "Year": "year",
    "Ounce": "ounce",
    "Gram": "g",
    "Cup": "cup",
    "Millilitre": "ml",
    "Litre": "l",
    "Gallon": "gallon",
    "Hectolitre": "hl",
    "Celsius": "celsius",
    "Fahrenheit": "fahrenheit",
    "Degree": "degree",
}
SPANS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}
GRAINS = {"Day": timedelta(days=1), "Hour": timedelta(hours=1), "Minute": timedelta(minutes=1), "Second": timedelta(seconds=1)}
SCALED = {"kg": ("g", Fraction(1000)), "mg": ("g", Fraction(1, 1000))}


def cases(file: Path | None = None) -> Iterator[tuple[str, str, str, datetime]]:
    """(kind, gold as written, example, reference time)."""
    data = json.loads((file or shared() / "conformance" / "duckling_ar.json").read_text(encoding="utf-8"))
    now = datetime.fromisoformat(data["reference_time"]).replace(tzinfo=None)
    for kind, entries in data["cases"].items():
        for entry in entries:
            for example in entry["examples"]:
                yield kind, entry["value"] or "None", example, now


def waivers() -> dict[tuple[str, str], str]:
    """(kind, example) to the class of the waiver."""
    table = tomllib.loads(WAIVERS.read_text(encoding="utf-8"))
    return {(entry["kind"], example): entry["class"] for entry in table["waiver"] for example in entry["examples"]}


def _values(quantity: Quantity) -> set[Fraction]:
    options = quantity.readings or (quantity.value,)
    return {Fraction(option) for option in options if not isinstance(option, str)}


def right(kind: str, gold: str, example: str, now: datetime) -> bool:
    """Whether our reading of the whole example is the gold's."""
    found = parted(extract(example, "ar", now.date()))
    if gold == "None":
        return not found
    if kind == "time":
        return bool(found) and _time(found, gold, now)
    numbers = [Fraction(number) for number in _NUMBER.findall(gold.partition("(Just")[0])]
    if kind.startswith("numeral") or kind == "ordinal":
        want = {numbers[0]}
        return len(found) == 1 and bool(_values(found[0]) & want)
    return _measured(found, gold, numbers)


def _measured(found: list[Quantity], gold: str, numbers: list[Fraction]) -> bool:
    names = [name for name in re.findall(r"[A-Z][A-Za-z]+", gold) if name in UNITS or name in CURRENCIES or name.isupper()]
    if not names or not found:
        return False
    unit = UNITS.get(names[0]) or CURRENCIES.get(names[0], names[0])
    for number, quantity in zip(numbers, found, strict=False):
        base, factor = SCALED.get(quantity.unit, (quantity.unit, Fraction(1)))
        if not any(value * factor == number for value in _values(quantity)):
            return False
        if base != unit and not (unit == "degree" and base in ("celsius", "fahrenheit")):
            return False
    bound = {"under": ("lt", "le"), "above": ("gt", "ge")}.get(gold.split()[0])
    return len(found) >= len(numbers) and (bound is None or found[0].bound in bound)


def _time(found: list[Quantity], gold: str, now: datetime) -> bool:
    """Every date, weekday and time that we read must agree with one of the gold's moments."""
    moments = [datetime(*(int(part) for part in match)) for match in _MOMENT.findall(gold)]  # type: ignore[arg-type]
    if not moments:
        return False
    if len(moments) == 2:
        # The end of an interval is the first moment after it: "13-15 July" ends where the 16th begins.
        grain = gold.rpartition(")) ")[2].split()[0]
        moments.append(moments[1] - GRAINS.get(grain, timedelta(0)))
    spoke = False
    for quantity in found:
        if quantity.kind == "date" or (quantity.kind == "relative" and isinstance(quantity.value, str)):
            text = str(quantity.value)
            if "W" in text:
                if not any(m.isocalendar()[:2] == date.fromisoformat(text).isocalendar()[:2] for m in moments):
                    return False
                spoke = True
                continue
            year, month, day = fields(text)
            if not any((year in (None, m.year)) and (month in (None, m.month)) and (day in (None, m.day)) for m in moments):
                return False
            spoke = True
        elif quantity.kind == "weekday":
            if not any(m.isoweekday() == int(str(quantity.value)) for m in moments):
                return False
            spoke = True
        elif quantity.kind == "time":
            clock = {str(reading)[:5] for reading in quantity.readings or (quantity.value,)}
            if not any(m.strftime("%H:%M") in clock for m in moments):
                return False
            spoke = True
        elif quantity.kind == "duration" and quantity.unit in SPANS:
            # «خلال أسبوعين»: from now, or from the next whole unit on.
            length = SPANS[quantity.unit] * int(quantity.value)
            if not any(now < m <= now + length + SPANS[quantity.unit] for m in moments):
                return False
            spoke = True
        elif quantity.kind == "relative":
            spoke = True
    return spoke


def score() -> dict[str, tuple[int, int, int]]:
    """kind -> (right, waived, all)."""
    known = waivers()
    result: dict[str, tuple[int, int, int]] = {}
    for kind, gold, example, now in cases():
        good, waived, total = result.get(kind, (0, 0, 0))
        is_waived = (kind, example) in known
        result[kind] = (good + (not is_waived and right(kind, gold, example, now)), waived + is_waived, total + 1)
    return result
