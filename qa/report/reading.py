"""An article as a reader meets it: its English title and paragraphs, what was left out, its citation, its findings numbered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from qa.findings import Finding
from qa.report.records import COMPACT_NOTE, ArticleReport, ArticleSummary, SegmentReport, Stamp
from qa.report.safe import clipped, one_line, web_address
from qa.report.words import day
from translations.records import Line

MAX_TITLE = 300  # characters of a headline in lists and citations
FIRST_WORDS = 80  # characters of the text that stand for a missing headline


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of the article that was translated, with its segments in order."""

    line: Line
    segments: tuple[SegmentReport, ...]

    @property
    def english(self) -> str:
        """The paragraph's English: its segments' translations joined by a space."""
        return " ".join(text for part in self.segments if (text := part.translation.text.strip()))


def paragraphs(report: ArticleReport) -> list[Paragraph]:
    """The translated lines in the order of the source, each with its segments."""
    by_line: dict[int, list[SegmentReport]] = {}
    for part in report.segments:
        by_line.setdefault(part.segment.line, []).append(part)
    return [Paragraph(line=line, segments=tuple(by_line[line.number])) for line in report.article.lines if line.number in by_line]


def left_out(report: ArticleReport) -> list[Line]:
    """The lines that hold text and were not translated, in the order of the source."""
    translated = {part.segment.line for part in report.segments}
    return [line for line in report.article.lines if line.number not in translated and line.text.strip()]


def numbered(report: ArticleReport) -> list[tuple[int, SegmentReport, Finding]]:
    """All findings in the order of the text with their number in the article, from 1: the anchors `f1`, `f2` … of its page."""
    pairs = ((part, finding) for part in report.segments for finding in part.findings)
    return [(number, part, finding) for number, (part, finding) in enumerate(pairs, start=1)]


def english_title(report: ArticleReport) -> str:
    """The English of the headline; where there is none, the given title, else the text's first words, so marked, else the id."""
    held = paragraphs(report)
    headline = next((paragraph.english for paragraph in held if paragraph.line.cls == "title" and paragraph.english), "")
    if headline or report.article.title:
        return headline or report.article.title or ""
    first = next((paragraph.english for paragraph in held if paragraph.line.cls == "body" and paragraph.english), "")
    return f"(no headline) {clipped(first, FIRST_WORDS)}" if first else report.article.id


def source_title(report: ArticleReport) -> str:
    """The headline as the source has it; empty where it has none."""
    first = next((line.text for line in report.article.lines if line.cls == "title"), None)
    return first or report.article.title or ""


def models_of(report: ArticleReport, stamp: Stamp) -> tuple[str, ...]:
    """The models that made the article's English, `name@digest`; the run's where the article does not say."""
    return report.models or stamp.models


def is_compact(report: ArticleReport, stamp: Stamp) -> bool:
    """Whether the embedded compact model made any of the English."""
    return report.compact or (stamp.compact and not report.models)


def made_by(report: ArticleReport, stamp: Stamp) -> str:
    """One phrase for every output: "machine translation by NAME@DIGEST", with the compact model's warning where it applies."""
    phrase = f"machine translation by {', '.join(models_of(report, stamp)) or 'no model'}"
    return f"{phrase} ({COMPACT_NOTE})" if is_compact(report, stamp) else phrase


def known_facts(report: ArticleReport) -> list[tuple[str, str]]:
    """Outlet, date and address as (name, value): only those that are known, none is guessed."""
    article = report.article
    facts = [
        ("Outlet", article.outlet or ""),
        ("Published", day(article.published) if article.published else ""),
        ("Address", web_address(article.url)),
    ]
    return [(name, value) for name, value in facts if value]


def citation(report: ArticleReport, stamp: Stamp) -> str:
    """The line that a quotation of the English carries: title, known outlet, date and address, "machine translation", model."""
    known = ", ".join(value for _, value in known_facts(report))
    title = clipped(english_title(report), MAX_TITLE).rstrip(".")
    return f"“{title}”{f', {known}' if known else ''}. Dragoman {stamp.code_version}, {made_by(report, stamp)}."


def summary_of(report: ArticleReport) -> ArticleSummary:
    """The article's row in the run's index."""
    counts = report.counts()
    outcomes = Counter(outcome.outcome != "unmet" for part in report.segments for outcome in part.outcomes)
    article = report.article
    return ArticleSummary(
        id=article.id,
        path=article.path,
        status="done",
        slug=article.slug,
        title=clipped(one_line(source_title(report)), MAX_TITLE),
        title_english=clipped(one_line(english_title(report)), MAX_TITLE),
        language=article.language,
        outlet=article.outlet or "",
        published=article.published.isoformat() if article.published else "",
        segments=len(report.segments),
        left_out=len(left_out(report)),
        errors=counts["error"],
        warnings=counts["warning"],
        infos=counts["info"],
        terms_met=outcomes[True],
        terms_unmet=outcomes[False],
    )
