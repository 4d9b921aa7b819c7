"""XLSX in (ECMA-376, SpreadsheetML): the first sheet's cells as text, read as a stream without any spreadsheet library."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from glossary.xml import elements, local, text_of
from translations.errors import GlossaryError

MAX_UNPACKED_BYTES = 512 * 1024**2  # all parts read together: a workbook of a few MB that claims more is a trap
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_COLUMN = re.compile(r"([A-Z]{1,3})\d+")


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(row number from 1, its cells as text) of the first sheet; empty cells between others are empty strings."""
    try:
        with zipfile.ZipFile(path) as book:
            sheets = sorted((n for n in book.namelist() if _SHEET.fullmatch(n)), key=lambda n: (len(n), n))
            if not sheets:
                raise GlossaryError(f"{path}: has no worksheet")
            wanted = [name for name in (*sheets[:1], "xl/sharedStrings.xml") if name in book.namelist()]
            if sum(book.getinfo(name).file_size for name in wanted) > MAX_UNPACKED_BYTES:
                raise GlossaryError(f"{path}: unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MB")
            shared = list(_strings(book, path)) if "xl/sharedStrings.xml" in wanted else []
            with book.open(sheets[0]) as stream:
                for number, row in enumerate(elements(stream, path, frozenset({"row"})), 1):
                    yield int(row.get("r") or number), _cells(row, shared)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, IndexError, ValueError) as error:
        raise GlossaryError(f"{path}: no readable workbook ({error})") from None


def _strings(book: zipfile.ZipFile, path: Path) -> Iterator[str]:
    with book.open("xl/sharedStrings.xml") as stream:
        for item in elements(stream, path, frozenset({"si"})):
            # Phonetic guides (rPh) are no part of the text.
            yield " ".join(
                "".join(t.text or "" for t in item.iter() if local(t) == "t" and local(t.getparent()) != "rPh").split()
            )


def _cells(row: object, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row:  # type: ignore[attr-defined]
        match = _COLUMN.fullmatch(cell.get("r") or "")
        column = _number(match.group(1)) if match else len(cells)
        cells += [""] * (column - len(cells))
        value = next((child for child in cell if local(child) in {"v", "is"}), None)
        text = "" if value is None else text_of(value)
        cells.append(shared[int(text)] if cell.get("t") == "s" and text else text)
    return cells


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
