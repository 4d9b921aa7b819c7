"""Two numbers that have changed places: the right figures for the wrong things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from qa.checks import say
from qa.checks.compare import WINDOW, ZERO
from qa.checks.items import STRONG, agree, item
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.quantities import dates
from qa.quantities.records import Quantity

Match = tuple[Quantity, Quantity]  # of the source, of the English
_LEFT_OUT = frozenset({"weekday", "relative", "open_plural", "designation"})
# Sorts that one side may write as another: "5th" here and "5" there.
_SORTS = {"ordinal": "number"}
_WHOLE = re.compile(r"\b(?:of|among|per)(?: (?:the|these|those|its|their|a total of))? $", re.IGNORECASE)
BEFORE = 20  # characters before a number in which it is said to be a whole
JOINED = 6  # characters between the two ends of a range, at most
NEXT = 2  # characters between a date and a number that stands where its year or day would: "March 28, 26,494"


def in_order(agreed: Sequence[Match]) -> list[Match]:
    """The agreeing pairs in the source's order, equal values paired in the order of both texts."""
    groups: dict[object, tuple[list[Quantity], list[Quantity]]] = defaultdict(lambda: ([], []))
    for source, target in agreed:
        if not {source.kind, target.kind} & _LEFT_OUT and source.confidence >= STRONG and target.confidence >= STRONG:
            sources, targets = groups[_key(target)]
            sources.append(source)
            targets.append(target)
    paired = [
        pair
        for sources, targets in groups.values()
        for pair in zip(sorted(sources, key=_start), sorted(targets, key=_start), strict=True)
    ]
    return sorted(paired, key=lambda pair: pair[0].start)


def _key(quantity: Quantity) -> object:
    key = item(quantity)
    return key.fields if key.family == "date" else min(key.values, default=quantity.value)


def _year(quantity: Quantity) -> bool:
    """Whether it is a bare year, or a number that can be one ("the 1957 flu")."""
    return (quantity.kind == "date" or (quantity.kind == "number" and not quantity.unit)) and dates.is_year(quantity.text[-4:])


# How two sorts may be one: as they are; a measure whose unit one side does not show; a number that is a year.
Likeness = Literal["strict", "unit unseen", "year"]
LIKENESSES: tuple[Likeness, ...] = get_args(Likeness)


def _sort(quantity: Quantity, other: Quantity, likeness: Likeness) -> tuple[str, str]:
    """What a place in the sentence asks for; a year that the other side does not write as one may stand in a number's place."""
    if likeness == "year" and _year(quantity):
        return "year", ""
    bare_year = quantity.kind == "date" and str(quantity.value).isdigit() and other.kind != "date"
    unit_unseen = likeness == "unit unseen" and quantity.kind in ("measure", "duration") and other.kind == "number"
    kind = "number" if bare_year or unit_unseen else _SORTS.get(quantity.kind, quantity.kind)
    return kind, quantity.unit if kind == "money" or quantity.kind == "percent" else ""


def _start(quantity: Quantity) -> int:
    return quantity.start


def _with_their_units(one: Match, other: Match) -> bool:
    """Whether both moved with units of their own: "two metres or six feet", "six feet or two metres"."""
    own, others = {quantity.unit for quantity in one}, {quantity.unit for quantity in other}
    return len(own) == len(others) == 1 and own != others and "" not in own | others


def _part_of_whole(text: str, one: Quantity, other: Quantity) -> bool:
    """Whether the English only names a whole before its part, or behind it: "of 41 patients, 21", "29.2 … per 100,000"."""
    first, last = sorted((one, other), key=_start)
    if {first.kind, last.kind} != {"number"} or last.start - first.end < JOINED:
        return False
    wholes = [_WHOLE.search(text, max(0, each.start - BEFORE), each.start) for each in (first, last)]
    larger = max(item(first).values, default=ZERO) > max(item(last).values, default=ZERO)
    if larger:
        return wholes[0] is not None and wholes[1] is None
    return wholes[0] is None and wholes[1] is not None and wholes[1].group().casefold().startswith("per")


def _into_names(agreed: Sequence[Match]) -> tuple[Match, Match] | None:
    """A name's digits that have become a number while another number has become a name's: "COVID-2020 in 19"."""
    agreed = agreed[:WINDOW]
    out = [pair for pair in agreed if pair[0].kind == "designation" != pair[1].kind]
    into = [pair for pair in agreed if pair[0].kind != "designation" == pair[1].kind]
    return next(((a, b) for a in out for b in into if not agree(item(a[1]), item(b[0]))), None)


