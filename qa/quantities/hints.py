"""Numbers that a text hints at without saying them: a dual ending, "bilateral", "three-dimensional"."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.quantities.tables import fold, tables
from translations.text import plain

_WORD = re.compile(r"[^\W\d_]+")
SHORTEST_DUAL = 4  # letters; shorter words that end like a dual are prepositions and particles


@lru_cache(maxsize=16)
def hints(text: str, lang: str) -> frozenset[int]:
    """The small numbers that a text may mean without a number word; they explain an English number, and are never missed.

    >>> sorted(hints("الطائرتان", "ar"))
    [2]
    """
    table = tables(lang)
    if not table.hints and table.dual_ending is None:
        return frozenset()
    found = set()
    folded = fold(plain(text))
    for word in folded if "characters" in table.flags else _WORD.findall(folded):
        if table.dual_ending is not None and len(word) >= SHORTEST_DUAL and table.dual_ending.search(word):
            found.add(2)
        found.update(
            value for prefix, value in table.hint_prefixes.items() if word.startswith(prefix) and len(word) > len(prefix) + 2
        )
        for prefix in ("", *table.prefixes):
            if word.startswith(prefix) and word[len(prefix) :] in table.hints:
                found.add(table.hints[word[len(prefix) :]])
    return frozenset(found)


@lru_cache(maxsize=16)
def bound_hints(text: str, lang: str) -> dict[str, int]:
    """How many words of a text can state a "lower" or an "upper" bound, wherever they stand.

    >>> bound_hints("the toll exceeded 300", "en")
    {'lower': 1, 'upper': 1}
    """
    table = tables(lang)
    counts = dict.fromkeys(table.bound_hints, 0)
    folded = fold(plain(text))
    for word in folded if "characters" in table.flags else _WORD.findall(folded):
        forms = {word}
        if not any(word in known for known in table.bound_hints.values()):
            forms.update(word[len(prefix) :] for prefix in table.prefixes if word.startswith(prefix))
        for group, known in table.bound_hints.items():
            counts[group] += not known.isdisjoint(forms)
    for group, signs in (("lower", "+>≥"), ("upper", "<≤")):
        counts[group] = counts.get(group, 0) + sum(text.count(sign) for sign in signs)
    return counts
