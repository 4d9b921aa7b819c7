"""The right sum in the wrong money."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say, units
from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "quantity.currency",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="A sum has another currency in the English, or is money on one side only.",
    example="«5 ملايين يورو» – “$5 million”",
)
def currency(seen: Seen) -> Iterator[Found]:
    """A generic name (pound, riyal) agrees with its countries' own; money on one side alone is a warning."""
    known = {quantity.unit for quantity in seen.comparison.source if quantity.kind == "money"}
    for source, target in seen.comparison.agreed:
        kinds = (source.kind, target.kind)
        if kinds == ("money", "money"):
            if not units.agree(source.unit, target.unit):
                yield say.contrast(source, target, "the currency differs")
        elif "money" in kinds and set(kinds) <= {"money", "number", "measure", "percent", "duration"}:
            if source.kind == "number" and known and not any(units.agree(unit, target.unit) for unit in known):
                # «1580 millones de dólares … 60 millones»: a currency that the source nowhere has.
                yield say.contrast(source, target, "the source has another currency")
                continue
            other = target if source.kind == "money" else source
            if other.kind != "number" and not units.agree(source.unit, target.unit):
                yield say.contrast(source, target, "one is a sum of money")
