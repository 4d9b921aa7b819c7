"""A quantity of the English that the source does not have."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.compare import SOLID
from qa.checks.items import STRONG
from qa.checks.quantity_absent import bare
from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "quantity.added",
    mqm="accuracy/addition",
    severity="error",
    summary="A number, date or percentage of the English is not in the source.",
    example="«قُتل أشخاص» – “12 people were killed”",
)
def added(seen: Seen) -> Iterator[Found]:
    """As `quantity.missing`, the other way round."""
    for quantity in seen.comparison.added:
        if quantity.kind == "relative" or bare(quantity):
            continue
        if quantity.confidence < SOLID:
            continue
        yield Found(
            message=f"The English says {say.value(quantity)}; the source does not say it.",
            target_span=(quantity.start, quantity.end),
            target_value=quantity.shown(),
            severity=None if quantity.confidence >= STRONG else "warning",
        )
