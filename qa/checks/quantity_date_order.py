"""Day and month exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of


@check(
    "quantity.date_order",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="Day and month of a date are exchanged in the English.",
    example="«3/4/2024» (3 April) – “March 4, 2024”",
)
def date_order(seen: Seen) -> Iterator[Found]:
    """A numeric date of the press is day first."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "date_order":
            yield say.contrast(source, target, "day and month are exchanged")
