"""One thing, one English form: names that an article, or a run, renders in two ways, and first mentions in a short form.

Pure data for the checks: the same term found in forms that differ by more than possessives, hyphens and case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from glossary.forms import Span, flat
from glossary.terms import Glossary, Term, TermOutcome

# Kinds that have one name. A treaty's or an office's words vary with the sentence, and a country's name is an adjective at times.
_NAMED = frozenset({"person", "place", "agency", "outlet", "organisation", "brand"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where a term's English stands."""

    segment_id: str
    form: str
    source_span: Span
    target_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """A term rendered in more than one way: its `forms`, the commonest first, and the mentions that are not in that one."""

    term_id: str
    target: str
    forms: tuple[tuple[str, int], ...]
    others: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortFirst:
    """An article's first mention of a term that has only its short form ("Putin" before any "Vladimir Putin")."""

    term_id: str
    target: str
    mention: Mention


def variations(outcomes: Iterable[Sequence[TermOutcome]], glossary: Glossary) -> list[Variation]:
    """Terms with two or more forms among the outcomes of an article's (or a run's) segments, in the order of first mention.

    Short forms and "an X" for "the X" are no second form; neither is a pronoun.
    """
    terms = {term.id: term for term in glossary.terms}
    mentions: dict[str, list[Mention]] = {}
    for outcome in (outcome for found in outcomes for outcome in found):
        term = terms.get(outcome.match.term_id)
        if term and term.kind in _NAMED and outcome.target_span and not outcome.reason:
            mentions.setdefault(term.id, []).append(_mention(outcome))
    found = []
    for id, places in mentions.items():
        variation = _variation(terms[id], places)
        if variation:
            found.append(variation)
    return found


def short_first(outcomes: Sequence[Sequence[TermOutcome]], glossary: Glossary) -> list[ShortFirst]:
    """For one article, in order: terms whose first English mention is their short form."""
    terms = {term.id: term for term in glossary.terms}
    seen: set[str] = set()
    found = []
    for outcome in (outcome for each in outcomes for outcome in each):
        term = terms.get(outcome.match.term_id)
        if term is None or term.id in seen or not outcome.target_span or outcome.reason:
            continue
        seen.add(term.id)
        if term.short and _plain(outcome.found) == _plain(term.short) != _plain(term.target):
            found.append(ShortFirst(term_id=term.id, target=term.target, mention=_mention(outcome)))
    return found


def _variation(term: Term, mentions: Sequence[Mention]) -> Variation | None:
    counts: dict[str, int] = {}
    written: dict[str, str] = {}
    short = _plain(term.short)
    for mention in mentions:
        plain = _plain(mention.form)
        if plain and plain != short:
            counts[plain] = counts.get(plain, 0) + 1
            written.setdefault(plain, mention.form)
    if len(counts) < 2:
        return None
    order = sorted(counts, key=lambda plain: (-counts[plain], plain != _plain(term.target), plain))
    others = tuple(m for m in mentions if _plain(m.form) not in {order[0], short})
    forms = tuple((written[plain], counts[plain]) for plain in order)
    return Variation(term_id=term.id, target=term.target, forms=forms, others=others)


def _mention(outcome: TermOutcome) -> Mention:
    assert outcome.target_span is not None
    return Mention(
        segment_id=outcome.segment_id,
        form=outcome.found,
        source_span=(outcome.match.start, outcome.match.end),
        target_span=outcome.target_span,
    )


def _plain(form: str) -> str:
    text = flat(form).casefold().replace("-", " ")
    for ending in ("'s", "'"):
        text = text.removesuffix(ending)
    return " ".join(text.split()).removeprefix("the ")


def forms_by_term(outcomes: Iterable[Sequence[TermOutcome]]) -> Mapping[str, Mapping[str, int]]:
    """How often each term stands in each form, as written: the table of a run."""
    table: dict[str, dict[str, int]] = {}
    for outcome in (outcome for found in outcomes for outcome in found):
        if outcome.found and not outcome.reason:
            forms = table.setdefault(outcome.match.term_id, {})
            forms[outcome.found] = forms.get(outcome.found, 0) + 1
    return table
