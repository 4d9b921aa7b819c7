"""Two quantities that are the ends of one range: "5-10 percent", «بين 20 و30 ألفا», "2019-2021", «من 5 إلى 7 آب»."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from qa.quantities.drafts import Draft
from qa.quantities.lexer import Node
from qa.quantities.records import Quantity

RANGED = frozenset({"number", "percent", "money", "measure", "duration", "date", "time"})
DASHES = frozenset("-‐–—")


def joint(left: Draft, right: Draft, nodes: Sequence[Node]) -> str:
    """How two neighbours are joined: "dash", "to", "between" (two ends of one thing), "and" (a list), or "" (not at all)."""
    gap = nodes[left.stop : right.start]
    if len(gap) > 1:
        return ""
    mark = gap[0] if gap else None
    if mark is not None and mark.key in DASHES:
        return "dash"
    led = left.start > 0 and "w:from" in nodes[left.start - 1].roles
    if mark is not None and "w:to" in mark.roles and (led or not mark.prefix.startswith("و")):
        return "to"
    if mark is None and led and nodes[right.start].prefix == "ل":
        return "to"  # «من عشرة لعشرين»
    if (mark is not None and "w:and" in mark.roles) or (mark is None and nodes[right.start].prefix.startswith("و")):
        before = left.start - 1
        if before >= 0 and "w:years" in nodes[before].roles:
            before -= 1
        return "between" if before >= 0 and "w:between" in nodes[before].roles else "and"
    return ""


def joined(quantities: Sequence[Quantity], drafts: Sequence[Draft], nodes: Sequence[Node], text: str) -> list[Quantity]:
    """The quantities of a text (one a draft), with the two ends of each range as one quantity that keeps them in `ends`."""
    result: list[Quantity] = []
    skip = False
    for index, quantity in enumerate(quantities):
        if skip:
            skip = False
            continue
        other = quantities[index + 1] if index + 1 < len(quantities) else None
        if other is not None and _ascending(quantity, other):
            skip = joint(drafts[index], drafts[index + 1], nodes) in ("dash", "to", "between")
        result.append(_range(quantity, other, text) if skip and other is not None else quantity)
    return result


def parted(quantities: Iterable[Quantity]) -> list[Quantity]:
    """The quantities with every range as its two ends, as they are compared with another text."""
    return [end for quantity in quantities for end in (quantity.ends or (quantity,))]


def _ascending(left: Quantity, right: Quantity) -> bool:
    if (
        left.kind != right.kind
        or left.unit != right.unit
        or left.kind not in RANGED
        or min(left.confidence, right.confidence) < 1
    ):
        return False
    if isinstance(left.value, str) and isinstance(right.value, str):
        first = _with_year(left.value, right.value)
        return first < right.value and len(first) == len(right.value)
    return not isinstance(left.value, str) and not isinstance(right.value, str) and Fraction(left.value) < Fraction(right.value)


def _with_year(left: str, right: str) -> str:
    """«من 5 آب إلى 7 أيلول 2024»: the year is said once. The end itself stays without, as the other text may leave it out."""
    return right[:4] + left[1:] if left.startswith("--") and not right.startswith("--") else left


def _range(left: Quantity, right: Quantity, text: str) -> Quantity:
    return Quantity(
        kind="range",
        value=f"{_with_year(str(left.value), str(right.value))}/{right.value}",
        start=left.start,
        end=right.end,
        text=text[left.start : right.end],
        low=left.value if isinstance(left.value, Decimal) else None,
        high=right.value if isinstance(right.value, Decimal) else None,
        unit=left.unit,
        bound=left.bound,
        ends=(left, right),
    )
