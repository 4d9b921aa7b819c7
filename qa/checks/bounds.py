"""Bounds of quantities in three groups: from below, from above, and about."""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal

from qa.checks.compare import Comparison
from qa.checks.records import Seen
from qa.quantities.hints import bound_hints
from qa.quantities.records import Quantity

Group = Literal["", "about", "lower", "upper"]
GROUPS: dict[str, Group] = {"": "", "about": "about", "gt": "lower", "ge": "lower", "lt": "upper", "le": "upper"}

# Kinds whose bounds are figures of speech ("over the first week", "by 2020").
UNBOUNDED = frozenset({"date", "designation", "ordinal"})
NEAR = 45  # characters on each side of a quantity in which a word may bound it
AHEAD = 16  # characters from a bound to its number: "more than about "
SIGNS = ("<", ">", "≤", "≥", "&lt;", "&gt;")
OTHER: dict[Group, Group] = {"lower": "upper", "upper": "lower"}


def compared(comparison: Comparison) -> list[tuple[Quantity, Quantity, Group, Group]]:
    """Agreeing quantities whose bounds are of different groups, with both groups."""
    found = []
    for source, target in comparison.agreed:
        a, b = GROUPS[source.bound], GROUPS[target.bound]
        if a != b:
            found.append((source, target, a, b))
    return found


def comparable(source: Quantity, target: Quantity) -> bool:
    """Whether two bounds say the same kind of thing; of dates only "at least" does: "dating back to at least 2013".

    An age may be an ordinal in the source: «دون سن الخامسة» is "under five".
    """
    kinds = {source.kind, target.kind}
    if source.kind == "ordinal" and source.bound and target.kind in ("number", "duration"):
        return True
    return not kinds & UNBOUNDED or (kinds <= {"date", "number"} and "ge" in (source.bound, target.bound))


def by_sign(text: str, quantity: Quantity) -> bool:
    """Whether a quantity's bound is a sign before it (">5", "&gt; 5") instead of a word."""
    return text[max(0, quantity.start - AHEAD) : quantity.start].rstrip().endswith(SIGNS)


def words(seen: Seen, group: Group, *, target: bool, near: Quantity | None = None) -> int:
    """How many words of one side (or of the `NEAR` characters around a quantity of it) may state a bound of this group."""
    text, lang = (seen.target, seen.pair.target_lang) if target else (seen.source, seen.pair.source_lang)
    if near is not None:
        text = text[max(0, near.start - NEAR) : near.end + NEAR]
    return bound_hints(text, lang).get(group, 0)


def bounded(seen: Seen, group: Group, *, target: bool, near: Quantity | None = None) -> int:
    """How many quantities of one side (or of the characters around one) have a bound of this group beside them."""
    quantities = seen.comparison.target if target else seen.comparison.source
    if near is not None:
        first = bisect_left(quantities, near.start - NEAR, key=_start)
        # A bound at the edge of what was read belongs to the number behind it.
        quantities = quantities[first : bisect_left(quantities, near.end + NEAR + AHEAD, key=_start)]
    return sum(GROUPS[quantity.bound] == group for quantity in quantities)


def _start(quantity: Quantity) -> int:
    return quantity.start


def free(seen: Seen, group: Group, *, target: bool, near: Quantity | None = None) -> int:
    """How many words may state a bound of this group and are not already the bound of a quantity."""
    return words(seen, group, target=target, near=near) - bounded(seen, group, target=target, near=near)
