"""The quantities of two sides set against each other: typed multisets, matched one to one, best agreement first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import pairwise

from qa.checks.items import RUN, SMALL, Item, agree, closeness, converted, equivalent, exact, item, likely, same
from qa.quantities.records import Quantity

SOLID = 0.6  # a quantity at least this sure is worth a warning when it has no counterpart
DAYS = 31
BESIDE = 8  # characters between a bare day and the date that it shares its month with: "March 4 and 5"
# Said twice in the source and once in the English: what is written in words is taken up again, figures are not.
FIGURES = frozenset({"number", "percent", "money", "measure", "duration", "date", "designation"})
REPEATED = frozenset({"designation", "date", "weekday", "century", "decade", "ordinal", "relative"})
COUNTED = frozenset({"number", "money", "measure", "duration"})  # sorts that take one another up again: "5 tonnes … the 5"
ZERO = Fraction(0)
MOST_PAIRS = 4000  # candidate pairs of one segment that are matched optimally; beyond, in order, so that time stays linear
WINDOW = 40  # quantities of one segment among which further relations are looked for


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


def _assign(source: Sequence[Item], target: Sequence[Item], fits: Callable[[Item, Item], bool]) -> None:
    """A largest one-to-one matching of what is still free (augmenting paths), earlier nodes served first."""
    free = [t for t in target if t.partner is None and not t.used]
    open_items = [s for s in source if s.partner is None and not s.used]
    if not free or not open_items:
        return
    if len(free) * len(open_items) > MOST_PAIRS:
        _assign_in_order(open_items, free, fits)
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


def _assign_in_order(source: Sequence[Item], target: Sequence[Item], fits: Callable[[Item, Item], bool]) -> None:
    """For tables of hundreds of figures: each takes the first that fits of the next few on the other side."""
    start = 0
    for s in source:
        while start < len(target) and target[start].partner is not None:
            start += 1
        for t in target[start : start + WINDOW]:
            if t.partner is None and fits(s, t):
                s.partner, t.partner = t, s
                break


def match(source: Sequence[Item], target: Sequence[Item]) -> None:
    """Give every item its partner where there is one: same first, then agreeing, then equivalent."""
    for level in (exact, same, agree, equivalent):
        _assign(source, target, level)


def _spelled_out(names: Sequence[Item], others: Sequence[Item]) -> None:
    """A name with several numbers (H1N1) that the other side writes apart («إتش 1 إن 1»): those are no numbers."""
    if len(names) * len(others) > MOST_PAIRS:
        return
    for name in names:
        # Its first number may have been matched already, but not all of it.
        matched = name.partner is not None
        if name.quantity.kind != "designation" or (name.partner is not None and name.partner.quantity.kind == "designation"):
            continue
        runs = [run for run in RUN.findall(str(name.quantity.value)[:WINDOW]) if run.isdigit() and len(run) < 9]
        for run in runs[matched:] if len(runs) > 1 else ():
            part = next((o for o in others if o.partner is None and not o.used and Fraction(int(run)) in o.values), None)
            if part is not None:
                part.used = name.used = True


def _absorb(items: Sequence[Item], others: Sequence[Item]) -> list[tuple[Quantity, Quantity]]:
    """A year or day that stands apart from its date on one side belongs to the date that the other side has whole.

    What is lacking for good comes back: (the fuller date, the one that lacks a day or year).
    """
    lost: list[tuple[Quantity, Quantity]] = []
    if len(items) * len(others) > MOST_PAIRS:
        return lost
    for one in items:
        if one.family == "date" and one.partner is not None and one.partner.family == "date":
            lacking = {x for x, y in zip(one.fields, one.partner.fields, strict=True) if x is not None and y is None}
            for other in others:
                if lacking and other.partner is None and not other.used and other.family in ("number", "date"):
                    values = {int(v) for v in other.values if v.denominator == 1} | {f for f in other.fields if f is not None}
                    # A day must stand beside its month; a year may stand anywhere.
                    if (
                        values
                        and values <= lacking
                        and other.quantity.kind in ("number", "ordinal", "date")
                        and not other.quantity.unit
                        and (other.beside_date or min(values) > DAYS)
                    ):
                        other.used = True
                        lacking -= values
            told = _told(one, others)
            if lacking - told:
                lost.append((one.quantity, one.partner.quantity))
    return lost


def _told(one: Item, others: Sequence[Item]) -> set[int | Fraction | None]:
    """What else of one side says a month, day or year that a date lacks: other dates, and numbers that no one claims.

    A day or year that another date of the first side has as well is that date's own: «15 مارس 2020 … و15 مارس 2020» has it twice.
    """
    month = one.fields[1]
    told: set[int | Fraction | None] = {month if one.partner is not None and one.partner.fields[1] is None else None}
    for other in others:
        if other is one.partner:
            continue
        claimed = other.partner.fields if other.partner is not None and other.partner.family == "date" else (None, None, None)
        if claimed[0] is None:
            told.add(other.fields[0])
        if other.fields[1] in (None, month) and claimed[2] is None:
            told.add(other.fields[2])
        if other.partner is None or (other.family == "number" and other.partner.family == "date"):
            told |= {value for value in other.values if value > DAYS or other.beside_date}
    return told


def _may_be_said_once(one: Item) -> bool:
    """Whether a translation may leave out what its source says again: names, dates and small numbers in words, no figures."""
    if not one.strong:
        return True
    if one.quantity.kind in FIGURES and any(char.isdigit() for char in one.quantity.text):
        return False
    return one.quantity.kind in REPEATED or max(one.values, default=ZERO) <= SMALL


def _telling(source: Item, target: Item) -> bool:
    """Whether two left-over items show a change: one of them is sure, or it is "second" for first, or "one" for a dual."""
    p, q = source.quantity, target.quantity
    if max(p.confidence, q.confidence) >= SOLID:
        return True
    if p.kind != q.kind or p.unit != q.unit:
        return False
    return p.kind == "ordinal" or (p.kind == "number" and {p.value, q.value} == {1, 2})


def _takes_up(one: Item, earlier: Item) -> bool:
    """Whether a quantity may say another one again: "second" is not the 2 of CoV-2, and 25 is not 25 percent."""
    kinds = {one.quantity.kind, earlier.quantity.kind}
    return len(kinds) == 1 or kinds <= COUNTED


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
            and t.quantity.kind != "ordinal"
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
    near = MOST_PAIRS // len(right) + 1 if len(left) * len(right) > MOST_PAIRS else None
    options = sorted(
        (
            (closeness(s, t), -abs(i - j), -i, -j)
            for i, s in enumerate(left[:near])
            for j, t in enumerate(right[:MOST_PAIRS])
            if likely(s, t) and _telling(s, t)
        ),
        reverse=True,
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    for _, _, i, j in options:
        if -i not in taken_left and -j not in taken_right:
            taken_left.add(-i)
            taken_right.add(-j)
            result.changed.append((left[-i].quantity, right[-j].quantity))
    result.changed.sort(key=lambda pair: pair[0].start)
    matched_source = [s for s in source if s.partner is not None][:WINDOW]
    matched_target = [t for t in target if t.partner is not None][:WINDOW]
    for i, s in enumerate(left):
        if i not in taken_left:
            # «ليومين» is not said again by the two of «الدولتين».
            again = any(agree(s, m) and s.quantity.unit in ("", m.quantity.unit) for m in matched_source)
            (result.repeated if again and _may_be_said_once(s) else result.missing).append(s.quantity)
    doubtful = any(i not in taken_left and s.quantity.value == 2 for i, s in enumerate(left))
    for j, t in enumerate(right):
        if j not in taken_right:
            # A number said twice is no addition, unless a dual of the source is left without its "two".
            again = not (doubtful and t.strong) and any(agree(t, m) and _takes_up(t, m) for m in matched_target)
            again = again or any(converted(m.quantity, t.quantity) for m in matched_target)  # "100 km (62 miles)"
            (result.repeated if again else result.added).append(t.quantity)
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
