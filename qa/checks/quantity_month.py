"""Another month than the source's."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of


@check(
    "quantity.month",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="The English names another month than the source.",
    example="«19 حزيران» – “19 July”",
)
def month(seen: Seen) -> Iterator[Found]:
    """A contradiction; a month that is only left out is `quantity.month_absent`."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "month":
            yield say.contrast(source, target)
