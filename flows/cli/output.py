"""How listing commands print: a table for people, JSON lines for machines (`schema: 1` in every line)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

SCHEMA = 1


class Format(StrEnum):
    """What every listing command understands after `--format`."""

    table = "table"
    jsonl = "jsonl"


def emit(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], fmt: Format, title: str = "") -> None:
    """Print rows to standard output: as a table of `columns`, or whole as JSON lines."""
    if fmt is Format.jsonl:
        for row in rows:
            sys.stdout.write(json.dumps({"schema": SCHEMA, **row}, ensure_ascii=False, default=str) + "\n")
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from qa.report.safe import one_line

    table = Table(title=title or None, title_justify="left")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        # What articles and people wrote must not steer the terminal.
        table.add_row(*(escape(one_line(str(row.get(column, "")))) for column in columns))
    Console().print(table)
