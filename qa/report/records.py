"""What the pages and tables of a run are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from glossary.terms import TermOutcome
from qa.findings import SEVERITIES, STANDING, Finding, Severity
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
        """Number of findings that stand (neither waived nor fixed) by severity, worst first."""
        found = Counter(finding.severity for finding in self.findings if finding.status in STANDING)
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
class Tally:
    """Sums over the articles of a run or of a part of it; tallies add up, so no run needs all its articles in memory."""

    done: int = 0
    failed: int = 0
    skipped: int = 0
    with_errors: int = 0
    segments: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    terms_met: int = 0
    terms_unmet: int = 0

    @property
    def articles(self) -> int:
        """All documents, whatever became of them."""
        return self.done + self.failed + self.skipped

    def __add__(self, other: Tally) -> Tally:
        """The tally of both parts together."""
        return Tally(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


def tally(summaries: Iterable[ArticleSummary]) -> Tally:
    """The sums over some articles."""
    counts = Counter[str]()
    for summary in summaries:
        counts[summary.status] += 1
        counts["with_errors"] += bool(summary.errors)
        for name in ("segments", "errors", "warnings", "infos", "terms_met", "terms_unmet"):
            counts[name] += getattr(summary, name)
    return Tally(**counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """A run as a whole: how it was made (`signature`), what it was asked (`parameters`), and one summary an article.

    `articles` may lie in a file and is then read anew each time it is gone through; `sums`, where given, saves that for figures.
    """

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
    articles: Sequence[ArticleSummary] = ()
    sums: Tally | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    counters: Mapping[str, int] = field(default_factory=dict)

    @property
    def tally(self) -> Tally:
        """The sums over all articles."""
        return self.sums if self.sums is not None else tally(self.articles)

    @property
    def headline(self) -> str:
        """The run in one line: "12 articles, 3 with error findings, 1 failed"."""
        sums = self.tally
        parts = [f"{sums.articles} article{'' if sums.articles == 1 else 's'}"]
        if sums.with_errors:
            parts.append(f"{sums.with_errors} with error findings")
        parts += [f"{number} {status}" for status, number in (("failed", sums.failed), ("skipped", sums.skipped)) if number]
        return ", ".join(parts)
