"""A weekday or month named on one side only."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.quantities.records import Quantity

MONTH_ONLY = len("--06")


def bare(quantity: Quantity) -> bool:
    """Whether it is a weekday, or a month without day and year: it may be left out without a wrong number being said."""
    return quantity.kind == "weekday" or (
        quantity.kind == "date" and str(quantity.value).startswith("--") and len(str(quantity.value)) == MONTH_ONLY
    )


@check(
    "quantity.absent",
    mqm="accuracy/omission",
    severity="warning",
    summary="A weekday or month stands on one side only.",
    example="«اليوم الأربعاء» – “today”",
)
def absent(seen: Seen) -> Iterator[Found]:
    """A warning, for names of papers and people are weekdays and months too; another day or month is an error of its own."""
    for quantity in seen.comparison.missing:
        if bare(quantity):
            yield Found(
                message=f"Source says {say.value(quantity)}; the English does not say it.",
                source_span=(quantity.start, quantity.end),
                source_value=quantity.shown(),
            )
    for quantity in seen.comparison.added:
        if bare(quantity):
            yield Found(
                message=f"The English says {say.value(quantity)}; the source does not say it.",
                target_span=(quantity.start, quantity.end),
                target_value=quantity.shown(),
            )
