"""Every quantity of a text, with its exact value and its span in the text as stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from qa.quantities import dates
from qa.quantities.compose import Number, compose
from qa.quantities.drafts import OPEN, WEAK, Draft, finished, iso
from qa.quantities.lexer import Node, ascii_digits, nodes_of
from qa.quantities.records import Quantity
from qa.quantities.tables import Tables, tables
from translations.text import normalise

DURATIONS = frozenset({"second", "minute", "hour", "day", "night", "week", "month", "year", "decade", "century"})
BEFORE_BOUND = 6  # nodes between a verb that bounds and its number: «تجاوز عدد القتلى في المدينة 500»
AFTER_BOUND = 4  # nodes between a quantity and a bound that follows it: "6 أشخاص على الأقل"
LONGEST_RUN = 30  # digits and separators; anything longer is an identifier, not a value
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_STARTS = ("card", "scale", "frac", "ord", "ordunit", "mult")


def extract(text: str, lang: str, reference_date: date | None = None) -> list[Quantity]:
    """The quantities of a text in its order; spans count code points of `text`. Any Unicode text gives a list, never an error.

    `reference_date` (the day of publication) turns "yesterday" into a date; without one it stays a distance in days.

    >>> [(q.kind, str(q.value), q.text) for q in extract("منذ 24 عامًا", "ar")]
    [('duration', '24', '24 عامًا')]
    """
    copy = normalise(text)
    table = tables(lang)
    nodes = nodes_of(ascii_digits(copy), table)
    drafts = _read(nodes, table)
    _share(drafts, nodes, table)
    for draft in drafts:
        _bounds(draft, nodes)
        if draft.kind == "relative" and reference_date is not None and draft.unit == "day" and isinstance(draft.value, Fraction):
            draft.value = (reference_date + timedelta(days=int(draft.value))).isoformat()
    return [finished(draft, (nodes[draft.start].start, nodes[draft.stop - 1].end), copy, text) for draft in drafts]


def _read(nodes: list[Node], table: Tables) -> list[Draft]:
    drafts: list[Draft] = []
    index, count = 0, len(nodes)
    while index < count:
        node = nodes[index]
        if not node.roles and node.kind not in "nu" and not (node.kind == "w" and _is_roman(node.text)):
            index += 1
            continue
        draft = _at(nodes, index, table)
        if draft is None:
            index += 1
            continue
        drafts.append(draft)
        index = max(draft.stop, index + 1)
    return drafts


def _at(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    node = nodes[index]
    roles = node.roles
    if node.kind == "u":
        return Draft("designation", index, index + 1, node.text, confidence=OPEN)
    if node.kind == "n":
        return _digits(nodes, index, table)
    if "never" in roles:
        return None
    if not roles:
        return _roman(nodes, index, table)
    readers: tuple[tuple[str, Callable[[list[Node], int, Tables], Draft | None]], ...] = (
        ("w:clock", _clock_word),
        ("wday", _weekday),
        ("month", dates.date_from_month),
        ("hijri", _hijri_month),
        ("rel", _relative),
        ("dec", _decade),
        ("unit", _unit_first),
        ("reladj", _adjective_first),
        ("cur", _currency_first),
        ("open", _open),
        ("w:years", _years),
    )
    for cls, reader in readers:
        if cls in roles:
            draft = reader(nodes, index, table)
            if draft is not None:
                return draft
    if "w:a" in roles and table.language == "en":
        return _a_third(nodes, index)
    if any(cls in roles for cls in _STARTS):
        number = compose(nodes, index, table)
        if number is not None:
            return _numbered(nodes, number, table)
    if "dual" in roles:
        return _dual(nodes, index, table)
    if "idiom" in roles:
        return Draft("number", index, index + 1, roles["idiom"].value, confidence=WEAK)
    return None


# --- numbers -----------------------------------------------------------------------------------------------------------------


def _digits(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    node = nodes[index]
    before = nodes[index - 1] if index else None
    if len(node.text) > LONGEST_RUN:
        return Draft("designation", index, index + 1, node.text)
    draft = (
        dates.cjk_date(nodes, index)
        or dates.clock(nodes, index)
        or dates.numeric_date(nodes, index)
        or dates.dotted_date(node, index)
    )
    if draft is not None:
        return draft
    if (
        before is not None
        and node.gap == "-"
        and before.kind == "w"
        and (not before.roles or (len(before.text) == 1 and before.text.isupper()))
    ):
        return _designation(nodes, index - 1, index + 1)
    if (
        before is not None
        and "name" in before.roles
        and node.text.isdigit()
        and (node.gap == "-" or not dates.is_year(node.text))
    ):
        stop = index + 1
        if node.gap == "-" or not (stop < len(nodes) and ("unit" in nodes[stop].roles or "scale" in nodes[stop].roles)):
            return _designation(nodes, index - 1, stop)
    ratio = _ratio(nodes, index) or _military(nodes, index)
    if ratio is not None:
        if ratio.kind == "number":
            _claim(nodes, ratio, table)
            _negative(ratio, nodes)
        return ratio
    if index + 2 < len(nodes) and "w:point" in nodes[index + 1].roles and nodes[index + 2].kind == "n" and node.text.isdigit():
        value = Fraction(f"{node.text}.{nodes[index + 2].text}") if nodes[index + 2].text.isdigit() else None
        if value is not None:
            return Draft("number", index, index + 3, value)
    number = compose(nodes, index, table)
    if number is None:
        return None
    return _numbered(nodes, number, table)


def _military(nodes: list[Node], index: int) -> Draft | None:
    """1200 GMT, 0830: four digits before the name of a world time, or with a leading nought."""
    text = nodes[index].text
    named = index + 1 < len(nodes) and nodes[index + 1].key in ("gmt", "utc", "hrs")
    if len(text) != 4 or not text.isdigit() or not (named or text[0] == "0"):
        return None
    if int(text[:2]) > 24 or int(text[2:]) > 59:
        return None
    return Draft("time", index, index + 1, f"{text[:2]}:{text[2:]}")


def _designation(nodes: list[Node], start: int, stop: int) -> Draft:
    last = nodes[stop - 1]
    return Draft("designation", start, stop, f"{nodes[start].key}-{last.text}", run=last.text)


def _ratio(nodes: list[Node], index: int) -> Draft | None:
    """2/3, and NFKC's form of the fraction signs; a whole number before a fraction sign joins it."""
    if index + 2 >= len(nodes) or nodes[index + 1].key not in ("/", "⁄") or nodes[index + 2].kind != "n":
        return None
    slash, bottom = nodes[index + 1], nodes[index + 2]
    if slash.gap or bottom.gap or not nodes[index].text.isdigit() or not bottom.text.isdigit() or int(bottom.text) == 0:
        return None
    if dates.is_year(nodes[index].text) and len(bottom.text) in (2, 4):
        return None
    if nodes[index].text == "24" and bottom.text == "7":
        return Draft("designation", index, index + 3, "24/7", confidence=WEAK)
    value = Fraction(int(nodes[index].text), int(bottom.text))
    return Draft("number", index, index + 3, value, run=f"{nodes[index].text}/{bottom.text}")


