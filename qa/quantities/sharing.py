"""What neighbours share: a range or a list says its month, unit or century once."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from qa.quantities import dates
from qa.quantities.calendars import HIJRI
from qa.quantities.drafts import Draft, iso
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables


def share(drafts: list[Draft], nodes: list[Node], table: Tables) -> None:
    """A range or a list shares what stands once: "13-15 July", "5 to 10 percent", "between 5 and 10 years"."""
    for left, right in pairwise(drafts):
        gap = nodes[left.stop : right.start]
        if len(gap) > 1:
            continue
        mark = gap[0] if gap else None
        dash = mark is not None and (mark.key in "-–—" or mark.key == "/")
        joined = (
            dash
            or (mark is not None and ("w:to" in mark.roles or "w:and" in mark.roles))
            or (mark is None and nodes[right.start].prefix.startswith("و"))
        )
        if not joined:
            continue
        if (dash and _year_range(left, right)) or _hijri_years(left, right):
            continue
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
        elif left.plain and right.kind in ("percent", "money", "duration", "measure") and left.confidence == 1.0:
            between = mark is None or "w:and" in mark.roles
            if (
                dash
                or (mark is not None and "w:to" in mark.roles)
                or (between and left.start and "w:between" in nodes[left.start - 1].roles)
            ):
                left.kind, left.unit = right.kind, right.unit


def _year_range(left: Draft, right: Draft) -> bool:
    """2019-20: the second year lacks its century."""
    year = int(left.run) if dates.is_year(left.run) else 0
    if not year or not right.plain or len(right.run) != 2 or not right.run.isdigit() or int(right.run) != (year + 1) % 100:
        return False
    right.kind, right.year, right.value, right.readings = "date", year + 1, iso(year + 1, None, None), ()
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
