"""Terms in the English: what became of each, and where it can be made right, how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from glossary.judgement import Verdict, judge
from glossary.terms import Glossary, Outcome, Term, TermMatch, TermOutcome
from translations.records import Segment, Translation


def enforce(
    segments: Sequence[Segment],
    translations: Sequence[Translation],
    matches: Sequence[Sequence[TermMatch]],
    glossary: Glossary,
) -> tuple[list[Translation], list[tuple[TermOutcome, ...]]]:
    """The translations, and for each segment one outcome a match.

    All three sequences are parallel, segments of an article in their order. A segment without a match comes out as it went in.
    """
    if not len(segments) == len(translations) == len(matches):
        raise ValueError("segments, translations and matches must be of one length")
    terms = {term.id: term for term in glossary.terms}
    outcomes: list[tuple[TermOutcome, ...]] = []
    seen: dict[str, set[str]] = {}
    for segment, translation, found in zip(segments, translations, matches, strict=True):
        named = seen.setdefault(segment.article_id, set())
        verdicts = judge(translation.text, found, terms, frozenset(named))
        outcomes.append(
            tuple(outcome_of(segment, translation.text, m, terms[m.term_id], v) for m, v in zip(found, verdicts, strict=True))
        )
        named.update(m.term_id for m, v in zip(found, verdicts, strict=True) if v.satisfied and not v.by_pronoun)
    return list(translations), outcomes


def outcome_of(
    segment: Segment, text: str, match: TermMatch, term: Term, verdict: Verdict, *, how: Outcome = "satisfied_free"
) -> TermOutcome:
    """The record of one occurrence in the English `text`."""
    return TermOutcome(
        segment_id=segment.id,
        match=match,
        target=term.target,
        outcome=how if verdict.satisfied else "unmet",
        found=text[slice(*verdict.span)] if verdict.span else "",
        target_span=verdict.span,
        reason=verdict.reason,
    )


def terms_by_id(glossary: Glossary) -> Mapping[str, Term]:
    """The glossary's terms by their ids."""
    return {term.id: term for term in glossary.terms}
