"""A weekday that does not fall on the date beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.quantities.records import Quantity
from qa.quantities.words import WEEKDAYS

BESIDE = 15  # characters between a weekday and its date: "Wednesday morning, 19 June 2024"


def contradictions(quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity, int]]:
    """(weekday, date, the weekday on which that date falls) for neighbours that cannot both be right."""
    for index, quantity in enumerate(quantities):
        if quantity.kind != "weekday":
            continue
        for other in quantities[max(0, index - 1) : index + 2]:
            gap = max(other.start - quantity.end, quantity.start - other.end)
            if gap > BESIDE or not (other.kind == "date" or (other.kind == "relative" and other.unit == "day")):
                continue
            if other.unit == "hijri":
                continue
            try:
                falls = date.fromisoformat(str(other.value)).isoweekday()
            except ValueError:
                continue
            if falls != int(quantity.value):
                yield quantity, other, falls


@check(
    "quantity.calendar",
    mqm="accuracy/mistranslation",
    severity="error",
    summary="A weekday does not fall on the full date beside it.",
    example="“Thursday, 19 June 2024” (a Wednesday)",
)
def calendar(seen: Seen) -> Iterator[Found]:
    """An error in the English alone; a warning where the source contradicts itself, for then the outlet erred.

    With a day of publication "today" and "yesterday" are dates too: «اليوم الخميس» in a story of 20 June 2024 is right.
    """
    in_source = {(weekday.value, falls) for weekday, _, falls in contradictions(seen.comparison.source)}
    for weekday, day, falls in contradictions(seen.comparison.source):
        yield Found(
            message=f"The source itself says {say.value(weekday)} beside {say.value(day)}, which is a {WEEKDAYS[falls]}.",
            source_span=(min(weekday.start, day.start), max(weekday.end, day.end)),
            source_value=f"{weekday.shown()}, {day.shown()}",
            severity="warning",
        )
    for weekday, day, falls in contradictions(seen.comparison.target):
        if (weekday.value, falls) not in in_source:
            yield Found(
                message=f"The English says {say.value(weekday)} beside {say.value(day)}, which is a {WEEKDAYS[falls]}.",
                target_span=(min(weekday.start, day.start), max(weekday.end, day.end)),
                target_value=f"{weekday.shown()}, {day.shown()}",
            )
