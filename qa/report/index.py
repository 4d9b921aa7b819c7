"""The run's first page: what was made and how, every article, and all findings to search, filter and follow into the articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from qa.findings import SEVERITIES
from qa.report.assets import asset, environment, policy
from qa.report.overview import TEXTS, check_counts, outcomes, term_forms, worst_findings
from qa.report.records import COMPACT_NOTE, ArticleSummary, RunReport, Stamp
from qa.report.safe import clipped, compact_json, language_tag, one_line, page_address
from qa.report.words import STATUS_WORDS, check_words, value_words
from translations.files import whole_file

STYLE = ("base.css", "index.css", "review.css")
SCRIPT = ("base.js", "review.js", "index.js")
CHUNK = 500  # findings a script block: read only when they are to be shown or searched
GROUP_ROWS = 25  # findings a check that stand in the page without script
MAX_ARTICLES = 2_000  # articles listed of each status; `articles.parquet` has all


@dataclass(frozen=True, slots=True)
class Listed:
    """The articles that the page names: the first of each status, and the titles of those that have a finding on the page."""

    done: list[ArticleSummary]
    not_done: list[tuple[str, int, list[ArticleSummary]]]
    cited: dict[str, ArticleSummary]


def write_index(folder: Path, run: RunReport, stamp: Stamp) -> None:
    """Write `index.html` from the run's tables in `folder` (they must be there), streamed, whole or not at all."""
    findings = worst_findings(folder / "findings.parquet")
    style, script = asset(*STYLE), asset(*SCRIPT)
    listed = _listed(run, set(findings["article_id"].unique()))
    checks = check_counts(folder / "findings.parquet")
    total = sum(count.total + count.closed for count in checks)
    stream = environment().get_template("index.html.j2").stream(
        style=style,
        script=script,
        policy=policy(style, script),
        run=run,
        stamp=stamp,
        compact_note=COMPACT_NOTE if run.compact else "",
        parameters=[(name, one_line(str(value))) for name, value in run.parameters.items() if value not in (None, "")],
        done=listed.done,
        done_total=run.tally.done,
        not_done=listed.not_done,
        severities=[(severity, sum(count.counts[severity] for count in checks)) for severity in SEVERITIES],
        checks=checks,
        total=total,
        shown=findings.height,
        groups=_groups(findings, listed),
        terms=term_forms(folder / "terms.parquet"),
        outcomes=outcomes(folder / "terms.parquet"),
        data=Markup(compact_json(_data(findings, listed, run))),
        chunks=_chunks(findings),
        page=page_address,
        memories=sorted({language_tag(a.language) for a in listed.done if a.segments}),
        clip=clipped,
    )  # fmt: skip
    stream.enable_buffering(64)
    with whole_file(folder / "index.html") as part, part.open("wb") as file:
        stream.dump(file, encoding="utf-8", errors="replace")


def _listed(run: RunReport, with_findings: set[str]) -> Listed:
    """One pass over the run's articles, which may lie in a file and be many."""
    first: dict[str, list[ArticleSummary]] = {"done": [], "failed": [], "skipped": []}
    cited: dict[str, ArticleSummary] = {}
    for summary in run.articles:
        if len(first[summary.status]) < MAX_ARTICLES:
            first[summary.status].append(summary)
        if summary.status == "done" and summary.id in with_findings:
            cited[summary.id] = summary
    tally = run.tally
    not_done = [("failed", tally.failed, first["failed"]), ("skipped", tally.skipped, first["skipped"])]
    return Listed(first["done"], not_done, cited)


def _data(findings: pl.DataFrame, listed: Listed, run: RunReport) -> dict[str, Any]:
    """What the page reads at once: names, and a column each for what findings are filtered by."""
    checks = {check: number for number, check in enumerate(sorted(findings["check"].unique().to_list()))}
    articles = {article_id: number for number, article_id in enumerate(listed.cited)}
    return {
        "run": run.run_id,
        "articles": [[one_line(a.title_english or a.id), page_address(a.slug), a.language] for a in listed.cited.values()],
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
    for piece in findings.select(TEXTS).iter_slices(CHUNK):
        yield Markup("\n".join(compact_json([text or "" for text in row]) for row in piece.iter_rows()))


def _groups(findings: pl.DataFrame, listed: Listed) -> Iterator[tuple[str, int, list[dict[str, Any]]]]:
    """By check: how many findings, and the first of them as they stand in the page without script."""
    titles = {a.id: one_line(a.title_english or a.id) for a in listed.cited.values()}
    for frame in findings.partition_by("check", maintain_order=True):
        rows = [
            {**row, "title": titles.get(row["article_id"], row["article_id"])}
            for row in frame.head(GROUP_ROWS).iter_rows(named=True)
        ]
        yield frame["check"][0], frame.height, rows