def _numbered(nodes: list[Node], number: Number, table: Tables) -> Draft | None:
    """A composed number and what stands after it: suffix, month, percent, currency, unit, century."""
    stop = number.stop
    ordinal = number.ordinal
    following = nodes[stop] if stop < len(nodes) else None
    if (
        following is not None
        and number.digits
        and following.gap in ("", "-")
        and following.kind == "w"
        and (following.gap == "" or following.key in table.ordinal_suffixes)
    ):
        key = following.key
        if key in table.decade_suffixes and number.value % 10 == 0 and number.value >= 20 and following.gap == "-":
            return Draft("decade", number.start, stop + 1, number.value)
        if key in table.ordinal_suffixes:
            ordinal, stop = True, stop + 1
        elif key == "s" and number.value % 10 == 0 and number.value >= 10:
            return Draft("decade", number.start, stop + 1, number.value)
        elif key in table.glued_scales and (len(key) > 1 or key == "k" or _currency_before(nodes, number.start)):
            number.value *= table.glued_scales[key]
            number.readings = tuple(reading * table.glued_scales[key] for reading in number.readings)
            number.digits, stop = "", stop + 1
        elif key.isascii() and len(key) < 3 and (not following.roles or ("." in number.digits and len(key) == 1)):
            return Draft("designation", number.start, stop + 1, number.digits + following.text, run=number.digits)
    elif (
        following is not None and number.digits and number.value % 10 == 0 and following.key in ("'", "’") and stop + 1 < len(nodes)
        and nodes[stop + 1].key == "s" and nodes[stop + 1].gap == "" and dates.is_year(number.digits)
    ):  # fmt: skip
        return Draft("decade", number.start, stop + 2, number.value)
    number.stop = stop
    dated = dates.date_from_day(nodes, number, stop, table)
    if dated is not None:
        return dated
    kind, confidence = ("ordinal" if ordinal else "number"), (WEAK if number.weak else 1.0)
    draft = Draft(
        "ordinal" if kind == "ordinal" else "number", number.start, stop, number.value, number.readings, confidence=confidence, run=number.digits
    )  # fmt: skip
    if ordinal:
        return _after_ordinal(nodes, draft, table)
    if number.year:
        draft.kind, draft.value, draft.year = "date", iso(int(number.value), None, None), int(number.value)
        return draft
    if dates.is_year(number.digits) and table.language == "ru" and stop < len(nodes) and "w:year" in nodes[stop].roles:
        return Draft(
            "date", number.start, stop + 1, iso(int(number.digits), None, None), year=int(number.digits), run=number.digits
        )
    if number.digits and number.start and "w:decade_word" in nodes[number.start - 1].roles and number.value % 10 == 0 and (
        dates.is_year(number.digits) or 20 <= number.value < 100
    ):  # fmt: skip
        return Draft("decade", number.start, stop, number.value)
    if dates.is_year(number.digits) and _year_context(nodes, number.start, stop):
        year = int(number.digits)
        century = (
            compose(nodes, stop + 2, table)
            if stop + 2 < len(nodes) and "w:of" in nodes[stop].roles and _is_century(nodes[stop + 1])
            else None
        )
        if century is not None and century.value == year // 100 + 1 and year % 10 == 0:
            return Draft("decade", number.start, century.stop, Fraction(year))
        return Draft("date", number.start, stop, iso(year, None, None), year=year, run=number.digits)
    _claim(nodes, draft, table)
    _negative(draft, nodes)
    return draft


