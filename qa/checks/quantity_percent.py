"""Percent, percentage points and plain numbers taken for one another."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check

_SORT = {True: "percentage", False: "plain number"}
_UNIT = {"": "percent", "point": "percentage points", "basis": "basis points"}


@check(
    "quantity.percent",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="A percentage is a plain number, percentage points or basis points in the English, or the other way round.",
    example="«5 نقاط مئوية» – “5 percent”",
)
def percent(seen: Seen) -> Iterator[Found]:
    """Percent and percentage points are different things; "half" for 50 percent is not touched, for its value differs."""
    for source, target in seen.comparison.agreed:
        if "percent" in (source.kind, target.kind) and source.value == target.value:
            if source.kind != target.kind:
                yield say.contrast(
                    source, target, f"a {_SORT[source.kind == 'percent']} has become a {_SORT[target.kind == 'percent']}"
                )
            elif source.unit != target.unit:
                yield say.contrast(
                    source, target, f"{_UNIT.get(source.unit, source.unit)} has become {_UNIT.get(target.unit, target.unit)}"
                )
