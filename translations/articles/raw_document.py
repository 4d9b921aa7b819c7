"""What every reader gives, whatever the format: one raw document, before its lines are classified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from translations.articles.sources import lines_of
from translations.datelines import find_date
from translations.errors import ArticleUnreadable
from translations.records import LineClass

# The columns of tables and of JSON lines that have a meaning; every other one passes through untouched.
COLUMNS = ("id", "title", "text", "url", "published", "outlet", "lang")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as read: `name` and `row` say where it stood, `hints` the classes its reader is certain of."""

    name: str
    lines: Sequence[str]
    row: int | None = None
    id: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None
    outlet: str | None = None
    language: str | None = None
    hints: Mapping[int, tuple[LineClass, str]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def as_date(value: Any) -> date | None:
    """A date from a cell: a date or datetime, an ISO 8601 text, or a worded or day-first numeric date; nothing for the rest."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        found = find_date(value, "ar")
        return found[0] if found else None


def from_fields(name: str, row: int | None, fields: Mapping[str, Any]) -> Document:
    """A document from named fields (a table row, a JSON line, a form); raises ArticleUnreadable where there is no text.

    The title becomes the first line unless the text already begins with it. A `published` that is no date is kept in `extra`.
    """
    text = fields.get("text")
    if not isinstance(text, str):
        what = "has no column or field `text`" if text is None else "has a `text` that is not a string"
        raise ArticleUnreadable(name, f"{what}; the columns are {', '.join(COLUMNS)}.", row=row)
    if not text.strip():
        raise ArticleUnreadable(name, "the text is empty.", row=row)
    try:
        lines = lines_of(text, name)
    except ArticleUnreadable as error:
        raise ArticleUnreadable(name, f"in its text, {error.reason}", row=row) from error
    title = _string(fields.get("title"))
    hints: dict[int, tuple[LineClass, str]] = {}
    if title:
        first = next((line for line in lines if line.strip()), "")
        if first.strip() == title:
            hints[lines.index(first)] = ("title", "the title that was given")
        else:
            lines = [*title.splitlines(), *lines]
            hints = dict.fromkeys(range(len(title.splitlines())), ("title", "the title that was given"))
    extra = {key: value for key, value in fields.items() if key not in COLUMNS and value is not None}
    published = as_date(fields.get("published"))
    if published is None and fields.get("published") not in (None, ""):
        extra["published"] = fields["published"]
    return Document(
        name=name, row=row, lines=lines, title=title, published=published, hints=hints, extra=extra,
        id=_string(fields.get("id")), url=_string(fields.get("url")), outlet=_string(fields.get("outlet")),
        language=_string(fields.get("lang")),
    )  # fmt: skip


def _string(value: Any) -> str | None:
    if value is None:
        return None
    text = str(value).strip()
    return text or None
