"""A finding: what a check saw, where, how bad, and what each side was understood to mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from translations.files import digest
from translations.text import plain

Severity = Literal["error", "warning", "info"]
Status = Literal["open", "waived", "carried_over", "fixed", "accepted"]
Span = tuple[int, int]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
# A finding still counts until somebody waives it or mends the English: one accepted as an error is an error.
STANDING: frozenset[Status] = frozenset({"open", "accepted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at before citing. Spans are half-open, in code points of the segment's text and of its translation.

    `mqm` is the MQM error type (themqm.org, for example `accuracy/mistranslation`); `message` is one sentence for a reader
    who knows no word of the source language; `source_value` and `target_value` are what each side was understood to mean.
    """

    check: str
    version: int
    mqm: str
    severity: Severity
    article_id: str
    segment_id: str
    message: str
    fingerprint: str
    source_span: Span | None = None
    target_span: Span | None = None
    source_value: str = ""
    target_value: str = ""
    status: Status = "open"
    decided: str = ""  # who decided so, when and why, where somebody did


LONGEST_KEY = 4096  # characters


@lru_cache(maxsize=16)
def _key(source: str) -> str:
    key = plain(source)
    # A segment of many findings is hashed once, so that their number costs no more than itself.
    return key if len(key) <= LONGEST_KEY else digest(key)


def fingerprint(check: str, version: int, article_id: str, source: str, source_value: str, target_value: str) -> str:
    """The key of a waiver: it recurs while check, article, normalised source segment and both values recur."""
    return digest(check, str(version), article_id, _key(source), source_value, target_value)
