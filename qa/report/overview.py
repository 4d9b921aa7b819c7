"""What the run's page counts and shows, read from the run's tables: worst findings, findings by check, terms and their forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from qa.checks.registry import checks as registered
from qa.findings import SEVERITIES, STANDING
from qa.report.words import OUTCOME_WORDS

# Beyond this the page would be heavier than a desk's browser likes (about 300 bytes a finding); the tables hold all.
MAX_FINDINGS = 50_000
MAX_WORDS = 160  # characters quoted from a side, a value or a message
MAX_TERMS = 200  # glossary terms listed, those with an unmet or uneven form first
TEXTS = ("source_words", "target_words", "source_value", "target_value", "message")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCount:
    """Open findings of one check by severity, and its widths in the chart (hundredths of the widest)."""

    check: str
    counts: dict[str, int]
    closed: int
    summary: str
    bars: tuple[tuple[str, float, float], ...]

    @property
    def total(self) -> int:
        """All open findings of the check."""
        return sum(self.counts.values())


def worst_findings(path: Path) -> pl.DataFrame:
    """What the page shows of the findings: worst first, then by check, then by article; at most MAX_FINDINGS."""
    # A finding about a whole sentence has no words of its own: the page shows the sentences.
    whole = pl.col("source_start").is_null() & pl.col("target_start").is_null()
    sentences = [
        pl.when(whole).then(sentence).otherwise(words).alias(words)
        for words, sentence in (("source_words", "source"), ("target_words", "target"))
    ]
    short = [pl.col(name).str.slice(0, MAX_WORDS) for name in TEXTS]
    frames: list[pl.DataFrame] = []
    left = MAX_FINDINGS
    for severity in SEVERITIES:
        frame = (
            pl.scan_parquet(path)
            .filter(pl.col("severity") == severity)
            .with_columns(sentences)
            .select("check", "severity", "status", "article_id", "page", "number", "source_lang", *short)
            .head(left)
            .collect()
            .sort("check", maintain_order=True)
        )
        frames.append(frame)
        left -= frame.height
    return pl.concat(frames)


def check_counts(path: Path) -> list[CheckCount]:
    """Findings by check, the check with the most errors first."""
    counted = pl.scan_parquet(path).group_by("check", "severity", "status").len().collect().sort("check", "severity", "status")
    found: dict[str, dict[str, int]] = {}
    closed: dict[str, int] = {}
    for check, severity, status, number in counted.iter_rows():
        found.setdefault(check, dict.fromkeys(SEVERITIES, 0))
        if status in STANDING:
            found[check][severity] += number
        else:
            closed[check] = closed.get(check, 0) + number
    widest = max((sum(counts.values()) for counts in found.values()), default=0) or 1
    summaries = {check.id: check.summary for check in registered()}
    ordered = sorted(found.items(), key=lambda item: (*(-item[1][severity] for severity in SEVERITIES), item[0]))
    return [
        CheckCount(
            check=check,
            counts=counts,
            closed=closed.get(check, 0),
            summary=summaries.get(check, ""),
            bars=tuple(_bars(counts, widest)),
        )
        for check, counts in ordered
    ]


def _bars(counts: dict[str, int], widest: int) -> Iterator[tuple[str, float, float]]:
    at = 0.0
    for severity in SEVERITIES:
        if counts[severity]:
            width = max(round(100 * counts[severity] / widest, 2), 0.8)
            yield severity, round(at, 2), width
            at += width


def outcomes(path: Path) -> list[tuple[str, int]]:
    """How often each outcome of a glossary term was reached, in the order of the words for them; outcomes of no term left out."""
    counted = dict(pl.scan_parquet(path).group_by("outcome").len().collect().iter_rows())
    return [(words, counted[outcome]) for outcome, words in OUTCOME_WORDS.items() if outcome in counted]


def term_forms(path: Path) -> list[dict[str, Any]]:
    """Glossary terms found in the run: how often the English has an approved form, and in which forms."""
    counted = (
        pl.scan_parquet(path)
        .with_columns(form=pl.when(pl.col("found") != "").then("found").otherwise(pl.lit("")))
        .group_by("term", "target", "surface", "source_lang", "outcome", "form", maintain_order=False)
        .len()
        .collect()
        .sort("term", "surface", "outcome", "form")
    )
    terms: dict[str, dict[str, Any]] = {}
    for row in counted.iter_rows(named=True):
        term = terms.setdefault(
            row["term"],
            {"target": row["target"], "surface": row["surface"], "lang": row["source_lang"], "met": 0, "unmet": 0, "forms": {}},
        )
        term["unmet" if row["outcome"] == "unmet" else "met"] += row["len"]
        if row["form"]:
            term["forms"][row["form"]] = term["forms"].get(row["form"], 0) + row["len"]
    for term in terms.values():
        term["forms"] = dict(sorted(term["forms"].items(), key=lambda form: (-form[1], form[0])))
    ordered = sorted(terms.values(), key=lambda t: (-t["unmet"], -len(t["forms"]), -t["met"], t["target"]))
    return ordered[:MAX_TERMS]
