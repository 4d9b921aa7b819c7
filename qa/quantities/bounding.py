"""What bounds a quantity: "at least", «ما لا يقل عن», «تجاوز عدد القتلى», "or more"."""

from __future__ import annotations

from qa.quantities.drafts import Draft
from qa.quantities.lexer import Node

BEFORE_BOUND = 8  # nodes between a verb that bounds and its number: «تجاوز عدد القتلى في المدينة 500»
RANGE_REACH = 6  # nodes before a "to" in which the other end of its range stands: "от 26 тысяч до 32 тысяч"
CHANGE_REACH = 10  # nodes before a "to" in which the verb of its change stands: "subió un 1,8% hasta los 83 dólares"
NEGATION = 2  # nodes before a verb in which its negation stands: «не должна превышать»
NEGATION_FAR = 4  # where a verb may stand between: "no debe ser de más de 20"
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
    if before >= 0 and "bnd" in nodes[before].roles and not _in_range(nodes, before) and not _level(nodes, before):
        draft.bound = _negated(nodes, before, nodes[before].roles["bnd"].value, 1)
        return
    if any("w:over" in node.roles for node in nodes[draft.start : draft.stop]):
        draft.bound = "gt"
        return
    if any("+" in node.prefix for node in nodes[draft.start : draft.stop]):
        draft.bound = "ge"
        return
    for index in range(draft.stop, min(len(nodes), draft.stop + AFTER_BOUND)):
        node = nodes[index]
        if _counts(node) or node.key in ".;:!?؛؟" or "month" in node.roles:
            break
        if "aft" in node.roles:
            # "40,000 patients and over 3,000 dead": it bounds what follows.
            if index + 1 < len(nodes) and "bnd" in node.roles and _counts(nodes[index + 1]):
                break
            draft.bound = node.roles["aft"].value
            return
    _verb_bound(draft, nodes)


def _counts(node: Node) -> bool:
    return node.kind == "n" or "card" in node.roles or "scale" in node.roles


def _in_range(nodes: list[Node], index: int) -> bool:
    """Whether a word such as «до» or «حتى» joins two ends of a range instead of bounding one number.

    «و» or "and" between goes on to another number: "48 heures en environnement sec et jusqu'à 5 jours".
    """
    if "w:to" not in nodes[index].roles or nodes[index].prefix.startswith("و"):
        return False
    for k in range(index - 1, max(-1, index - 1 - RANGE_REACH), -1):
        node = nodes[k]
        if "w:and" in node.roles or node.prefix.startswith("و"):
            return False
        if (node.kind == "n" or "card" in node.roles) and not (k and node.gap == "" and nodes[k - 1].key == "-"):
            return True  # the 2 of SARS-CoV-2 begins no range
    return False


def _level(nodes: list[Node], index: int) -> bool:
    """Whether a word such as «до» or "hasta" names what something rose or fell to: «вырос на 2% до 83»."""
    return "w:to" in nodes[index].roles and any("w:changes" in node.roles for node in nodes[max(0, index - CHANGE_REACH) : index])


def _negated(nodes: list[Node], index: int, bound: str, reach: int) -> str:
    """What a bound says after "not": «ألا تزيد عن 40» is "up to 40"."""
    negated = any("w:not" in node.roles for node in nodes[max(0, index - reach) : index]) or any(
        "w:not_far" in node.roles for node in nodes[max(0, index - NEGATION_FAR) : index]
    )
    return {"gt": "le", "lt": "ge"}.get(bound, bound) if negated else bound


def _verb_bound(draft: Draft, nodes: list[Node]) -> None:
    index, seen, than = draft.start - 1, 0, False
    if draft.unit == "times" or (index >= 0 and "w:by" in nodes[index].roles):
        return  # "exceeded the official toll by a factor of 4": a difference, no bound
    while index >= 0 and seen < BEFORE_BOUND:
        node = nodes[index]
        if node.key == ")":
            # A number in brackets is said by the way: «تجاوز عمر نصف المصابين (47.7%) الـ 50 عاما».
            index = next((k for k in range(index - 1, max(-1, index - BRACKET), -1) if nodes[k].key == "("), index)
        elif (
            node.kind == "n" or (node.kind == "s" and node.key not in "\"'«»“”") or "card" in node.roles or "scale" in node.roles
        ):
            return
        elif "w:reaches" in node.roles:
            return  # «تجاوزت التوقعات وبلغت 2,3 مليار»: another verb has the number
        elif "bndv" in node.roles and (than or "w:needs_than" not in node.roles):
            draft.bound = _negated(nodes, index, node.roles["bndv"].value, NEGATION)
            return
        than = than or "w:than" in node.roles
        index, seen = index - 1, seen + 1
