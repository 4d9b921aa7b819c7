"""A finished run in short, for the Prefect UI: its final state, a Markdown summary, a table, and the first translations.

Everything is read from the run's own tables, so what the UI shows is what the files say, and a large run costs no memory. Article
text is hostile: it stands escaped wherever Markdown or HTML is made of it, and is cut to bounds that are said where it was cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from qa.findings import SEVERITIES, STANDING
from qa.report.records import COMPACT_NOTE, ArticleSummary, RunReport, Tally
from qa.report.safe import direction, language_tag, markdown, one_line, page_address
from qa.report.words import SEVERITY_WORDS, check_words

# Prefect stores larger ones, but its lists of artifacts load every one of them whole.
MAX_MARKDOWN_BYTES = 200_000
MAX_TABLE_ROWS = 500
WORST_FINDINGS = 20
FIRST_ARTICLES = 20
LISTED_FAILURES = 50
QUOTED_CHARACTERS = 600
NAME_CHARACTERS = 300
CELL_CHARACTERS = 40  # the table shows five columns, and nothing wraps


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: the kind of Prefect state, its name, and the message beside it."""

    kind: Literal["completed", "failed"]
    name: str
    message: str


def outcome(run: RunReport, *, strict: bool, held: int = 0) -> Outcome:
    """The final state, as the exit codes of `dragoman translate` have it.

    A run that delivered something is completed, and its name says what is wrong with it, because its results are there to be
    read; it has failed when nothing was delivered, or when error findings were not allowed. `held` articles wait for a person.
    """
    failed, done, with_errors = run.tally.failed, run.tally.done, run.tally.with_errors
    if failed and not done:
        return Outcome(kind="failed", name="Failed", message=f"{run.headline}: no article could be translated")
    if strict and with_errors:
        return Outcome(kind="failed", name="FailedStrict", message=f"{run.headline}; error findings fail a strict run")
    if held:
        waiting = f"{held} article{' waits' if held == 1 else 's wait'} for review"
        return Outcome(kind="completed", name="AwaitingReview", message=f"{run.headline}; {waiting}")
    if failed:
        return Outcome(kind="completed", name="CompletedWithFailures", message=run.headline)
    if with_errors:
        return Outcome(kind="completed", name="CompletedWithFindings", message=run.headline)
    return Outcome(kind="completed", name="Completed", message=run.headline)


