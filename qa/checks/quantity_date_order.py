"""Day and month exchanged, or a date whose parts stand as no English date does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from qa.checks import say
from qa.checks.items import item
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.checks.sorts import sort_of
from qa.quantities.records import Quantity
from translations.conventions import conventions


@cache
def _disordered(lang: str) -> re.Pattern[str]:
    """The year before its month and day: "2020 January 24", "January 2020, 24"."""
    names = [name for names in conventions(lang).months.values() for name in names]
    months = "|".join(re.escape(name) for name in names if len(name) > 3 or name == "May")
    short = "|".join(re.escape(name) for name in names if len(name) == 3)
    before = rf"\b[12]\d{{3}} (?:{months}|(?:{short})\.?),? \d{{1,2}}\b(?![.,:]?\d)"
    alone = rf"\b[12]\d{{3}} (?!May)(?:{months})\b(?! [A-Z])"  # no day: "in 2020 January"; May is a person too
    between = rf"\b(?:{months}) [12]\d{{3}},? \d{{1,2}}(?=[.;) ]|,(?!\d)|$)(?! (?:people|cases|million|percent|per cent))"
    return re.compile(f"{before}|{alone}|{between}")


def _meant(seen: Seen) -> Callable[[re.Match[str]], Quantity | None]:
    """Finds the source's date that the English writes so: the one it was matched with, else the first of the same month."""
    matched = {target.start: source for source, target in seen.comparison.agreed if source.kind == target.kind == "date"}
    months = {q.start: item(q).fields[1] for q in seen.comparison.target if q.kind == "date"}
    first: dict[object, Quantity] = {}
    for quantity in seen.comparison.source:
        if quantity.kind == "date":
            first.setdefault(item(quantity).fields[1], quantity)

    def meant(written: re.Match[str]) -> Quantity | None:
        places = range(*written.span())
        found = next((matched[place] for place in places if place in matched), None)
        return found or next((first[months[place]] for place in places if months.get(place) in first), None)

    return meant


@check(
    "quantity.date_order",
    mqm="accuracy/mistranslation",
    severity="error",
    version=2,
    summary="Day and month of a date are exchanged, or its year stands before its day.",
    example="«3/4/2024» (3 April) – “March 4, 2024”",
)
def date_order(seen: Seen) -> Iterator[Found]:
    """A numeric date of the press is day first; an English date has its year last (or is 2024-04-03)."""
    for source, target in seen.comparison.changed:
        if sort_of(source, target) == "date_order":
            yield say.contrast(source, target, "day and month have changed places")
    for source, target in seen.comparison.agreed:
        if source.kind == target.kind == "date" and target.value in source.readings and target.value != source.value:
            yield say.contrast(source, target, "day and month have changed places")
    if any(quantity.kind == "date" for quantity in seen.comparison.target):
        find = _meant(seen)
        for match in _disordered(seen.pair.target_lang).finditer(seen.target):
            meant = find(match)
            says = f"Source says {say.value(meant)}; the" if meant else "The"
            yield Found(
                message=f"{says} English writes the date as “{match.group()}” – its parts stand in the wrong order.",
                source_span=(meant.start, meant.end) if meant else None,
                target_span=match.span(),
                source_value=meant.shown() if meant else "",
                target_value=match.group(),
            )
