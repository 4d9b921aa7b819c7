"""What the press of a language writes by convention: months, weekdays, abbreviations, page furniture. One table file a language.

A new language is `translations/data/press_words/<language>.toml`; one without a table gets empty conventions, never an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from translations.text import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """A language's table, its words as written (`months`, `weekdays`) or as normalised keys (everything else)."""

    language: str
    script: str | None = None
    months: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    weekdays: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    glued_conjunctions: frozenset[str] = frozenset()
    furniture_lines: frozenset[str] = frozenset()
    desk_labels: frozenset[str] = frozenset()
    related_headings: frozenset[str] = frozenset()
    summary_headings: frozenset[str] = frozenset()
    credit_names: frozenset[str] = frozenset()
    photo_words: frozenset[str] = frozenset()
    byline_words: frozenset[str] = frozenset()


def _keys(table: Mapping[str, list[str]], name: str) -> frozenset[str]:
    return frozenset(plain(word).casefold() for word in table.get(name, ()))


@cache
def conventions(language: str) -> Conventions:
    """The conventions of a language (primary subtag, for example "ar"); empty ones where no table is shipped.

    >>> conventions("ar").months[6][:2]
    ('يونيو', 'يونيه')
    """
    source = files("translations") / "data" / "press_words" / f"{language}.toml"
    if not language.isalpha() or not source.is_file():
        return Conventions(language=language)
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    furniture, credits = table.get("furniture", {}), table.get("credits", {})
    return Conventions(
        language=language,
        script=table.get("script"),
        months={int(number): tuple(names) for number, names in table.get("months", {}).items()},
        weekdays={int(number): tuple(names) for number, names in table.get("weekdays", {}).items()},
        glued_conjunctions=_keys(table.get("segments", {}), "glued_conjunctions"),
        furniture_lines=_keys(furniture, "lines"),
        desk_labels=_keys(furniture, "desk_labels"),
        related_headings=_keys(table.get("related", {}), "headings"),
        summary_headings=_keys(table.get("summary", {}), "headings"),
        credit_names=_keys(credits, "names"),
        photo_words=_keys(credits, "photo_words"),
        byline_words=_keys(credits, "byline_words"),
    )