def _negative(draft: Draft, nodes: list[Node]) -> None:
    """A minus sign or word before the number, "below zero" after it."""
    if not isinstance(draft.value, Fraction):
        return
    before = draft.start - 1
    signed = (
        before >= 0
        and nodes[before].key in ("-", "−")
        and (before == 0 or nodes[before].gap == " ")
        and nodes[draft.start].gap == ""
    )
    signed = signed or (before == 0 and nodes[before].key == "-")
    # Between two dashes it is an aside: «فلان -29 عاما- …».
    signed = signed and not any(node.key in ("-", "–") for node in nodes[draft.stop : draft.stop + 3])
    if signed or (before >= 0 and "w:minus" in nodes[before].roles):
        draft.value, draft.start, draft.readings = -draft.value, before, ()
    elif draft.stop < len(nodes) and "w:below_zero" in nodes[draft.stop].roles:
        draft.value, draft.stop, draft.readings = -draft.value, draft.stop + 1, ()


def _year_context(nodes: list[Node], start: int, stop: int) -> bool:
    if stop < len(nodes) and any(cls in nodes[stop].roles for cls in ("unit", "cur", "pct", "scale")):
        return False
    if start == 0:
        return False
    before = nodes[start - 1]
    if any(name in before.roles for name in ("w:in", "w:year", "w:years", "month", "w:of")) or before.key == "(":
        return True
    return "w:and" in before.roles and start > 1 and dates.is_year(nodes[start - 2].text)


