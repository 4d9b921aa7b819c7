"""How alike two short spellings are: edit distance with transpositions, for suggestions and for finding misspelled names."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache


def distance(one: str, other: str, limit: int = 64) -> int:
    """Optimal string alignment distance (insert, delete, change, swap neighbours), or `limit` + 1 where it is more.

    >>> distance("وبتين", "بوتين"), distance("بوينغ", "بيونغ"), distance("إنتارفكس", "إنترفاكس")
    (1, 1, 2)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        line = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, line[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            line.append(cost)
        if min(line) > limit:
            return limit + 1
        before, row = row, line
    return min(row[-1], limit + 1)


@lru_cache(maxsize=65536)
def similarity(one: str, other: str, at_least: float = 0.0) -> float:
    """1 for equal spellings, 0 for entirely different ones (1 - distance / longer length); 0 if under `at_least`."""
    longest = max(len(one), len(other))
    if not longest:
        return 1.0
    allowed = int((1 - at_least) * longest)
    # Letters that only one of the two has must all be changed: a bound that spares most comparisons.
    if longest - min(len(one), len(other)) > allowed or longest - (Counter(one) & Counter(other)).total() > allowed:
        return 0.0
    found = 1 - distance(one, other, allowed) / longest
    return found if found >= at_least else 0.0
