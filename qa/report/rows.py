"""The summaries of a run's articles in a file: gone through as often as wanted, never all in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import overload

import polars as pl

from qa.report.records import ArticleSummary
from qa.report.safe import utf8
from qa.report.tables import ARTICLES_SCHEMA
from translations.files import whole_file

ROWS_AT_ONCE = 2_000  # about a megabyte


class SavedRows(Sequence[ArticleSummary]):
    """The rows of an `articles.parquet`, in order; each pass reads the file anew, a slice reads only what it needs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._length = int(pl.scan_parquet(path).select(pl.len()).collect().item())

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[ArticleSummary]:
        for start in range(0, self._length, ROWS_AT_ONCE):
            yield from self._read(start, ROWS_AT_ONCE)

    @overload
    def __getitem__(self, index: int) -> ArticleSummary: ...
    @overload
    def __getitem__(self, index: slice) -> list[ArticleSummary]: ...
    def __getitem__(self, index: int | slice) -> ArticleSummary | list[ArticleSummary]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._length)
            if step > 0:
                return self._read(start, max(0, stop - start))[::step]
            return [self[number] for number in range(start, stop, step)]
        number = index + self._length if index < 0 else index
        if not 0 <= number < self._length:
            raise IndexError(index)
        return self._read(number, 1)[0]

    def _read(self, start: int, count: int) -> list[ArticleSummary]:
        frame = pl.scan_parquet(self._path).slice(start, count).collect()
        return [ArticleSummary(**row) for row in frame.iter_rows(named=True)]


def write_rows(path: Path, summaries: Sequence[ArticleSummary]) -> None:
    """Write some summaries as a table of `ARTICLES_SCHEMA`, whole or not at all."""
    rows = [{key: utf8(value) if isinstance(value, str) else value for key, value in asdict(s).items()} for s in summaries]
    frame = pl.DataFrame(rows, schema=ARTICLES_SCHEMA, orient="row")
    with whole_file(path) as part:
        frame.write_parquet(part)
