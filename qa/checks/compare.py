"""The quantities of two sides set against each other: typed multisets, matched one to one, best agreement first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import pairwise

from qa.quantities.digits import DIGITS, parse
from qa.quantities.records import Quantity

_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
STRONG = 0.9  # a quantity at least this sure must have its counterpart
# Said twice in the source and once in the English: names and dates are taken up again, figures are not.
REPEATED = frozenset({"designation", "date", "weekday", "century", "decade", "ordinal", "relative"})
DAYS = 31
BESIDE = 8  # characters between a bare day and the date that it shares its month with: "March 4 and 5"
SMALL = 12
ZERO = Fraction(0)
SOLID = 0.6  # one at least this sure is worth a warning when it has none
_DAYS = {"day": 1, "night": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "night": 86400}
_METRIC = {"mm": ("m", Fraction(1, 1000)), "cm": ("m", Fraction(1, 100)), "km": ("m", Fraction(1000)), "mg": ("g", Fraction(1, 1000)),
           "kg": ("g", Fraction(1000)), "tonne": ("g", Fraction(10**6)), "ml": ("l", Fraction(1, 1000)), "nm": ("m", Fraction(1, 10**9)),
           "um": ("m", Fraction(1, 10**6))}  # fmt: skip


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


@dataclass(slots=True)
class Comparison:
    """One pair's quantities compared: agreeing pairs, likely changed pairs, and what stands on one side only."""

    source: tuple[Quantity, ...] = ()
    target: tuple[Quantity, ...] = ()
    agreed: list[tuple[Quantity, Quantity]] = field(default_factory=list)
    changed: list[tuple[Quantity, Quantity]] = field(default_factory=list)
    missing: list[Quantity] = field(default_factory=list)
    added: list[Quantity] = field(default_factory=list)
    repeated: list[Quantity] = field(default_factory=list)
    shortened: list[tuple[Quantity, Quantity]] = field(default_factory=list)
    completed: list[tuple[Quantity, Quantity]] = field(default_factory=list)


def _fields(value: str) -> tuple[int | None, int | None, int | None]:
    """(year, month, day) of an ISO date, whole or partial."""
    if value.startswith("--"):
        month, _, day = value[2:].partition("-")
        return None, int(month), int(day) if day else None
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    return int(year), int(month) if month else None, int(day) if day else None


def item(quantity: Quantity) -> Item:
    """A quantity with its family (numbers, dates, weekdays, times, relative words) and every value that it can have."""
    kind, value = quantity.kind, quantity.value
    options = quantity.readings or (value,)
    if kind == "date":
        year, month, day = _fields(str(value))
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
        return Item(quantity, "relative", frozenset([Fraction(value)] if not isinstance(value, str) else ()))
    first = Fraction(value)
    # "30,000" may be read as 30, but nobody writes 30 so: only a real decimal part keeps the second reading.
    numbers = [Fraction(option) for option in options]
    return Item(quantity, "number", frozenset(n for n in numbers if n == first or n * 1000 != first))


def _designated(text: str) -> frozenset[Fraction]:
    """The numbers that a name with digits can be compared by: all its digits in one, and its first run as a number."""
    ascii_text = text.translate(DIGITS)
    runs = _RUN.findall(ascii_text)
    if not runs or len(ascii_text) > 40:
        return frozenset()
    return frozenset([Fraction(int("".join(char for char in ascii_text if "0" <= char <= "9"))), *parse(runs[0], ",", ".")])


def same(a: Item, b: Item) -> bool:
    """Level 3: the same value, of the same sort, in the same unit."""
    return _value(a, b) and a.quantity.unit == b.quantity.unit and a.quantity.kind == b.quantity.kind


def exact(a: Item, b: Item) -> bool:
    """Level 4: the same in every respect, the bound too."""
    return a.quantity.bound == b.quantity.bound and same(a, b)


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
            if _metric(p) == _metric(q) and _metric(p) is not None:
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
        if day is not None and month is not None and year is None and number.quantity.value == Fraction(day, month):
            return True
        return bool(dated.values & number.values)
    return False


