"""The right number of the wrong thing: kilometres for miles, months for years."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say, units
from qa.checks.items import converted
from qa.checks.records import Found, Seen
from qa.checks.registry import check

_COMPARED = frozenset({"number", "duration", "measure"})


@check(
    "quantity.unit",
    mqm="accuracy/mistranslation",
    severity="error",
    version=2,
    summary="A measure or duration has another unit in the English.",
    example="«5 سنوات» – “5 months”",
)
def unit(seen: Seen) -> Iterator[Found]:
    """Where the values are equal: "two weeks" for "14 days" is another way to say it. A right conversion is a warning."""
    for source, target in seen.comparison.agreed:
        if source.kind not in _COMPARED or target.kind not in _COMPARED or units.agree(source.unit, target.unit):
            continue
        if source.value == target.value:
            yield say.contrast(source, target, "the unit differs")
        elif converted(source, target):
            yield say.contrast(source, target, "converted to another unit", severity="warning")
