"""From translated segments to reports: terms matched and enforced over a whole batch, checks article by article."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from glossary.enforcement import Guard, enforce
from glossary.ladder.records import Scorer
from glossary.matching import Matcher
from glossary.terms import Glossary, TermOutcome
from qa.checks.records import CheckPolicy, Pair
from qa.checks.run import check_article
from qa.report.records import SegmentReport
from translations.records import TRANSLATED_CLASSES, Article, Segment, Translation
from translations.retry import Verdict, second_tries

log = logging.getLogger(__name__)

T = TypeVar("T")
Outcomes = tuple[list[Translation], list[tuple[TermOutcome, ...]]]


def isolated(
    work: Callable[[Sequence[Article]], dict[str, T]], articles: Sequence[Article], stage: str
) -> tuple[dict[str, T], dict[str, str]]:
    """The results of `work` by article id, all articles together; if that fails, one by one.

    The second value tells, by id, which articles fail even alone, and why. So whatever a library raises over one hostile text
    costs that article alone.
    """
    try:
        return work(articles), {}
    except Exception:
        log.exception("%s: %d articles together failed; going on one by one", stage, len(articles))
    results: dict[str, T] = {}
    broken: dict[str, str] = {}
    for article in articles:
        try:
            results.update(work([article]))
        except Exception as error:
            log.exception("%s: one article failed", stage, extra={"article_id": article.id})
            broken[article.id] = f"{article.path}: {stage} failed ({type(error).__name__}: {error})."
    return results, broken


def with_terms(
    articles: Sequence[Article],
    segments: Mapping[str, Sequence[Segment]],
    translations: Mapping[str, Sequence[Translation]],
    matcher: Matcher,
    terms: Glossary,
    engine: Scorer | None,
    failures: list[str] | None = None,
) -> dict[str, Outcomes]:
    """By article id: its translations with the terms enforced, and what became of each term (one tuple a segment).

    Without an engine the English stays as it was decoded, and the terms are only judged. `failures` is told what went wrong
    instead, so that English which could have been better is not kept for later runs.
    """
    by_id = {article.id: article for article in articles}
    guard = number_guard(by_id)
    flat = [segment for article in articles for segment in segments[article.id]]
    english = [translation for article in articles for translation in translations[article.id]]
    matches = matcher.match([segment.text for segment in flat], [by_id[segment.article_id].published for segment in flat])
    try:
        enforced, outcomes = enforce(flat, english, matches, terms, engine, guard=guard)
        if engine is not None:
            enforced, outcomes = _tried_again(flat, enforced, outcomes, Terms(matcher, terms, engine, guard), by_id)
    except Exception as error:
        if failures is not None:
            failures.append(type(error).__name__)
        # The free translations are there and good to read; without the ladder their terms are still judged.
        log.exception("bringing terms into %d segments failed; they stay as decoded", len(flat))
        enforced, outcomes = enforce(flat, english, matches, terms)
    result: dict[str, Outcomes] = {}
    position = 0
    for article in articles:
        end = position + len(segments[article.id])
        result[article.id] = (enforced[position:end], outcomes[position:end])
        position = end
    return result


@dataclass(frozen=True, slots=True)
class Terms:
    """What brings terms into English."""

    matcher: Matcher
    glossary: Glossary
    engine: Scorer
    guard: Guard


def _tried_again(
    segments: Sequence[Segment],
    english: Sequence[Translation],
    outcomes: Sequence[tuple[TermOutcome, ...]],
    terms: Terms,
    articles: Mapping[str, Article],
) -> Outcomes:
    """English with wrong numbers or dates, loops or cut ends, tried once more; candidates get their terms first."""
    known = {translation.segment_id: found for translation, found in zip(english, outcomes, strict=True)}
    judged: dict[tuple[str, str], tuple[TermOutcome, ...]] = {
        (translation.segment_id, translation.text): known[translation.segment_id] for translation in english
    }

    def judge(pairs: Sequence[tuple[Segment, Translation]]) -> list[Verdict]:
        new = [pair for pair in pairs if (pair[0].id, pair[1].text) not in judged]
        ready = {(segment.id, translation.text): translation for segment, translation in pairs}
        if new:
            days = [articles[segment.article_id].published for segment, _ in new]
            matches = terms.matcher.match([segment.text for segment, _ in new], days)
            mended, found = enforce(
                [s for s, _ in new], [t for _, t in new], matches, terms.glossary, terms.engine, guard=terms.guard
            )
            for (segment, translation), better, outcome in zip(new, mended, found, strict=True):
                ready[segment.id, translation.text] = better
                judged[segment.id, better.text] = outcome
        verdicts = []
        for segment, translation in pairs:
            candidate = ready[segment.id, translation.text]
            unmet = sum(outcome.outcome == "unmet" for outcome in judged[segment.id, candidate.text])
            errors = _errors(articles[segment.article_id], segment, candidate)
            verdicts.append(Verdict(translation=candidate, errors=errors, unmet=unmet))
        return verdicts

    better, _ = second_tries(segments, english, judge, terms.engine)
    return better, [judged[translation.segment_id, translation.text] for translation in better]


def _errors(article: Article, segment: Segment, translation: Translation) -> int:
    """Error findings that another decoding may mend: numbers, dates, loops and cut ends."""
    (result,) = check_article([_pair(article, segment, translation)], CheckPolicy(independent=True))
    return sum(finding.severity == "error" and finding.check.startswith(MENDABLE) for finding in result.findings)


MENDABLE = ("quantity.", "form.repetition", "form.truncated")


def _pair(article: Article, segment: Segment, translation: Translation, outcomes: tuple[TermOutcome, ...] = ()) -> Pair:
    return Pair(
        segment=segment,
        translation=translation,
        source_lang=article.language,
        line_class=article.lines[segment.line].cls,
        reference_date=_reference_date(article, segment),
        outcomes=outcomes,
    )


def number_guard(articles: Mapping[str, Article]) -> Guard:
    """Whether a new English of a segment has no more wrong numbers and dates than the old one, by the checks' own judgement."""
    alone = CheckPolicy(independent=True)

    def wrong(segment: Segment, english: str) -> int:
        translation = Translation(segment_id=segment.id, text=english, model="", score=0.0)
        (result,) = check_article([_pair(articles[segment.article_id], segment, translation)], alone)
        return sum(finding.check.startswith("quantity.") and finding.severity != "info" for finding in result.findings)

    def guard(segment: Segment, before: str, after: str) -> bool:
        return wrong(segment, after) <= wrong(segment, before)

    return guard


def _reference_date(article: Article, segment: Segment) -> date | None:
    """The day of publication; other stories on an article's page have their own, which is not known."""
    return article.published if article.lines[segment.line].cls in TRANSLATED_CLASSES else None


def checked(
    article: Article, segments: Sequence[Segment], english: Outcomes, policy: CheckPolicy, terms: Glossary
) -> tuple[SegmentReport, ...]:
    """The segments of an article with their quantities and findings."""
    translations, outcomes = english
    pairs = [
        _pair(article, segment, translation, found)
        for segment, translation, found in zip(segments, translations, outcomes, strict=True)
    ]
    return tuple(
        SegmentReport(
            segment=pair.segment,
            translation=pair.translation,
            outcomes=pair.outcomes,
            source_quantities=tuple(result.source_quantities),
            target_quantities=tuple(result.target_quantities),
            findings=tuple(result.findings),
        )
        for pair, result in zip(pairs, check_article(pairs, policy, terms), strict=True)
    )
