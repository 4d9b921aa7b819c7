"""Dates and times: day, month and year in either order, numeric dates day first, partial dates, clock times."""

from __future__ import annotations

import re
from fractions import Fraction

from qa.quantities.compose import Number, compose
from qa.quantities.drafts import Draft, iso
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

FIRST_YEAR, LAST_YEAR = 1000, 2199
_H_MINUTES = re.compile(r"h[0-9]{2}")  # 14h30
_DATE_MARKS = frozenset("/.-–")


def is_year(text: str) -> bool:
    """Whether a bare digit run can be a year of the press: four digits, 1000 to 2199."""
    return len(text) == 4 and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR


def month_at(nodes: list[Node], index: int, table: Tables, *, beside_number: bool) -> tuple[int, int] | None:
    """(month, index after it) where a month name stands; doubled names (أغسطس/آب, June (Haziran)) are one."""
    if index >= len(nodes):
        return None
    node = nodes[index]
    role = node.roles.get("month")
    if role is None or ("capital" in table.flags and not node.text[0].isupper()):
        return None
    if not beside_number and node.key in table.ambiguous:
        return None
    after = index + 1
    if (
        after < len(nodes)
        and node.key in table.ambiguous
        and nodes[after].key == "."
        and nodes[after].gap == ""
        and "capital" in table.flags
    ):
        after += 1
    if after + 1 < len(nodes) and nodes[after].key in ("/", "(", "-", "|"):
        other = nodes[after + 1].roles.get("month")
        if other is not None and other.value == role.value:
            after += 2
            if after < len(nodes) and nodes[after].key == ")":
                after += 1
    return role.value, after


def year_at(nodes: list[Node], index: int, table: Tables) -> tuple[int, int] | None:
    """(year, index after it) for "2024", ", 2024", «من عام 2024», «لسنة 2024»."""
    ahead = index
    while ahead < len(nodes) and ahead < index + 3:
        node = nodes[ahead]
        if node.kind == "n":
            return (int(node.text), _after_era(nodes, ahead + 1)) if is_year(node.text) else None
        if node.key not in (",", "،") and not any(name in node.roles for name in ("w:of", "w:year", "w:in", "w:and_year")):
            return None
        ahead += 1
    return None


def _after_era(nodes: list[Node], index: int) -> int:
    """The index after a mark of our own era behind a year: «2024م», "2024 AD"."""
    if index < len(nodes) and "w:gregorian" in nodes[index].roles:
        text = nodes[index].text
        return index + (not text.isascii() or text.isupper() or "." in text)
    return index


def after_day(nodes: list[Node], index: int) -> int:
    """Where the month of a day would stand: after "of", «من شهر»."""
    if index + 1 < len(nodes) and nodes[index].key == "day" and "w:of" in nodes[index + 1].roles:
        index += 1
    while (
        index < len(nodes)
        and any(name in nodes[index].roles for name in ("w:of", "w:month_word"))
        and "month" not in nodes[index].roles
    ):
        index += 1
    return index


def date_from_day(nodes: list[Node], number: Number, stop: int, table: Tables) -> Draft | None:
    """A date that starts with its day: 19 June 2024, «الأول من يونيو», "the 19th of June"."""
    if number.value.denominator != 1 or not 1 <= number.value <= 31 or stop >= len(nodes):
        return None
    ahead = after_day(nodes, stop)
    at = month_at(nodes, ahead, table, beside_number=True) or _numbered_month(nodes, ahead)
    if at is None:
        return None
    month, after = at
    year = year_at(nodes, after, table)
    found = year[0] if year else None
    day = int(number.value)
    return Draft("date", number.start, year[1] if year else after, iso(found, month, day), day=day, month=month, year=found)


