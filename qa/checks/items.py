"""One quantity made ready to be compared, and the levels at which two agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from qa.quantities import calendars
from qa.quantities.calendars import fields
from qa.quantities.digits import DIGITS, parse
from qa.quantities.records import Quantity

STRONG = 0.9  # a quantity at least this sure must have its counterpart
SMALL = 12  # numbers up to this are said in many ways: two, both, a pair, a dual
RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_DAYS = {"day": 1, "night": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "night": 86400}
_METRIC = {
    "mm": ("m", Fraction(1, 1000)),
    "cm": ("m", Fraction(1, 100)),
    "km": ("m", Fraction(1000)),
    "mg": ("g", Fraction(1, 1000)),
    "kg": ("g", Fraction(1000)),
    "tonne": ("g", Fraction(10**6)),
    "ml": ("l", Fraction(1, 1000)),
    "nm": ("m", Fraction(1, 10**9)),
    "um": ("m", Fraction(1, 10**6)),
    "hectare": ("m2", Fraction(10**4)),
    "km2": ("m2", Fraction(10**6)),
}
_BASES = frozenset(base for base, _ in _METRIC.values()) | {"kmh"}
# Measures that English converts metric ones to; rounded as people round.
_CUSTOMARY = {
    "mile": ("m", Fraction(1609344, 1000)),
    "ft": ("m", Fraction(3048, 10**4)),
    "inch": ("m", Fraction(254, 10**4)),
    "lb": ("g", Fraction(45359237, 10**5)),
    "ounce": ("g", Fraction(2835, 100)),
    "acre": ("m2", Fraction(404686, 100)),
    "mph": ("kmh", Fraction(1609344, 10**6)),
    "gallon": ("l", Fraction(3785412, 10**6)),
}
ROUNDED = Fraction(1, 10)  # of the value, within which a conversion is right: two metres are six feet


@dataclass(slots=True, eq=False)
class Item:
    """One quantity made ready to be compared."""

    quantity: Quantity
    family: str
    values: frozenset[Fraction]
    fields: tuple[int | None, int | None, int | None] = (None, None, None)
    partner: Item | None = None
    used: bool = False
    beside_date: bool = False

    @property
    def strong(self) -> bool:
        """Whether it must have a counterpart."""
        return self.quantity.confidence >= STRONG


def item(quantity: Quantity) -> Item:
    """A quantity with its family (numbers, dates, weekdays, times, relative words) and every value that it can have."""
    kind, value = quantity.kind, quantity.value
    options = quantity.readings or (value,)
    if kind == "date":
        year, month, day = fields(str(value))
        numbers = frozenset([Fraction(year)]) if year is not None and month is None else frozenset()
        return Item(quantity, "date", numbers, (year, month, day))
    if kind == "time":
        minutes = set()
        for option in options:
            hour, minute = str(option).split(":")[:2]
            minutes.add(Fraction(int(hour) * 60 + int(minute)))
        return Item(quantity, "time", frozenset(minutes))
    if kind == "weekday":
        return Item(quantity, "weekday", frozenset([Fraction(int(value))]))
    if kind == "designation":
        return Item(quantity, "number", _designated(quantity.text))
    if kind == "relative":
        distance = quantity.low if isinstance(value, str) else value
        return Item(quantity, "relative", frozenset([Fraction(distance)] if distance is not None else ()))
    first = Fraction(value)
    # "30,000" may be read as 30, but nobody writes 30 so: only a real decimal part keeps the second reading.
    values = [Fraction(option) for option in options]
    return Item(quantity, "number", frozenset(n for n in values if n == first or n * 1000 != first))


def _designated(text: str) -> frozenset[Fraction]:
    """The numbers that a name with digits can be compared by: all its digits in one, and its first run as a number."""
    ascii_text = text.translate(DIGITS)
    runs = RUN.findall(ascii_text)
    if not runs or len(ascii_text) > 40:
        return frozenset()
    return frozenset([Fraction(int("".join(char for char in ascii_text if "0" <= char <= "9"))), *parse(runs[0], ",", ".")])


def exact(a: Item, b: Item) -> bool:
    """Level 4: the same in every respect, the bound too."""
    return a.quantity.bound == b.quantity.bound and same(a, b)


def same(a: Item, b: Item) -> bool:
    """Level 3: the same value, of the same sort, in the same unit."""
    return _value(a, b) and a.quantity.unit == b.quantity.unit and a.quantity.kind == b.quantity.kind


def agree(a: Item, b: Item) -> bool:
    """Level 2: the same value; unit, sort and bound are compared by their own checks."""
    return _value(a, b)


def equivalent(a: Item, b: Item) -> bool:
    """Level 1: another way to say it: two decades and 20 years, half and 50 percent, a clock time written 6.30."""
    p, q = a.quantity, b.quantity
    if a.family == b.family == "number" and a.values and b.values:
        if p.unit and q.unit and p.unit != q.unit:
            for table in (_DAYS, _MONTHS, _SECONDS):
                if p.unit in table and q.unit in table and Fraction(p.value) * table[p.unit] == Fraction(q.value) * table[q.unit]:
                    return True
            if (_metric(p) == _metric(q) and _metric(p) is not None) or converted(p, q):
                return True
        for x, y in ((a, b), (b, a)):
            if (
                x.quantity.kind == "percent"
                and y.quantity.kind in ("number", "measure")
                and any(v * 100 in x.values for v in y.values if v < 1)
            ):
                return True
        for x, y in ((a, b), (b, a)):
            kinds = (x.quantity.kind, y.quantity.kind)
            if kinds == ("decade", "century") and any(v % 100 == 0 and v / 100 + 1 in y.values for v in x.values):
                return True
            if kinds[0] == "open_plural" and any(1 <= w / v < 2 for v in x.values for w in y.values if v):
                return True
        return False
    if a.family == b.family == "date" and p.unit == q.unit:
        return a.fields[0] is not None and a.fields[0] == b.fields[0] and (a.fields[1] is None or b.fields[1] is None)
    if {a.family, b.family} == {"relative", "number"}:
        # «قبل يومين»: the day before yesterday.
        told, number = (a, b) if a.family == "relative" else (b, a)
        return number.quantity.unit == told.quantity.unit and bool({abs(value) for value in told.values} & number.values)
    if {a.family, b.family} == {"time", "number"}:
        timed, number = (a, b) if a.family == "time" else (b, a)
        return any(
            value <= 24 and minutes // 60 % 12 == value // 1 % 12 and (value % 1) * 100 == minutes % 60
            for minutes in timed.values
            for value in number.values
        )
    if {a.family, b.family} == {"date", "number"}:
        dated, number = (a, b) if a.family == "date" else (b, a)
        year, month, day = dated.fields
        if day is not None and number.beside_date and number.quantity.value == day:
            return True
        if (
            day is not None
            and month is not None
            and year is None
            and "/" in number.quantity.text
            and number.quantity.value in (Fraction(day, month), Fraction(month, day))
        ):
            return True
        return bool(dated.values & number.values)
    return False


def _metric(quantity: Quantity) -> tuple[str, Fraction] | None:
    """(base unit, value in it) of a metric measure."""
    if quantity.unit not in _METRIC and quantity.unit not in _BASES:
        return None
    base, factor = _METRIC.get(quantity.unit, (quantity.unit, Fraction(1)))
    return base, Fraction(quantity.value) * factor


def converted(source: Quantity, target: Quantity) -> bool:
    """Whether the English gives a metric measure in miles, feet or pounds of about the same size, or the other way round."""
    for customary, metric in ((source, target), (target, source)):
        base, factor = _CUSTOMARY.get(customary.unit, ("", Fraction(0)))
        measured = _metric(metric) if base else None
        if measured is not None and measured[0] == base and measured[1]:
            return abs(Fraction(customary.value) * factor / measured[1] - 1) <= ROUNDED
    if {source.unit, target.unit} == {"celsius", "fahrenheit"}:
        celsius, fahrenheit = (source, target) if source.unit == "celsius" else (target, source)
        return abs(Fraction(celsius.value) * 9 / 5 + 32 - Fraction(fahrenheit.value)) <= 1
    return False


def _value(a: Item, b: Item) -> bool:
    if a.family != b.family:
        return False
    if (
        a.quantity.kind == b.quantity.kind == "designation"
        and str(a.quantity.value).casefold() == str(b.quantity.value).casefold()
    ):
        return True
    if a.family == "date":
        if a.quantity.unit != b.quantity.unit:
            hijri, ours = (a, b) if a.quantity.unit == calendars.HIJRI else (b, a)
            return calendars.agree(str(hijri.quantity.value), str(ours.quantity.value))
        if len(a.quantity.readings) > 1 or len(b.quantity.readings) > 1:
            first = [fields(str(r)) for r in a.quantity.readings] or [a.fields]
            second = [fields(str(r)) for r in b.quantity.readings] or [b.fields]
            return any(_compatible(x, y) for x in first for y in second)
        return _compatible(a.fields, b.fields)
    if a.family == "relative":
        return a.quantity.value == b.quantity.value and a.quantity.unit == b.quantity.unit
    if a.family == "time":
        return any(x == y or x % 720 == y % 720 for x in a.values for y in b.values)
    if a.quantity.kind == "decade" or b.quantity.kind == "decade":
        if a.quantity.kind == b.quantity.kind:
            return any(x == y or (x % 100 == y % 100 and min(x, y) < 100) for x in a.values for y in b.values)
        return bool(a.values & b.values)
    if "open_plural" in (a.quantity.kind, b.quantity.kind) and 1 in (a.quantity.value, b.quantity.value):
        # "Decades" of no number are like nothing but decades.
        return a.quantity.kind == b.quantity.kind and a.quantity.unit == b.quantity.unit
    return bool(a.values & b.values)


def _compatible(a: tuple[int | None, ...], b: tuple[int | None, ...]) -> bool:
    # A bare year is not the same as a whole date in it; it is only equivalent, when nothing better is left.
    if (a[1] is None) != (b[1] is None):
        return False
    shared = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    return bool(shared) and all(x == y for x, y in shared)


def likely(a: Item, b: Item) -> bool:
    """Whether two left-over items are probably one quantity that was changed on the way."""
    if a.family != b.family or a.family == "relative":
        return False
    if (a.strong and b.strong) or a.quantity.kind == b.quantity.kind in ("designation", "open_plural"):
        return True
    # One, two, first, both: a likely partner only of another small number.
    values = (a.quantity.value, b.quantity.value)
    return all(isinstance(value, str) or abs(Fraction(value)) <= SMALL for value in values)


def closeness(a: Item, b: Item) -> tuple[bool, bool, int]:
    """How alike two left-over items are: same unit, same sort, digits in common."""
    p, q = a.quantity, b.quantity
    common = len(set(str(p.value)) & set(str(q.value)))
    return p.unit == q.unit, p.kind == q.kind, common
