"""A unit that stands before its number: «القرن التاسع عشر», «عام 2000», «الأسبوع الماضي», «ساعة ونصف»."""

from __future__ import annotations

from fractions import Fraction

from qa.quantities import dates, hijri
from qa.quantities.calendars import HIJRI
from qa.quantities.claims import DURATIONS, and_fraction, half_after_and
from qa.quantities.compose import compose
from qa.quantities.drafts import OPEN, Draft, iso
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

# Units that «ونصف» may follow without a number: "an hour and a half".
HALVED = DURATIONS | {"l", "kg", "m", "km", "degree", "times"}


def unit_first(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """A unit before its number or adjective: «القرن التاسع عشر», «الأسبوع الماضي», «عام 2000», «ساعة ونصف»."""
    node = nodes[index]
    unit = node.roles["unit"].value
    stop = index + 1
    if "openunit" in node.roles:
        return Draft("open_plural", index, stop, Fraction(1), unit=unit, confidence=OPEN)
    if stop >= len(nodes):
        return None
    after = nodes[stop]
    counted = _counted(nodes, index, table)
    if counted is not None:
        return counted
    if "century_before" in table.flags and unit == "century" and not after.prefix.startswith("و"):
        number = compose(nodes, stop, table)
        if number is not None and 1 <= number.value <= 21 and number.value.denominator == 1:
            return Draft("century", index, number.stop, number.value)
    if "adjective_after" in table.flags and "reladj" in after.roles and unit in DURATIONS and "card" not in after.roles:
        return Draft("relative", index, stop + 1, Fraction(after.roles["reladj"].value), unit=unit, confidence=OPEN)
    if "w:year" in node.roles and after.kind == "n" and after.text.isdigit() and 3 <= len(after.text) <= 4:
        year = int(after.text)
        follow = nodes[stop + 1] if stop + 1 < len(nodes) else None
        if hijri.marked(nodes, stop + 1, year, led=True):
            return Draft("date", stop, stop + 2, iso(year, None, None), unit=HIJRI, year=year, run=after.text)
        if len(after.text) == 4 and not (follow is not None and follow.key in ("/", "-") and follow.gap == ""):
            return Draft("date", stop, stop + 1, iso(year, None, None), year=year, run=after.text)
    if "w:year" in node.roles and table.language == "ar" and ("scale" in after.roles or "card" in after.roles):
        number = compose(nodes, stop, table)
        dated = hijri.year_of(nodes, number) if number is not None else None
        if dated is not None:
            return dated
        if number is not None and 1000 <= number.value <= 2199 and number.value.denominator == 1:
            year = int(number.value)
            return Draft("date", stop, number.stop, iso(year, None, None), year=year)
    joined = after.prefix.startswith("و") and "frac" in after.roles
    joined = joined or ("w:and" in after.roles and half_after_and(nodes, stop) is not None)
    if joined and unit in HALVED:
        draft = Draft("duration" if unit in DURATIONS else "measure", index, stop, Fraction(1), unit=unit)
        and_fraction(nodes, draft)
        return draft
    return None


def _counted(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """A definite plural before its number: «الأسابيع الثلاثة المقبلة», «الساعات الـ24 الماضية»."""
    node, first = nodes[index], index + 1
    if first >= len(nodes) or "ال" not in node.key[:4] or "w:single" in node.roles or "w:clock" in node.roles:
        return None
    if "w:a" in nodes[first].roles and first + 1 < len(nodes) and nodes[first + 1].kind == "n":
        first += 1
    elif nodes[first].prefix != "ال" or not (nodes[first].kind == "n" or "card" in nodes[first].roles):
        return None
    number = compose(nodes, first, table)
    if number is None or number.value < 2 or number.ordinal or dates.is_year(number.digits):
        return None
    unit = node.roles["unit"].value if "unit" in node.roles else "year"
    return Draft("duration" if unit in DURATIONS else "measure", index, number.stop, number.value, unit=unit)


def listed_years(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«لعامي 2000 و2001»: two years, not the number two; the word itself is skipped.

    «العامين الماضيين» is two years, «العامين» alone as often the plural of "general" (general practitioners).
    """
    stop = index + 1
    counted = _counted(nodes, index, table)
    if counted is not None:
        return counted
    if nodes[index].key.endswith("عامين") and stop < len(nodes) and "reladj" in nodes[stop].roles:
        return Draft("duration", index, stop, Fraction(2), unit="year")
    if stop < len(nodes) and nodes[stop].kind == "n" and dates.is_year(nodes[stop].text):
        return Draft("date", stop, stop + 1, nodes[stop].text, year=int(nodes[stop].text), run=nodes[stop].text)
    return None
