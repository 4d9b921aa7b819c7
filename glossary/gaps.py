"""Treaty titles that the text interrupts: up to two words may stand between the title's own («معاهدة الصداقة الروسية
والتعاون»).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glossary.keys import phrase
from glossary.scripts import has_article, right_boundary
from glossary.terms import Term
from glossary.variants import written_variants

MAX_GAP = 2  # words in a whole title; more would join two sentences' worth of names
MIN_WORDS = 3  # a title of two words with a gap is any two words


@dataclass(frozen=True, slots=True)
class Gapped:
    """A title by its words (folded); `first` is the word a search starts from, `bare` without its article."""

    term: Term
    tokens: tuple[str, ...]
    written: str
    first: str
    bare: bool

    @property
    def anchor(self) -> str:
        """The first two words: where they stand, the rest is looked for."""
        return " ".join((self.first, *self.tokens[1:2]))

    def end_of(self, text: str, position: int) -> int:
        """Where the title ends whose anchor ends at `position` of a folded key, at least one other word inside it; 0 for
        nowhere.
        """
        gaps = 0
        for token in self.tokens[2:]:
            while True:
                if position >= len(text) or text[position] != " ":
                    return 0
                word_end = text.find(" ", position + 1)
                word_end = len(text) if word_end < 0 else word_end
                word = text[position + 1 : word_end]
                if word.startswith(token) and right_boundary(word, len(token), token):
                    position += 1 + len(token)
                    break
                gaps += 1
                if gaps > MAX_GAP or not word.isalnum():
                    return 0
                position = word_end
        return position if gaps and right_boundary(text, position, self.tokens[-1]) else 0


def gapped_titles(terms: Sequence[Term]) -> tuple[Gapped, ...]:
    """The approved treaty titles of three words and more, each spelling once, and once without its article (for لل)."""
    titles: dict[tuple[str, str, bool], Gapped] = {}
    for term in terms:
        if term.kind != "treaty" or term.status != "approved":
            continue
        for written in written_variants(term):
            tokens = tuple(phrase(written)[0].split(" "))
            if len(tokens) < MIN_WORDS:
                continue
            titles.setdefault((term.id, " ".join(tokens), False), gapped(term, written, bare=False))
            if has_article(tokens[0]):
                titles.setdefault((term.id, " ".join(tokens), True), gapped(term, written, bare=True))
    return tuple(titles.values())


def gapped(term: Term, written: str, *, bare: bool) -> Gapped:
    """The title of one spelling."""
    tokens = tuple(phrase(written)[0].split(" "))
    return Gapped(term, tokens, written, tokens[0][2:] if bare else tokens[0], bare)
