"""The bilingual page of one article: one self-contained HTML file that needs no network and no script to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from glossary.terms import TermOutcome
from qa.findings import SEVERITIES, STANDING, Finding
from qa.quantities.records import Quantity
from qa.report.assets import asset, environment, policy
from qa.report.marks import Mark, marked, reference
from qa.report.reading import (
    citation,
    english_title,
    is_compact,
    known_facts,
    left_out,
    made_by,
    models_of,
    numbered,
    paragraphs,
    source_title,
)
from qa.report.records import COMPACT_NOTE, ArticleReport, SegmentReport, Stamp
from qa.report.safe import clipped, compact_json, file_name, one_line, utf8
from qa.report.words import ORIGIN_WORDS, OUTCOME_WORDS, check_words
from translations.decisions.records import english_digest
from translations.records import Line

STYLE = ("base.css", "page.css", "review.css")
SCRIPT = ("base.js", "review.js", "page.js", "decide.js")
# Characters shown on a card, in a tooltip, in the page's title: a reader needs the words, not all of a 50,000-letter "sentence".
# The text itself is always whole, and the JSON record holds everything.
MAX_QUOTED = 240
MAX_MESSAGE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A finding as its card shows it: its number and the words it is about on both sides (empty where nothing is marked)."""

    number: int
    finding: Finding
    segment: int
    source_words: str
    target_words: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph with both sides as HTML, its findings, and how many lines before it were left out."""

    line: Line
    english: Markup
    source: Markup
    cards: tuple[Card, ...]
    skipped: int = 0
    first_skipped: int = 0


def article_page(report: ArticleReport, stamp: Stamp) -> str:
    """The page's HTML. Anchors: `f<number>` a finding, `e<index>` and `s<index>` a segment's English and source,
    `p<number>` a paragraph's line, `l<number>` a line left out.
    """
    style, script = asset(*STYLE), asset(*SCRIPT)
    cards = list(_cards(report))
    severities = Counter(card.finding.severity for card in cards)
    checks = Counter(card.finding.check for card in cards)
    article = report.article
    return environment().get_template("page.html.j2").render(
        style=style,
        script=script,
        policy=policy(style, script),
        article=article,
        title=clipped(one_line(english_title(report)), MAX_MESSAGE),
        original=clipped(one_line(source_title(report)), MAX_MESSAGE),
        facts=known_facts(report),
        made_by=made_by(report, stamp),
        models=models_of(report, stamp),
        compact_note=COMPACT_NOTE if is_compact(report, stamp) else "",
        stamp=stamp,
        rows=list(_rows(report, cards)),
        cards=cards,
        clip=clipped,
        most=MAX_MESSAGE,
        severities=[(severity, severities[severity]) for severity in SEVERITIES],
        checks=[(check, check_words(check), number) for check, number in sorted(checks.items())],
        left_out=left_out(report),
        data=Markup(compact_json(_data(report, stamp, cards))),
        base=file_name(article.slug),
    ) + "\n"  # fmt: skip


def _data(report: ArticleReport, stamp: Stamp, cards: list[Card]) -> dict[str, Any]:
    """What the page's script needs: the citation, and what decisions on findings and on the article say about them."""
    with_findings = {card.segment for card in cards}
    return {
        "run": stamp.run_id,
        "article": report.article.id,
        "language": report.article.language,
        "citation": one_line(citation(report, stamp)),
        "content": english_digest([utf8(part.translation.text) for part in report.segments]),
        "segments": {
            str(part.segment.index): [utf8(part.segment.text), utf8(part.translation.text)]
            for part in report.segments
            if part.segment.index in with_findings
        },
        "findings": [
            [f.check, f.fingerprint, utf8(f.source_value), utf8(f.target_value), card.segment]
            for card in cards
            for f in (card.finding,)
        ],
    }


def _cards(report: ArticleReport) -> Iterator[Card]:
    for number, part, finding in numbered(report):
        yield Card(
            number=number,
            finding=finding,
            segment=part.segment.index,
            source_words=_quoted(part.segment.text, finding.source_span),
            target_words=_quoted(part.translation.text, finding.target_span),
            alternatives=_alternatives(part),
        )


def _alternatives(part: SegmentReport) -> tuple[str, ...]:
    chosen, others = part.translation.text, part.translation.alternatives
    return tuple(clipped(other.text, MAX_MESSAGE) for other in others[:4] if other.text != chosen)


def _quoted(text: str, span: tuple[int, int] | None) -> str:
    return clipped(text[span[0] : span[1]], MAX_QUOTED) if span else ""


