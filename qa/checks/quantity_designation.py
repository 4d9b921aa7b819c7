"""The digits in a name changed: F-16, resolution 2231, an address."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of


@check(
    "quantity.designation",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="A designation has other digits in the English.",
    example="«القرار 2231» – “resolution 2213”",
)
def designation(seen: Seen) -> Iterator[Found]:
    """Names are compared as they stand."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "designation":
            yield say.contrast(source, target)
