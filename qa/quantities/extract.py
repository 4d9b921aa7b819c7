"""Every quantity of a text, with its exact value and its span in the text as stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from qa.quantities import dates, figures, hijri, ranges, relative, spans, wording
from qa.quantities.bounding import bound
from qa.quantities.compose import HUNDRED, compose
from qa.quantities.drafts import OPEN, WEAK, Draft, finished
from qa.quantities.lexer import Node, ascii_digits, nodes_of
from qa.quantities.records import Quantity
from qa.quantities.sharing import share
from qa.quantities.tables import Tables, tables
from translations.text import normalise

Reader = Callable[[list[Node], int, Tables], Draft | None]
FIRST_DAY, LAST_DAY = date(10, 1, 1), date(9900, 1, 1)  # days of publication from which a century can be counted either way
# Words that can start a number.
_STARTS = ("card", "scale", "frac", "ord", "ordunit", "mult")
# What a word may be, tried in this order; the first reader that answers wins.
_READERS: tuple[tuple[str, Reader], ...] = (
    ("w:clock", wording.clock_word),
    ("wday", wording.weekday),
    ("month", dates.date_from_month),
    ("hijri", hijri.from_month),
    ("rel", relative.relative),
    ("dec", wording.decade),
    ("unit", spans.unit_first),
    ("reladj", relative.adjective_first),
    ("w:this", relative.pointed),
    ("w:ago", relative.pointed),
    ("open", wording.open_plural),
    ("w:years", spans.listed_years),
)
_READS = frozenset(cls for cls, _ in _READERS)


def extract(text: str, lang: str, reference_date: date | None = None) -> list[Quantity]:
    """The quantities of a text in its order; spans count code points of `text`. Any Unicode text gives a list, never an error.

    `reference_date` (the day of publication) turns "yesterday" into a date; without one it stays a distance in days.

    >>> [(q.kind, str(q.value), q.text) for q in extract("منذ 24 عامًا", "ar")]
    [('duration', '24', '24 عامًا')]
    """
    copy = normalise(text)
    table = tables(lang)
    nodes = nodes_of(ascii_digits(copy), table)
    drafts = share(hijri.joined(_read(nodes, table), nodes), nodes, table)
    for draft in drafts:
        bound(draft, nodes)
        if reference_date is not None and FIRST_DAY < reference_date < LAST_DAY:
            relative.dated(draft, reference_date)
    found = [finished(draft, (nodes[draft.start].start, nodes[draft.stop - 1].end), copy, text) for draft in drafts]
    if len(found) < 2:
        return found
    # One character such as ¼ is several in the normalised copy; what reads into its middle is dropped.
    clear = [index for index, quantity in enumerate(found) if not index or quantity.start >= found[index - 1].end]
    if len(clear) < len(found):
        found, drafts = [found[index] for index in clear], [drafts[index] for index in clear]
    return ranges.joined(found, drafts, nodes, text)


def _read(nodes: list[Node], table: Tables) -> list[Draft]:
    drafts: list[Draft] = []
    index, count = 0, len(nodes)
    while index < count:
        node = nodes[index]
        if not node.roles and node.kind not in "nu" and not (node.kind == "w" and wording.is_roman(node.text)):
            index += 1
            continue
        draft = _at(nodes, index, table)
        if draft is None:
            index += 1
            continue
        drafts.append(draft)
        index = max(draft.stop, index + 1)
    return drafts


def _before_scale(nodes: list[Node], index: int) -> bool:
    """Whether a word that is mostly another one is a number here: «لست مئة», «ميتا الف»."""
    if "card" not in nodes[index].roles or index + 1 == len(nodes):
        return False
    after = nodes[index + 1].roles
    return "scale" in after or ("card" in after and after["card"].value == HUNDRED)


def _at(nodes: list[Node], index: int, table: Tables) -> Draft | None:
    node = nodes[index]
    roles = node.roles
    if node.kind == "u":
        return Draft("designation", index, index + 1, node.text, confidence=OPEN)
    if node.kind == "n":
        return figures.from_digits(nodes, index, table)
    if "never" in roles and not _before_scale(nodes, index):
        return None
    if not roles:
        return wording.roman(nodes, index, table)
    if not _READS.isdisjoint(roles):
        for cls, reader in _READERS:
            if cls in roles:
                draft = reader(nodes, index, table)
                if draft is not None:
                    return draft
    if "w:a" in roles and table.language == "en":
        return figures.a_third(nodes, index)
    if any(cls in roles for cls in _STARTS):
        number = compose(nodes, index, table)
        if number is not None:
            return figures.numbered(nodes, number, table)
        if table.dual_ending is not None and "scale" in roles:
            return figures.construct_dual(nodes, index, table)
    if "dual" in roles:
        return wording.dual(nodes, index, table)
    if "idiom" in roles:
        return Draft("number", index, index + 1, roles["idiom"].value, confidence=WEAK)
    return None
