"""Another day of the week than the source's."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check


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
        if source.kind == "weekday":
            yield Found(
                message=f"Source says {say.value(source)}; the English says {say.value(target)}.",
                source_span=(source.start, source.end),
                target_span=(target.start, target.end),
                source_value=source.shown(),
                target_value=target.shown(),
            )