def _metric(quantity: Quantity) -> tuple[str, Fraction] | None:
    base, factor = _METRIC.get(quantity.unit, (quantity.unit, Fraction(1)))
    return (base, Fraction(quantity.value) * factor) if quantity.unit in _METRIC or quantity.unit in ("m", "g", "l") else None


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
            return False
        if len(a.quantity.readings) > 1 or len(b.quantity.readings) > 1:
            first = [_fields(str(r)) for r in a.quantity.readings] or [a.fields]
            second = [_fields(str(r)) for r in b.quantity.readings] or [b.fields]
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
    if a.quantity.kind == "open_plural" or b.quantity.kind == "open_plural":
        return bool(a.values & b.values)
    return bool(a.values & b.values)


def _compatible(a: tuple[int | None, ...], b: tuple[int | None, ...]) -> bool:
    # A bare year is not the same as a whole date in it; it is only equivalent, when nothing better is left.
    if (a[1] is None) != (b[1] is None):
        return False
    shared = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    return bool(shared) and all(x == y for x, y in shared)


def _assign(source: Sequence[Item], target: Sequence[Item], fits: Callable[[Item, Item], bool]) -> None:
    """A largest one-to-one matching of what is still free (augmenting paths), earlier nodes served first."""
    free = [t for t in target if t.partner is None and not t.used]
    open_items = [s for s in source if s.partner is None and not s.used]
    if not free or not open_items:
        return
    edges = [[k for k, t in enumerate(free) if fits(s, t)] for s in open_items]
    owner: dict[int, int] = {}

    def place(s: int, tried: set[int]) -> bool:
        for k in edges[s]:
            if k not in tried:
                tried.add(k)
                if k not in owner or place(owner[k], tried):
                    owner[k] = s
                    return True
        return False

    for s in range(len(open_items)):
        if edges[s]:
            place(s, set())
    for k, s in owner.items():
        open_items[s].partner, free[k].partner = free[k], open_items[s]


def match(source: Sequence[Item], target: Sequence[Item]) -> None:
    """Give every item its partner where there is one: same first, then agreeing, then equivalent."""
    for level in (exact, same, agree, equivalent):
        _assign(source, target, level)


def likely(a: Item, b: Item) -> bool:
    """Whether two left-over items are probably one quantity that was changed on the way."""
    if a.family != b.family or a.family == "relative":
        return False
    if (a.strong and b.strong) or a.quantity.kind == b.quantity.kind in ("designation", "open_plural"):
        return True
    # One, two, first, both: a likely partner only of another small number.
    return all(isinstance(x.quantity.value, str) or abs(x.quantity.value) <= SMALL for x in (a, b))


def closeness(a: Item, b: Item) -> tuple[bool, bool, int]:
    """How alike two left-over items are: same unit, same sort, digits in common."""
    p, q = a.quantity, b.quantity
    common = len(set(str(p.value)) & set(str(q.value)))
    return p.unit == q.unit, p.kind == q.kind, common


def _spelled_out(names: Sequence[Item], others: Sequence[Item]) -> None:
    """A name with several numbers (H1N1) that the other side writes apart («إتش 1 إن 1»): its digits are no numbers of their own."""
    for name in names:
        runs = _RUN.findall(str(name.quantity.value)) if name.quantity.kind == "designation" and name.partner is None else []
        if len(runs) < 2:
            continue
        parts = [
            next((o for o in others if o.partner is None and not o.used and Fraction(int(run)) in o.values), None)
            for run in runs
            if run.isdigit()
        ]
        if any(part is not None for part in parts):
            name.used = True
            for run in runs:
                part = next(
                    (o for o in others if o.partner is None and not o.used and run.isdigit() and Fraction(int(run)) in o.values),
                    None,
                )
                if part is not None:
                    part.used = True


def _absorb(items: Sequence[Item], others: Sequence[Item]) -> list[tuple[Quantity, Quantity]]:
    """A year or day that stands apart from its date on one side belongs to the date that the other side has whole.

    What is lacking for good comes back: (the fuller date, the one that lacks a day or year).
    """
    lost = []
    for one in items:
        if one.family == "date" and one.partner is not None and one.partner.family == "date":
            lacking = {x for x, y in zip(one.fields, one.partner.fields, strict=True) if x is not None and y is None}
            for other in others:
                if lacking and other.partner is None and not other.used and other.family in ("number", "date"):
                    values = {int(v) for v in other.values if v.denominator == 1} | {f for f in other.fields if f is not None}
                    # A day must stand beside its month; a year may stand anywhere.
                    if values and values <= lacking and (other.beside_date or min(values) > DAYS):
                        other.used = True
                        lacking -= values
            year, month, day = one.fields
            told: set[int | Fraction | None] = {one.fields[1] if one.partner.fields[1] is None else None}
            for other in others:
                told.add(other.fields[0])
                if other.partner is None or (other.family == "number" and other.partner.family == "date"):
                    told |= other.values
                if other.fields[1] in (None, month) and other is not one.partner:
                    told |= {other.fields[2]} | (other.values if other.family == "date" else set())
            if lacking - told:
                lost.append((one.quantity, one.partner.quantity))
    return lost


