"""A quantity of the source that stands in the English with another value."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of


@check(
    "quantity.changed",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="A number or date has another value in the English.",
    example="«سبعة قتلى» – “nine dead”",
)
def changed(seen: Seen) -> Iterator[Found]:
    """The pair that most probably belongs together; kinds of change with a name of their own have their own checks."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "value":
            yield say.contrast(source, target)
