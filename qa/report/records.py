"""What the pages and tables of a run are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from glossary.terms import TermOutcome
from qa.findings import SEVERITIES, Finding, Severity
from qa.quantities.records import Quantity
from translations.records import Article, Segment, Translation

COMPACT_NOTE = "compact model: for trying the pipeline, not for citing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What every output of a run carries: which run, and everything that made the English (`signature`), never a time."""

    run_id: str
    signature: str
    models: tuple[str, ...]
    compact: bool
    glossary_version: str
    code_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentReport:
    """One translated segment with everything known about it."""

    segment: Segment
    translation: Translation
    outcomes: tuple[TermOutcome, ...] = ()
    source_quantities: tuple[Quantity, ...] = ()
    target_quantities: tuple[Quantity, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReport:
    """One article, translated and checked. `models` are the `name@digest` used, `compact` whether the embedded model was one.

    `signature` says what made this article's English; empty where the run's own stands for it.
    """

    article: Article
    segments: tuple[SegmentReport, ...]
    models: tuple[str, ...] = ()
    compact: bool = False
    signature: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the text."""
        return tuple(finding for segment in self.segments for finding in segment.findings)

    def counts(self) -> dict[Severity, int]:
        """Number of open findings by severity, worst first."""
        found = Counter(finding.severity for finding in self.findings if finding.status == "open")
        return {severity: found[severity] for severity in SEVERITIES}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """One row of the run's index: what happened to one document (done, skipped or failed, with the reason)."""

    id: str
    path: str
    status: Literal["done", "skipped", "failed"]
    reason: str = ""
    slug: str = ""
    title: str = ""
    title_english: str = ""
    language: str = ""
    outlet: str = ""
    published: str = ""
    segments: int = 0
    left_out: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    terms_met: int = 0
    terms_unmet: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """A run as a whole: how it was made (`signature`), what it was asked (`parameters`), and one summary an article."""

    run_id: str
    signature: str
    parameters: Mapping[str, Any]
    models: tuple[str, ...]
    compact: bool
    glossary_version: str
    glossary_terms: int
    code_version: str
    started: datetime
    finished: datetime
    articles: tuple[ArticleSummary, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    counters: Mapping[str, int] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """The run in one line: "12 articles, 3 with error findings, 1 failed"."""
        count = len(self.articles)
        parts = [f"{count} article{'' if count == 1 else 's'}"]
        with_errors = sum(1 for a in self.articles if a.errors)
        if with_errors:
            parts.append(f"{with_errors} with error findings")
        for status in ("failed", "skipped"):
            number = sum(1 for a in self.articles if a.status == status)
            if number:
                parts.append(f"{number} {status}")
        return ", ".join(parts)
