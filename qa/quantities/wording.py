"""Quantities that are words: weekdays, decades, roman numerals, duals, "last week", «الساعة الثالثة»."""

from __future__ import annotations

from fractions import Fraction

from qa.quantities import dates
from qa.quantities.claims import DURATIONS, HOUR_POINT, and_fraction, is_century
from qa.quantities.compose import compose
from qa.quantities.drafts import OPEN, WEAK, Draft
from qa.quantities.lexer import Node
from qa.quantities.records import Kind
from qa.quantities.tables import Tables

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def is_roman(text: str) -> bool:
    """Whether a word can be a roman numeral of the press: I to XXXIX, with the French ending or without."""
    return len(text) < 8 and text[0] in "IVX" and not text.rstrip("eèm").strip("IVX")


def roman(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """World War II, Louis XIV, Phase II-III, XIXe siècle: a roman numeral beside a word that is numbered or capitalised."""
    node = nodes[index]
    letters = node.text.rstrip("eèm")
    if not is_roman(node.text):
        return None
    numbers = [_ROMAN[letter] for letter in letters.lower()]
    value = Fraction(sum(-n if n < max(numbers[k:]) else n for k, n in enumerate(numbers)))
    if index + 1 < len(nodes) and is_century(nodes[index + 1]) and value <= 21:
        return Draft("century", index, index + 2, value)
    if not index:
        return None
    before = nodes[index - 1]
    if is_century(before) and value <= 21:
        return Draft("century", index, index + 1, value)
    chained = before.key in ("-", "/") and index > 1 and is_roman(nodes[index - 2].text)
    if before.key not in table.roman_leads and not chained and (len(letters) == 1 or not before.text[:1].isupper()):
        return None
    return Draft("ordinal", index, index + 1, value, confidence=WEAK)


def weekday(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """A day of the week; a word that is also another one only beside a date."""
    node = nodes[index]
    if "capital" in table.flags and not node.text[0].isupper():
        return None
    if node.key in table.ambiguous or node.key.removeprefix(node.prefix) in table.ambiguous:
        after = nodes[index + 1] if index + 1 < len(nodes) else None
        dated = after is not None and (after.kind == "n" or "month" in after.roles) and "adjective_after" not in table.flags
        if after is None or not (dated or _of_week_or_month(nodes, index, table)):
            return None
    draft = Draft("weekday", index, index + 1, str(node.roles["wday"].value))
    beside = index + 1 if "adjective_after" in table.flags else index - 1
    if 0 <= beside < len(nodes) and "reladj" in nodes[beside].roles:
        draft.offset = int(nodes[beside].roles["reladj"].value)
    return draft


def _of_week_or_month(nodes: list[Node], index: int, table: Tables) -> bool:
    """«خميس الأسبوع المقبل», «آخر جمعة من رمضان», «أول أحد من شهر آذار»."""
    after = nodes[index + 1]
    if "adjective_after" not in table.flags:
        return False
    if "unit" in after.roles and after.roles["unit"].value == "week":
        return after.prefix == "ال" and index + 2 < len(nodes) and "reladj" in nodes[index + 2].roles
    before = nodes[index - 1].roles if index else {}
    if "w:of" not in after.roles or not ("ord" in before or "w:last" in before):
        return False
    month = nodes[dates.after_day(nodes, index + 1)] if dates.after_day(nodes, index + 1) < len(nodes) else after
    return "month" in month.roles or "hijri" in month.roles


def decade(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«ثمانينيات القرن الماضي» is the 1980s; without its century the decade stays open."""
    value = nodes[index].roles["dec"].value
    stop = index + 1
    if stop + 1 < len(nodes) and "unit" in nodes[stop].roles and nodes[stop].roles["unit"].value == "century":
        after = nodes[stop + 1]
        if "reladj" in after.roles:
            value, stop = value + (1900 if after.roles["reladj"].value < 0 else 2000), stop + 2
        else:
            number = compose(nodes, stop + 1, table)
            if number is not None and 1 < number.value <= 21 and number.value.denominator == 1:
                value, stop = value + (number.value - 1) * 100, number.stop
    elif (
        stop < len(nodes) and nodes[stop].kind == "n" and dates.is_year(nodes[stop].text) and int(nodes[stop].text) % 100 == value
    ):
        value, stop = Fraction(int(nodes[stop].text)), stop + 1
    return Draft("decade", index, stop, value)


def open_plural(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """Tens, hundreds, thousands of: a size without a value."""
    return Draft("open_plural", index, index + 1, nodes[index].roles["open"].value, confidence=OPEN)


def dual(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """Two of a noun in one word; a quantity of time or measure, else weak evidence.

    None before what it only announces: years («عامي 2000 و2001») and centuries («القرنين العاشر والحادي عشر»).
    """
    node = nodes[index]
    unit = node.roles["dual"].value
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    if after is not None and ((after.kind == "n" and dates.is_year(after.text)) or (unit == "century" and "ord" in after.roles)):
        return None
    kind: Kind = (
        "duration" if unit in DURATIONS else "money" if unit == "USD" else "measure" if unit and unit != "times" else "number"
    )
    # «الدولتين» comes back as "both", "the countries" or nothing; «يومين» is two days.
    draft = Draft(kind, index, index + 1, Fraction(2), unit=unit, confidence=WEAK if kind == "number" else 1.0)
    and_fraction(nodes, draft)
    if unit == "degree" and draft.stop < len(nodes) and "w:below_zero" in nodes[draft.stop].roles:
        draft.value, draft.stop = Fraction(-2), draft.stop + 1
    return draft


def clock_word(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«الساعة الثالثة والنصف صباحا»."""
    if table.language == "en" or index + 1 >= len(nodes):
        return None
    if nodes[index + 1].kind == "n":
        timed = dates.clock(nodes, index + 1)
        if timed is not None:
            return timed
    timed = dates.hour_and_minutes(nodes, index + 1, table)
    if timed is not None:
        return timed
    number = compose(nodes, index + 1, table)
    # «في الساعة الواحدة» is "an hour" as often as one o'clock.
    if number is None or number.value > 24 or (number.ordinal and number.value == 1) or (number.weak and number.value == 1):
        return None
    minutes = Fraction(0)
    written = HOUR_POINT.fullmatch(number.digits)
    if written is not None and int(written[1]) <= 24 and int(written[2]) < 60:
        number.value, minutes = Fraction(int(written[1])), Fraction(int(written[2]))
    elif number.value.denominator != 1:
        minutes = (number.value % 1) * 60
        number.value -= number.value % 1
    stop = number.stop
    if stop < len(nodes) and nodes[stop].prefix.startswith("و") and "frac" in nodes[stop].roles:
        minutes, stop = nodes[stop].roles["frac"].value * 60, stop + 1
    elif stop + 1 < len(nodes) and "w:except" in nodes[stop].roles and "frac" in nodes[stop + 1].roles:
        minutes, stop = 60 - nodes[stop + 1].roles["frac"].value * 60, stop + 2
        number.value -= 1
    return dates.hour_words(nodes, number, int(minutes), stop)
