"""A bound on one side only: "at least 7" for "7"."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import bounds, say
from qa.checks.compare import SOLID
from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "quantity.bound_dropped",
    mqm="accuracy/omission",
    severity="error",
    version=2,
    summary="A quantity has a lower or upper bound on one side only.",
    example="«ما لا يقل عن 7 قتلى» – “7 dead”",
)
def bound_dropped(seen: Seen) -> Iterator[Found]:
    """It changes what a casualty report says. A warning where the bound may be told in other words or has only moved.

    A size ("decades", "tens of") has no sharp edge, and an "up to" of the English alone says little: warnings too.
    """
    apart = bounds.compared(seen.comparison)
    if not apart:
        return
    lost = [(source, target, a) for source, target, a, b in apart if a in bounds.OTHER and b not in bounds.OTHER]
    gained = [(source, target, b) for source, target, a, b in apart if b in bounds.OTHER and a not in bounds.OTHER]
    for pairs, on_target in ((lost, True), (gained, False)):
        others = [group for _, _, group in (gained if on_target else lost)]
        for source, target, group in pairs:
            if not bounds.comparable(source, target):
                continue
            moved = group in others
            # In the English the bound may stand near the number in other words; in the source anywhere.
            told = (
                bounds.free(seen, group, target=True, near=target) > 0
                if on_target
                else bounds.words(seen, group, target=False) > 0
            )
            # What the source bounds is bounded, "at least one" too; in the English "up to" is added freely.
            gained_loosely = not on_target and (min(source.confidence, target.confidence) < SOLID or target.bound == "le")
            weak = gained_loosely or "open_plural" in (source.kind, target.kind)
            note = say.change_of_bound(source, target)
            yield say.contrast(source, target, note, severity="warning" if moved or told or weak else None)
