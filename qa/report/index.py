"""The run's first page: what was made and how, every article, and all findings to search, filter and follow into the articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from qa.checks.registry import checks as registered
from qa.findings import SEVERITIES
from qa.report.assets import asset, environment, policy
from qa.report.records import COMPACT_NOTE, ArticleSummary, RunReport, Stamp
from qa.report.safe import clipped, compact_json, one_line, page_address
from qa.report.words import OUTCOME_WORDS, STATUS_WORDS, check_words, value_words
from translations.files import whole_file

STYLE = ("base.css", "index.css")
SCRIPT = ("base.js", "index.js")
# Beyond this the page would be heavier than a desk's browser likes (about 300 bytes a finding); the tables hold all.
MAX_FINDINGS = 50_000
CHUNK = 500  # findings a script block: read only when they are to be shown or searched
GROUP_ROWS = 25  # findings a check that stand in the page without script
MAX_WORDS = 160  # characters quoted from a side, a value or a message
_TEXTS = ("source_words", "target_words", "source_value", "target_value", "message")
MAX_TERMS = 200  # glossary terms listed, those with an unmet or uneven form first


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


def write_index(folder: Path, run: RunReport, stamp: Stamp) -> None:
    """Write `index.html` from the run's tables in `folder` (they must be there), streamed, whole or not at all."""
    findings = _findings(folder / "findings.parquet")
    style, script = asset(*STYLE), asset(*SCRIPT)
    done = [summary for summary in run.articles if summary.status == "done"]
    checks = _check_counts(folder / "findings.parquet")
    total = sum(count.total + count.closed for count in checks)
    stream = environment().get_template("index.html.j2").stream(
        style=style,
        script=script,
        policy=policy(style, script),
        run=run,
        stamp=stamp,
        compact_note=COMPACT_NOTE if run.compact else "",
        parameters=[(name, one_line(str(value))) for name, value in run.parameters.items() if value not in (None, "")],
        done=done,
        not_done=[(status, [a for a in run.articles if a.status == status]) for status in ("failed", "skipped")],
        severities=[(severity, sum(count.counts[severity] for count in checks)) for severity in SEVERITIES],
        checks=checks,
        total=total,
        shown=findings.height,
        groups=_groups(findings, done),
        terms=_terms(folder / "terms.parquet"),
        outcome_words=OUTCOME_WORDS,
        data=Markup(compact_json(_data(findings, done, run))),
        chunks=_chunks(findings),
        page=page_address,
        clip=clipped,
    )  # fmt: skip
    stream.enable_buffering(64)
    with whole_file(folder / "index.html") as part, part.open("wb") as file:
        stream.dump(file, encoding="utf-8", errors="replace")


def _findings(path: Path) -> pl.DataFrame:
    """What the page shows of the findings: worst first, then by check, then by article; at most MAX_FINDINGS."""
    # A finding about a whole sentence has no words of its own: the page shows the sentences.
    whole = pl.col("source_start").is_null() & pl.col("target_start").is_null()
    sentences = [
        pl.when(whole).then(sentence).otherwise(words).alias(words)
        for words, sentence in (("source_words", "source"), ("target_words", "target"))
    ]
    short = [pl.col(name).str.slice(0, MAX_WORDS) for name in _TEXTS]
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


def _check_counts(path: Path) -> list[CheckCount]:
    counted = pl.scan_parquet(path).group_by("check", "severity", "status").len().collect().sort("check", "severity", "status")
    found: dict[str, dict[str, int]] = {}
    closed: dict[str, int] = {}
    for check, severity, status, number in counted.iter_rows():
        found.setdefault(check, dict.fromkeys(SEVERITIES, 0))
        if status == "open":
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


def _data(findings: pl.DataFrame, done: list[ArticleSummary], run: RunReport) -> dict[str, Any]:
    """What the page reads at once: names, and a column each for what findings are filtered by."""
    checks = {check: number for number, check in enumerate(sorted(findings["check"].unique().to_list()))}
    articles = {a.id: number for number, a in enumerate(done)}
    return {
        "run": run.run_id,
        "articles": [[one_line(a.title_english or a.id), page_address(a.slug), a.language] for a in done],
        "checks": [[check, check_words(check), *value_words(check)] for check in checks],
        # A digit or a letter a finding: the severity's place in SEVERITIES, U+0100 + the check's number.
        "severity": "".join(str(SEVERITIES.index(severity)) for severity in findings["severity"]),
        "check": "".join(chr(0x100 + checks[check]) for check in findings["check"]),
        "article": [articles.get(article_id, -1) for article_id in findings["article_id"]],
        "number": findings["number"].to_list(),
        "status": {str(n): STATUS_WORDS[status] for n, status in enumerate(findings["status"]) if status != "open"},
        "chunk": CHUNK,
    }


def _chunks(findings: pl.DataFrame) -> Iterator[Markup]:
    """The findings' texts in blocks of JSON lines: a block is searched as it stands, and only the lines shown are parsed."""
    for piece in findings.select(_TEXTS).iter_slices(CHUNK):
        yield Markup("\n".join(compact_json([text or "" for text in row]) for row in piece.iter_rows()))


def _groups(findings: pl.DataFrame, done: list[ArticleSummary]) -> Iterator[tuple[str, int, list[dict[str, Any]]]]:
    """By check: how many findings, and the first of them as they stand in the page without script."""
    titles = {a.id: one_line(a.title_english or a.id) for a in done}
    for frame in findings.partition_by("check", maintain_order=True):
        rows = [
            {**row, "title": titles.get(row["article_id"], row["article_id"])}
            for row in frame.head(GROUP_ROWS).iter_rows(named=True)
        ]
        yield frame["check"][0], frame.height, rows


def _terms(path: Path) -> list[dict[str, Any]]:
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
    ordered = sorted(terms.values(), key=lambda t: (-t["unmet"], -len(t["forms"]), -t["met"], t["target"]))
    return ordered[:MAX_TERMS]
