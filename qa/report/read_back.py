"""An article's JSON record back into the report it was made from, so that its files can be made again with later decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from glossary.terms import TermMatch, TermOutcome
from qa.findings import Finding
from qa.quantities.records import Quantity, Value
from qa.report.records import ArticleReport, SegmentReport, Stamp
from translations.records import Article, Hypothesis, Line, Segment, Translation

# Quantities whose values are words or ISO 8601, not numbers.
_IN_WORDS = frozenset({"date", "time", "weekday", "designation"})


def read_back(record: Mapping[str, Any]) -> tuple[ArticleReport, Stamp]:
    """The report and the stamp of an article's record (`article_json.article_record`), which makes the same record of them.

    Raises KeyError, TypeError or ValueError for anything that is no such record. Tokens of hypotheses are not in it.
    """
    made = {"models": tuple(record["models"]), "compact": record["compact_model"] is not None, "signature": record["signature"]}
    article = _article(record["article"])
    report = ArticleReport(article=article, segments=tuple(_segment(part, article.id) for part in record["segments"]), **made)
    stamp = Stamp(
        run_id=record["run_id"], glossary_version=record["glossary_version"], code_version=record["code_version"], **made
    )
    return report, stamp


def _article(record: Mapping[str, Any]) -> Article:
    given = dict(record)
    published = given.pop("published")
    lines = tuple(
        Line(number=line["number"], cls=line["class"], text=line["text"], reason=line["reason"]) for line in given.pop("lines")
    )
    return Article(published=date.fromisoformat(published) if published else None, lines=lines, **given)


def _segment(record: Mapping[str, Any], article_id: str) -> SegmentReport:
    segment = Segment(
        article_id=article_id,
        index=record["index"],
        line=record["line"],
        start=record["start"],
        end=record["end"],
        text=record["source"],
    )
    return SegmentReport(
        segment=segment,
        translation=_translation(record["translation"], segment.id),
        outcomes=tuple(_outcome(term, segment.id) for term in record["terms"]),
        source_quantities=tuple(_quantity(each) for each in record["source_quantities"]),
        target_quantities=tuple(_quantity(each) for each in record["target_quantities"]),
        findings=tuple(_finding(each) for each in record["findings"]),
    )


def _translation(record: Mapping[str, Any], segment_id: str) -> Translation:
    given = dict(record)
    others = tuple(
        Hypothesis(tokens=(), text=other["text"], score=_score(other["score"]), finished=other["finished"])
        for other in given.pop("alternatives")
    )
    return Translation(segment_id=segment_id, alternatives=others, score=_score(given.pop("score")), **given)


def _score(score: float | None) -> float:
    return float("-inf") if score is None else score


def _outcome(record: Mapping[str, Any], segment_id: str) -> TermOutcome:
    given = dict(record)
    place = {name: given.pop(name) for name in ("start", "end", "surface", "prefix", "variant")}
    span = given.pop("target_span")
    return TermOutcome(
        segment_id=segment_id,
        match=TermMatch(term_id=given.pop("term"), **place),
        target_span=(span[0], span[1]) if span else None,
        score_change=_score(given.pop("score_change")),
        **given,
    )


def _quantity(record: Mapping[str, Any]) -> Quantity:
    given = dict(record)
    del given["shown"]
    for name in ("low", "high"):
        given[name] = None if given[name] is None else Decimal(given[name])
    given["value"] = _value(given["kind"], given["value"])
    given["readings"] = tuple(_value(given["kind"], reading) for reading in given["readings"])
    return Quantity(**given)


def _value(kind: str, value: str) -> Value:
    if kind in _IN_WORDS:
        return value
    try:
        return Fraction(value) if "/" in value else Decimal(value)
    except ArithmeticError:
        return value


def _finding(record: Mapping[str, Any]) -> Finding:
    given = dict(record)
    del given["number"]
    given["decided"] = given["decided"] or ""
    for name in ("source_span", "target_span"):
        given[name] = tuple(given[name]) if given[name] else None
    return Finding(**given)
