"""A bound that says the opposite: more than for less than."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import bounds, say
from qa.checks.bounds import OTHER
from qa.checks.compare import SOLID
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from translations.languages import script_of

RIGHT_TO_LEFT = frozenset({"Arab", "Hebr"})


@check(
    "quantity.bound",
    mqm="accuracy/mistranslation",
    severity="error",
    version=2,
    summary="A quantity is bounded from the other side in the English.",
    example="«أكثر من 300 قتيل» – “fewer than 300 dead”",
)
def bound(seen: Seen) -> Iterator[Found]:
    """A lower bound for an upper one; also where the source states its bound further away, and only the other one.

    A bare sign beside right-to-left text (">5") is shown turned round, and people type what they see: there it is a warning.
    """
    for source, target, a, b in bounds.compared(seen.comparison):
        if not bounds.comparable(source, target):
            continue
        opposite = {a, b} == {"lower", "upper"}
        sure = min(source.confidence, target.confidence) >= SOLID
        elsewhere = (
            not a and b in OTHER and bounds.free(seen, b, target=False) <= 0 and bounds.free(seen, OTHER[b], target=False) > 0
        )
        if opposite or (sure and elsewhere):
            mirrored = bounds.by_sign(seen.source, source) and script_of(seen.pair.source_lang) in RIGHT_TO_LEFT
            yield say.contrast(source, target, say.change_of_bound(source, target), "warning" if mirrored else None)
