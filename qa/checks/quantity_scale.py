"""A number ten, a thousand or a million times too large or too small."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of
from qa.quantities.records import Quantity


def _factor(source: Quantity, target: Quantity) -> str:
    ratio = Fraction(target.value) / Fraction(source.value)
    return f"{ratio.numerator:,} times too large" if ratio > 1 else f"{ratio.denominator:,} times too small"


@check(
    "quantity.scale",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="The English is a power of ten away from the source.",
    example="«ثلاثون ألفاً» – “3,000”",
)
def scale(seen: Seen) -> Iterator[Found]:
    """The commonest slip with spelled numbers and scale words."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "scale":
            yield say.contrast(source, target, _factor(source, target))
