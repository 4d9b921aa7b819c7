"""The digits of a number in another order."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of


@check(
    "quantity.digits_swapped",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="The English has the source's digits in another order.",
    example="«2.25» – “25.2”",
)
def digits_swapped(seen: Seen) -> Iterator[Found]:
    """Also what a right-to-left display fault makes of a decimal number."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "swapped":
            yield say.contrast(source, target, "the same digits in another order")
