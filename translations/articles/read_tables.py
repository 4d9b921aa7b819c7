"""Articles from JSON lines, CSV and Parquet, one row at a time: a bad row is one error, the others go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from translations.articles.raw_document import Document, from_fields
from translations.articles.sources import JSONL_SUFFIXES, InputFile
from translations.errors import ArticleUnreadable

MAX_JSON_LINE_BYTES = 10_000_000  # an article is rarely over 100 kB; a 50 MB line is a broken export
ROWS_AT_ONCE = 256  # Parquet rows in memory at a time


def read_rows(item: InputFile) -> Iterator[Document | ArticleUnreadable]:
    """The documents of a `.jsonl`, `.ndjson`, `.csv` or `.parquet` file in order, with an error in the place of each bad row."""
    rows = _json_lines(item) if item.path.suffix.lower() in JSONL_SUFFIXES else _table_rows(item)
    for row, fields in rows:
        if isinstance(fields, ArticleUnreadable):
            yield fields
            continue
        try:
            yield from_fields(item.name, row, fields)
        except ArticleUnreadable as error:
            yield error


def _json_lines(item: InputFile) -> Iterator[tuple[int, dict[str, Any] | ArticleUnreadable]]:
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


def _table_rows(item: InputFile) -> Iterator[tuple[int, dict[str, Any] | ArticleUnreadable]]:
    import polars as pl

    try:
        if item.path.stat().st_size == 0:
            yield 1, ArticleUnreadable(item.name, "the file is empty.")
            return
        if item.path.suffix.lower() == ".csv":
            # All columns as text: an id such as 007 must stay 007. Row 1 is the header, as an editor shows it.
            frame = pl.read_csv(item.path, infer_schema=False, encoding="utf8", truncate_ragged_lines=False)
            for number, row in enumerate(frame.iter_rows(named=True), 2):
                yield number, row
            return
        lazy, start = pl.scan_parquet(item.path), 0
        while (frame := lazy.slice(start, ROWS_AT_ONCE).collect()).height:
            for number, row in enumerate(frame.iter_rows(named=True), start + 1):
                yield number, row
            start += frame.height
    except OSError as error:
        yield 0, ArticleUnreadable(item.name, f"cannot be read ({error.strerror or error}).")
    except pl.exceptions.PolarsError as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        yield 0, ArticleUnreadable(item.name, f"is no readable {item.path.suffix.lower()[1:]} table ({first}).")
