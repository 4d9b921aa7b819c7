"""The columns of a glossary table, and how one row becomes a `Term`. The one place that knows both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from glossary.terms import Status, Term

COLUMNS: tuple[str, ...] = (
    "id", "kind", "source_lang", "source", "variants", "foreign", "target", "accepted", "forbidden", "short", "canonical_source",
    "article_policy", "case_policy", "do_not_translate", "requires", "excludes", "priority", "valid_from", "valid_to", "status",
    "layer", "note",
)  # fmt: skip
LISTS = frozenset({"variants", "accepted", "forbidden", "requires", "excludes"})
LIST_SEPARATOR = "|"
ARTICLE_POLICIES = frozenset({"", "the", "none"})
STATUSES: tuple[Status, ...] = get_args(Status)
CASE_POLICIES = frozenset({"", "any", "exact"})

MAX_PHRASE = 300  # code points; the longest treaty titles in use have about 200
_TRUE, _FALSE = frozenset({"true", "yes", "1", "x"}), frozenset({"", "false", "no", "0"})
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row: file, row number (1 is the first line of the file), column and what is wrong."""

    path: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}, row {self.row}, column {self.column}: {self.reason}"


class _Bad(Exception):
    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


def slug(text: str) -> str:
    """A readable id made of a target: "Kim Jong Un" gives "kim-jong-un"; empty for a text without Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return _NOT_SLUG.sub("-", plain).strip("-")


def term_of(row: Mapping[str, str], path: str, number: int, *, layer: str, language: str) -> Term | Problem:
    """The term a row holds, or what is wrong with the row. `layer` and `language` fill the columns that the row leaves empty."""
    cell = {column: (row.get(column) or "").strip() for column in COLUMNS}
    try:
        return _term(cell, layer, language)
    except _Bad as bad:
        return Problem(path, number, bad.column, bad.reason)


def row_of(term: Term) -> dict[str, str]:
    """The row that `term_of` reads back to the same term."""
    row: dict[str, str] = {}
    for column in COLUMNS:
        value = getattr(term, column)
        if column in LISTS:
            row[column] = LIST_SEPARATOR.join(value)
        elif isinstance(value, bool):
            row[column] = "true" if value else ""
        elif column == "priority":
            row[column] = str(value) if value else ""
        else:
            row[column] = "" if value is None else str(value)
    return row


def _term(cell: Mapping[str, str], layer: str, language: str) -> Term:
    source, target = _phrase(cell, "source"), _phrase(cell, "target")
    lang = (cell["source_lang"] or language).lower()
    if not _TAG.fullmatch(lang):
        raise _Bad("source_lang", f"{lang!r} is no language tag" if lang else "empty, and no language was given for the file")
    kind = cell["kind"] or "term"
    return Term(
        id=cell["id"] or f"{kind}.{slug(target) or slug(source) or 'x' + source.encode().hex()[:16]}",
        kind=kind,
        source_lang=lang,
        source=source,
        target=target,
        variants=_list(cell, "variants"),
        foreign=_flag(cell, "foreign"),
        accepted=_list(cell, "accepted"),
        forbidden=_list(cell, "forbidden"),
        short=cell["short"],
        canonical_source=cell["canonical_source"],
        article_policy=_one_of(cell, "article_policy", ARTICLE_POLICIES),
        case_policy=_one_of(cell, "case_policy", CASE_POLICIES),
        do_not_translate=_flag(cell, "do_not_translate"),
        requires=_list(cell, "requires"),
        excludes=_list(cell, "excludes"),
        priority=_whole(cell, "priority"),
        valid_from=_date(cell, "valid_from"),
        valid_to=_date(cell, "valid_to"),
        status=_status(cell["status"] or "approved"),
        layer=cell["layer"] or layer,
        note=cell["note"],
    )


def _status(value: str) -> Status:
    for status in STATUSES:
        if value == status:
            return status
    raise _Bad("status", f"{value!r} is none of {', '.join(STATUSES)}")


def _phrase(cell: Mapping[str, str], column: str) -> str:
    value = " ".join(cell[column].split())
    if not value:
        raise _Bad(column, "empty")
    if len(value) > MAX_PHRASE:
        raise _Bad(column, f"{len(value)} characters, the limit is {MAX_PHRASE}")
    return value


def _list(cell: Mapping[str, str], column: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(" ".join(part.split()) for part in cell[column].split(LIST_SEPARATOR)))
    if any(len(part) > MAX_PHRASE for part in parts):
        raise _Bad(column, f"an entry is longer than {MAX_PHRASE} characters")
    return tuple(part for part in parts if part)


def _flag(cell: Mapping[str, str], column: str) -> bool:
    value = cell[column].lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise _Bad(column, f"{cell[column]!r} is neither true nor false")


def _one_of(cell: Mapping[str, str], column: str, allowed: frozenset[str]) -> str:
    if cell[column] not in allowed:
        raise _Bad(column, f"{cell[column]!r} is none of {', '.join(sorted(filter(None, allowed)))}")
    return cell[column]


def _whole(cell: Mapping[str, str], column: str) -> int:
    try:
        return int(cell[column] or "0")
    except ValueError:
        raise _Bad(column, f"{cell[column]!r} is no whole number") from None


def _date(cell: Mapping[str, str], column: str) -> date | None:
    try:
        return date.fromisoformat(cell[column]) if cell[column] else None
    except ValueError:
        raise _Bad(column, f"{cell[column]!r} is no date like 2024-06-19") from None