def _rows(report: ArticleReport, cards: list[Card]) -> Iterator[Row]:
    by_segment: dict[int, list[Card]] = {}
    for card in cards:
        by_segment.setdefault(card.segment, []).append(card)
    out = [line.number for line in left_out(report)]
    before = 0
    for paragraph in paragraphs(report):
        upto = sum(1 for number in out[before:] if number < paragraph.line.number)
        mine = tuple(card for part in paragraph.segments for card in by_segment.get(part.segment.index, ()))
        yield Row(
            line=paragraph.line,
            english=Markup(" ").join(_english(part, by_segment.get(part.segment.index, [])) for part in paragraph.segments),
            source=_source(paragraph.line, paragraph.segments, by_segment),
            cards=mine,
            skipped=upto,
            first_skipped=out[before] if upto else 0,
        )
        before += upto


def _english(part: SegmentReport, cards: list[Card]) -> Markup:
    marks = [
        *(_quantity_mark(quantity) for quantity in part.target_quantities),
        *(mark for outcome in part.outcomes if (mark := _term_mark(outcome, outcome.target_span))),
        *(mark for card in cards if (mark := _finding_mark(card, card.finding.target_span, part.translation.text))),
    ]
    text = marked(part.translation.text, marks, links=True)
    placed = {mark.finding for mark in marks if mark.finding}
    loose = Markup("").join(reference(card.number) for card in cards if card.number not in placed)
    if not part.translation.text.strip():
        text = Markup('<span class="none">[no English]</span>')
    origin = ORIGIN_WORDS.get(part.translation.origin)
    note = Markup(' <span class="origin">{}</span>').format(origin) if origin and part.translation.origin == "correction" else ""
    return Markup('<span class="s" id="e{0}" data-s="{0}">{1}{2}{3}</span>').format(part.segment.index, text, loose, note)


def _source(line: Line, parts: tuple[SegmentReport, ...], by_segment: dict[int, list[Card]]) -> Markup:
    html, at = Markup(""), 0
    for part in sorted(parts, key=lambda part: part.segment.start):
        segment = part.segment
        marks = [
            *(_quantity_mark(quantity) for quantity in part.source_quantities),
            *(mark for outcome in part.outcomes if (mark := _term_mark(outcome, (outcome.match.start, outcome.match.end)))),
            *(
                mark
                for card in by_segment.get(segment.index, ())
                if (mark := _finding_mark(card, card.finding.source_span, segment.text))
            ),
        ]
        html += marked(line.text[at : segment.start], (), links=False)
        html += Markup('<span class="s" id="s{0}" data-s="{0}">{1}</span>').format(
            segment.index, marked(segment.text, marks, links=False)
        )
        at = max(at, segment.end)
    return html + marked(line.text[at:], (), links=False)


def _finding_mark(card: Card, span: tuple[int, int] | None, text: str) -> Mark | None:
    if span is None or not 0 <= span[0] < min(span[1], len(text)):
        return None
    finding = card.finding
    closed = " closed" if finding.status not in STANDING else ""
    return Mark(start=span[0], end=span[1], classes=f"f {finding.severity}{closed}", finding=card.number)


def _quantity_mark(quantity: Quantity) -> Mark:
    sure = "" if quantity.confidence >= 1 else f" (confidence {quantity.confidence:.0%})"
    readings = f"; {len(quantity.readings)} readings are possible" if len(quantity.readings) > 1 else ""
    kind = quantity.kind.replace("_", " ").capitalize()
    tip = f"{kind}, understood as {clipped(quantity.shown(), MAX_QUOTED)}{sure}{readings}"
    return Mark(start=quantity.start, end=quantity.end, classes="q", tip=tip)


def _term_mark(outcome: TermOutcome, span: tuple[int, int] | None) -> Mark | None:
    if span is None:
        return None
    classes = "t unmet" if outcome.outcome == "unmet" else "t"
    found = f" (here: {clipped(outcome.found, MAX_QUOTED)})" if outcome.found and outcome.found != outcome.target else ""
    why = f"\n{clipped(outcome.reason, MAX_QUOTED)}" if outcome.reason else ""
    before = clipped(outcome.before, MAX_QUOTED) if outcome.before != outcome.after else ""
    was = f"\nThe model had written: {before}" if before else ""
    tip = f"Glossary: {clipped(outcome.target, MAX_QUOTED)}{found}\n{OUTCOME_WORDS[outcome.outcome]}{why}{was}"
    return Mark(start=span[0], end=span[1], classes=classes, tip=tip)
