"""Pairs to check from files that anybody translated: line-aligned text, TMX, XLIFF, two-column CSV or TSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from qa.checks.records import Pair
from translations.errors import InputNotFound, TranslationFileUnreadable
from translations.exchange import read_units
from translations.records import Segment, Translation

UNIT_FILES = frozenset({".tmx", ".xlf", ".xliff"})
TABLE_FILES = {".csv": ",", ".tsv": "\t"}
_SOURCE_NAMES = frozenset({"source", "src", "original", "text"})
_TARGET_NAMES = frozenset({"target", "tgt", "translation", "english", "en"})


def pair(index: int, source: str, target: str, *, article: str, lang: str, published: date | None = None) -> Pair:
    """One pair of a file; its segment has the file's name as its article and the line as its number (from 0)."""
    return Pair(
        segment=Segment(article_id=article, index=index, line=index, start=0, end=len(source), text=source),
        translation=Translation(segment_id=f"{article}#{index}", text=target, model="", score=0.0, origin="correction"),
        source_lang=lang,
        reference_date=published,
    )


def aligned(source: Path, target: Path) -> Iterator[tuple[int, str, str]]:
    """(line from 0, source, English) of two files with as many lines; lines without source text are left out.

    Raises `TranslationFileUnreadable` when one file is longer or not UTF-8.
    """
    with _open(source) as left, _open(target) as right:
        try:
            for number, (a, b) in enumerate(zip_longest(left, right)):
                if a is None or b is None:
                    shorter, longer = (source, target) if a is None else (target, source)
                    raise TranslationFileUnreadable(
                        f"{shorter} ends at line {number}, {longer} goes on: the files are not line-aligned"
                    )
                if a.strip():
                    yield number, a.rstrip("\r\n"), b.rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise TranslationFileUnreadable(f"{source} or {target} is not UTF-8 text") from error


def units(path: Path, lang: str) -> Iterator[tuple[int, str, str]]:
    """(number from 0, source, English) of a TMX, XLIFF, CSV or TSV file; a row of headings has no number."""
    suffix = path.suffix.casefold()
    if suffix in UNIT_FILES:
        for number, unit in enumerate(read_units(path, source_lang=lang)):
            if unit.source.strip():
                yield number, unit.source, unit.target
        return
    if suffix not in TABLE_FILES:
        raise TranslationFileUnreadable(f"{path}: not a TMX, XLIFF, CSV or TSV file; give --source and --target for plain text")
    with _open(path, newline="") as stream:
        try:
            yield from _rows(path, csv.reader(stream, delimiter=TABLE_FILES[suffix]))
        except (csv.Error, UnicodeDecodeError) as error:
            raise TranslationFileUnreadable(f"{path}: {error}") from error


def _rows(path: Path, rows: Iterator[list[str]]) -> Iterator[tuple[int, str, str]]:
    columns, headings = (0, 1), 0
    for number, row in enumerate(rows):
        if number == 0:
            names = [cell.strip().casefold() for cell in row]
            left = next((k for k, name in enumerate(names) if name in _SOURCE_NAMES), None)
            right = next((k for k, name in enumerate(names) if name in _TARGET_NAMES), None)
            if left is not None and right is not None:
                columns, headings = (left, right), 1
                continue
        if not row:
            continue
        if len(row) <= max(columns):
            raise TranslationFileUnreadable(f"{path}, line {number + 1}: fewer than two columns")
        if row[columns[0]].strip():
            yield number - headings, row[columns[0]], row[columns[1]]


def _open(path: Path, newline: str | None = "\n") -> TextIO:
    if not path.is_file():
        raise InputNotFound(f"{path}: there is no such file")
    return path.open(encoding="utf-8-sig", newline=newline)