def _a_third(nodes: list[Node], index: int) -> Draft | None:
    """ "a third", "a fifth": the part and the place in a row are written alike, so both stay open."""
    role = nodes[index + 1].roles.get("ord") if index + 1 < len(nodes) and nodes[index].key == "a" else None
    if role is None or not 3 <= role.value <= 10:
        return None
    following = nodes[index + 2] if index + 2 < len(nodes) else None
    if following is not None and following.kind == "w" and not following.roles:
        return None
    return Draft("number", index + 1, index + 2, 1 / role.value, (1 / role.value, role.value))


def _is_century(node: Node) -> bool:
    return "unit" in node.roles and node.roles["unit"].value == "century"


def _currency_before(nodes: list[Node], start: int) -> bool:
    return start > 0 and "cur" in nodes[start - 1].roles


def _claim(nodes: list[Node], draft: Draft, table: Tables) -> None:
    """Give a bare number the percent sign, currency or unit beside it."""
    stop = draft.stop
    if table.of_before_unit and stop + 1 < len(nodes) and nodes[stop].key in table.of_before_unit:
        ahead = stop + 2 if stop + 2 < len(nodes) and nodes[stop + 1].key == "'" else stop + 1
        if "cur" in nodes[ahead].roles or ("unit" in nodes[ahead].roles and not draft.run):
            stop = ahead
    after = nodes[stop].roles if stop < len(nodes) and not nodes[stop].prefix.startswith("و") else {}
    if "pct" in after:
        name = after["pct"].value
        draft.kind, draft.unit, draft.stop = "percent", ("" if name == "percent" else name), stop + 1
    elif "cur" in after and "ord" not in after:
        draft.kind, draft.unit, draft.stop = "money", after["cur"].value, stop + 1
    elif "unit" in after:
        unit = after["unit"].value
        draft.stop = stop + 1
        draft.unit = unit
        draft.kind = "duration" if unit in DURATIONS else "number" if unit == "times" else "measure"
        _and_fraction(nodes, draft)
    elif (
        ("w:pm" in after or "w:am" in after)
        and draft.run
        and isinstance(draft.value, Fraction)
        and draft.value <= 24
        and len(nodes[stop].text) > 1
    ):
        timed = dates.hour_words(nodes, Number(draft.start, stop, draft.value, ()), 0, stop)
        if timed is not None:
            draft.kind, draft.value, draft.stop, draft.readings = "time", timed.value, timed.stop, timed.readings
    elif (
        draft.start > 0
        and "cur" in nodes[draft.start - 1].roles
        and (nodes[draft.start].gap == "" or len(nodes[draft.start - 1].text) > 2 or not nodes[draft.start - 1].text.isalnum())
    ):
        draft.kind, draft.unit, draft.start = "money", nodes[draft.start - 1].roles["cur"].value, draft.start - 1
    if draft.kind in ("duration", "measure", "percent", "money") and draft.confidence == WEAK and draft.value != 1:
        draft.confidence = 1.0


def _and_fraction(nodes: list[Node], draft: Draft) -> None:
    """«ساعة ونصف», «أسبوعين ونصف»: the half belongs to the unit before it."""
    if draft.stop < len(nodes) and isinstance(draft.value, Fraction):
        node = nodes[draft.stop]
        part = node.roles.get("frac")
        step = 1
        if part is None and "w:and" in node.roles and draft.stop + 1 < len(nodes):
            part, step = nodes[draft.stop + 1].roles.get("frac"), 2
        if part is not None and (step == 2 or node.prefix.startswith("و")):
            draft.value, draft.stop, draft.confidence = draft.value + part.value, draft.stop + step, 1.0
            draft.readings = ()


