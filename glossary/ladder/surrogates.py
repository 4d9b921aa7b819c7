"""Well-known names that stand in for a term while its sentence is decoded, and the way back.

A model that has never seen "أوشاكوف" reads the sentence well with a name of the same kind that it knows; that name is then put
back. A candidate counts only if no stand-in came out more often than it went in, and all are put back: none can be left behind.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from glossary.columns import LIST_SEPARATOR
from glossary.forms import approved, find_any
from glossary.keys import phrase
from glossary.ladder.wording import put
from glossary.terms import Term, TermMatch

_ARTICLE = "ال"
_WORD = re.compile(r"[^\W\d_]{4,}")  # of a stand-in's English; shorter words prove nothing


@dataclass(frozen=True, slots=True)
class Surrogate:
    """A stand-in: for which kind and shape of term, how the source writes it, how the English does, and what a model says of it
    besides (`leaves`: "the Syrian capital" of Damascus), which must not stay behind.
    """

    kind: str
    words: str
    definite: str
    feminine: str
    source: str
    forms: tuple[str, ...]
    leaves: tuple[str, ...]

    def fits(self, term: Term, definite: bool, feminine: bool) -> bool:
        """Whether it may stand for a term that is (in)definite and (not) feminine in the sentence."""
        words = "one" if " " not in term.source.strip() else "many"
        return (
            self.kind == term.kind
            and self.words in {"", words}
            and self.definite in {"", "yes" if definite else "no"}
            and self.feminine in {"", "yes" if feminine else "no"}
        )


@dataclass(frozen=True, slots=True)
class Swap:
    """A source sentence with stand-ins: what was put for which match and how often, and the English known before."""

    source: str
    stands: Mapping[Surrogate, tuple[Term, int]]
    known: str = ""

    def back(self, english: str) -> str | None:
        """The English with every stand-in replaced by its term, or None where one came out too often or none came out at all."""
        found = {surrogate: find_any(english, surrogate.forms, "any") for surrogate in self.stands}
        if not any(found.values()) or any(len(spans) > self.stands[surrogate][1] for surrogate, spans in found.items()):
            return None
        if any(spans and find_any(english, approved(self.stands[s][0]), "any") for s, spans in found.items()):
            return None  # the name stands there already: put back, it would stand twice
        for surrogate, (term, _) in self.stands.items():
            spans = find_any(english, surrogate.forms, "any")
            for span in reversed(spans):
                english = put(english, span, term, _form(english[slice(*span)], surrogate, term))
        return None if self._residue(english) else english

    def _residue(self, english: str) -> bool:
        """Whether half a stand-in is left: one of its words that neither the English before nor the terms explain."""
        explained = {word.casefold() for word in _WORD.findall(self.known)}
        for term, _ in self.stands.values():
            explained.update(word.casefold() for form in approved(term) for word in _WORD.findall(form))
        theirs = {word.casefold() for surrogate in self.stands for form in surrogate.forms for word in _WORD.findall(form)}
        if any(word.casefold() in theirs - explained for word in _WORD.findall(english)):
            return True
        left = [form for surrogate in self.stands for form in surrogate.leaves if not find_any(self.known, (form,), "any")]
        return bool(find_any(english, left))


def swap(
    text: str, matches: Sequence[TermMatch], terms: Mapping[str, Term], language: str, round_: int, avoid: str, named: str = ""
) -> Swap | None:
    """`text` with stand-ins for the given matches, or None where the table has none for any of them.

    `round_` picks another stand-in each time; none is taken whose name stands in the text or in `avoid` (the English so far).
    `named` are the forms of all terms of the sentence, which are no leavings of a stand-in.
    """
    stands: dict[Surrogate, tuple[Term, int]] = {}
    by_term: dict[str, Surrogate] = {}
    for match in sorted(matches, key=lambda m: -m.start):
        term = terms[match.term_id]
        surrogate = by_term.get(term.id)
        if surrogate is None:
            usable = [s for s in _usable(text, match, term, language, avoid) if s not in stands]
            if not usable:
                continue
            surrogate = by_term[term.id] = usable[round_ % len(usable)]
        text = replaced(text, match, surrogate.source)
        stands[surrogate] = (term, stands.get(surrogate, (term, 0))[1] + 1)
    return Swap(text, stands, f"{avoid} {named}") if stands else None


def replaced(text: str, match: TermMatch, word: str) -> str:
    """`text` with `word` for the match, the proclitics before it fitted to whether `word` has the article."""
    start = match.start
    attached = text[start - len(match.prefix) : start] if match.prefix else ""
    if attached != match.prefix:
        return f"{text[:start]}{word}{text[match.end :]}"
    clitics = attached.removesuffix("لل") + "ل" if attached.endswith("لل") else attached.removesuffix(_ARTICLE)
    head = text[: start - len(attached)]
    if not word.isascii() and clitics.endswith("ل") and word.startswith(_ARTICLE):
        return f"{head}{clitics}ل{word[2:]}{text[match.end :]}"
    gap = " " if word.isascii() and clitics else ""
    return f"{head}{clitics}{gap}{word}{text[match.end :]}"


def _usable(text: str, match: TermMatch, term: Term, language: str, avoid: str) -> Iterator[Surrogate]:
    surface = phrase(match.surface)[1]
    definite = match.prefix.endswith((_ARTICLE, "لل")) or surface.startswith(_ARTICLE)
    head = surface.split(" ")[0] if term.kind == "treaty" else surface.split(" ")[-1]
    feminine = head.endswith("ة")
    if term.kind == "treaty":
        definite = definite or any(word.startswith(_ARTICLE) for word in surface.split(" ")[1:])
        feminine = not term.target.endswith(("agreement", "accord", "deal"))
    for surrogate in table(language):
        if (
            surrogate.fits(term, definite, feminine)
            and surrogate.source not in text
            and not find_any(avoid, surrogate.forms, "any")
        ):
            yield surrogate


def _form(found: str, surrogate: Surrogate, term: Term) -> str:
    """The term's preferred form, in the plural where the stand-in came out so ("Syrians" gives "Russians")."""
    stem = next((form for form in surrogate.forms if found.casefold().startswith(form.casefold())), surrogate.forms[0])
    return (
        term.target + "s"
        if term.kind == "nationality" and found[len(stem) :] == "s" and term.target.endswith("n")
        else term.target
    )


@cache
def table(language: str) -> tuple[Surrogate, ...]:
    """The stand-ins of a language, in the order of the table; none for a language without rows."""
    text = (files("glossary") / "data" / "surrogates.csv").read_text(encoding="utf-8")
    return tuple(
        Surrogate(
            row["kind"], row["words"], row["definite"], row["feminine"], row["source"],
            (row["target"], *filter(None, row["also"].split(LIST_SEPARATOR))),
            tuple(filter(None, row["leaves"].split(LIST_SEPARATOR))),
        )
        for row in csv.DictReader(text.splitlines())
        if row["language"] == language
    )  # fmt: skip
