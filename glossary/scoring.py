"""Which matched terms an English text satisfies: maximal exclusive matching.

n occurrences in the source need n disjoint spans of the English, and nested forms ("Kim" in "Kim Il Sung Square") are shared
out so
that as many terms as possible are satisfied: an optimum, not a greedy choice (the definition of the WMT 2026 terminology task).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from glossary.forms import Span

MAX_CHOICES = 256  # ways to share out nested spans that are tried; beyond it the best of those stands


def assign(wanted: Sequence[Sequence[Span]]) -> list[Span | None]:
    """A span for as many of the occurrences as can be served at once; `wanted[i]` are the spans that would satisfy occurrence
    `i`.

    No two assigned spans overlap. Deterministic; on ties the earlier occurrence takes the earlier span.

    >>> assign([[(0, 3), (10, 13)], [(0, 16)], [(0, 3)]])
    [(10, 13), None, (0, 3)]
    """
    spans = sorted({span for candidates in wanted for span in candidates}, key=lambda s: (s[0], -s[1]))
    choices = [_disjoint_sets(cluster) for cluster in _clusters(spans)]
    best: list[Span | None] = [None] * len(wanted)
    most = -1
    for number, choice in enumerate(product(*choices)):
        if number >= MAX_CHOICES:
            break
        cells = [cell for part in choice for cell in part]
        served = _bipartite(wanted, cells)
        count = sum(span is not None for span in served)
        if count > most:
            best, most = served, count
    return best


def _clusters(spans: Sequence[Span]) -> list[list[Span]]:
    clusters: list[list[Span]] = []
    reach = -1
    for span in spans:
        if span[0] < reach:
            clusters[-1].append(span)
        else:
            clusters.append([span])
        reach = max(reach, span[1])
    return clusters


def _disjoint_sets(cluster: Sequence[Span]) -> list[list[frozenset[Span]]]:
    """Ways to cut a cluster of overlapping spans into cells of which each serves one occurrence."""
    if all(a[0] < b[1] and b[0] < a[1] for a in cluster for b in cluster):
        return [[frozenset(cluster)]]
    ways: list[list[frozenset[Span]]] = []

    def extend(chosen: list[Span], rest: Sequence[Span]) -> None:
        if len(ways) >= MAX_CHOICES:
            return
        if not rest:
            ways.append([frozenset({span}) for span in chosen])
            return
        first_end = min(span[1] for span in rest)
        for span in (s for s in rest if s[0] < first_end):
            extend([*chosen, span], [s for s in rest if s[0] >= span[1]])

    extend([], list(cluster))
    return sorted(ways, key=len, reverse=True)


def _bipartite(wanted: Sequence[Sequence[Span]], cells: Sequence[frozenset[Span]]) -> list[Span | None]:
    """Maximum matching of occurrences to cells by augmenting paths (Kuhn)."""
    owner: dict[int, int] = {}

    def place(occurrence: int, seen: set[int]) -> bool:
        candidates = set(wanted[occurrence])
        for number, cell in enumerate(cells):
            if number in seen or not candidates & cell:
                continue
            seen.add(number)
            if number not in owner or place(owner[number], seen):
                owner[number] = occurrence
                return True
        return False

    for occurrence in range(len(wanted)):
        place(occurrence, set())
    served: list[Span | None] = [None] * len(wanted)
    for number, occurrence in owner.items():
        fitting = [span for span in cells[number] if span in set(wanted[occurrence])]
        served[occurrence] = max(fitting, key=lambda span: (span[1] - span[0], -span[0]))
    return served