def findings(folder: Path, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` standing findings (neither waived nor fixed) of a run, worst first, then in the order of the text."""
    import polars as pl

    table = pl.scan_parquet(folder / "findings.parquet").filter(pl.col("status").is_in(sorted(STANDING)))
    rows: list[dict[str, Any]] = []
    for severity in SEVERITIES:
        if len(rows) < limit:
            found = table.filter(pl.col("severity") == severity).head(limit - len(rows)).collect()
            rows.extend(found.to_dicts())
    return rows


def table_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Findings as the rows of a table: severity, check, article, source, target; texts cut to what a cell can show."""
    return [
        {
            "severity": SEVERITY_WORDS.get(row["severity"], row["severity"]),
            "check": row["check"],
            "article": _cut(row["article_id"], NAME_CHARACTERS),
            "source": _cut(row["source_words"] or row["source"], CELL_CHARACTERS),
            "target": _cut(row["target_words"] or row["target"], CELL_CHARACTERS),
        }
        for row in rows
    ]


def report_markdown(
    run: RunReport, worst: Iterable[Mapping[str, Any]], folder: Path, address: str, held: Sequence[tuple[str, str]] = ()
) -> str:
    """The run's summary: headline, figures, articles held (id and reason) and failed, worst findings; `address` is the run's
    page, ending in a slash.
    """
    return _bounded([*_head(run, folder, address), *_held(held), *_failures(run.articles, run.tally), *_worst(worst, address)])


def _held(held: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not held:
        return
    yield "## Waiting for review"
    yield "Decide in the result pages. Decisions that a page exported are applied by the flow `apply-review`."
    lines = [f"- {markdown(_cut(article, NAME_CHARACTERS))}: {markdown(reason)}" for article, reason in held[:LISTED_FAILURES]]
    more = len(held) - len(lines)
    yield "\n".join([*lines, *([f"- … and {more:,} more"] if more else [])])


def _head(run: RunReport, folder: Path, address: str) -> Iterator[str]:
    yield f"# {markdown(run.headline)}"
    if run.compact:
        yield f"*{COMPACT_NOTE.capitalize()}.*"
    yield f"**[Read the articles and the full report]({address})**"
    sums = run.tally
    figures = {
        "Articles translated": sums.done,
        "Articles failed": sums.failed,
        "Articles skipped": sums.skipped,
        "Segments": sums.segments,
        "Error findings": sums.errors,
        "Warnings": sums.warnings,
        "Notes": sums.infos,
        "Glossary terms in an approved form": f"{sums.terms_met:,} of {sums.terms_met + sums.terms_unmet:,}",
    }
    counted = run.counters
    if "segments_translated" in counted:
        figures["Segments translated now"] = counted["segments_translated"]
        figures["Segments known from before"] = counted.get("segments_from_cache", 0)
    if counted.get("batches_resumed"):
        figures["Batches done before this run was interrupted"] = f"{counted['batches_resumed']:,} of {counted['batches']:,}"
    lines = [f"| {name} | {figure if isinstance(figure, str) else f'{figure:,}'} |" for name, figure in figures.items()]
    yield "\n".join(["| | |", "|---|---:|", *lines])
    yield f"Run: {markdown(run.run_id)}  \nFiles: {markdown(str(folder))}  \nModels: {markdown(', '.join(run.models) or 'none')}"


def _failures(articles: Iterable[ArticleSummary], sums: Tally) -> Iterator[str]:
    for status, heading in (("failed", "Failed"), ("skipped", "Skipped")):
        concerned = list(islice((article for article in articles if article.status == status), LISTED_FAILURES + 1))
        if not concerned:
            continue
        yield f"## {heading}"
        lines = [
            f"- {markdown(_cut(a.path or a.id, NAME_CHARACTERS))}: {markdown(_cut(a.reason, QUOTED_CHARACTERS))}"
            for a in concerned
        ]
        more = getattr(sums, status) - LISTED_FAILURES
        yield "\n".join([*lines[:LISTED_FAILURES], *([f"- … and {more:,} more, all in the full report"] if more > 0 else [])])


def _worst(rows: Iterable[Mapping[str, Any]], address: str) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        if number == 1:
            yield "## Look at these first"
        heading = f"{SEVERITY_WORDS.get(row['severity'], row['severity'])} · {check_words(row['check'])}"
        values = [
            f"{side}: {markdown(_cut(value, NAME_CHARACTERS))}"
            for side, value in (("the source says", row["source_value"]), ("the English says", row["target_value"]))
            if value
        ]
        article = markdown(_cut(row["article_id"], NAME_CHARACTERS))
        yield "\n\n".join(
            [
                f"### {number}. {markdown(heading)}",
                markdown(_cut(row["message"], QUOTED_CHARACTERS)) + (f" ({'; '.join(values)})" if values else ""),
                _quoted(row["source"], row["source_lang"]),
                markdown(_cut(row["target"], QUOTED_CHARACTERS)) or "(no English)",
                f"[{article}]({address}{row['page']})",
            ]
        )


def translated_markdown(run: RunReport, folder: Path, address: str) -> str:
    """The first articles as source and English side by side, each but the first folded away behind its headline."""
    import polars as pl

    done = run.tally.done
    shown = list(islice((article for article in run.articles if article.status == "done"), FIRST_ARTICLES))
    columns = ["article_id", "source_lang", "source", "target"]
    table = pl.scan_parquet(folder / "translations.parquet").select(columns)
    blocks = [f"# {markdown(run.headline)}"]
    if run.compact:
        blocks.append(f"*{COMPACT_NOTE.capitalize()}.*")
    if done > len(shown):
        blocks.append(f"The first {len(shown)} of {done:,} articles; [all are in the full report]({address}).")
    room = MAX_MARKDOWN_BYTES // max(1, len(shown)) - 2_000
    for number, article in enumerate(shown):
        pairs = table.filter(pl.col("article_id") == article.id).collect().iter_rows(named=True)
        blocks.append(_article(article, pairs, address, room, unfolded=number == 0))
    return _bounded(blocks)


def _article(article: ArticleSummary, pairs: Iterable[Mapping[str, Any]], address: str, room: int, *, unfolded: bool) -> str:
    """One HTML block (no empty line in it, or Markdown would take over) of about `room` bytes at most."""
    title = _cut(article.title_english or article.title or article.id, NAME_CHARACTERS)
    lines = [f"<details{' open' if unfolded else ''}><summary>{_html(title)}</summary>"]
    link = escape(address + page_address(article.slug), quote=True)
    for pair in pairs:
        tag, way = language_tag(pair["source_lang"] or ""), direction(pair["source_lang"] or "")
        block = [
            f'<div dir="{way}" lang="{tag}">{_html(pair["source"])}</div>',
            f"<p>{_html(pair['target']) or '(no English)'}</p>",
        ]
        room -= sum(len(line.encode("utf-8", "replace")) + 1 for line in block)
        if room < 0:
            lines.append("<div>… the rest is on its page</div>")
            break
        lines.extend(block)
    return "\n".join([*lines, f'<div><a href="{link}">Open the article\'s page</a></div>', "</details>"])


def _quoted(text: str, language: str) -> str:
    shown = _html(_cut(text, QUOTED_CHARACTERS))
    return f'<div dir="{direction(language or "")}" lang="{language_tag(language or "")}">{shown}</div>'


def _html(text: str) -> str:
    """One line of HTML that shows exactly the text; brackets too are entities, for readers that look for Markdown inside HTML."""
    return escape(one_line(text)).replace("[", "&#91;").replace("]", "&#93;").replace("`", "&#96;")


def _cut(text: str, limit: int) -> str:
    line = one_line(text)
    return line if len(line) <= limit else line[:limit].rstrip() + " …"


def _bounded(blocks: Iterable[str]) -> str:
    """The blocks that fit, whole ones only; the last line says so if some do not."""
    end = "… more in the full report"
    room = MAX_MARKDOWN_BYTES - len(end.encode()) - 2
    kept: list[str] = []
    for block in blocks:
        room -= len(block.encode("utf-8", "replace")) + 2
        if room < 0:
            kept.append(end)
            break
        kept.append(block)
    return "\n\n".join(kept).encode("utf-8", "replace").decode("utf-8") + "\n"
