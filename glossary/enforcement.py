"""Terms in the English: what became of each, and where one is missing, the ladder that brings it in."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from glossary.judgement import Verdict, judge
from glossary.keys import key
from glossary.ladder.accept import mean
from glossary.ladder.climb import climb
from glossary.ladder.records import Job, Limits, Scorer
from glossary.ladder.scores import Scores
from glossary.spelling import in_one_spelling
from glossary.terms import Glossary, Outcome, Term, TermMatch, TermOutcome
from translations.records import Segment, Translation
from translations.text import for_model

log = logging.getLogger(__name__)

# (segment, English before, English after) -> whether its numbers and dates are no worse than before.
Guard = Callable[[Segment, str, str], bool]

_UNTOUCHED = frozenset({"correction", "passthrough", "cache"})  # people's own, no translation, or through this before


def enforce(
    segments: Sequence[Segment],
    translations: Sequence[Translation],
    matches: Sequence[Sequence[TermMatch]],
    glossary: Glossary,
    engine: Scorer | None = None,
    *,
    guard: Guard | None = None,
    limits: Limits | None = None,
) -> tuple[list[Translation], list[tuple[TermOutcome, ...]]]:
    """The translations, with missing terms brought in where that is safe, and for each segment one outcome a match.

    All three sequences are parallel, segments of an article in their order. Without an engine nothing is changed, only judged.
    A segment without a match, or with all terms in place, comes out as it went in; so do people's corrections and English of
    origin "cache", which went through this before.
    """
    if not len(segments) == len(translations) == len(matches):
        raise ValueError("segments, translations and matches must be of one length")
    terms = {term.id: term for term in glossary.terms}
    texts, how = [translation.text for translation in translations], [dict[int, Outcome]() for _ in segments]
    scores = [(translation.score, translation.score) for translation in translations]
    if engine is not None:
        open_ = _open(segments, translations, matches, terms)
        known = Scores(engine)
        jobs = _jobs(open_, segments, translations, matches, terms, known)
        numbers = [members[0] for members in open_]
        safe = (lambda i, before, after: guard(segments[numbers[i]], before, after)) if guard else (lambda i, before, after: True)
        for members, job in zip(open_, climb(jobs, terms, known, limits or Limits(), safe), strict=True):
            for number in members:
                texts[number], how[number] = job.text, dict(job.how)
                scores[number] = (job.free_score, job.score)
        for number, (translation, found) in enumerate(zip(translations, matches, strict=True)):
            if found and translation.origin not in _UNTOUCHED:
                texts[number] = _spelled(texts[number], found, terms)
    outcomes = _outcomes(segments, translations, texts, matches, terms, how, scores)
    log.info("terms: %s", dict(Counter(outcome.outcome for found in outcomes for outcome in found)))
    changed = [
        translation if text == translation.text else replace(translation, text=text, score=score[1])
        for translation, text, score in zip(translations, texts, scores, strict=True)
    ]
    return changed, outcomes


def _spelled(text: str, matches: Sequence[TermMatch], terms: Mapping[str, Term]) -> str:
    verdicts = zip(matches, judge(text, matches, terms), strict=True)
    return in_one_spelling(text, [(terms[m.term_id], v.span) for m, v in verdicts if v.span is not None and not v.by_pronoun])


def _open(
    segments: Sequence[Segment],
    translations: Sequence[Translation],
    matches: Sequence[Sequence[TermMatch]],
    terms: Mapping[str, Term],
) -> list[list[int]]:
    """Groups of segments that have an unmet term; equal texts with equal English are one group and get the same English."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, (segment, translation, found) in enumerate(zip(segments, translations, matches, strict=True)):
        if not found or translation.origin in _UNTOUCHED:
            continue
        if not all(verdict.satisfied for verdict in judge(translation.text, found, terms)):
            groups.setdefault((for_model(segment.text), translation.text), []).append(number)
    return list(groups.values())