def is_day(nodes: list[Node], number: Number, table: Tables) -> bool:
    """«الأول من مايو» is a day, «الأسبوع الأول من مايو» and «الجولة الأولى من» are none: days are masculine."""
    if not number.ordinal or "feminine_ordinals" not in table.flags:
        return True
    if nodes[number.start].key.endswith(("ه", "ولي")):
        return False
    before = nodes[number.start - 1].roles if number.start else {}
    return "frac" not in before and ("unit" not in before or before["unit"].value == "day")


def _numbered_month(nodes: list[Node], index: int) -> tuple[int, int] | None:
    """«الثالث من شهر 10», «27 من الشهر الثامن»: a month by its number, after «من شهر» alone."""
    if index < 2 or index >= len(nodes) or "w:month_word" not in nodes[index - 1].roles or "w:of" not in nodes[index - 2].roles:
        return None
    node = nodes[index]
    role = node.roles.get("ord") or node.roles.get("card")
    month = int(node.text) if node.kind == "n" and node.text.isdigit() and len(node.text) < 3 else int(role.value) if role else 0
    return (month, index + 1) if 1 <= month <= 12 else None


def date_from_month(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """A date that starts with its month: June 19, 2024; June 2024; June."""
    node = nodes[index]
    at = month_at(nodes, index, table, beside_number=True)
    if at is None:
        return None
    month, after = at
    year = year_at(nodes, after, table)
    if year is not None:
        return Draft("date", index, year[1], iso(year[0], month, None), month=month, year=year[0])
    day_at = after + 1 if after < len(nodes) and "w:a" in nodes[after].roles else after
    number = (
        compose(nodes, day_at, table) if day_at < len(nodes) and (nodes[day_at].kind == "n" or table.language == "en") else None
    )
    if number is not None and number.value.denominator == 1 and 1 <= number.value <= 31 and (number.digits or number.ordinal):
        stop = number.stop
        if stop < len(nodes) and nodes[stop].gap == "" and nodes[stop].key in ("st", "nd", "rd", "th"):
            stop += 1
        nearby = nodes[stop] if stop < len(nodes) else None
        # "In March 20 people": Arabic and others put the day first, so a number after the month is a day only when it closes.
        closes = (
            nearby is None
            or nearby.kind != "w"
            or nearby.roles.get("w:and")
            or nearby.roles.get("w:to")
            or "w:in" in nearby.roles
        )
        claimed = nearby is not None and any(name in nearby.roles for name in ("unit", "pct", "cur", "scale"))
        if not claimed and (table.language == "en" or closes):
            found = year_at(nodes, stop, table)
            day = int(number.value)
            value = found[0] if found else None
            return Draft("date", index, found[1] if found else stop, iso(value, month, day), day=day, month=month, year=value)
    if node.key in table.ambiguous and not _leads(nodes, index, table):
        return None
    return Draft("date", index, after, iso(None, month, None), month=month)


def _leads(nodes: list[Node], index: int, table: Tables) -> bool:
    """Whether an ambiguous month word ("May", «مارس») stands where a month does."""
    if "w:month_word" in nodes[index].roles:
        return True
    if index == 0:
        return False
    before = nodes[index - 1]
    if before.kind == "n" or "month" in before.roles or "w:month_word" in before.roles:
        return True
    if table.language == "en":
        return "w:month_lead" in before.roles or "reladj" in before.roles or before.key == "("
    return "w:in" in before.roles or "w:of" in before.roles or "w:to" in before.roles or nodes[index].prefix in ("ب", "ل", "وب")


def numeric_date(nodes: list[Node], index: int) -> Draft | None:
    """15/08/2024, 15.8.2024, 2024-08-15: day first unless only the other order exists; both readings where both do."""
    if index + 2 >= len(nodes):
        return None
    first, mark, second = nodes[index : index + 3]
    if mark.key not in _DATE_MARKS or second.kind != "n" or mark.gap or second.gap:
        return None
    if (
        index + 4 >= len(nodes)
        or nodes[index + 3].key != mark.key
        or nodes[index + 4].kind != "n"
        or nodes[index + 4].gap
        or nodes[index + 3].gap
    ):
        return None
    third = nodes[index + 4]
    return _three(first.text, second.text, third.text, index, index + 5)


def _three(a: str, b: str, c: str, start: int, stop: int) -> Draft | None:
    if not (a.isdigit() and b.isdigit() and c.isdigit()) or max(len(a), len(b), len(c)) > 4:
        return None
    if len(a) == 4 and is_year(a) and 1 <= int(b) <= 12 and 1 <= int(c) <= 31:
        return Draft("date", start, stop, iso(int(a), int(b), int(c)), day=int(c), month=int(b), year=int(a))
    if len(c) not in (2, 4) or len(a) > 2 or len(b) > 2:
        return None
    year = int(c) if len(c) == 4 else 2000 + int(c) if int(c) < 70 else 1900 + int(c)
    day, month = int(a), int(b)
    options = [(d, m) for d, m in ((day, month), (month, day)) if 1 <= m <= 12 and 1 <= d <= 31]
    if not options:
        return None
    values = tuple(dict.fromkeys(iso(year, m, d) for d, m in options))
    return Draft("date", start, stop, values[0], readings=values, day=options[0][0], month=options[0][1], year=year)


_CJK = {"年": 0, "月": 1, "日": 2, "号": 2, "號": 2}


def cjk_date(nodes: list[Node], index: int) -> Draft | None:
    """2024年6月19日, 6月19日, 2024年: numbers with the signs of year, month and day."""
    parts: list[int | None] = [None, None, None]
    stop = index
    while stop + 1 < len(nodes) and nodes[stop].kind == "n" and nodes[stop].text.isdigit() and nodes[stop + 1].key in _CJK:
        place = _CJK[nodes[stop + 1].key]
        if any(part is not None for part in parts[place:]) or len(nodes[stop].text) > 4:
            break
        parts[place] = int(nodes[stop].text)
        stop += 2
    year, month, day = parts
    if stop == index or not (month is None or 1 <= month <= 12) or not (day is None or 1 <= day <= 31):
        return None
    if (
        (year is not None and not FIRST_YEAR <= year <= LAST_YEAR)
        or (year is None and month is None)
        or (day is not None and month is None)
    ):
        return None
    return Draft("date", index, stop, iso(year, month, day), year=year, month=month, day=day)


def cjk_decade(nodes: list[Node], index: int) -> Draft | None:
    """20世纪60年代 (the 1960s), 90年代, 21世纪."""
    if index + 1 >= len(nodes) or not nodes[index].text.isdigit() or len(nodes[index].text) > 4:
        return None
    value, sign = Fraction(int(nodes[index].text)), nodes[index + 1].roles
    if "w:decade_sign" in sign and value % 10 == 0:
        return Draft("decade", index, index + 2, value)
    if "w:century_sign" not in sign or not 1 <= value <= 21:
        return None
    decade = cjk_decade(nodes, index + 2) if index + 2 < len(nodes) and nodes[index + 2].kind == "n" else None
    if decade is not None and decade.kind == "decade" and decade.value in range(0, 100, 10):
        return Draft("decade", index, decade.stop, (value - 1) * 100 + Fraction(decade.value))
    return Draft("century", index, index + 2, value)


def dotted_date(node: Node, index: int) -> Draft | None:
    """15.08.2024, which the lexer reads as one run."""
    parts = node.text.split(".")
    return _three(parts[0], parts[1], parts[2], index, index + 1) if len(parts) == 3 else None


def clock(nodes: list[Node], index: int) -> Draft | None:
    """11:30, 15:23:24, 3:30 pm, 14h30, 8 h 00."""
    if index + 1 < len(nodes) and nodes[index + 1].gap == "" and _H_MINUTES.fullmatch(nodes[index + 1].key):
        hour_text, minute_text = nodes[index].text, nodes[index + 1].key[1:]
        if hour_text.isdigit() and int(hour_text) <= 24 and int(minute_text) < 60:
            return Draft("time", index, index + 2, f"{int(hour_text):02d}:{minute_text}")
    if (
        index + 2 < len(nodes)
        and nodes[index + 1].key == "h"
        and len(nodes[index + 2].text) == 2
        and nodes[index + 2].kind == "n"
    ):
        hour_text, minute_text = nodes[index].text, nodes[index + 2].text
        if hour_text.isdigit() and minute_text.isdigit() and int(hour_text) <= 24 and int(minute_text) < 60:
            return Draft("time", index, index + 3, f"{int(hour_text):02d}:{minute_text}")
    if (
        index + 2 >= len(nodes)
        or nodes[index + 1].key != ":"
        or nodes[index + 1].gap
        or nodes[index + 2].kind != "n"
        or nodes[index + 2].gap
    ):
        return None
    hour, minute = nodes[index].text, nodes[index + 2].text
    if not (hour.isdigit() and minute.isdigit() and len(hour) <= 2 and len(minute) == 2 and int(hour) <= 24 and int(minute) < 60):
        return None
    stop = index + 3
    if (
        stop + 1 < len(nodes)
        and nodes[stop].key == ":"
        and nodes[stop + 1].kind == "n"
        and nodes[stop].gap == nodes[stop + 1].gap == ""
    ):
        second = nodes[stop + 1].text
        if second.isdigit() and len(second) == 2 and int(second) < 60:
            return Draft("time", index, stop + 2, f"{int(hour):02d}:{minute}:{second}")
    return with_half(nodes, Draft("time", index, stop, f"{int(hour):02d}:{minute}"))


def hour_words(nodes: list[Node], number: Number, minute: int, stop: int) -> Draft | None:
    """«الساعة الثالثة صباحا», "3 pm": a clock time when the number can be an hour."""
    if number.value.denominator != 1 or not 0 <= number.value <= 24:
        return None
    return with_half(nodes, Draft("time", number.start, stop, f"{int(number.value):02d}:{minute:02d}"), worded=True)


def hour_and_minutes(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«الثالثة وثماني عشرة دقيقة صباحا», «3 و 18 دقيقة», «الرابعة إلا خمس دقائق»: an hour in one word, then minutes by name."""
    roles = nodes[index].roles
    role = roles.get("ord") or roles.get("card")
    text = nodes[index].text
    hour = Fraction(int(text)) if nodes[index].kind == "n" and text.isdigit() and len(text) < 3 else role.value if role else None
    ahead = index + 1
    if hour is None or not 0 <= hour <= 24 or ahead >= len(nodes):
        return None
    less = "w:except" in nodes[ahead].roles
    ahead += less or "w:and" in nodes[ahead].roles
    joined = ahead > index + 1 or (ahead < len(nodes) and nodes[ahead].prefix.startswith("و"))
    number = compose(nodes, ahead, table) if joined and ahead < len(nodes) else None
    if number is None or number.stop >= len(nodes) or not 1 <= number.value < 60 or number.value.denominator != 1:
        return None
    unit = nodes[number.stop].roles.get("unit")
    if unit is None or unit.value != "minute":
        return None
    minutes = 60 - number.value if less else number.value
    return hour_words(nodes, Number(index, index + 1, hour - less, ()), int(minutes), number.stop + 1)


def with_half(nodes: list[Node], draft: Draft, *, worded: bool = False) -> Draft:
    """The time moved to its half of the day when "am" or "pm" follows; without, both halves of an hour in words are open."""
    hour, _, rest = str(draft.value).partition(":")
    number = int(hour)
    if draft.stop < len(nodes):
        roles = nodes[draft.stop].roles
        if "w:pm" in roles and number <= 12:
            draft.stop += 1
            draft.value = f"{number % 12 + 12:02d}:{rest}"
            return draft
        if "w:am" in roles and number <= 12:
            draft.stop += 1
            draft.value = f"{number % 12:02d}:{rest}"
            return draft
    if worded and 1 <= number < 12:
        draft.readings = (str(draft.value), f"{number + 12:02d}:{rest}")
    return draft
