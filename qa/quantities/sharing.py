"""What neighbours share: a range or a list says its month, unit or century once."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from qa.quantities import dates
from qa.quantities.calendars import HIJRI
from qa.quantities.drafts import Draft, iso
from qa.quantities.lexer import Node
from qa.quantities.ranges import joint
from qa.quantities.tables import Tables

LEAST_SCALE = 1000  # a dozen and a score are not shared
LONGEST_SPAN = 100  # years between two bare figures that are read as years


def share(drafts: list[Draft], nodes: list[Node], table: Tables) -> list[Draft]:
    """The drafts, where a range or a list shares what stands once: "13-15 July", "20-30 thousand", "between 5 and 10 years"."""
    taken: set[int] = set()
    for index, (left, right) in enumerate(pairwise(drafts)):
        joined = joint(left, right, nodes)
        slash = right.start == left.stop + 1 and nodes[left.stop].key == "/"
        if not joined and not slash:
            continue
        dash = joined == "dash" or slash
        if (dash and _year_range(left, right)) or _hijri_years(left, right):
            continue
        ends = dash or joined in ("to", "between")
        if ends and not slash and not _years(left, right, nodes, joined):
            _share_scale(left, right, nodes, table)
        if right.kind == "date" and right.day is not None and _is_day(left):
            _make_date(left, right)
        elif (
            left.kind == "date"
            and left.day is not None
            and left.year is None
            and _is_day(right)
            and nodes[right.start].kind == "n"
            and (right.stop >= len(nodes) or nodes[right.stop].kind != "w" or "w:in" in nodes[right.stop].roles)
        ):
            _make_date(right, left)
            if index + 2 < len(drafts) and _closing_year(left, right, drafts[index + 2], nodes):
                taken.add(index + 2)
        elif ends and left.plain and right.kind in ("percent", "money", "duration", "measure") and left.confidence == 1.0:
            left.kind, left.unit = right.kind, right.unit
        elif left.kind == "money" and right.unit == "cent" and joined == "and" and left.unit != "cent":
            if isinstance(left.value, Fraction) and isinstance(right.value, Fraction) and 0 < right.value < 100:
                left.value, left.readings, left.stop = left.value + right.value / 100, (), right.stop
                taken.add(index + 1)
        elif joined == "dash" and left.kind == "money" and right.plain and nodes[left.stop - 1].kind == "n":
            right.kind, right.unit = left.kind, left.unit
    return [draft for index, draft in enumerate(drafts) if index not in taken] if taken else drafts


def _closing_year(left: Draft, right: Draft, year: Draft, nodes: list[Node]) -> bool:
    """Give the year of "August 5-7, 2024" to both of its days; whether there is one."""
    gap = nodes[right.stop : year.start]
    bare = year.plain or (year.kind == "date" and year.month is None and not year.unit)
    if not bare or not dates.is_year(year.run) or any(node.key not in (",", "،") for node in gap):
        return False
    for draft in (left, right):
        draft.year = int(year.run)
        draft.value = iso(draft.year, draft.month, draft.day)
    right.stop = year.stop
    return True


def _share_scale(left: Draft, right: Draft, nodes: list[Node], table: Tables) -> None:
    """«بين 20 و30 ألفا», "20-30 million": the first end is of the same size, as long as it is the smaller figure."""
    if not isinstance(left.value, Fraction) or not isinstance(right.value, Fraction) or left.kind not in ("number", "money"):
        return
    if left.unit and left.kind == "number":
        return
    scales = [scale for node in nodes[right.start : right.stop] if (scale := _scale(node, table)) is not None]
    if len(scales) != 1 or any(_scale(node, table) is not None for node in nodes[left.start : left.stop]):
        return
    if 0 < left.value < right.value / scales[0]:
        left.readings = (left.value * scales[0], left.value)
        left.value = left.value * scales[0]


def _scale(node: Node, table: Tables) -> Fraction | None:
    role = node.roles.get("scale")
    if role is not None:
        return Fraction(role.value) if role.value >= LEAST_SCALE else None
    glued = table.glued_scales.get(node.key) if node.kind == "w" and node.gap == "" else None
    return Fraction(glued) if glued else None


def _years(left: Draft, right: Draft, nodes: list[Node], joined: str) -> bool:
    """2019-2021: two years, unless something is counted."""
    if not (dates.is_year(left.run) and dates.is_year(right.run)):
        return False
    told = "date" in (left.kind, right.kind)
    counted = right.stop < len(nodes) and nodes[right.stop].kind == "w" and not nodes[right.stop].roles
    if not told and (joined != "dash" or counted or not 0 < int(right.run) - int(left.run) <= LONGEST_SPAN):
        return False
    for draft in (left, right):
        if draft.plain:
            draft.kind, draft.year, draft.readings = "date", int(draft.run), ()
            draft.value = iso(draft.year, None, None)
    return True


def _year_range(left: Draft, right: Draft) -> bool:
    """2019-20: the second year lacks its century."""
    year = int(left.run) if dates.is_year(left.run) else 0
    if not year or not right.plain or len(right.run) != 2 or not right.run.isdigit() or int(right.run) != (year + 1) % 100:
        return False
    right.kind, right.year, right.value, right.readings = "date", year + 1, iso(year + 1, None, None), ()
    if left.plain:
        left.kind, left.year, left.value, left.readings = "date", year, iso(year, None, None), ()
    return True


def _hijri_years(left: Draft, right: Draft) -> bool:
    """1444-1445 AH: the mark stands once."""
    one_era = right.unit == HIJRI and right.month is None and left.run.isdigit() and len(left.run) >= 3
    if not one_era or not (left.plain or (left.kind == "date" and left.month is None)):
        return False
    left.kind, left.unit, left.year, left.readings = "date", HIJRI, int(left.run), ()
    left.value = iso(left.year, None, None)
    return True


def _is_day(draft: Draft) -> bool:
    return (
        draft.kind in ("number", "ordinal")
        and not draft.unit
        and isinstance(draft.value, Fraction)
        and draft.value.denominator == 1
        and 1 <= draft.value <= 31
        and draft.confidence == 1.0
    )


def _make_date(draft: Draft, model: Draft) -> None:
    if isinstance(draft.value, Fraction):
        draft.day, draft.month, draft.year = int(draft.value), model.month, model.year
        draft.kind, draft.unit, draft.value, draft.readings = "date", model.unit, iso(model.year, model.month, draft.day), ()
