"""The right number of the wrong thing: kilometres for miles, months for years."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say, units
from qa.checks.records import Found, Seen
from qa.checks.registry import check

_COMPARED = frozenset({"number", "duration", "measure"})


@check(
    "quantity.unit",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="A measure or duration has another unit in the English.",
    example="«5 سنوات» – “5 months”",
)
def unit(seen: Seen) -> Iterator[Found]:
    """Only where the values are equal: "two weeks" for "14 days" is another way to say it."""
    for source, target in seen.comparison.agreed:
        if (
            source.kind in _COMPARED
            and target.kind in _COMPARED
            and source.value == target.value
            and not units.agree(source.unit, target.unit)
        ):
            yield say.contrast(source, target, "the unit differs")
