"""Dates of the Islamic calendar: «١٥ رمضان ١٤٤٥ هـ», «عام 1445 هـ», «1445/9/15», and dates that are given in both calendars."""

from __future__ import annotations

from qa.quantities import calendars
from qa.quantities.calendars import HIJRI
from qa.quantities.compose import Number, compose
from qa.quantities.drafts import Draft, iso
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

FIRST_YEAR, LAST_YEAR = 1300, 1500  # years that a Hijri month or a numeric date needs no mark for
SAFAR = 2  # «صفر» is also nought
BETWEEN = 3  # nodes between the two calendars of one date: «هـ (الموافق 25 مارس»
_BETWEEN = frozenset("()/-–,،=")


def marked(nodes: list[Node], index: int, value: int, *, led: bool = False) -> bool:
    """Whether a mark of the Hijri era stands at a node, after a number that can be its year.

    «هـ» after a small number may be a letter of a list, "ah" in small letters is a sigh.
    """
    if index >= len(nodes) or "w:hijri" not in nodes[index].roles or not 1 <= value <= LAST_YEAR + 100:
        return False
    text = nodes[index].text
    if text.isascii() and text.islower() and len(text) == 2:
        return False
    return led or value >= 100 or len(nodes[index].key) > 1


def _year(nodes: list[Node], index: int) -> tuple[int, int] | None:
    """(year, index after it and its mark) for "1445", ", 1445 AH", «من عام 1445 هـ»."""
    led = False
    for ahead in range(index, min(len(nodes), index + BETWEEN)):
        node = nodes[ahead]
        if node.kind == "n":
            if not node.text.isdigit() or len(node.text) > 4:
                return None
            value = int(node.text)
            if marked(nodes, ahead + 1, value, led=led):
                return value, ahead + 2
            return (value, ahead + 1) if FIRST_YEAR <= value <= LAST_YEAR else None
        if node.key not in (",", "،") and not any(name in node.roles for name in ("w:of", "w:year", "w:in")):
            return None
        led = led or "w:year" in node.roles
    return None


def from_day(nodes: list[Node], number: Number, index: int) -> Draft | None:
    """A date that starts with its day; `index` is where its month would stand."""
    if index >= len(nodes) or "hijri" not in nodes[index].roles or not 1 <= number.value <= 30 or number.value.denominator != 1:
        return None
    month, day = int(nodes[index].roles["hijri"].value), int(number.value)
    after = index + 1
    found = _year(nodes, after)
    if found is None and month == SAFAR and "card" in nodes[index].roles:
        return None
    year, stop = found or (None, after)
    return Draft("date", number.start, stop, iso(year, month, day), unit=HIJRI, year=year, month=month, day=day)


def from_month(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """A month before its year, or before its day and year: «رمضان 1445», "Ramadan 15, 1445"."""
    month = int(nodes[index].roles["hijri"].value)
    found = _year(nodes, index + 1)
    if found is not None:
        return Draft("date", index, found[1], iso(found[0], month, None), unit=HIJRI, year=found[0], month=month)
    number = compose(nodes, index + 1, table) if index + 1 < len(nodes) and nodes[index + 1].kind == "n" else None
    found = _year(nodes, number.stop) if number is not None and number.digits else None
    if number is None or found is None or number.value.denominator != 1 or not 1 <= number.value <= 30:
        return None
    year, day = found[0], int(number.value)
    return Draft("date", index, found[1], iso(year, month, day), unit=HIJRI, year=year, month=month, day=day)


def year_of(nodes: list[Node], number: Number) -> Draft | None:
    """A number before the mark of the era: «1445 هـ», «سنة 61 للهجرة», "1445 AH"."""
    if number.value.denominator != 1 or number.stop >= len(nodes):
        return None
    year = int(number.value)
    if not marked(nodes, number.stop, year, led=number.start > 0 and "w:year" in nodes[number.start - 1].roles):
        return None
    return Draft("date", number.start, number.stop + 1, iso(year, None, None), unit=HIJRI, year=year, run=number.digits)


def numeric(draft: Draft, nodes: list[Node], table: Tables) -> Draft:
    """The same date, in the Hijri calendar where its mark or its year says so: «15/9/1445», «1445-09-15 هـ»."""
    if draft.year is None or draft.day is None:
        return draft
    named = marked(nodes, draft.stop, draft.year)
    if named or (FIRST_YEAR <= draft.year <= LAST_YEAR and "hijri_years" in table.flags):
        draft.unit, draft.readings, draft.stop = HIJRI, (), draft.stop + named
    return draft


def joined(drafts: list[Draft], nodes: list[Node]) -> list[Draft]:
    """The drafts with each date that is given in both calendars as one, in ours: «15 رمضان 1445 هـ الموافق 25 مارس 2024».

    Two that cannot be one day stay two.
    """
    if not any(draft.unit == HIJRI for draft in drafts):
        return drafts
    kept: list[Draft] = []
    for draft in drafts:
        last = kept[-1] if kept else None
        if last is not None and draft.kind == last.kind == "date" and (last.unit == HIJRI) != (draft.unit == HIJRI):
            hijri, ours = (last, draft) if last.unit == HIJRI else (draft, last)
            gap = nodes[last.stop : draft.start]
            beside = len(gap) <= BETWEEN and all(node.key in _BETWEEN or "w:same_day" in node.roles for node in gap)
            if beside and gap and calendars.agree(str(hijri.value), str(ours.value)):
                stop = draft.stop
                if "(" in {node.key for node in gap} and stop < len(nodes) and nodes[stop].key == ")":
                    stop += 1
                ours.start, ours.stop = last.start, stop
                kept[-1] = ours
                continue
        kept.append(draft)
    return kept
