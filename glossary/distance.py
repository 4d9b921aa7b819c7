"""How alike two short spellings are: edit distance with transpositions, for suggestions and for finding misspelled names."""

from __future__ import annotations


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


def similarity(one: str, other: str) -> float:
    """1 for equal spellings, 0 for entirely different ones: 1 minus the distance over the longer length."""
    longest = max(len(one), len(other))
    if not longest:
        return 1.0
    if min(len(one), len(other)) * 2 < longest:
        return 0.0
    return 1 - distance(one, other) / longest
