"""What a glossary holds and what it says about a text: terms, matches, outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from translations.files import digest

Status = Literal["approved", "proposed", "retired"]
Outcome = Literal["satisfied_free", "reranked", "redecoded", "substituted", "edited", "unmet"]

OUTCOMES: tuple[str, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One name or title: how sources write it, the approved English (`target`), forms also right (`accepted`) and wrong
    (`forbidden`).

    `variants` are further source spellings; `foreign` says that the source word transliterates a foreign name, so its letters
    vary;
    `short` is the form for later mentions; `requires`/`excludes` are source words that must/must not stand in the segment.
    """

    id: str
    kind: str
    source_lang: str
    source: str
    target: str
    variants: tuple[str, ...] = ()
    foreign: bool = False
    accepted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    short: str = ""
    canonical_source: str = ""
    article_policy: str = ""
    case_policy: str = ""
    do_not_translate: bool = False
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    priority: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    status: Status = "approved"
    layer: str = "desk"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms, immutable; `version` is the digest of their content. Later layers win over earlier ones by `(source_lang,
    source)`.
    """

    terms: tuple[Term, ...]

    @property
    def version(self) -> str:
        """Digest of all terms in order: the same content has the same version, whatever file it came from."""
        return digest(*(repr(term) for term in self.terms))

    def for_language(self, language: str) -> Glossary:
        """The approved terms of one source language."""
        return Glossary(tuple(t for t in self.terms if t.source_lang == language and t.status == "approved"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMatch:
    """Where a term stands in a segment's text: `text[start:end] == surface`, proclitics in `prefix` (not part of the span)."""

    term_id: str
    start: int
    end: int
    surface: str
    prefix: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOutcome:
    """What became of one matched term. `before`/`after` are the English of the segment where it changed, else both empty.

    `target` is the approved form, `found` the form that stands in the English, `target_span` where (code points of the
    translation's text).
    """

    segment_id: str
    match: TermMatch
    target: str
    outcome: Outcome
    found: str = ""
    target_span: tuple[int, int] | None = None
    reason: str = ""
    before: str = ""
    after: str = ""
    score_change: float = 0.0
