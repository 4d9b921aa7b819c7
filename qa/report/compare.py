"""Two runs side by side: English that changed, findings that came, went or were decided on, articles that only one has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

import polars as pl
from markupsafe import Markup

from qa.report.assets import asset, environment, policy
from qa.report.safe import clipped, visible
from qa.report.words import count
from translations.errors import InputNotFound

STYLE = ("base.css", "diff.css")
SCRIPT = ("base.js",)
SHOWN = 2_000  # changed segments on the page; `--format jsonl` has all
MARKED_WORDS = 400  # words of a side; marking what changed in more takes time by their square
MAX_TEXT = 4_000  # characters of a side shown

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


def comparison_page(comparison: Comparison) -> str:
    """The comparison as one self-contained HTML page."""
    style, script = asset(*STYLE), asset(*SCRIPT)
    shown = comparison.segments[:SHOWN]
    return environment().get_template("diff.html.j2").render(
        style=style,
        script=script,
        policy=policy(style, script),
        comparison=comparison,
        shown=[(segment, *marked_words(segment.before or "", segment.after or "")) for segment in shown],
        more=len(comparison.segments) - len(shown),
        clip=clipped,
        most=MAX_TEXT,
    ) + "\n"  # fmt: skip


def marked_words(before: str, after: str) -> tuple[Markup, Markup]:
    """Both texts as HTML, words that only one has in `<del>` and `<ins>`; long texts are not compared word by word."""
    old, new = before.split(), after.split()
    if before == after or max(len(old), len(new)) > MARKED_WORDS:
        return Markup.escape(visible(clipped(before, MAX_TEXT))), Markup.escape(visible(clipped(after, MAX_TEXT)))
    left, right = [], []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(_words(old[i:j], "" if what == "equal" else "del"))
        right.append(_words(new[k:m], "" if what == "equal" else "ins"))
    return Markup(" ").join(filter(None, left)), Markup(" ").join(filter(None, right))


def _words(words: list[str], tag: str) -> Markup:
    text = visible(" ".join(words))
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), text) if tag and text else Markup.escape(text)


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
