"""An "about" on one side only."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.bounds import compared
from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "quantity.approximation",
    mqm="accuracy/omission",
    severity="warning",
    summary="A quantity is approximate on one side only.",
    example="«نحو ساعتين» – “two hours”",
)
def approximation(seen: Seen) -> Iterator[Found]:
    """About, nearly, some, roughly: one group, for their shades come and go in translation."""
    for source, target, a, b in compared(seen.comparison):
        if {a, b} == {"", "about"}:
            yield say.contrast(source, target, say.change_of_bound(source, target))
