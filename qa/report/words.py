"""The words that pages and files use for classes, outcomes, severities and checks: for readers who know no Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

LINE_CLASS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "headline",
        "standfirst": "standfirst",
        "summary": "summary",
        "dateline": "dateline",
        "subheading": "subheading",
        "caption": "caption",
        "body": "text",
        "byline": "byline",
        "credit": "credit",
        "duplicate": "repeated line",
        "related": "teaser of another article",
        "furniture": "page furniture",
    }
)

OUTCOME_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "satisfied_free": "the model wrote an approved form",
        "reranked": "approved form, from another of the model's own translations",
        "redecoded": "approved form, after the sentence was translated again for it",
        "substituted": "approved form, put in place of the model's spelling",
        "edited": "approved form, put in by an edit",
        "unmet": "no approved form stands in the English",
    }
)

SEVERITY_WORDS: Mapping[str, str] = MappingProxyType({"error": "Error", "warning": "Warning", "info": "Note"})
SEVERITY_PLURALS: Mapping[str, str] = MappingProxyType({"error": "errors", "warning": "warnings", "info": "notes"})

STATUS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "open": "open",
        "waived": "waived",
        "carried_over": "waived earlier, the English has changed since",
        "fixed": "fixed by a correction",
        "accepted": "accepted as an error",
    }
)

ORIGIN_WORDS: Mapping[str, str] = MappingProxyType(
    {"correction": "corrected by the desk", "passthrough": "passed through as it stood"}
)


# What the two values of a finding are, by the check's group: (source's, English's).
VALUE_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"form": ("measured", "measured"), "term": ("glossary form", "written as")}
)
_UNDERSTOOD = ("understood as", "understood as")


def value_words(check: str) -> tuple[str, str]:
    """The words before a finding's source value and before its English value."""
    return VALUE_WORDS.get(check.partition(".")[0], _UNDERSTOOD)


def check_words(check: str) -> str:
    """A check's dotted id as a person reads it.

    >>> check_words("quantity.changed")
    'Quantity: changed'
    """
    group, _, rest = check.replace("_", " ").partition(".")
    return f"{group.capitalize()}: {rest.replace('.', ', ')}" if rest else group.capitalize()


def day(when: date) -> str:
    """A date as newspapers write it: "19 June 2024"."""
    return f"{when.day} {when:%B} {when.year}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 line", "12 lines"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