def _into_dates(seen: Seen) -> tuple[Match, Match] | None:
    """A date whose year or day has changed places with a number: "On March 28, 26,494, a total of 2020 deaths"."""
    agreed = seen.comparison.agreed[:WINDOW]
    for date, english in agreed:
        if date.kind != "date" or english.kind != "date" or len(str(english.value)) >= len(str(date.value)):
            continue
        parts = {part for part in re.split(r"\D+", str(date.value)) if part} - set(re.split(r"\D+", str(english.value)))
        lost = {int(part) for part in parts}
        told = next((q for q in seen.comparison.target[: 2 * WINDOW] if q.kind != "designation" and item(q).values & lost), None)
        for number, beside in agreed:
            gap = max(beside.start - english.end, english.start - beside.end)
            if told is None or beside.kind not in ("number", "date") or not 0 <= gap <= NEXT or number is date:
                continue
            if (
                not item(beside).values & lost
                and told is not beside
                and max(date.start - number.end, number.start - date.end) > NEXT
            ):
                return (date, told), (number, beside)
    return None


def _bounds_crossed(agreed: Sequence[Match]) -> tuple[Match, Match] | None:
    """Two numbers of one sort, the other way round in the English, where each has the other's bound."""
    bounded = [pair for pair in agreed if pair[0].bound != pair[1].bound][:WINDOW]
    for k, one in enumerate(bounded):
        for other in bounded[k + 1 :]:
            same = one[0].kind == other[0].kind == one[1].kind == other[1].kind and one[0].unit == other[0].unit
            crossed = (one[0].bound, one[1].bound) == (other[1].bound, other[0].bound)
            turned = (one[0].start < other[0].start) != (one[1].start < other[1].start)
            if same and crossed and turned and one[0].value != other[0].value:
                return (one[0], other[1]), (other[0], one[1])
    return None


def _exchanged(one: Match, other: Match) -> Found:
    """The finding for two (source, English) pairs whose English stand in each other's place."""
    first, second = sorted((one, other), key=lambda pair: pair[0].start)
    before, after = sorted((one[1], other[1]), key=_start)
    return Found(
        message=f"Source says {say.value(first[0])} first and {say.value(second[0])} later; "
        f"the English says {before.shown()} first and {after.shown()} later: the two have changed places.",
        source_span=(first[0].start, second[0].end),
        target_span=(before.start, after.end),
        source_value=f"{first[0].shown()}; {second[0].shown()}",
        target_value=f"{before.shown()}; {after.shown()}",
    )


@check(
    "quantity.order",
    mqm="accuracy/mistranslation",
    severity="error",
    version=2,
    summary="Two numbers of the same sort stand in each other's place in the English.",
    example="«7 نساء و12 رجلاً» – “12 women and 7 men”",
)
def order(seen: Seen) -> Iterator[Found]:
    """Exactly two exchanged while all others keep their order; a clause that moves takes its units along, so sorts must agree."""
    if len(seen.comparison.agreed) < 2:
        return
    found = _into_names(seen.comparison.agreed) or _into_dates(seen) or _bounds_crossed(seen.comparison.agreed)
    if found:
        yield _exchanged(*found)
        return
    pairs = in_order(seen.comparison.agreed)
    targets = sorted((target for _, target in pairs), key=_start)
    # By value, so that a number that stands twice hides no exchange.
    moved = [k for k, (_, target) in enumerate(pairs) if _key(target) != _key(targets[k])]
    if len(moved) != 2:
        return
    i, j = moved
    # Each with the place in which its value stands in the English.
    first, second = (pairs[i][0], targets[j]), (pairs[j][0], targets[i])
    if not any(
        _sort(*first, likeness) == _sort(second[1], second[0], likeness)
        and _sort(*second, likeness) == _sort(first[1], first[0], likeness)
        for likeness in LIKENESSES
    ):
        return
    if agree(item(first[0]), item(second[1])) or agree(item(second[0]), item(first[1])):
        return
    if _with_their_units(pairs[i], pairs[j]) or _part_of_whole(seen.target, pairs[i][1], pairs[j][1]):
        return
    yield _exchanged((first[0], second[1]), (second[0], first[1]))
