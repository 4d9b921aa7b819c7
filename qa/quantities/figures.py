"""Numbers in digits and words with what stands around them: 19th, 5.5 million dollars, COVID-19, 2/3, 0830."""

from __future__ import annotations

from fractions import Fraction

from qa.quantities import dates, hijri
from qa.quantities.claims import as_time, claim, currency_before, is_century
from qa.quantities.compose import LONGEST_RUN, Number, compose
from qa.quantities.drafts import WEAK, Draft, iso
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

MOST_DECIMALS = 12
_BEFORE_YEAR = ("w:in", "w:year", "w:years", "month", "w:of", "hijri", "w:feast")


def from_digits(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """Whatever starts with a digit run: a time, date, name, fraction or number."""
    node = nodes[index]
    before = nodes[index - 1] if index else None
    if len(node.text) > LONGEST_RUN:
        return Draft("designation", index, index + 1, node.text)
    draft = (
        dates.cjk_date(nodes, index)
        or dates.cjk_decade(nodes, index)
        or dates.clock(nodes, index)
        or dates.numeric_date(nodes, index)
        or dates.dotted_date(node, index)
    )
    if draft is not None:
        return hijri.numeric(draft, nodes, table)
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
            claim(nodes, ratio, table)
            negative(ratio, nodes)
        return ratio
    if (
        index + 2 < len(nodes)
        and "w:point" in nodes[index + 1].roles
        and nodes[index + 2].kind == "n"
        and len(nodes[index + 2].text) < LONGEST_RUN
        and node.text.isdigit()
    ):
        value = Fraction(f"{node.text}.{nodes[index + 2].text}") if nodes[index + 2].text.isdigit() else None
        if value is not None:
            return Draft("number", index, index + 3, value)
    number = compose(nodes, index, table)
    if number is None:
        return None
    return numbered(nodes, number, table)


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
    if len(bottom.text) > LONGEST_RUN:
        return None
    if slash.gap or bottom.gap or not nodes[index].text.isdigit() or not bottom.text.isdigit() or int(bottom.text) == 0:
        return None
    if dates.is_year(nodes[index].text) and len(bottom.text) in (2, 4):
        return None
    measured = index + 3 < len(nodes) and "unit" in nodes[index + 3].roles
    if dates.is_year(bottom.text) and 1 <= int(nodes[index].text) <= 12 and not measured:
        year, month = int(bottom.text), int(nodes[index].text)
        return Draft("date", index, index + 3, iso(year, month, None), month=month, year=year)
    if nodes[index].text == "24" and bottom.text == "7":
        return Draft("designation", index, index + 3, "24/7", confidence=WEAK)
    top = nodes[index].text
    value = Fraction(int(top), int(bottom.text))
    if slash.key == "⁄" and len(top) > 1:
        # NFKC makes "21⁄2" of 2½, whose fraction has one digit above.
        value = int(top[:-1]) + Fraction(int(top[-1]), int(bottom.text))
    return Draft("number", index, index + 3, value, run=f"{nodes[index].text}/{bottom.text}")


def numbered(nodes: list[Node], number: Number, table: Tables) -> Draft | None:
    """A composed number and what stands after it: suffix, month, percent, currency, unit, century."""
    _point(nodes, number, table)
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
        elif key in table.glued_scales and (len(key) > 1 or key == "k" or currency_before(nodes, number.start)):
            number.value *= table.glued_scales[key]
            number.readings = tuple(reading * table.glued_scales[key] for reading in number.readings)
            number.digits, stop = "", stop + 1
        elif key == "m" and table.language == "en" and following.gap == "" and _people(nodes, stop + 1):
            # "5.4m viewers"; the metres stay open
            number.readings = (number.value * 10**6, number.value)
            number.value *= 10**6
            number.digits, stop = "", stop + 1
        elif key.isascii() and len(key) < 3 and (not following.roles or ("." in number.digits and len(key) == 1)):
            return Draft("designation", number.start, stop + 1, number.digits + following.text, run=number.digits)
    elif (
        following is not None
        and number.digits
        and number.value % 10 == 0
        and following.key in ("'", "’")
        and stop + 1 < len(nodes)
        and nodes[stop + 1].key == "s"
        and nodes[stop + 1].gap == ""
        and dates.is_year(number.digits)
    ):
        return Draft("decade", number.start, stop + 2, number.value)
    number.stop = stop
    dated = None
    if dates.is_day(nodes, number, table):
        dated = dates.date_from_day(nodes, number, stop, table) or hijri.from_day(nodes, number, dates.after_day(nodes, stop))
    dated = dated or hijri.year_of(nodes, number)
    if dated is not None:
        return dated
    kind, confidence = ("ordinal" if ordinal else "number"), (WEAK if number.weak else 1.0)
    draft = Draft(
        "ordinal" if kind == "ordinal" else "number",
        number.start,
        stop,
        number.value,
        number.readings,
        confidence=confidence,
        run=number.digits,
    )
    if ordinal and table.language != "en":
        timed = dates.hour_and_minutes(nodes, number.start, table)
        if timed is not None:
            return timed
    if ordinal and as_time(nodes, draft):
        return draft
    if ordinal:
        return _after_ordinal(nodes, draft, table)
    if number.year:
        draft.kind, draft.value, draft.year = "date", iso(int(number.value), None, None), int(number.value)
        return draft
    if dates.is_year(number.digits) and table.language == "ru" and stop < len(nodes) and "w:year" in nodes[stop].roles:
        return Draft(
            "date", number.start, stop + 1, iso(int(number.digits), None, None), year=int(number.digits), run=number.digits
        )
    if (
        number.digits
        and number.start
        and "w:decade_word" in nodes[number.start - 1].roles
        and number.value % 10 == 0
        and (dates.is_year(number.digits) or 20 <= number.value < 100)
    ):
        return Draft("decade", number.start, stop, number.value)
    if dates.is_year(number.digits) and _year_context(nodes, number.start, stop):
        year = int(number.digits)
        century = (
            compose(nodes, stop + 2, table)
            if stop + 2 < len(nodes) and "w:of" in nodes[stop].roles and is_century(nodes[stop + 1])
            else None
        )
        if century is not None and century.value == year // 100 + 1 and year % 10 == 0:
            return Draft("decade", number.start, century.stop, Fraction(year))
        return Draft("date", number.start, stop, iso(year, None, None), year=year, run=number.digits)
    claim(nodes, draft, table)
    negative(draft, nodes)
    return draft


def _point(nodes: list[Node], number: Number, table: Tables) -> None:
    """«ثلاثة فاصلة خمسة», "three point five", "one point two five": decimals in words, digit by digit or as one number."""
    stop = number.stop
    if (
        number.ordinal
        or number.digits
        or stop + 1 >= len(nodes)
        or "w:point" not in nodes[stop].roles
        or number.value.denominator != 1
    ):
        return
    digits = ""
    ahead = stop + 1
    while ahead < len(nodes) and len(digits) < MOST_DECIMALS:
        role = nodes[ahead].roles.get("card")
        if role is None or nodes[ahead].prefix or not 0 <= role.value <= 9:
            break
        digits, ahead = digits + str(role.value), ahead + 1
    if not digits or (ahead == stop + 2 and "unit_first" in table.flags):
        part = compose(nodes, stop + 1, table)
        if part is None or part.ordinal or part.digits or part.value.denominator != 1 or not 0 <= part.value < 1000:
            return
        digits, ahead = str(part.value), part.stop
    number.value += Fraction(int(digits), 10 ** len(digits))
    number.readings, number.stop, number.weak = (), ahead, False


def construct_dual(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«ألفا جندي», «مليونا دولار»: two thousand, two million of a noun; weak, for «ألفا» is also "alpha" and a thousand."""
    following = nodes[index + 1] if index + 1 < len(nodes) else None
    if not nodes[index].key.endswith("ا") or following is None or following.kind != "w" or following.prefix.startswith("و"):
        return None
    if following.key.startswith("ال") or following.prefix.startswith("ال"):
        return None
    draft = Draft("number", index, index + 1, Fraction(nodes[index].roles["scale"].value * 2), confidence=WEAK)
    claim(nodes, draft, table)
    return draft


def _people(nodes: list[Node], index: int) -> bool:
    """Whether a plural noun follows, as after "5m": so many people, viewers, homes; metres are long, high or away."""
    if index >= len(nodes) or nodes[index].kind != "w" or nodes[index].gap != " " or nodes[index].roles:
        return False
    key = nodes[index].key
    return key in ("people", "children", "women", "men") or (
        len(key) > 4 and key.endswith("s") and key not in ("hurdles", "across")
    )


def negative(draft: Draft, nodes: list[Node]) -> None:
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
        if draft.plain:
            draft.kind, draft.unit = "measure", "degree"


def _year_context(nodes: list[Node], start: int, stop: int) -> bool:
    if stop < len(nodes) and any(cls in nodes[stop].roles for cls in ("unit", "cur", "pct", "scale")):
        return False
    if start == 0:
        return False
    before = nodes[start - 1]
    if any(name in before.roles for name in _BEFORE_YEAR) or before.key == "(":
        return True
    return "w:and" in before.roles and start > 1 and dates.is_year(nodes[start - 2].text)


def _after_ordinal(nodes: list[Node], draft: Draft, table: Tables) -> Draft:
    stop = draft.stop
    if stop < len(nodes) and ((table.language == "en" and nodes[stop].key == "century") or is_century(nodes[stop])):
        draft.kind, draft.stop, draft.confidence = "century", stop + 1, 1.0
    return draft


def a_third(nodes: list[Node], index: int) -> Draft | None:
    """ "a third", "a fifth": the part and the place in a row are written alike, so both stay open; "a decade"."""
    unit = nodes[index + 1].roles.get("unit") if index + 1 < len(nodes) and nodes[index].key == "a" else None
    if unit is not None and unit.value in ("decade", "century"):
        return Draft("duration", index, index + 2, Fraction(1), unit=unit.value, confidence=WEAK)
    role = nodes[index + 1].roles.get("ord") if index + 1 < len(nodes) and nodes[index].key == "a" else None
    if role is None or not 3 <= role.value <= 10:
        return None
    following = nodes[index + 2] if index + 2 < len(nodes) else None
    if following is not None and following.kind == "w" and not following.roles:
        return None
    return Draft("number", index + 1, index + 2, 1 / role.value, (1 / role.value, role.value))
