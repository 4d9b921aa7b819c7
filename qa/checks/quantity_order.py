"""Two numbers that have changed places: the right figures for the wrong things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from qa.checks import say
from qa.checks.compare import ZERO
from qa.checks.items import STRONG, agree, item
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.quantities import dates
from qa.quantities.records import Quantity

_LEFT_OUT = frozenset({"weekday", "relative", "open_plural", "designation"})
# Sorts that one side may write as another: "5th" here and "5" there.
_SORTS = {"ordinal": "number"}
_WHOLE = re.compile(r"\b(?:of|among|per)(?: (?:the|these|those|its|their|a total of))? $", re.IGNORECASE)
BEFORE = 20  # characters before a number in which it is said to be a whole


def in_order(agreed: Sequence[tuple[Quantity, Quantity]]) -> list[tuple[Quantity, Quantity]]:
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


def _with_their_units(one: tuple[Quantity, Quantity], other: tuple[Quantity, Quantity]) -> bool:
    """Whether both moved with units of their own: "two metres or six feet", "six feet or two metres"."""
    own, others = {quantity.unit for quantity in one}, {quantity.unit for quantity in other}
    return len(own) == len(others) == 1 and own != others and "" not in own | others


def _part_of_whole(text: str, one: Quantity, other: Quantity) -> bool:
    """Whether the English names the larger of the two as the whole: "of 41 patients, 21", "29.2 … per 100,000"."""
    whole = max(one, other, key=lambda quantity: max(item(quantity).values, default=ZERO))
    return whole.kind == "number" and _WHOLE.search(text, max(0, whole.start - BEFORE), whole.start) is not None


def _into_names(
    agreed: Sequence[tuple[Quantity, Quantity]],
) -> tuple[tuple[Quantity, Quantity], tuple[Quantity, Quantity]] | None:
    """A name's digits that have become a number while another number has become a name's: "COVID-2020 in 19"."""
    out = [pair for pair in agreed if pair[0].kind == "designation" != pair[1].kind]
    into = [pair for pair in agreed if pair[0].kind != "designation" == pair[1].kind]
    return next(((a, b) for a in out for b in into if not agree(item(a[1]), item(b[0]))), None)


def _exchanged(one: tuple[Quantity, Quantity], other: tuple[Quantity, Quantity]) -> Found:
    """The finding for two (source, English) pairs whose English stand in each other's place."""
    first, second = sorted((one, other), key=lambda pair: pair[0].start)
    before, after = sorted((one[1], other[1]), key=_start)
    return Found(
        message=f"Source says {say.value(first[0])} first and {say.value(second[0])} later; "
        "the English has them the other way round.",
        source_span=(first[0].start, second[0].end),
        target_span=(before.start, after.end),
        source_value=f"{first[0].shown()}; {second[0].shown()}",
        target_value=f"{before.shown()}; {after.shown()}",
    )


@check(
    "quantity.order",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="Two numbers of the same sort stand in each other's place in the English.",
    example="«7 نساء و12 رجلاً» – “12 women and 7 men”",
)
def order(seen: Seen) -> Iterator[Found]:
    """Exactly two exchanged while all others keep their order; a clause that moves takes its units along, so sorts must agree."""
    if len(seen.comparison.agreed) < 2:
        return
    named = _into_names(seen.comparison.agreed)
    if named:
        yield _exchanged(*named)
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
