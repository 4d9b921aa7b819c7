"""Where terms stand in texts: one Aho-Corasick pass over normalised copies, then each hit verified against the text.

A hit counts when it starts at a word's beginning or behind a chain of proclitics, ends at a word's end, is spelled as the term
(ى/ي and ة/ه only in words long enough to be unmistakable) and meets the term's conditions. Of overlapping matches the higher
priority wins, then the literal spelling over the folded and the gapped, then the longer, then the earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.conditions import meets
from glossary.gaps import Gapped, gapped_titles
from glossary.keys import Key, key
from glossary.scripts import Join, left_join, right_boundary
from glossary.terms import Glossary, Term, TermMatch
from glossary.variants import DEFINITE_KINDS, Spelling, spellings

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

MIN_KEY_LETTERS = 2  # a one-letter key would match everywhere
# على/علي and the like: a fold is trusted only where the word cannot be another one.
MIN_LETTERS_FOR_FOLD = 5

MANY_PATTERNS = 100_000
_EXACT, _FOLDED, _GAPPED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A verified hit before overlaps are resolved; `start`/`end` in the key, `rank` 0 literal, 1 folded letters, 2 with gaps."""

    term: Term
    start: int
    end: int
    join: Join
    written: str
    rank: int


class Matcher:
    """A compiled glossary: build once, match any number of texts. Immutable, safe to share between threads."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._terms = glossary.terms
        self._entries: list[list[tuple[int, Spelling]]] = []
        index: dict[str, int] = {}
        for number, term in enumerate(glossary.terms):
            if term.status != "approved":
                continue
            for spelling in spellings(term):
                if len(spelling.folded) < MIN_KEY_LETTERS:
                    continue
                at = index.setdefault(spelling.folded, len(index))
                if at == len(self._entries):
                    self._entries.append([])
                self._entries[at].append((number, spelling))
        self.patterns = len(index)
        self._anchors: dict[int, list[Gapped]] = {}
        for title in gapped_titles(glossary.terms):
            at = index.setdefault(title.anchor, len(index))
            self._anchors.setdefault(at, []).append(title)
        self._entries += [[] for _ in range(len(index) - len(self._entries))]
        self._automaton = _automaton(list(index)) if index else None

    def match(self, texts: Sequence[str]) -> list[tuple[TermMatch, ...]]:
        """The terms of each text, in order of their place, none overlapping; spans are in the text as it was given."""
        return [self.explain(text)[0] for text in texts]

    def explain(self, text: str) -> tuple[tuple[TermMatch, ...], tuple[TermMatch, ...]]:
        """(matches, losers): what `match` gives for one text, and verified hits that overlap a better one."""
        copy = key(text)
        if not copy.text:
            return (), ()
        candidates = sorted(self._candidates(copy), key=_preference)
        taken = bytearray(len(copy.text))
        won: list[Candidate] = []
        lost: list[Candidate] = []
        for candidate in candidates:
            span = slice(candidate.start, candidate.end)
            if any(taken[span]):
                lost.append(candidate)
                continue
            taken[span] = b"\x01" * (candidate.end - candidate.start)
            won.append(candidate)
        return _matches(won, copy, text), _matches(lost, copy, text)

    def _candidates(self, copy: Key) -> list[Candidate]:
        found: list[Candidate] = []
        hits = self._automaton.find_matches_as_indexes(copy.text, overlapping=True) if self._automaton else ()
        for pattern, start, end in hits:
            for number, spelling in self._entries[pattern]:
                candidate = self._verify(copy, self._terms[number], spelling, start, end)
                if candidate:
                    found.append(candidate)
            for title in self._anchors.get(pattern, ()):
                candidate = self._verify_gapped(copy, title, start, end)
                if candidate:
                    found.append(candidate)
        return found

    def _verify(self, copy: Key, term: Term, spelling: Spelling, start: int, end: int) -> Candidate | None:
        if not right_boundary(copy.text, end, spelling.folded):
            return None
        definite = term.kind in DEFINITE_KINDS
        join = left_join(copy.text, start, spelling.folded, bare=spelling.bare, may_be_definite=definite)
        if join is None:
            return None
        rank = _EXACT
        if copy.exact[start:end] != spelling.exact:
            rank = _FOLDED
            if not _fold_is_safe(copy.exact[start:end], spelling.exact):
                return None
        attached = start - len(join.prefix) if copy.text[start - 1 : start].isalnum() else start
        if not meets(copy.text, attached, end, term.requires, term.excludes):
            return None
        return Candidate(term, start, end, join, spelling.written, rank)

    def _verify_gapped(self, copy: Key, title: Gapped, start: int, anchor_end: int) -> Candidate | None:
        end = title.end_of(copy.text, anchor_end)
        join = left_join(copy.text, start, title.first, bare=title.bare, may_be_definite=True) if end else None
        if join is None or not meets(copy.text, start, end, title.term.requires, title.term.excludes):
            return None
        return Candidate(title.term, start, end, join, title.written, _GAPPED)


def _automaton(patterns: list[str]) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    # The contiguous form matches a little quicker and needs twice the memory while it is built: 630 MB for 300,000 patterns.
    small = len(patterns) <= MANY_PATTERNS
    kind = Implementation.ContiguousNFA if small else Implementation.NoncontiguousNFA
    return AhoCorasick(patterns, matchkind=MatchKind.Standard, implementation=kind, store_patterns=False)


def _preference(candidate: Candidate) -> tuple[int, int, int, int, str]:
    length = candidate.end - candidate.start
    return -candidate.term.priority, candidate.rank, -length, candidate.start, candidate.term.id


def _fold_is_safe(text: str, term: str) -> bool:
    """Whether every word that differs (ى/ي, ة/ه) is long enough to be the same word for certain."""
    theirs, ours = text.split(" "), term.split(" ")
    if len(theirs) != len(ours):
        return False
    differing = [(a, b) for a, b in zip(theirs, ours, strict=True) if a != b]
    several = len(ours) > 1 and len(differing) < len(ours)
    return all(len(b) >= MIN_LETTERS_FOR_FOLD or (several and a[:-1] == b[:-1]) for a, b in differing)


def _matches(candidates: Sequence[Candidate], copy: Key, text: str) -> tuple[TermMatch, ...]:
    matches = []
    for candidate in sorted(candidates, key=lambda c: (c.start, c.end, c.term.id)):
        start, end = copy.span(candidate.start, candidate.end)
        matches.append(
            TermMatch(
                term_id=candidate.term.id,
                start=start,
                end=end,
                surface=text[start:end],
                prefix=candidate.join.prefix,
                variant=candidate.written,
            )
        )
    return tuple(matches)