def settle(source: Sequence[Item], target: Sequence[Item], hinted: Callable[[], frozenset[int]] = frozenset) -> Comparison:
    """The outcome for one pair, after its items (and its neighbours') have been matched.

    `hinted` gives the small numbers that the source hints at; they explain a number of the English that nothing else does.
    """
    _spelled_out(source, target)
    _spelled_out(target, source)
    shortened = _absorb(source, target)
    completed = _absorb(target, source)
    for t in target:
        if (
            t.partner is None
            and not t.used
            and t.family == "number"
            and t.values
            and max(t.values) <= SMALL
            and t.values & hinted()
        ):
            t.used = True
    result = Comparison(tuple(s.quantity for s in source), tuple(t.quantity for t in target))
    result.shortened, result.completed = shortened, [(source, target) for target, source in completed]
    result.agreed = [(s.quantity, s.partner.quantity) for s in source if s.partner is not None]
    left = [s for s in source if s.partner is None and not s.used]
    right = [t for t in target if t.partner is None and not t.used]
    options = sorted(
        ((closeness(s, t), -abs(i - j), -i, -j) for i, s in enumerate(left) for j, t in enumerate(right) if likely(s, t) and max(s.quantity.confidence, t.quantity.confidence) >= SOLID),
        reverse=True,
    )  # fmt: skip
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    for _, _, i, j in options:
        if -i not in taken_left and -j not in taken_right:
            taken_left.add(-i)
            taken_right.add(-j)
            result.changed.append((left[-i].quantity, right[-j].quantity))
    result.changed.sort(key=lambda pair: pair[0].start)
    matched_source = [s for s in source if s.partner is not None]
    matched_target = [t for t in target if t.partner is not None]
    for i, s in enumerate(left):
        if i not in taken_left:
            again = any(agree(s, m) for m in matched_source)
            small = s.quantity.kind in REPEATED or not s.strong or max(s.values, default=ZERO) <= SMALL
            (result.repeated if again and small else result.missing).append(s.quantity)
    doubtful = any(i not in taken_left and s.quantity.value == 2 for i, s in enumerate(left))
    for j, t in enumerate(right):
        if j not in taken_right:
            # A number said twice is no addition, unless a dual of the source is left without its "two".
            (
                result.repeated if not (doubtful and t.strong) and any(agree(t, m) for m in matched_target) else result.added
            ).append(t.quantity)
    return result


def _items(quantities: Sequence[Quantity]) -> list[Item]:
    items = [item(quantity) for quantity in quantities]
    for left, right in pairwise(items):
        if right.quantity.start - left.quantity.end <= BESIDE and (left.family == "date") != (right.family == "date"):
            left.beside_date = right.beside_date = True
    return items


def compare(
    sources: Sequence[Sequence[Quantity]],
    targets: Sequence[Sequence[Quantity]],
    *,
    neighbours: bool,
    hinted: Callable[[int], frozenset[int]] = lambda _: frozenset(),
) -> list[Comparison]:
    """One comparison a pair, in order. With `neighbours`, a quantity may have moved to the segment before or after."""
    source = [_items(side) for side in sources]
    target = [_items(side) for side in targets]
    for left, right in zip(source, target, strict=True):
        if left and right:
            match(left, right)
    if neighbours:
        for index, left in enumerate(source):
            for other in (index - 1, index + 1):
                if left and 0 <= other < len(target) and target[other]:
                    _moved(left, target[other])
    return [settle(left, right, partial(hinted, index)) for index, (left, right) in enumerate(zip(source, target, strict=True))]


def _moved(source: Sequence[Item], target: Sequence[Item]) -> None:
    """Consume what agrees across a segment boundary, without making it a pair of either segment."""
    for s in source:
        if s.partner is None and not s.used:
            for t in target:
                if t.partner is None and not t.used and agree(s, t):
                    s.used = t.used = True
                    break
