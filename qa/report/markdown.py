"""One article as readable English Markdown: paragraphs as in the source, each error a numbered footnote at its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.findings import STANDING, Finding
from qa.report.reading import MAX_TITLE, Paragraph, english_title, known_facts, left_out, made_by, numbered, paragraphs
from qa.report.records import ArticleReport, SegmentReport, Stamp
from qa.report.safe import clipped, direction, isolated, markdown
from qa.report.words import LINE_CLASS_WORDS, SEVERITY_WORDS, STATUS_WORDS, check_words, count, value_words

_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
MAX_NOTE = 600  # characters of a message, a value or quoted words in a footnote
_HEADINGS = {"subheading": "### ", "title": "### "}


def article_markdown(report: ArticleReport, stamp: Stamp) -> str:
    """The article's Markdown: title, what is known of it, the text, footnotes for errors, other findings, what was left out."""
    return "\n\n".join([*_head(report, stamp), *_text(report), *_findings(report), *_left_out(report), *_foot(stamp)]) + "\n"


def _head(report: ArticleReport, stamp: Stamp) -> Iterator[str]:
    yield f"# {markdown(clipped(english_title(report), MAX_TITLE))}"
    phrase = made_by(report, stamp)
    yield f"*{markdown(phrase[0].upper() + phrase[1:])}*"
    facts = known_facts(report)
    if facts:
        yield "\n".join(f"- {name}: {_fact(name, value)}" for name, value in facts)


def _fact(name: str, value: str) -> str:
    # The one link: an address that came with the article and holds nothing but an address's characters.
    return f"<{value}>" if name == "Address" and _PLAIN_ADDRESS.fullmatch(value) else markdown(value)


def _text(report: ArticleReport) -> Iterator[str]:
    notes: dict[str, list[int]] = {}
    for number, part, finding in _errors(report):
        notes.setdefault(finding.segment_id or part.segment.id, []).append(number)
    title = english_title(report)
    for index, paragraph in enumerate(paragraphs(report)):
        if index == 0 and paragraph.line.cls == "title" and paragraph.english == title:
            # The first headline is the document's title; its footnotes still need their place.
            refs = "".join(_refs(part, notes) for part in paragraph.segments)
            if refs:
                yield f"*Headline*{refs}"
            continue
        yield _paragraph(paragraph, notes)


def _paragraph(paragraph: Paragraph, notes: dict[str, list[int]]) -> str:
    sentences = ((markdown(part.translation.text) or "\\[no English\\]") + _refs(part, notes) for part in paragraph.segments)
    text = " ".join(sentences)
    if paragraph.line.cls == "caption":
        return f"*{text}*"
    return _HEADINGS.get(paragraph.line.cls, "") + text


def _refs(part: SegmentReport, notes: dict[str, list[int]]) -> str:
    return "".join(f"[^{number}]" for number in notes.get(part.segment.id, ()))


def _errors(report: ArticleReport) -> list[tuple[int, SegmentReport, Finding]]:
    return [item for item in numbered(report) if item[2].severity == "error" and item[2].status in STANDING]


def _findings(report: ArticleReport) -> Iterator[str]:
    errors = _errors(report)
    noted = {number for number, _, _ in errors}
    for number, part, finding in errors:
        yield f"[^{number}]: {_finding(report, part, finding)}"
    others = [
        f"- {SEVERITY_WORDS[finding.severity]} {number}, paragraph {part.segment.line + 1}: {_finding(report, part, finding)}"
        for number, part, finding in numbered(report)
        if number not in noted
    ]
    if others:
        yield "## Other findings"
        yield "\n".join(others)


def _finding(report: ArticleReport, part: SegmentReport, finding: Finding) -> str:
    quote = isolated if direction(report.article.language) == "rtl" else markdown
    sides = [f"**{check_words(finding.check)}.** {markdown(clipped(finding.message, MAX_NOTE))}"]
    said = value_words(finding.check)
    unmarked = "nothing marked" if finding.source_span or finding.target_span else "the whole sentence"
    for name, text, span, value, shown, value_is in (
        ("Source", part.segment.text, finding.source_span, finding.source_value, quote, said[0]),
        ("English", part.translation.text, finding.target_span, finding.target_value, markdown, said[1]),
    ):
        marked = clipped(text[span[0] : span[1]], MAX_NOTE) if span else ""
        words = f"“{shown(marked)}”" if marked else unmarked
        meaning = markdown(clipped(value, MAX_NOTE)) if value != marked else ""
        sides.append(f"{name}: {words}, {value_is} {meaning}" if meaning else f"{name}: {words}")
    if not (finding.source_span or finding.target_span or finding.source_value or finding.target_value):
        sides[1:] = ["Where: the whole sentence"]
    who = f": {markdown(finding.decided)}" if finding.decided else ""
    status = "" if finding.status == "open" else f" ({STATUS_WORDS[finding.status]}{who})"
    return f"{sides[0]} {'; '.join(sides[1:])}.{status}"


def _left_out(report: ArticleReport) -> Iterator[str]:
    lines = left_out(report)
    if not lines:
        return
    quote = isolated if direction(report.article.language) == "rtl" else markdown
    yield f"## Left out: {count(len(lines), 'line')}"
    yield "\n".join(
        f"- Line {line.number + 1}, {LINE_CLASS_WORDS[line.cls]}"
        f"{f' ({markdown(line.reason)})' if line.reason else ''}: {quote(line.text)}"
        for line in lines
    )


def _foot(stamp: Stamp) -> Iterator[str]:
    yield "---"
    yield f"Run {markdown(stamp.run_id)}. Made by: {markdown(stamp.signature)}"
