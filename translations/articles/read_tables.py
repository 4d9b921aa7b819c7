"""Articles from JSON lines, CSV and Parquet, one row at a time: a bad row is one error, the others go on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from translations.articles.raw_document import Document, from_fields
from translations.articles.sources import JSONL_SUFFIXES, InputFile
from translations.errors import ArticleUnreadable

Row = tuple[int, dict[str, Any] | ArticleUnreadable]

MAX_JSON_LINE_BYTES = 10_000_000  # an article is rarely over 100 kB; a 50 MB line is a broken export
MAX_CSV_ROW_BYTES = MAX_JSON_LINE_BYTES
ROWS_AT_ONCE = 256  # Parquet rows in memory at a time


def read_rows(item: InputFile) -> Iterator[Document | ArticleUnreadable]:
    """The documents of a `.jsonl`, `.ndjson`, `.csv` or `.parquet` file in order, with an error in the place of each bad row."""
    suffix = item.path.suffix.lower()
    read = _json_lines if suffix in JSONL_SUFFIXES else _csv_rows if suffix == ".csv" else _parquet_rows
    for row, fields in read(item):
        if isinstance(fields, ArticleUnreadable):
            yield fields
            continue
        try:
            yield from_fields(item.name, row, fields)
        except ArticleUnreadable as error:
            yield error


def _json_lines(item: InputFile) -> Iterator[Row]:
    try:
        with item.path.open("rb") as stream:
            number = 0
            while raw := stream.readline(MAX_JSON_LINE_BYTES + 1):
                number += 1
                if len(raw) > MAX_JSON_LINE_BYTES and not raw.endswith(b"\n"):
                    limit = MAX_JSON_LINE_BYTES // 1_000_000
                    yield number, ArticleUnreadable(item.name, f"the line is longer than {limit} MB.", row=number)
                    while raw and not raw.endswith(b"\n"):
                        raw = stream.readline(MAX_JSON_LINE_BYTES)
                    continue
                if number == 1:
                    raw = raw.removeprefix(b"\xef\xbb\xbf")
                if raw.strip():
                    yield number, _json_object(raw, item.name, number)
            if number == 0:
                yield 1, ArticleUnreadable(item.name, "the file is empty.")
    except OSError as error:
        yield 0, ArticleUnreadable(item.name, f"cannot be read ({error.strerror or error}).")


def _json_object(raw: bytes, name: str, number: int) -> dict[str, Any] | ArticleUnreadable:
    try:
        value = json.loads(raw)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "not UTF-8 text or nested too deep"
        return ArticleUnreadable(name, f"broken JSON ({reason}).", row=number)
    if not isinstance(value, dict):
        return ArticleUnreadable(name, 'a line must be an object such as {"id": "1", "text": "…"}.', row=number)
    return value


class _RowTooLong(Exception):
    """A row goes on and on: a quotation mark was opened and never closed, or the file is no CSV."""


class _Lines:
    """The lines of a CSV file as the reader takes them; a row may have as many as fit its limit. Bytes that are no UTF-8 stay."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._room = stream, MAX_CSV_ROW_BYTES

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(self._room + 1)
        self._room -= len(raw)
        if self._room < 0:
            raise _RowTooLong
        if not raw:
            raise StopIteration
        return raw.decode("utf-8", "surrogateescape")

    def row_ended(self) -> None:
        """The next line begins a row."""
        self._room = MAX_CSV_ROW_BYTES


def _csv_rows(item: InputFile) -> Iterator[Row]:
    """Row by row, all columns as text: an id such as 007 must stay 007. Row 1 is the header, as an editor shows it."""
    csv.field_size_limit(MAX_CSV_ROW_BYTES)  # of the whole process; its own default of 128 KB is less than a long article
    number = 1
    try:
        with item.path.open("rb") as stream:
            lines = _Lines(stream)
            rows = csv.reader(lines, strict=True)
            header = _header(next(rows, None), item)
            lines.row_ended()
            while True:
                number += 1
                try:
                    cells = next(rows)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield number, ArticleUnreadable(item.name, f"the row is no CSV ({error}).", row=number)
                else:
                    if cells:
                        yield number, _csv_fields(header, cells, item, number)
                lines.row_ended()
    except ArticleUnreadable as error:
        yield 1, error
    except OSError as error:
        yield 0, ArticleUnreadable(item.name, f"cannot be read ({error.strerror or error}).")
    except _RowTooLong:
        limit = MAX_CSV_ROW_BYTES // 1_000_000
        reason = (
            f"this row is longer than {limit} MB (a quotation mark that is not closed?); it and all rows after it are not read."
        )
        yield number, ArticleUnreadable(item.name, reason, row=number)
    except csv.Error as error:
        yield 1, ArticleUnreadable(item.name, f"is no readable csv table ({error}).", row=1)


def _header(cells: list[str] | None, item: InputFile) -> list[str]:
    if cells is None:
        raise ArticleUnreadable(item.name, "the file is empty.", row=1)
    names = [cell.removeprefix("\ufeff") if place == 0 else cell for place, cell in enumerate(cells)]
    if any(_no_utf8(name) for name in names):
        raise ArticleUnreadable(item.name, "is not UTF-8 text.", row=1)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ArticleUnreadable(item.name, f"is no readable csv table (two columns are called {twice[0]!r}).", row=1)
    return names


def _csv_fields(header: list[str], cells: list[str], item: InputFile, number: int) -> dict[str, Any] | ArticleUnreadable:
    if len(cells) > len(header):
        return ArticleUnreadable(item.name, f"the row has {len(cells)} cells, the header {len(header)}.", row=number)
    if any(_no_utf8(cell) for cell in cells):
        return ArticleUnreadable(item.name, "is not UTF-8 text.", row=number)
    filled = dict(zip(header, cells, strict=False))
    return {name: value for name, value in filled.items() if value or name == "text"}


def _no_utf8(text: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in text) if not text.isascii() else False


def _parquet_rows(item: InputFile) -> Iterator[Row]:
    import polars as pl

    try:
        if item.path.stat().st_size == 0:
            yield 1, ArticleUnreadable(item.name, "the file is empty.")
            return
        lazy, start = pl.scan_parquet(item.path), 0
        while (frame := lazy.slice(start, ROWS_AT_ONCE).collect()).height:
            yield from enumerate(frame.iter_rows(named=True), start + 1)
            start += frame.height
    except OSError as error:
        yield 0, ArticleUnreadable(item.name, f"cannot be read ({error.strerror or error}).")
    except pl.exceptions.PolarsError as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        yield 0, ArticleUnreadable(item.name, f"is no readable parquet table ({first}).")
