"""What a bare number takes from its neighbours: a percent sign, a currency, a unit."""

from __future__ import annotations

import re
from fractions import Fraction

from qa.quantities import dates
from qa.quantities.compose import Number
from qa.quantities.drafts import WEAK, Draft
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

HOUR_POINT = re.compile(r"([0-9]{1,2})[.,]([0-9]{2})")  # 6.30 is half past six
_A_THING = frozenset({"unit", "pct"})  # half an hour, half a percentage point
SMALLEST_SUM = 100
PERCENT_SIGNS = frozenset("%٪")
DURATIONS = frozenset({"second", "minute", "hour", "day", "night", "week", "month", "year", "decade", "century"})


def currency_before(nodes: list[Node], start: int) -> bool:
    """Whether a currency stands right before a node."""
    return start > 0 and "cur" in nodes[start - 1].roles


def claim(nodes: list[Node], draft: Draft, table: Tables) -> None:
    """Give a bare number the percent sign, currency or unit beside it."""
    stop = draft.stop
    if table.of_before_unit and stop + 1 < len(nodes) and nodes[stop].key in table.of_before_unit:
        ahead = stop + 2 if stop + 2 < len(nodes) and nodes[stop + 1].key == "'" else stop + 1
        if "cur" in nodes[ahead].roles or ("unit" in nodes[ahead].roles and not draft.run):
            stop = ahead
    if (
        draft.confidence < 1
        and stop + 1 < len(nodes)
        and nodes[stop].key in ("a", "an")
        and not _A_THING.isdisjoint(nodes[stop + 1].roles)
    ):
        stop += 1  # half an hour
    after = nodes[stop].roles if stop < len(nodes) and not nodes[stop].prefix.startswith("و") else {}
    if "pct" in after:
        name = after["pct"].value
        draft.kind, draft.unit, draft.stop = "percent", ("" if name == "percent" else name), stop + 1
    elif "cur" in after and "ord" not in after and not _verb(nodes[stop], draft):
        draft.kind, draft.unit, draft.stop = "money", after["cur"].value, stop + 1
        if currency_before(nodes, draft.start) and nodes[draft.start].gap == "":
            # "$5 million USD" says it twice; where the two differ, the sign at the figure is read.
            draft.start, draft.unit = draft.start - 1, nodes[draft.start - 1].roles["cur"].value
    elif "unit" in after:
        unit = after["unit"].value
        draft.stop = stop + 1
        draft.unit = unit
        draft.kind = "duration" if unit in DURATIONS else "number" if unit == "times" else "measure"
        and_fraction(nodes, draft)
    elif as_time(nodes, draft):
        return
    elif (
        draft.start
        and nodes[draft.start].gap == ""
        and nodes[draft.start - 1].key in PERCENT_SIGNS
        and _opens(nodes, draft.start - 1)
    ):
        draft.kind, draft.start = "percent", draft.start - 1  # «٪20», «%5»: right to left, the sign is typed first
    elif (
        draft.start > 0
        and "cur" in nodes[draft.start - 1].roles
        and (nodes[draft.start].gap == "" or len(nodes[draft.start - 1].text) > 2 or not nodes[draft.start - 1].text.isalnum())
        and not (dates.is_year(draft.run) and len(nodes[draft.start - 1].text) > 3)  # Euro 2020
        and nodes[draft.start - 1].text != "won"  # the team won 3-1
    ):
        draft.kind, draft.unit, draft.start = "money", nodes[draft.start - 1].roles["cur"].value, draft.start - 1
    if draft.kind in ("duration", "measure", "percent", "money") and draft.confidence == WEAK and draft.value != 1:
        draft.confidence = 1.0


def _verb(node: Node, draft: Draft) -> bool:
    """Whether "won" is what someone did: no sum in the Korean currency is so small."""
    return node.text == "won" and isinstance(draft.value, Fraction) and draft.value < SMALLEST_SUM


def _opens(nodes: list[Node], index: int) -> bool:
    """Whether a sign belongs to what follows it, and not to a number before it."""
    return index == 0 or nodes[index - 1].kind != "n" or nodes[index].gap == " "


def and_fraction(nodes: list[Node], draft: Draft) -> None:
    """«ساعة ونصف», «أسبوعين ونصف»: the half belongs to the unit before it."""
    if draft.stop < len(nodes) and isinstance(draft.value, Fraction):
        node = nodes[draft.stop]
        part = node.roles.get("frac")
        step = 1
        if part is None and "w:and" in node.roles:
            ahead = half_after_and(nodes, draft.stop)
            if ahead is not None:
                part, step = nodes[ahead].roles["frac"], ahead + 1 - draft.stop
        if part is not None and (step > 1 or node.prefix.startswith("و")):
            draft.value, draft.stop, draft.confidence = draft.value + part.value, draft.stop + step, 1.0
            draft.readings = ()


def is_century(node: Node) -> bool:
    """Whether a node is a word for a century."""
    return "unit" in node.roles and node.roles["unit"].value == "century"


def half_after_and(nodes: list[Node], index: int) -> int | None:
    """Where the fraction stands after a bare "and": "and a half", "et demie", "y medio"."""
    ahead = index + 1
    if ahead < len(nodes) and "w:a" in nodes[ahead].roles and "frac" not in nodes[ahead].roles:
        ahead += 1
    return ahead if ahead < len(nodes) and "frac" in nodes[ahead].roles else None


def as_time(nodes: list[Node], draft: Draft) -> bool:
    """Make a number or ordinal a clock time where "am" or "pm" follows: 3 pm, 6.30pm, «التاسعة والنصف صباحا»."""
    roles = nodes[draft.stop].roles if draft.stop < len(nodes) else {}
    if not ("w:pm" in roles or "w:am" in roles) or len(nodes[draft.stop].text) < 2 or not isinstance(draft.value, Fraction):
        return False
    written = HOUR_POINT.fullmatch(draft.run)
    hour, minutes = (
        (Fraction(int(written[1])), Fraction(int(written[2]))) if written else (draft.value // 1, draft.value % 1 * 60)
    )
    if not 0 <= draft.value <= 24 or minutes.denominator != 1 or minutes >= 60:
        return False
    timed = dates.hour_words(nodes, Number(draft.start, draft.stop, Fraction(hour), ()), int(minutes), draft.stop)
    if timed is None:
        return False
    draft.kind, draft.value, draft.stop, draft.readings, draft.confidence = "time", timed.value, timed.stop, timed.readings, 1.0
    return True