def _jobs(
    groups: Sequence[Sequence[int]],
    segments: Sequence[Segment],
    translations: Sequence[Translation],
    matches: Sequence[Sequence[TermMatch]],
    terms: Mapping[str, Term],
    known: Scores,
) -> list[Job]:
    first = [members[0] for members in groups]
    sources = [for_model(segments[n].text) for n in first]
    scored = known.of([(source, translations[n].text) for n, source in zip(first, sources, strict=True)])
    scores = [round(mean(logs), 4) for _, logs in scored]
    jobs = []
    for number, source, score in zip(first, sources, scores, strict=True):
        translation, found = translations[number], _moved(segments[number].text, source, matches[number])
        verdicts = tuple(judge(translation.text, found, terms))
        jobs.append(
            Job(
                source=source,
                text=translation.text,
                score=score,
                free_text=translation.text,
                free_score=score,
                matches=found,
                verdicts=verdicts,
                seen=frozenset(),
                how={i: "satisfied_free" for i, verdict in enumerate(verdicts) if verdict.satisfied},
                alternatives=translation.alternatives,
            )
        )
    return jobs


def _moved(text: str, source: str, matches: Sequence[TermMatch]) -> tuple[TermMatch, ...]:
    """The matches with their spans in the text as the model reads it (marks and doubled spaces taken out)."""
    if text == source:
        return tuple(matches)
    here, there = key(text), key(source)
    if here.text.strip() != there.text.strip():  # cannot happen with today's normalisations; then the spans stay as they are
        return tuple(matches)
    lead = len(here.text) - len(here.text.lstrip())
    at = {start: i for i, start in reversed(list(enumerate(here.starts)))}
    moved = []
    for match in matches:
        first = at[match.start] - lead
        last = max(i for i, end in enumerate(here.ends) if end <= match.end) - lead
        start, end = there.span(first, last + 1)
        moved.append(replace(match, start=start, end=end, surface=source[start:end]))
    return tuple(moved)


def _outcomes(
    segments: Sequence[Segment],
    translations: Sequence[Translation],
    texts: Sequence[str],
    matches: Sequence[Sequence[TermMatch]],
    terms: Mapping[str, Term],
    how: Sequence[Mapping[int, Outcome]],
    scores: Sequence[tuple[float, float]],
) -> list[tuple[TermOutcome, ...]]:
    outcomes: list[tuple[TermOutcome, ...]] = []
    named: dict[str, set[str]] = {}
    for number, (segment, found) in enumerate(zip(segments, matches, strict=True)):
        seen = named.setdefault(segment.article_id, set())
        verdicts = judge(texts[number], found, terms, frozenset(seen))
        seen.update(m.term_id for m, v in zip(found, verdicts, strict=True) if v.satisfied and not v.by_pronoun)
        free = translations[number].text
        change = (
            (free, texts[number], round(scores[number][1] - scores[number][0], 4)) if free != texts[number] else ("", "", 0.0)
        )
        outcomes.append(
            tuple(
                _outcome(
                    segment, texts[number], match, terms[match.term_id], verdict, how[number].get(i, "satisfied_free"), change
                )
                for i, (match, verdict) in enumerate(zip(found, verdicts, strict=True))
            )
        )
    return outcomes


def _outcome(
    segment: Segment, text: str, match: TermMatch, term: Term, verdict: Verdict, how: Outcome, change: tuple[str, str, float]
) -> TermOutcome:
    outcome: Outcome = how if verdict.satisfied else "unmet"
    before, after, score_change = change if outcome != "satisfied_free" else ("", "", 0.0)
    return TermOutcome(
        segment_id=segment.id,
        match=match,
        target=term.target,
        outcome=outcome,
        found=text[slice(*verdict.span)] if verdict.span else "",
        target_span=verdict.span,
        reason=verdict.reason,
        before=before,
        after=after,
        score_change=score_change,
    )
