"""A date that lost its day or its year, or got one that the source does not say."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check


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
        yield say.contrast(source, target, "part of the date is missing")
    for source, target in seen.comparison.completed:
        yield say.contrast(source, target, "the source does not say the whole date", severity="warning")
