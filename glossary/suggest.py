"""Words that look like a misspelled term: shown to a person, never enforced.

Candidates come from deletion neighbourhoods (two words within one edit share a word after deleting at most one letter of each),
so a text is read once whatever the number of terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from glossary.distance import distance
from glossary.keys import key, phrase
from glossary.matching import Matcher
from glossary.scripts import is_arabic
from glossary.terms import Glossary, Term

MIN_LETTERS = 5
# Letters (the article apart) from which one changed letter still tells the word; fewer, and it is mostly another word. Letters
# merely swapped are typing errors at any length: وبتين for بوتين, إنتارفكس for إنترفاكس.
MIN_LETTERS_CHANGED = 7
MIN_LETTERS_FOR_TWO = 8
MAX_WORDS = 3
_NO_NAMES = frozenset({"nationality", "currency", "month", "weekday", "treaty", "office"})  # too near to common words
_ONE_LETTER_PROCLITICS = "وفبلك"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place that may be a misspelling: line and span (from 0) of the text, and the term it comes near to."""

    line: int
    start: int
    end: int
    text: str
    term_id: str
    target: str
    distance: int


class Suggester:
    """A glossary's spellings, indexed by what is left of them after deleting one or two letters."""

    def __init__(self, glossary: Glossary) -> None:
        self._matcher = Matcher(glossary)
        self._terms: dict[str, Term] = {}
        self._near: dict[str, list[str]] = {}
        for term in glossary.terms:
            if term.status != "approved" or term.kind in _NO_NAMES:
                continue
            for written in (term.source, *term.variants):
                spelling = phrase(written)[0]
                if len(spelling) >= MIN_LETTERS and spelling.count(" ") < MAX_WORDS and spelling not in self._terms:
                    self._terms[spelling] = term
                    for left in _deletions(spelling):
                        self._near.setdefault(left, []).append(spelling)

    def suggest(self, lines: Sequence[str]) -> Iterator[Suggestion]:
        """Suggestions in order of place; words that a term already matches are left alone."""
        for number, line in enumerate(lines):
            copy = key(line)
            matched = [(m.start, m.end) for m in self._matcher.match([line])[0]]
            last = -1
            for start, end in _windows(copy.text):
                span = copy.span(start, end)
                if span[0] < last or any(a < span[1] and span[0] < b for a, b in matched):
                    continue
                best = self._best(copy.text[start:end])
                if best:
                    term, edits = best
                    last = span[1]
                    yield Suggestion(number, *span, line[slice(*span)], term.id, term.target, edits)

    def _best(self, word: str) -> tuple[Term, int] | None:
        forms = [word, word[1:]] if word[0] in _ONE_LETTER_PROCLITICS and is_arabic(word) else [word]
        found: list[tuple[int, str]] = []
        for form in forms:
            for left in _deletions(form):
                for spelling in self._near.get(left, ()):
                    edits = distance(form, spelling, 2)
                    if edits == 0:
                        return None
                    swapped = edits <= 2 and sorted(form) == sorted(spelling)
                    if swapped or (edits == 1 and min(map(_letters, (form, spelling))) >= MIN_LETTERS_CHANGED):
                        found.append((edits, spelling))
        if not found:
            return None
        edits, spelling = min(found)
        return self._terms[spelling], edits


def _letters(word: str) -> int:
    return len(word.removeprefix("ال").replace(" ", ""))


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Spans of up to three words in a row, the longest first at each place."""
    words: list[tuple[int, int]] = []
    start = None
    for index, char in enumerate(f"{text} "):
        if char.isalnum():
            start = index if start is None else start
        elif start is not None:
            words.append((start, index))
            start = None
    for first in range(len(words)):
        for count in range(MAX_WORDS, 0, -1):
            if first + count <= len(words):
                span = (words[first][0], words[first + count - 1][1])
                joined = text[slice(*span)]
                if (
                    len(joined) >= MIN_LETTERS
                    and len(joined) <= 60
                    and joined.count(" ") == count - 1
                    and joined.replace(" ", "").isalnum()
                ):
                    yield span


def _deletions(word: str) -> set[str]:
    """What is left of a word after deleting no letter, one, or (of a long word) two."""
    left = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
    if len(word) >= MIN_LETTERS_FOR_TWO:
        left.update(word[:i] + word[i + 1 : j] + word[j + 1 :] for i, j in combinations(range(len(word)), 2))
    return left
