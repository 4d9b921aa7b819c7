"""The run's tables: a row a translated segment, a row a finding, a row a glossary outcome; their schemas stand here.

Rows are collected in part files, one a work batch, and streamed into one file at the end, so memory does not grow with the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from qa.findings import STANDING
from qa.report.article_json import SCORE_DECIMALS
from qa.report.reading import numbered
from qa.report.records import ArticleReport, Stamp
from qa.report.safe import page_address, utf8
from translations.files import whole_file

Row = dict[str, Any]

_MADE = {"run_id": pl.String, "signature": pl.String}
TRANSLATIONS_SCHEMA = pl.Schema(
    {
        "article_id": pl.String,
        "segment_id": pl.String,
        "segment": pl.Int32,
        "line": pl.Int32,
        "line_class": pl.String,
        "start": pl.Int32,
        "end": pl.Int32,
        "source_lang": pl.String,
        "source": pl.String,
        "target": pl.String,
        "model": pl.String,
        "origin": pl.String,
        "score": pl.Float64,
        "finished": pl.Boolean,
        "loop": pl.Boolean,
        "terms_met": pl.Int32,
        "terms_unmet": pl.Int32,
        "errors": pl.Int32,
        "warnings": pl.Int32,
        "infos": pl.Int32,
        "title": pl.String,
        "outlet": pl.String,
        "published": pl.Date,
        "url": pl.String,
        "path": pl.String,
        **_MADE,
    }
)
FINDINGS_SCHEMA = pl.Schema(
    {
        "check": pl.String,
        "version": pl.Int32,
        "severity": pl.String,
        "status": pl.String,
        "decided": pl.String,
        "mqm": pl.String,
        "article_id": pl.String,
        "segment_id": pl.String,
        "line": pl.Int32,
        "column": pl.Int32,
        "end_column": pl.Int32,
        "path": pl.String,
        "number": pl.Int32,
        "page": pl.String,
        "message": pl.String,
        "source_value": pl.String,
        "target_value": pl.String,
        "source_start": pl.Int32,
        "source_end": pl.Int32,
        "target_start": pl.Int32,
        "target_end": pl.Int32,
        "source_words": pl.String,
        "target_words": pl.String,
        "source_lang": pl.String,
        "source": pl.String,
        "target": pl.String,
        "fingerprint": pl.String,
        **_MADE,
    }
)
TERMS_SCHEMA = pl.Schema(
    {
        "term": pl.String,
        "outcome": pl.String,
        "target": pl.String,
        "found": pl.String,
        "surface": pl.String,
        "article_id": pl.String,
        "segment_id": pl.String,
        "page": pl.String,
        "source_lang": pl.String,
        "reason": pl.String,
        "before": pl.String,
        "after": pl.String,
        "score_change": pl.Float64,
        **_MADE,
    }
)
ARTICLES_SCHEMA = pl.Schema(
    {
        "id": pl.String,
        "path": pl.String,
        "status": pl.String,
        "reason": pl.String,
        "slug": pl.String,
        "title": pl.String,
        "title_english": pl.String,
        "language": pl.String,
        "outlet": pl.String,
        "published": pl.String,
        "segments": pl.Int32,
        "left_out": pl.Int32,
        "errors": pl.Int32,
        "warnings": pl.Int32,
        "infos": pl.Int32,
        "terms_met": pl.Int32,
        "terms_unmet": pl.Int32,
    }
)
# Rows a group: a reader that takes a table in slices holds one group in memory, and so does the writer.
ROW_GROUP = 10_000
SCHEMAS = {"translations": TRANSLATIONS_SCHEMA, "findings": FINDINGS_SCHEMA, "terms": TERMS_SCHEMA}


def rows_of(name: str, reports: Sequence[ArticleReport], stamp: Stamp) -> Iterator[Row]:
    """The rows of one table ("translations", "findings" or "terms") for some articles, in the order of the text."""
    make = {"translations": _translations, "findings": _findings, "terms": _terms}[name]
    for report in reports:
        made = {"run_id": stamp.run_id, "signature": report.signature or stamp.signature}
        for row in make(report):
            yield {key: utf8(value) if isinstance(value, str) else value for key, value in row.items()} | made


def _translations(report: ArticleReport) -> Iterator[Row]:
    article = report.article
    classes = {line.number: line.cls for line in article.lines}
    for part in report.segments:
        segment, translation = part.segment, part.translation
        severities = [finding.severity for finding in part.findings if finding.status in STANDING]
        unmet = sum(outcome.outcome == "unmet" for outcome in part.outcomes)
        yield {
            "article_id": article.id,
            "segment_id": segment.id,
            "segment": segment.index,
            "line": segment.line,
            "line_class": classes.get(segment.line),
            "start": segment.start,
            "end": segment.end,
            "source_lang": article.language,
            "source": segment.text,
            "target": translation.text,
            "model": translation.model,
            "origin": translation.origin,
            "score": round(translation.score, SCORE_DECIMALS),
            "finished": translation.finished,
            "loop": translation.loop,
            "terms_met": len(part.outcomes) - unmet,
            "terms_unmet": unmet,
            "errors": severities.count("error"),
            "warnings": severities.count("warning"),
            "infos": severities.count("info"),
            "title": article.title,
            "outlet": article.outlet,
            "published": article.published,
            "url": article.url,
            "path": article.path,
        }


def _findings(report: ArticleReport) -> Iterator[Row]:
    for number, part, finding in numbered(report):
        source_start, source_end = finding.source_span or (None, None)
        target_start, target_end = finding.target_span or (None, None)
        start, end = finding.source_span or (0, len(part.segment.text))
        yield {
            "check": finding.check,
            "version": finding.version,
            "severity": finding.severity,
            "status": finding.status,
            "decided": finding.decided or None,
            "mqm": finding.mqm,
            "article_id": report.article.id,
            "segment_id": part.segment.id,
            "line": part.segment.line,
            # The place in the document as editors count it: columns from 1, in code points.
            "column": part.segment.start + start + 1,
            "end_column": part.segment.start + end + 1,
            "path": report.article.path,
            "number": number,
            "page": page_address(report.article.slug, f"f{number}"),
            "message": finding.message,
            "source_value": finding.source_value,
            "target_value": finding.target_value,
            "source_start": source_start,
            "source_end": source_end,
            "target_start": target_start,
            "target_end": target_end,
            "source_words": part.segment.text[source_start:source_end] if finding.source_span else None,
            "target_words": part.translation.text[target_start:target_end] if finding.target_span else None,
            "source_lang": report.article.language,
            "source": part.segment.text,
            "target": part.translation.text,
            "fingerprint": finding.fingerprint,
        }


def _terms(report: ArticleReport) -> Iterator[Row]:
    for part in report.segments:
        for outcome in part.outcomes:
            yield {
                "term": outcome.match.term_id,
                "outcome": outcome.outcome,
                "target": outcome.target,
                "found": outcome.found,
                "surface": outcome.match.surface,
                "article_id": report.article.id,
                "segment_id": part.segment.id,
                "page": page_address(report.article.slug, f"e{part.segment.index}"),
                "source_lang": report.article.language,
                "reason": outcome.reason,
                "before": outcome.before,
                "after": outcome.after,
                "score_change": round(outcome.score_change, SCORE_DECIMALS),
            }


def write_part(path: Path, name: str, rows: Iterable[Row]) -> None:
    """Write one batch's rows of a table as a part file, whole or not at all."""
    frame = pl.DataFrame(list(rows), schema=SCHEMAS[name], orient="row")
    with whole_file(path) as part:
        frame.write_parquet(part)


def join_parts(folder: Path, name: str, target: Path) -> None:
    """Stream a table's part files, in the order of their names, into one parquet file (an empty table where there are none)."""
    parts = sorted(folder.glob(f"{name}-*.parquet"))
    frame = pl.scan_parquet(parts) if parts else pl.LazyFrame(schema=(SCHEMAS | {"articles": ARTICLES_SCHEMA})[name])
    with whole_file(target) as whole:
        frame.sink_parquet(whole, maintain_order=True, row_group_size=ROW_GROUP)
