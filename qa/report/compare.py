"""Two runs side by side: English that changed, findings that came, went or were decided on, articles that only one has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from qa.report.words import count
from translations.errors import InputNotFound

FindingChange = Literal["new", "gone", "decided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two runs: its id and what made its English."""

    run_id: str
    signature: str
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFinding:
    """A finding that only one of the runs has, or whose status differs (`before`, `after`; empty where it is not there)."""

    change: FindingChange
    check: str
    severity: str
    message: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSegment:
    """A segment with its English in both runs (None where a run does not have the segment) and what changed in its findings.

    `source_before` differs from `source` where the article itself has changed.
    """

    article_id: str
    segment_id: str
    language: str
    source: str
    source_before: str
    before: str | None
    after: str | None
    findings: tuple[ChangedFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs and all that differs, in the order of the later run's texts."""

    before: Side
    after: Side
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    segments: tuple[ChangedSegment, ...]
    same: int

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of changed English and of findings new, gone and decided on."""
        kinds = Counter(finding.change for segment in self.segments for finding in segment.findings)
        english = sum(segment.before != segment.after for segment in self.segments)
        return {"english": english, **{kind: kinds[kind] for kind in ("new", "gone", "decided")}}

    @property
    def headline(self) -> str:
        """The comparison in one line."""
        counts = self.counts
        english = f"{count(counts['english'], 'sentence')} with other English, {self.same:,} with the same"
        return f"{english}; {count(counts['new'], 'new finding')}, {counts['gone']:,} gone, {counts['decided']:,} decided on"


def compare(before: Path, after: Path) -> Comparison:
    """The comparison of two finished runs by their folders; segments are joined by id. Raises InputNotFound."""
    sides = _side(before), _side(after)
    try:
        return _compare(before, after, sides)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputNotFound(f"The tables of {before} or {after} cannot be read.") from error


def _compare(before: Path, after: Path, sides: tuple[Side, Side]) -> Comparison:
    joined = _texts(before).join(_texts(after), on="segment_id", how="full", suffix="_after", coalesce=True)
    texts = joined.collect().sort("order_after", "order", nulls_last=True)
    findings = _findings(before, after)
    articles = [set(texts[column].drop_nulls().to_list()) for column in ("article_id", "article_id_after")]
    changed, same = [], 0
    for row in texts.iter_rows(named=True):
        found = findings.get(row["segment_id"], ())
        if row["target"] == row["target_after"] and row["source"] == row["source_after"]:
            same += 1
            if not found:
                continue
        changed.append(_segment(row, found))
    return Comparison(
        before=sides[0],
        after=sides[1],
        only_before=tuple(sorted(articles[0] - articles[1])),
        only_after=tuple(sorted(articles[1] - articles[0])),
        segments=tuple(changed),
        same=same,
    )


def changes(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """The comparison as rows: article, segment, change (`english`, `source`, `finding new`, …), check and both sides."""
    for segment in comparison.segments:
        place = {"article": segment.article_id, "segment": segment.segment_id}
        if segment.source_before != segment.source:
            yield {**place, "change": "source", "check": "", "before": segment.source_before, "after": segment.source}
        if segment.before != segment.after:
            yield {**place, "change": "english", "check": "", "before": segment.before or "", "after": segment.after or ""}
        for finding in segment.findings:
            row = {"check": finding.check, "before": finding.before, "after": finding.after}
            yield {
                **place,
                "change": f"finding {finding.change}",
                **row,
                "severity": finding.severity,
                "message": finding.message,
            }


def _texts(folder: Path) -> pl.LazyFrame:
    columns = ("segment_id", "article_id", "source_lang", "source", "target")
    return pl.scan_parquet(folder / "translations.parquet").select(columns).with_row_index("order")


def _segment(row: dict[str, Any], findings: tuple[ChangedFinding, ...]) -> ChangedSegment:
    source = row["source_after"] if row["source_after"] is not None else row["source"]
    return ChangedSegment(
        article_id=row["article_id_after"] or row["article_id"],
        segment_id=row["segment_id"],
        language=row["source_lang_after"] or row["source_lang"] or "",
        source=source,
        source_before=row["source"] if row["source"] is not None else source,
        before=row["target"],
        after=row["target_after"],
        findings=findings,
    )


def _findings(before: Path, after: Path) -> dict[str, tuple[ChangedFinding, ...]]:
    """By segment id: findings only one run has (a finding is known by its fingerprint; equal ones are counted), or decided on."""
    key = ["segment_id", "fingerprint", "nth"]
    tables = [
        pl.scan_parquet(folder / "findings.parquet")
        .select("segment_id", "fingerprint", "check", "severity", "status", "message")
        .with_row_index("order")
        .with_columns(nth=pl.int_range(pl.len()).over("segment_id", "fingerprint"))
        for folder in (before, after)
    ]
    joined = tables[0].join(tables[1], on=key, how="full", suffix="_after", coalesce=True)
    differs = joined.filter(pl.col("status").ne_missing(pl.col("status_after"))).collect()
    found: dict[str, list[ChangedFinding]] = {}
    for row in differs.sort("order", "order_after", nulls_last=True).iter_rows(named=True):
        old, new = row["status"], row["status_after"]
        change: FindingChange = "new" if old is None else "gone" if new is None else "decided"
        end = "_after" if old is None else ""
        found.setdefault(row["segment_id"], []).append(
            ChangedFinding(
                change=change, check=row[f"check{end}"], severity=row[f"severity{end}"], message=row[f"message{end}"],
                before=old or "", after=new or "",
            )
        )  # fmt: skip
    return {segment: tuple(changed) for segment, changed in found.items()}


def _side(folder: Path) -> Side:
    try:
        record = json.loads((folder / "run.json").read_bytes())
        return Side(run_id=str(record["run_id"]), signature=str(record["signature"]), headline=str(record["headline"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputNotFound(f"{folder} holds no finished run.") from error
