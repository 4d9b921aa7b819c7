"""Another day of the week than the source's."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of


@check(
    "quantity.weekday",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="The English names another day of the week than the source.",
    example="«الأربعاء» – “Thursday”",
)
def weekday(seen: Seen) -> Iterator[Found]:
    """A contradiction; a day that is only left out is `quantity.weekday_absent`."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "weekday":
            yield say.contrast(source, target)
