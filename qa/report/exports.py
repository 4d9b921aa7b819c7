"""The findings for other tools: a spreadsheet, CSV, JSON lines and SARIF, made from the run's table, and the run in one archive.

Everything is streamed from `findings.parquet`. Cells are neutralised (no formula), and no file holds a time of its own.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from qa.report.article_json import SCHEMA
from qa.report.records import COMPACT_NOTE, Stamp
from qa.report.safe import cell, clipped, compact_json, direction, language_tag
from qa.report.sarif import sarif
from qa.report.words import SEVERITY_WORDS, STATUS_WORDS, check_words
from translations.exchange import TranslationUnit, write_tmx
from translations.files import whole_file

BATCH = 5_000  # rows in memory at a time
ZIP_LEVEL = 1  # half the processor time of the usual 6 for a file a fifth larger
# ZIP and Office files want a time; the oldest that ZIP can hold (MS-DOS) says that it means nothing.
NO_TIME = datetime(1980, 1, 1)
MAX_CELL = 32_767  # characters, Excel's limit
MAX_LINKS = 65_530  # hyperlinks a sheet, Excel's limit
MAX_ROWS = 1_048_575  # rows a sheet under the header, Excel's limit

# Column: heading, width, kind of cell (text, source, english, number, link).
SHEET: tuple[tuple[str, str, int, str], ...] = (
    ("severity", "Severity", 10, "text"),
    ("check", "Check", 22, "text"),
    ("message", "What was found", 56, "text"),
    ("source_words", "Source words", 26, "source"),
    ("source_value", "Source value", 22, "text"),
    ("target_words", "English words", 26, "english"),
    ("target_value", "English value", 22, "text"),
    ("source", "Source sentence", 60, "source"),
    ("target", "English sentence", 60, "english"),
    ("article_id", "Article", 30, "text"),
    ("page", "Open in the article", 20, "link"),
    ("line", "Line", 7, "number"),
    ("status", "Status", 14, "text"),
    ("decided", "Decided by", 30, "text"),
    ("fingerprint", "Fingerprint", 20, "text"),
)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a parquet table in order, a batch at a time in memory."""
    table = pl.scan_parquet(path)
    start = 0
    while True:
        frame = table.slice(start, BATCH).collect()
        yield from frame.iter_rows(named=True)
        if frame.height < BATCH:
            return
        start += BATCH


def write_exports(folder: Path, stamp: Stamp) -> None:
    """Write `findings.csv`, `.jsonl`, `.sarif` and `.xlsx` beside the run's `findings.parquet`, each whole or not at all."""
    table = folder / "findings.parquet"
    with whole_file(folder / "findings.csv") as part:
        write_csv(part, rows(table))
    with whole_file(folder / "findings.jsonl") as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(compact_json({"schema": SCHEMA, **row}) + "\n" for row in rows(table))
    with whole_file(folder / "findings.sarif") as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(sarif(rows(table), code_version=stamp.code_version, signature=stamp.signature, run_id=stamp.run_id))
    with whole_file(folder / "findings.xlsx") as part:
        write_xlsx(part, rows(table), stamp)


def write_memories(folder: Path, stamp: Stamp) -> None:
    """Write the run's translations as TMX, one file a source language (`translations.ar.tmx`), for translation memories."""
    table = folder / "translations.parquet"
    languages = pl.scan_parquet(table).select(pl.col("source_lang").unique()).collect()["source_lang"].to_list()
    made_by = f"{stamp.code_version} {stamp.signature}" + (f" ({COMPACT_NOTE})" if stamp.compact else "")
    for language in sorted({language_tag(language or "") for language in languages}):
        units = (
            TranslationUnit(id=row["segment_id"], source=row["source"], target=row["target"])
            for row in rows(table)
            # What passed through unchanged is no translation.
            if language_tag(row["source_lang"] or "") == language and row["target"] and row["origin"] != "passthrough"
        )
        with whole_file(folder / f"translations.{language}.tmx") as part, part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(write_tmx(units, source_lang=language, tool_version=made_by))


def write_csv(path: Path, findings: Iterable[Mapping[str, Any]]) -> None:
    """All columns of the findings as CSV (RFC 4180), UTF-8 with the mark that spreadsheets need to read Arabic."""
    from qa.report.tables import FINDINGS_SCHEMA

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FINDINGS_SCHEMA)
        writer.writerows([_plain(row[name]) for name in FINDINGS_SCHEMA] for row in findings)


def _plain(value: Any) -> Any:
    return "" if value is None else cell(value) if isinstance(value, str) else value


def write_xlsx(path: Path, findings: Iterable[Mapping[str, Any]], stamp: Stamp) -> None:
    """A workbook with a row a finding: frozen header, filters, links into the pages, source cells in their direction."""
    import xlsxwriter

    # Rows go to disk as they come, and no text is ever taken for a formula, an address or a number.
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False) | {"constant_memory": True}
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": "Findings", "comments": stamp.signature, "created": NO_TIME})
        sheet = book.add_worksheet("Findings")
        text = book.add_format({"text_wrap": True, "valign": "top"})
        rtl = book.add_format({"text_wrap": True, "valign": "top", "align": "right", "reading_order": 2})
        link = book.add_format({"valign": "top", "font_color": "#17606E", "underline": 1})
        head = book.add_format({"bold": True, "bg_color": "#E3EFF0", "bottom": 1})
        for column, (_, heading, width, _) in enumerate(SHEET):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, head)
        sheet.freeze_panes(1, 1)
        last = 0
        for last, row in enumerate(findings, start=1):
            if last > MAX_ROWS:
                last = MAX_ROWS
                break
            source = rtl if direction(row["source_lang"] or "") == "rtl" else text
            for column, (name, _, _, kind) in enumerate(SHEET):
                value = row[name]
                if value is None or value == "":
                    sheet.write_blank(last, column, None, text)
                elif kind == "number":
                    sheet.write_number(last, column, value + 1, text)
                elif kind == "link" and last <= MAX_LINKS:
                    sheet.write_url(last, column, f"external:{value}", link, f"Finding {row['number']}")
                else:
                    sheet.write_string(last, column, _shown(name, value), source if kind == "source" else text)
        sheet.autofilter(0, 0, max(last, 1), len(SHEET) - 1)
        about = book.add_worksheet("About")
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 100)
        facts = [("Run", stamp.run_id), ("Made by", stamp.signature), ("Models", ", ".join(stamp.models))]
        facts += [("Note", COMPACT_NOTE)] if stamp.compact else []
        for number, (name, fact) in enumerate(facts):
            about.write_string(number, 0, name, head)
            about.write_string(number, 1, cell(fact), text)


def _shown(name: str, value: str) -> str:
    words = {"severity": SEVERITY_WORDS, "status": STATUS_WORDS}.get(name)
    shown = words.get(value, value) if words else check_words(value) if name == "check" else value
    return clipped(cell(shown), MAX_CELL)


def write_bundle(folder: Path, also: Mapping[str, str]) -> None:
    """All files of the run in `bundle.zip`, in the order of their names, with constant stamps; `also`: files yet to come."""
    name = "bundle.zip"
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    inside = sorted({*(key for key in paths if not key.startswith(".") and key != name and "/." not in key), *also})
    with whole_file(folder / name) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=ZIP_LEVEL) as archive:
        for key in inside:
            entry = zipfile.ZipInfo(key, NO_TIME.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            if key in also:
                archive.writestr(entry, also[key])
                continue
            with archive.open(entry, "w") as target, paths[key].open("rb") as source:
                while block := source.read(1 << 20):
                    target.write(block)