def _after_ordinal(nodes: list[Node], draft: Draft, table: Tables) -> Draft:
    stop = draft.stop
    if stop < len(nodes) and ((table.language == "en" and nodes[stop].key == "century") or _is_century(nodes[stop])):
        draft.kind, draft.stop, draft.confidence = "century", stop + 1, 1.0
    return draft


# --- words -------------------------------------------------------------------------------------------------------------------


def _is_roman(text: str) -> bool:
    return len(text) < 8 and text[0] in "IVX" and not text.rstrip("eèm").strip("IVX")


def _roman(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """World War II, Louis XIV, Phase II-III, XIXe siècle: a roman numeral beside a word that is numbered or capitalised."""
    node = nodes[index]
    letters = node.text.rstrip("eèm")
    if not _is_roman(node.text):
        return None
    numbers = [_ROMAN[letter] for letter in letters.lower()]
    value = Fraction(sum(-n if n < max(numbers[k:]) else n for k, n in enumerate(numbers)))
    if index + 1 < len(nodes) and _is_century(nodes[index + 1]) and value <= 21:
        return Draft("century", index, index + 2, value)
    if not index:
        return None
    before = nodes[index - 1]
    if _is_century(before) and value <= 21:
        return Draft("century", index, index + 1, value)
    chained = before.key in ("-", "/") and index > 1 and _is_roman(nodes[index - 2].text)
    if before.key not in table.roman_leads and not chained and (len(letters) == 1 or not before.text[:1].isupper()):
        return None
    return Draft("ordinal", index, index + 1, value, confidence=WEAK)


def _weekday(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    node = nodes[index]
    if "capital" in table.flags and not node.text[0].isupper():
        return None
    if node.key in table.ambiguous or node.key.removeprefix(node.prefix) in table.ambiguous:
        after = nodes[index + 1] if index + 1 < len(nodes) else None
        if after is None or (after.kind != "n" and "month" not in after.roles):
            return None
    return Draft("weekday", index, index + 1, str(node.roles["wday"].value))


def _hijri_month(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    node = nodes[index]
    number = dates.year_at(nodes, index + 1, table)
    if number is None or not 1300 <= number[0] <= 1500:
        return None
    month = node.roles["hijri"].value
    return Draft("date", index, number[1], iso(number[0], int(month), None), unit="hijri", year=number[0], month=int(month))


def _relative(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    offset, unit = nodes[index].roles["rel"].value
    return Draft("relative", index, index + 1, Fraction(offset), unit=unit, confidence=OPEN)


def _decade(nodes: list[Node], index: int, table: Tables) -> Draft | None:
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


def _unit_first(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """A unit before its number or adjective: «القرن التاسع عشر», «الأسبوع الماضي», «عام 2000», «ساعة ونصف»."""
    node = nodes[index]
    unit = node.roles["unit"].value
    stop = index + 1
    if stop >= len(nodes):
        return None
    after = nodes[stop]
    if "century_before" in table.flags and unit == "century" and not after.prefix.startswith("و"):
        number = compose(nodes, stop, table)
        if number is not None and 1 <= number.value <= 21 and number.value.denominator == 1:
            return Draft("century", index, number.stop, number.value)
    if "adjective_after" in table.flags and "reladj" in after.roles and unit in DURATIONS and "card" not in after.roles:
        return Draft("relative", index, stop + 1, Fraction(after.roles["reladj"].value), unit=unit, confidence=OPEN)
    if "w:year" in node.roles and after.kind == "n" and after.text.isdigit() and 3 <= len(after.text) <= 4:
        year = int(after.text)
        follow = nodes[stop + 1] if stop + 1 < len(nodes) else None
        if follow is not None and ("w:hijri" in follow.roles):
            return Draft("date", stop, stop + 2, iso(year, None, None), unit="hijri", year=year, run=after.text)
        if len(after.text) == 4 and not (follow is not None and follow.key in ("/", "-") and follow.gap == ""):
            return Draft("date", stop, stop + 1, iso(year, None, None), year=year, run=after.text)
    if "w:year" in node.roles and table.language == "ar" and ("scale" in after.roles or "card" in after.roles):
        number = compose(nodes, stop, table)
        if number is not None and 1000 <= number.value <= 2199 and number.value.denominator == 1:
            year = int(number.value)
            return Draft("date", stop, number.stop, iso(year, None, None), year=year)
    joined = after.prefix.startswith("و") and "frac" in after.roles
    if not joined and "w:and" in after.roles and stop + 1 < len(nodes):
        joined = "frac" in nodes[stop + 1].roles
    if joined and unit in DURATIONS | {"l", "kg", "m", "km", "degree", "times"}:
        draft = Draft("duration" if unit in DURATIONS else "measure", index, stop, Fraction(1), unit=unit)
        _and_fraction(nodes, draft)
        return draft
    return None


def _years(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«لعامي 2000 و2001»: two years, not the number two; the word itself is skipped."""
    stop = index + 1
    if stop < len(nodes) and nodes[stop].kind == "n" and dates.is_year(nodes[stop].text):
        return Draft("date", stop, stop + 1, nodes[stop].text, year=int(nodes[stop].text), run=nodes[stop].text)
    return None


def _adjective_first(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """last week, this year, next month."""
    if "adjective_after" in table.flags or index + 1 >= len(nodes):
        return None
    after = nodes[index + 1].roles
    unit = after["unit"].value if "unit" in after else "century" if nodes[index + 1].key == "century" else ""
    if unit in DURATIONS and not nodes[index + 1].key.endswith("s"):
        return Draft("relative", index, index + 2, Fraction(nodes[index].roles["reladj"].value), unit=unit, confidence=OPEN)
    return None


def _currency_first(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    return None


def _open(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """Tens, hundreds, thousands of: a size without a value."""
    return Draft("open_plural", index, index + 1, nodes[index].roles["open"].value, confidence=OPEN)


def _dual(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    node = nodes[index]
    unit = node.roles["dual"].value
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    if after is not None and after.kind == "n" and dates.is_year(after.text):
        return None
    kind = "duration" if unit in DURATIONS else "money" if unit == "USD" else "measure" if unit and unit != "times" else "number"
    draft = Draft("number", index, index + 1, Fraction(2), unit=unit, confidence=WEAK)
    draft.kind = (
        "duration" if kind == "duration" else "money" if kind == "money" else "measure" if kind == "measure" else "number"
    )
    _and_fraction(nodes, draft)
    return draft


def _clock_word(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«الساعة الثالثة والنصف صباحا»."""
    if table.language == "en" or index + 1 >= len(nodes):
        return None
    if nodes[index + 1].kind == "n":
        timed = dates.clock(nodes, index + 1)
        if timed is not None:
            return timed
    number = compose(nodes, index + 1, table)
    # «في الساعة الواحدة» is "an hour" as often as one o'clock.
    if number is None or number.value > 24 or (number.ordinal and number.value == 1) or (number.weak and number.value == 1):
        return None
    minutes = Fraction(0)
    if number.value.denominator != 1:
        minutes = (number.value % 1) * 60
        number.value -= number.value % 1
    stop = number.stop
    if stop < len(nodes) and nodes[stop].prefix.startswith("و") and "frac" in nodes[stop].roles:
        minutes, stop = nodes[stop].roles["frac"].value * 60, stop + 1
    elif stop + 1 < len(nodes) and "w:except" in nodes[stop].roles and "frac" in nodes[stop + 1].roles:
        minutes, stop = 60 - nodes[stop + 1].roles["frac"].value * 60, stop + 2
        number.value -= 1
    return dates.hour_words(nodes, number, int(minutes), stop)


# --- what neighbours share ---------------------------------------------------------------------------------------------------


def _share(drafts: list[Draft], nodes: list[Node], table: Tables) -> None:
    """A range or a list shares what stands once: "13-15 July", "5 to 10 percent", "between 5 and 10 years"."""
    for left, right in pairwise(drafts):
        gap = nodes[left.stop : right.start]
        if len(gap) > 1:
            continue
        mark = gap[0] if gap else None
        dash = mark is not None and (mark.key in "-–—" or mark.key == "/")
        joined = (
            dash
            or (mark is not None and ("w:to" in mark.roles or "w:and" in mark.roles))
            or (mark is None and nodes[right.start].prefix.startswith("و"))
        )
        if not joined:
            continue
        if dash and _year_range(left, right):
            continue
        if right.kind == "date" and right.day is not None and _is_day(left):
            _make_date(left, right)
        elif left.kind == "date" and left.day is not None and left.year is None and _is_day(right) and nodes[right.start].kind == "n" and (
            right.stop >= len(nodes) or nodes[right.stop].kind != "w" or "w:in" in nodes[right.stop].roles
        ):  # fmt: skip
            _make_date(right, left)
        elif left.plain and right.kind in ("percent", "money", "duration", "measure") and left.confidence == 1.0:
            between = mark is None or "w:and" in mark.roles
            if (
                dash
                or (mark is not None and "w:to" in mark.roles)
                or (between and left.start and "w:between" in nodes[left.start - 1].roles)
            ):
                left.kind, left.unit = right.kind, right.unit


def _year_range(left: Draft, right: Draft) -> bool:
    """2019-20: the second year lacks its century."""
    year = int(left.run) if dates.is_year(left.run) else 0
    if not year or not right.plain or len(right.run) != 2 or not right.run.isdigit() or int(right.run) != (year + 1) % 100:
        return False
    right.kind, right.year, right.value, right.readings = "date", year + 1, iso(year + 1, None, None), ()
    return True


def _is_day(draft: Draft) -> bool:
    return (
        draft.kind in ("number", "ordinal")
        and not draft.unit
        and isinstance(draft.value, Fraction)
        and draft.value.denominator == 1
        and 1 <= draft.value <= 31
        and draft.confidence == 1.0
    )


def _make_date(draft: Draft, model: Draft) -> None:
    if isinstance(draft.value, Fraction):
        draft.day, draft.month, draft.year = int(draft.value), model.month, model.year
        draft.kind, draft.value, draft.readings = "date", iso(model.year, model.month, draft.day), ()


def _bounds(draft: Draft, nodes: list[Node]) -> None:
    if draft.kind in ("weekday", "relative", "designation", "time", "decade", "century") or draft.day or draft.month:
        return
    before = draft.start - 1
    while (
        before > draft.start - 4
        and before >= 0
        and ("w:a" in nodes[before].roles or nodes[before].key in ",،")
        and "bnd" not in nodes[before].roles
    ):
        before -= 1
    if before >= 0 and "bnd" in nodes[before].roles:
        draft.bound = nodes[before].roles["bnd"].value
        return
    if any(node.prefix == "+" for node in nodes[draft.start : draft.stop]):
        draft.bound = "ge"
        return
    for node in nodes[draft.stop : draft.stop + AFTER_BOUND]:
        if node.kind == "n" or node.key in ".;:!?؛؟" or any(cls in node.roles for cls in ("card", "scale", "month")):
            return
        if "aft" in node.roles:
            draft.bound = node.roles["aft"].value
            return
    _verb_bound(draft, nodes)


def _verb_bound(draft: Draft, nodes: list[Node]) -> None:
    for index in range(draft.start - 1, max(-1, draft.start - 1 - BEFORE_BOUND), -1):
        node = nodes[index]
        if node.kind == "n" or (node.kind == "s" and node.key not in "\"'«»“”(") or "card" in node.roles or "scale" in node.roles:
            return
        if "bndv" in node.roles:
            bound = node.roles["bndv"].value
            negated = index > 0 and "w:not" in nodes[index - 1].roles
            draft.bound = {"gt": "le", "lt": "ge"}[bound] if negated else bound
            return
