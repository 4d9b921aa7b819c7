"""A quantity of the source that the English does not have."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.compare import SOLID
from qa.checks.items import STRONG
from qa.checks.quantity_absent import bare
from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "quantity.missing",
    mqm="accuracy/omission",
    severity="error",
    summary="A number, date or percentage of the source is not in the English.",
    example="«قُتل 6 أشخاص» – “People were killed”",
)
def missing(seen: Seen) -> Iterator[Found]:
    """Strong quantities are errors, sizes ("hundreds of") warnings; weekdays, months and relative words have their own checks."""
    for quantity in seen.comparison.missing:
        if quantity.kind == "relative" or bare(quantity):
            continue
        if quantity.confidence < SOLID:
            continue
        yield Found(
            message=f"Source says {say.value(quantity)}; the English does not say it.",
            source_span=(quantity.start, quantity.end),
            source_value=quantity.shown(),
            severity=None if quantity.confidence >= STRONG else "warning",
        )
