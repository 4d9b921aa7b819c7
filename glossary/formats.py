"""Glossary files in and out: every bad row an error that names file, row and column; nothing read half.

The house format is a table (CSV or TSV) with the columns of `glossary.columns`; files with two columns and no known header are
taken as source and target, as DeepL, Google, Amazon and Microsoft exchange them. Other formats have a module each.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from glossary.columns import COLUMNS, LIST_SEPARATOR, Problem, row_of, term_of
from glossary.terms import Glossary, Term
from translations.errors import GlossaryError
from translations.files import whole_file

MAX_TABLE_BYTES = 512 * 1024 * 1024  # a million rows of the widest kind; more is no glossary
SHOWN_PROBLEMS = 20
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
# Headers of other systems' two-column files, lower case: which of our columns they hold.
_HEADERS = {
    **dict.fromkeys(("source", "source term", "source_term", "src", "term"), "source"),
    **dict.fromkeys(("target", "target term", "target_term", "tgt", "translation"), "target"),
    **dict.fromkeys(("note", "comment", "description"), "note"),
    "pos": "kind",
}


def load(path: Path | str, *, layer: str = "desk", language: str = "") -> Glossary:
    """The glossary in a CSV, TSV or XLSX file (by its ending); `GlossaryError` with every bad row if there is one.

    `layer` and `language` fill cells that are empty; a two-column file needs `language` unless its header names the languages.
    """
    terms, problems = read_table(Path(path), layer=layer, language=language)
    if problems:
        shown = "; ".join(str(problem) for problem in problems[:SHOWN_PROBLEMS])
        more = f"; and {len(problems) - SHOWN_PROBLEMS} more" if len(problems) > SHOWN_PROBLEMS else ""
        raise GlossaryError(f"{shown}{more}")
    return Glossary(tuple(terms))


def read_table(path: Path, *, layer: str = "desk", language: str = "") -> tuple[list[Term], list[Problem]]:
    """All good terms and all bad rows of a table; raises `GlossaryError` only where the file itself cannot be read."""
    terms: list[Term] = []
    problems: list[Problem] = []
    rows_of_id: dict[str, int] = {}
    for number, row, tag in _rows(path):
        found = term_of(row, str(path), number, layer=layer, language=tag or language)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        if found.id in rows_of_id and not row.get("id"):
            found = term_of({**row, "id": f"{found.id}-{number}"}, str(path), number, layer=layer, language=tag or language)
        if isinstance(found, Problem) or found.id in rows_of_id:
            first = rows_of_id.get(row.get("id", ""), number)
            problems.append(Problem(str(path), number, "id", f"{row.get('id')!r} is already the id of row {first}"))
            continue
        rows_of_id[found.id] = number
        terms.append(found)
    return terms, problems


def save(terms: Iterable[Term], path: Path) -> int:
    """Write terms as the house table (CSV, or TSV by the ending), whole or not at all; returns how many."""
    count = 0
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=_delimiter(path), lineterminator="\n")
        writer.writeheader()
        for term in terms:
            writer.writerow(row_of(term))
            count += 1
    return count


def _delimiter(path: Path) -> str:
    return "\t" if path.suffix.lower() in {".tsv", ".tab", ".txt"} else ","


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str], str]]:
    """(row number, cells by our column names, source language from the header) of each row that is not empty."""
    header: list[str] | None = None
    tag = ""
    for number, cells in _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _text_rows(path):
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header, tag, is_header = _header(cells, path)
            if is_header:
                continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            raise GlossaryError(
                f"{path}, row {number}, column {len(header) + 1}: {len(cells)} cells under {len(header)} "
                f"columns (a cell that holds the separator needs quotes)"
            )
        yield number, dict(zip(header, cells, strict=False)), tag


def _xlsx_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    from glossary import xlsx

    return xlsx.rows(path)


def _text_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        if path.stat().st_size > MAX_TABLE_BYTES:
            raise GlossaryError(f"{path}: larger than {MAX_TABLE_BYTES // 2**20} MB, which is no glossary")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=_delimiter(path), strict=True)
            for cells in reader:
                line = reader.line_num
                yield line, cells
    except UnicodeDecodeError as error:
        raise GlossaryError(f"{path}: not UTF-8 text (byte {error.start})") from None
    except csv.Error as error:
        raise GlossaryError(f"{path}, row {line + 1}: {error}") from None
    except OSError as error:
        raise GlossaryError(f"{path}: cannot be read ({error.strerror})") from None


def _header(cells: list[str], path: Path) -> tuple[list[str], str, bool]:
    """(our column name a cell, source language if the header says it, whether this row is a header)."""
    names = [cell.strip().lower().lstrip("\ufeff") for cell in cells]
    ours = [_HEADERS.get(name, name) for name in names]
    if "source" in ours and "target" in ours:
        unknown = sorted(set(ours) - set(COLUMNS) - {""})
        if unknown and set(names) & (set(COLUMNS) - {"source", "target"}):
            raise GlossaryError(f"{path}, row 1, column {unknown[0]}: no such column; the columns are {', '.join(COLUMNS)}")
        return ours, "", True
    if len(cells) in (2, 3) and all(_TAG.fullmatch(name) for name in names[:2]):
        if names[1].split("-")[0] != "en":
            raise GlossaryError(f"{path}, row 1: a glossary into {names[1]!r}; Dragoman translates into English")
        return ["source", "target", "note"][: len(cells)], names[0], True
    if len(cells) == 2:
        return ["source", "target"], "", False
    if len(cells) < 2:
        raise GlossaryError(f"{path}, row 1: one column only; a glossary needs at least source and target")
    raise GlossaryError(
        f"{path}, row 1: no header with the columns source and target (lists are separated by {LIST_SEPARATOR!r})"
    )
