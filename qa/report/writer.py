"""Writes a run's folder: articles batch by batch, tables and index at the end. Every file appears whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl

from qa.report.article_json import SCHEMA, article_record, stamp_record
from qa.report.exports import write_bundle, write_exports, write_memories
from qa.report.index import write_index
from qa.report.markdown import article_markdown
from qa.report.page import article_page
from qa.report.records import ArticleReport, ArticleSummary, RunReport, Stamp
from qa.report.rows import SavedRows
from qa.report.safe import file_name, pretty_json
from qa.report.tables import SCHEMAS, join_parts, rows_of, write_part
from translations.errors import OutputError
from translations.files import sync_files, write_whole

PARTS = ".parts"
# Beyond this, listing every article in one file serves nobody: `articles.parquet` has them all.
MAX_LISTED = 10_000
MAX_BUNDLED = 10_000  # articles; a larger run makes no bundle.zip, which would double it


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Whatever cannot be written inside becomes an OutputError: a full disk also where polars meets it."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write into {folder}: {error.strerror or error}") from error
    except pl.exceptions.ComputeError as error:
        raise OutputError(f"cannot write into {folder}: {str(error).splitlines()[0]}") from error


class RunWriter:
    """Writes what a run leaves for its readers into `folder`; holds no article between batches, so memory stays flat.

    Batches may be written by several processes if each gives its own `batch` number: what is known stands in part files.
    Raises OutputError when the folder cannot be written.
    """

    def __init__(self, folder: Path, stamp: Stamp) -> None:
        self.folder, self.stamp = folder, stamp
        self._next = 0

    def write(self, reports: Sequence[ArticleReport], batch: int | None = None) -> None:
        """Write the articles of one work batch (`.md`, `.json`, `.html`) and its table rows; the same batch again replaces it.

        `batch` orders the batches in the tables; without it they are numbered as they come.
        """
        number = self._next if batch is None else batch
        self._next = number + 1
        with writing(self.folder):
            # Synced together at the end: one by one, waiting for the disk takes longer than making the pages.
            sync_files([path for report in reports for path in self._write_article(report)])
            for name in SCHEMAS:
                part = self.folder / PARTS / f"{name}-{number:08d}.parquet"
                write_part(part, name, rows_of(name, reports, self.stamp))

    def finish(self, run: RunReport) -> None:
        """Join the tables, write index, exports and archive, last `run.json` (a folder that holds it is complete)."""
        parts = self.folder / PARTS
        with writing(self.folder):
            for name in SCHEMAS:
                join_parts(parts, name, self.folder / f"{name}.parquet")
            write_index(self.folder, run, self.stamp)
            write_exports(self.folder, self.stamp)
            write_memories(self.folder, self.stamp)
            record = pretty_json(run_record(run, self.stamp))
            if run.tally.articles <= MAX_BUNDLED:
                write_bundle(self.folder, {"run.json": record})
            # Only now may what a resumed run would need go: whoever dies before this line loses nothing.
            write_whole(self.folder / "run.json", record)
            shutil.rmtree(parts, ignore_errors=True)

    def summaries(self) -> SavedRows:
        """The rows of all articles so far, joined from the batches' part files into `articles.parquet`."""
        with writing(self.folder):
            target = self.folder / "articles.parquet"
            join_parts(self.folder / PARTS, "articles", target)
            return SavedRows(target)

    def _write_article(self, report: ArticleReport) -> list[Path]:
        """The article's files, whole, not yet synced."""
        base = self.folder / "articles" / file_name(report.article.slug)
        stamp = stamp_of(report, self.stamp)
        written = []
        # Appended, not with_suffix: a slug may hold a dot.
        for suffix, content in (
            (".md", article_markdown(report, stamp)),
            (".json", pretty_json(article_record(report, stamp))),
            (".html", article_page(report, stamp)),
        ):
            written.append(base.with_name(base.name + suffix))
            write_whole(written[-1], content, sync=False)
        return written


def stamp_of(report: ArticleReport, stamp: Stamp) -> Stamp:
    """The run's stamp with what made this article: in a run of several languages each article has its own model."""
    if not report.signature:
        return stamp
    return replace(stamp, signature=report.signature, models=report.models, compact=report.compact)


def run_record(run: RunReport, stamp: Stamp) -> dict[str, Any]:
    """The run as `run.json` holds it: the only file with times in it (the index shows them in one line)."""
    return {
        "schema": SCHEMA,
        **stamp_record(stamp),
        "headline": run.headline,
        "started": run.started.isoformat(timespec="seconds"),
        "finished": run.finished.isoformat(timespec="seconds"),
        "parameters": {name: _plain(value) for name, value in run.parameters.items()},
        "glossary_terms": run.glossary_terms,
        "totals": asdict(run.tally),
        # The first MAX_LISTED; `articles.parquet` holds every one.
        "articles": [_summary(summary) for summary in run.articles[:MAX_LISTED]],
        "timings": {name: round(seconds, 3) for name, seconds in run.timings.items()},
        "counters": dict(run.counters),
    }


def _summary(summary: ArticleSummary) -> dict[str, Any]:
    record = asdict(summary)
    record["file"] = file_name(summary.slug) if summary.status == "done" else None
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | bool | float | None):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)
