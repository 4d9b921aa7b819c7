"""A date that lost its day or its year, or got one that the source does not say."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.items import item
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.quantities.records import Quantity


def _part(fuller: Quantity, lesser: Quantity) -> str:
    """What one date has and the other lacks."""
    has, lacks = item(fuller).fields, item(lesser).fields
    names = [name for name, x, y in zip(("year", "month", "day"), has, lacks, strict=True) if x is not None and y is None]
    return " and ".join(names) or "rest of the date"


@check(
    "quantity.date_incomplete",
    mqm="accuracy/omission",
    severity="error",
    summary="A date lacks its day or year in the English (error), or has one that the source does not say (warning).",
    example="«15 آب 1940» – “August 1940”",
)
def date_incomplete(seen: Seen) -> Iterator[Found]:
    """Unless the day or year stands elsewhere in the sentence."""
    for source, target in seen.comparison.shortened:
        yield say.contrast(source, target, f"the {_part(source, target)} is left out")
    for source, target in seen.comparison.completed:
        yield say.contrast(source, target, f"the {_part(target, source)} is added", severity="warning")
