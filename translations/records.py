"""The records that flow from an article to its English. Frozen; joined by id, never by text.

Spans are half-open and count Unicode code points. Line numbers and segment indexes start at 0; pages shown to a person add 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

LineClass = Literal[
    "title", "standfirst", "summary", "dateline", "subheading", "caption", "body",
    "byline", "credit", "duplicate", "related", "furniture",
]  # fmt: skip
# `rule`: a line that is only a date, written in English from the table of months, not decoded.
Origin = Literal["model", "cache", "correction", "passthrough", "rule"]

SecondTry = Literal["", "alternative", "re-decoded"]

SECOND_TRIES: tuple[str, ...] = get_args(SecondTry)
LINE_CLASSES: tuple[str, ...] = get_args(LineClass)
TRANSLATED_CLASSES: frozenset[str] = frozenset({"title", "standfirst", "summary", "dateline", "subheading", "caption", "body"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the document as it was read, what it is, and why we think so (`reason`, one English sentence)."""

    number: int
    cls: LineClass
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document: its identity, what is known about it, and all its lines (none is ever dropped).

    `published` comes from metadata or a dateline in the text, `outlet` only if stated; neither is guessed.
    `language` is a primary subtag ("ar"); `language_given` tells whether a person or the file's metadata said so.
    """

    id: str
    digest: str
    slug: str
    path: str
    language: str
    language_given: bool = False
    title: str | None = None
    published: date | None = None
    outlet: str | None = None
    url: str | None = None
    lines: tuple[Line, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The unit translated: `text == article.lines[line].text[start:end]`."""

    article_id: str
    index: int
    line: int
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(f"segment {self.id}: span {self.start}:{self.end} does not fit its text")

    @property
    def id(self) -> str:
        """The segment's id within a run, for example `000_e8c3#4`."""
        return f"{self.article_id}#{self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One decoder output. `score` is the length-normalised log-probability; `finished` is false when the end token is missing.

    `attention` (if asked for) has one row a target token, one column a source token (without the end token).
    """

    tokens: tuple[str, ...]
    text: str
    score: float
    finished: bool
    attention: tuple[tuple[float, ...], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The English chosen for one segment. `model` is `name@digest`, or empty for text passed through as it stood.

    `second_try` says how English with errors was replaced by better one: another hypothesis, or a wider decoding.
    """

    segment_id: str
    text: str
    model: str
    score: float
    finished: bool = True
    loop: bool = False
    origin: Origin = "model"
    second_try: SecondTry = ""
    alternatives: tuple[Hypothesis, ...] = ()
