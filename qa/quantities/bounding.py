"""What bounds a quantity: "at least", «ما لا يقل عن», «تجاوز عدد القتلى», "or more"."""

from __future__ import annotations

from qa.quantities.drafts import Draft
from qa.quantities.lexer import Node

BEFORE_BOUND = 8  # nodes between a verb that bounds and its number: «تجاوز عدد القتلى في المدينة 500»
RANGE_REACH = 6  # nodes before a "to" in which the other end of its range stands: "от 26 тысяч до 32 тысяч"
BRACKET = 8  # nodes in brackets that a verb may reach over
AFTER_BOUND = 4  # nodes between a quantity and a bound that follows it: "6 أشخاص على الأقل"
# Kinds that no bound goes with.
_UNBOUNDED = frozenset({"weekday", "relative", "designation", "time", "decade", "century"})


def bound(draft: Draft, nodes: list[Node]) -> None:
    """Set the bound of a draft from the words before it, after it, or from a verb further back."""
    if draft.kind in _UNBOUNDED or draft.day or draft.month:
        return
    before = draft.start - 1
    while (
        before > draft.start - 4
        and before >= 0
        and ("w:a" in nodes[before].roles or "w:from" in nodes[before].roles or nodes[before].key in ",،")
        and "bnd" not in nodes[before].roles
    ):
        before -= 1
    if before >= 0 and "bnd" in nodes[before].roles and not _in_range(nodes, before):
        draft.bound = _negated(nodes, before, nodes[before].roles["bnd"].value)
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


def _in_range(nodes: list[Node], index: int) -> bool:
    """Whether a word such as «до» or «حتى» joins two ends of a range instead of bounding one number."""
    # «وحتى 5 أيام» goes on to another number.
    return "w:to" in nodes[index].roles and not nodes[index].prefix.startswith("و") and any(
        node.kind == "n" or "card" in node.roles for node in nodes[max(0, index - RANGE_REACH) : index]
    )


def _negated(nodes: list[Node], index: int, bound: str) -> str:
    """What a bound says after "not": «ألا تزيد عن 40» is "up to 40"."""
    negated = index > 0 and "w:not" in nodes[index - 1].roles
    return {"gt": "le", "lt": "ge"}.get(bound, bound) if negated else bound


def _verb_bound(draft: Draft, nodes: list[Node]) -> None:
    index, seen = draft.start - 1, 0
    while index >= 0 and seen < BEFORE_BOUND:
        node = nodes[index]
        if node.key == ")":
            # A number in brackets is said by the way: «تجاوز عمر نصف المصابين (47.7%) الـ 50 عاما».
            opened = next((k for k in range(index - 1, max(-1, index - BRACKET), -1) if nodes[k].key == "("), index)
            index = opened
        elif node.kind == "n" or (node.kind == "s" and node.key not in "\"'«»“”(") or "card" in node.roles or "scale" in node.roles:
            return
        elif "bndv" in node.roles:
            draft.bound = _negated(nodes, index, node.roles["bndv"].value)
            return
        index, seen = index - 1, seen + 1
