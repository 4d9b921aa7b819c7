"""What a bare number takes from its neighbours: a percent sign, a currency, a unit."""

from __future__ import annotations

from fractions import Fraction

from qa.quantities import dates
from qa.quantities.compose import Number
from qa.quantities.drafts import WEAK, Draft
from qa.quantities.lexer import Node
from qa.quantities.tables import Tables

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
        and_fraction(nodes, draft)
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
