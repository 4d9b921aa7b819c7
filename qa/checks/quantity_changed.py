"""A quantity of the source that stands in the English with another value."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "quantity.changed",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="A number or date has another value in the English.",
    example="«ثلاثون ألفاً» – “3,000”",
)
def changed(seen: Seen) -> Iterator[Found]:
    """The pair that most probably belongs together; weekdays and months have their own checks."""
    for source, target in seen.comparison.changed:
        if source.kind == "weekday":
            continue
        yield Found(
            message=f"Source says {say.value(source)}; the English says {say.value(target)}.",
            source_span=(source.start, source.end),
            target_span=(target.start, target.end),
            source_value=source.shown(),
            target_value=target.shown(),
        )
