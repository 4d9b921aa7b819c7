"""The JSON record of one article: everything that is known about it, with the texts exactly as stored."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from glossary.terms import TermOutcome
from qa.findings import Finding
from qa.quantities.records import Quantity
from qa.report.reading import citation, english_title, is_compact, models_of
from qa.report.records import COMPACT_NOTE, ArticleReport, SegmentReport, Stamp
from translations.records import Article, Translation

SCHEMA = 1
SCORE_DECIMALS = 4


def stamp_record(stamp: Stamp) -> dict[str, Any]:
    """The stamp's fields as every JSON output of a run carries them."""
    return {
        "run_id": stamp.run_id,
        "signature": stamp.signature,
        "models": list(stamp.models),
        "compact_model": COMPACT_NOTE if stamp.compact else None,
        "glossary_version": stamp.glossary_version,
        "code_version": stamp.code_version,
    }


def article_record(report: ArticleReport, stamp: Stamp) -> dict[str, Any]:
    """The article with lines, segments, translations, outcomes, quantities and findings; spans are half-open code points."""
    numbers = itertools.count(1)
    return {
        "schema": SCHEMA,
        **stamp_record(stamp),
        "models": list(models_of(report, stamp)),
        "compact_model": COMPACT_NOTE if is_compact(report, stamp) else None,
        "title_english": english_title(report),
        "citation": citation(report, stamp),
        "counts": dict(report.counts()),
        "article": _article(report.article),
        "segments": [_segment(part, numbers) for part in report.segments],
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "digest": article.digest,
        "slug": article.slug,
        "path": article.path,
        "language": article.language,
        "language_given": article.language_given,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "outlet": article.outlet,
        "url": article.url,
        "extra": {str(name): _plain(value) for name, value in article.extra.items()},
        "lines": [{"number": line.number, "class": line.cls, "text": line.text, "reason": line.reason} for line in article.lines],
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)


def _segment(part: SegmentReport, numbers: Iterator[int]) -> dict[str, Any]:
    segment = part.segment
    return {
        "id": segment.id,
        "index": segment.index,
        "line": segment.line,
        "start": segment.start,
        "end": segment.end,
        "source": segment.text,
        "translation": _translation(part.translation),
        "terms": [_outcome(outcome) for outcome in part.outcomes],
        "source_quantities": [_quantity(quantity) for quantity in part.source_quantities],
        "target_quantities": [_quantity(quantity) for quantity in part.target_quantities],
        "findings": [{"number": next(numbers), **finding_record(finding)} for finding in part.findings],
    }


def _translation(translation: Translation) -> dict[str, Any]:
    return {
        "text": translation.text,
        "model": translation.model,
        "score": _score(translation.score),
        "finished": translation.finished,
        "loop": translation.loop,
        "origin": translation.origin,
        "second_try": translation.second_try,
        "alternatives": [
            {"text": other.text, "score": _score(other.score), "finished": other.finished} for other in translation.alternatives
        ],
    }


def _score(score: float) -> float | None:
    # JSON has no infinity; a text that was never decoded has no score.
    return round(score, SCORE_DECIMALS) if abs(score) < float("inf") else None


def _outcome(outcome: TermOutcome) -> dict[str, Any]:
    match = outcome.match
    return {
        "term": match.term_id,
        "start": match.start,
        "end": match.end,
        "surface": match.surface,
        "prefix": match.prefix,
        "variant": match.variant,
        "target": outcome.target,
        "outcome": outcome.outcome,
        "found": outcome.found,
        "target_span": list(outcome.target_span) if outcome.target_span else None,
        "reason": outcome.reason,
        "before": outcome.before,
        "after": outcome.after,
        "score_change": _score(outcome.score_change),
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "kind": quantity.kind,
        "value": str(quantity.value),
        "shown": quantity.shown(),
        "low": None if quantity.low is None else str(quantity.low),
        "high": None if quantity.high is None else str(quantity.high),
        "unit": quantity.unit,
        "bound": quantity.bound,
        "confidence": _score(quantity.confidence),
        "start": quantity.start,
        "end": quantity.end,
        "text": quantity.text,
        "readings": [str(reading) for reading in quantity.readings],
    }


def finding_record(finding: Finding) -> dict[str, Any]:
    """A finding's fields, spans as two-element lists."""
    return {
        "check": finding.check,
        "version": finding.version,
        "mqm": finding.mqm,
        "severity": finding.severity,
        "status": finding.status,
        "decided": finding.decided or None,
        "article_id": finding.article_id,
        "segment_id": finding.segment_id,
        "source_span": list(finding.source_span) if finding.source_span else None,
        "target_span": list(finding.target_span) if finding.target_span else None,
        "source_value": finding.source_value,
        "target_value": finding.target_value,
        "message": finding.message,
        "fingerprint": finding.fingerprint,
    }
