"""Words that count from the day of the text: today, «الأسبوع الماضي», "next Tuesday"; and their dates where that day is known."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from qa.quantities.claims import DURATIONS
from qa.quantities.drafts import OPEN, Draft
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

_DAYS = frozenset({"day", "night"})


def relative(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """Today, yesterday, tonight: a distance from the day of the text."""
    offset, unit = nodes[index].roles["rel"].value
    after = nodes[index + 1].roles if index + 1 < len(nodes) else {}
    if "w:day_word" in nodes[index].roles and "adjective_after" in table.flags:
        if "reladj" in after and after["reladj"].value:
            return Draft("relative", index, index + 2, Fraction(after["reladj"].value), unit=unit, confidence=OPEN)
        if "ord" in after and nodes[index + 1].key.startswith("ال"):
            return None  # «اليوم الثالث من أكتوبر»: a day that is counted
    return Draft("relative", index, index + 1, Fraction(offset), unit=unit, confidence=OPEN)


def adjective_first(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """last week, this year, next month."""
    if "adjective_after" in table.flags or index + 1 >= len(nodes):
        return None
    after = nodes[index + 1].roles
    unit = after["unit"].value if "unit" in after else "century" if nodes[index + 1].key == "century" else ""
    if unit in DURATIONS and not nodes[index + 1].key.endswith("s"):
        return Draft("relative", index, index + 2, Fraction(nodes[index].roles["reladj"].value), unit=unit, confidence=OPEN)
    return None


def pointed(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    """«هذا الأسبوع», «هذه السنة»; «قبل أسبوع» (a week ago), unless something follows that it is counted from."""
    if index + 1 >= len(nodes):
        return None
    node, after = nodes[index], nodes[index + 1]
    unit = after.roles["unit"].value if "unit" in after.roles else ""
    if unit not in DURATIONS or unit in ("hour", "minute", "second"):
        return None
    if "w:this" in node.roles:
        return Draft("relative", index, index + 2, Fraction(0), unit=unit, confidence=OPEN) if after.prefix == "ال" else None
    follows = nodes[index + 2] if index + 2 < len(nodes) else None
    counted = follows is not None and (follows.kind == "n" or bool(follows.roles) or follows.prefix.startswith("و"))
    if counted or after.prefix or "w:single" not in after.roles:
        return None
    return Draft("relative", index, index + 2, Fraction(-1), unit=unit, confidence=OPEN)


def dated(draft: Draft, today: date) -> None:
    """Give a relative word the date, month, year or ISO week that it means on a day (its distance stays in `low`).

    A weekday beside "next" or "last" gets its date as a second reading.
    """
    if draft.kind == "weekday" and draft.offset:
        ahead = (int(str(draft.value)) - today.isoweekday()) % 7
        day = today + timedelta(days=(ahead or 7) if draft.offset > 0 else ahead - 7)
        draft.readings = (draft.value, day.isoformat())
    if draft.kind != "relative" or not isinstance(draft.value, Fraction):
        return
    value = _moved(today, int(draft.value), draft.unit)
    if value:
        draft.low, draft.value = draft.value, value


def _moved(today: date, offset: int, unit: str) -> str:
    if unit in _DAYS:
        return (today + timedelta(days=offset)).isoformat()
    if unit == "week":
        year, week, _ = (today + timedelta(weeks=offset)).isocalendar()
        return f"{year:04d}-W{week:02d}"
    if unit == "month":
        months = today.year * 12 + today.month - 1 + offset
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    return f"{today.year + offset:04d}" if unit == "year" else ""
