"""Where terms stand in texts: one Aho-Corasick pass for first words over normalised copies, then each hit verified.

A hit counts when it starts at a word's beginning or behind a chain of proclitics, ends at a word's end, is spelled as the term
(ى/ي and ة/ه only in words long enough to be unmistakable) and meets the term's conditions. Of overlapping matches the higher
priority wins, then the literal spelling over the folded, then the longer, then the earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.compiled import GAPPED, compiled, head
from glossary.conditions import meets
from glossary.gaps import Gapped, gapped
from glossary.keys import Key, key
from glossary.scripts import Join, left_join, right_boundary
from glossary.terms import Glossary, Term, TermMatch
from glossary.variants import DEFINITE_KINDS, Spelling

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# على/علي and the like: a fold is trusted only where the word cannot be another one.
MIN_LETTERS_FOR_FOLD = 5

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

    def __init__(self, glossary: Glossary, folder: Path | None = None, version: str = "") -> None:
        """`folder` is where compiled glossaries are kept (see `glossary.compiled`), `version` the glossary's, if known."""
        self.glossary = glossary
        self._terms = glossary.terms
        self._compiled = compiled(glossary, folder, version)
        self._index = {pattern: n for n, pattern in enumerate(self._compiled.keys)}
        lengths: dict[str, set[int]] = {}
        for pattern in self._compiled.keys:
            lengths.setdefault(head(pattern), set()).add(len(pattern))
        shared: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._lengths = [shared.setdefault(found, found) for found in (tuple(sorted(each)) for each in lengths.values())]
        self._automaton = _automaton(list(lengths)) if lengths else None

    @property
    def patterns(self) -> int:
        """How many distinct spellings are looked for."""
        return len(self._index)

    def match(self, texts: Sequence[str], days: Sequence[date | None] = ()) -> list[tuple[TermMatch, ...]]:
        """The terms of each text, in order of their place, none overlapping; spans are in the text as it was given.

        `days` tells, for each text, when it was published: terms with `valid_from` or `valid_to` count on those days alone. Of a
        text whose day is not known, every term does.
        """
        return [self.explain(text, day)[0] for text, day in zip(texts, days or repeat(None, len(texts)), strict=True)]

    def explain(self, text: str, day: date | None = None) -> tuple[tuple[TermMatch, ...], tuple[TermMatch, ...]]:
        """(matches, losers): what `match` gives for one text, and verified hits that overlap a better one."""
        copy = key(text)
        if not copy.text:
            return (), ()
        candidates = sorted((c for c in self._candidates(copy) if _valid(c.term, day)), key=_preference)
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
        table = self._compiled
        for pattern, start, end in self._hits(copy.text):
            for entry in range(table.offsets[pattern], table.offsets[pattern + 1]):
                term, spelling = self._terms[table.terms[entry]], table.spelling(pattern, entry)
                if table.bits[entry] & GAPPED:
                    title = gapped(term, spelling.written, bare=spelling.bare)
                    candidate = self._verify_gapped(copy, title, start, end)
                else:
                    candidate = self._verify(copy, term, spelling, start, end)
                if candidate:
                    found.append(candidate)
        return found

    def _hits(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(pattern, start, end) wherever a pattern stands: its first word by the automaton, the rest by its length."""
        if self._automaton is None:
            return
        for number, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for length in self._lengths[number]:
                end = start + length
                if end > len(text):
                    break
                pattern = self._index.get(text[start:end])
                if pattern is not None:
                    yield pattern, start, end

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


def _automaton(heads: list[str]) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    # Of first words alone: of 360,000 whole patterns it would take 5 s and 400 MB to build, each time a process starts.
    return AhoCorasick(heads, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA, store_patterns=False)


def _preference(candidate: Candidate) -> tuple[int, int, int, int, int, str]:
    # A title that is interrupted counts with its own letters, so it wins over a name in it but not over a longer title.
    gapped_ = candidate.rank == _GAPPED
    length = len(candidate.written) if gapped_ else candidate.end - candidate.start
    rank = _EXACT if gapped_ else candidate.rank
    return -candidate.term.priority, rank, -length, int(gapped_), candidate.start, candidate.term.id


def _valid(term: Term, day: date | None) -> bool:
    return day is None or (term.valid_from or day) <= day <= (term.valid_to or day)


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
