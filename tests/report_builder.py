"""Reports built by hand, for tests of pages and files: a real article with every kind of mark, hostile ones, and large ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from glossary.terms import Outcome, TermMatch, TermOutcome
from qa.findings import Finding, Severity, Status, fingerprint
from qa.quantities.records import Quantity
from qa.report.reading import summary_of
from qa.report.records import ArticleReport, ArticleSummary, RunReport, SegmentReport, Stamp
from translations.files import digest
from translations.records import Article, Hypothesis, Line, LineClass, Segment, Translation

HOSTILE = Path(__file__).parent / "data" / "hostile"
MODEL = "compact-ar-en@3f2a90c14be7d602"
STAMP = Stamp(
    run_id="20260105-101500-ab12",
    signature=f"model:{MODEL}|glossary:9c1d55e0a7b2f318|beam:4|code:0.1.0",
    models=(MODEL,),
    compact=True,
    glossary_version="9c1d55e0a7b2f318",
    code_version="0.1.0",
)


def span(text: str, words: str) -> tuple[int, int]:
    """Where the words stand in the text."""
    start = text.index(words)
    return start, start + len(words)


def finding(
    segment: Segment,
    english: str,
    check: str,
    severity: Severity,
    message: str,
    *,
    source: str = "",
    target: str = "",
    values: tuple[str, str] = ("", ""),
    status: Status = "open",
) -> Finding:
    """A finding on the words `source` and `target` of a segment and its English."""
    return Finding(
        check=check,
        version=1,
        mqm="accuracy/mistranslation",
        severity=severity,
        article_id=segment.article_id,
        segment_id=segment.id,
        message=message,
        fingerprint=fingerprint(check, 1, segment.article_id, segment.text, *values),
        source_span=span(segment.text, source) if source else None,
        target_span=span(english, target) if target else None,
        source_value=values[0],
        target_value=values[1],
        status=status,
    )


def outcome(segment: Segment, english: str, term: str, source: str, target: str, found: str, what: Outcome) -> TermOutcome:
    """What became of a term whose words `source` stand in the segment."""
    start, end = span(segment.text, source)
    return TermOutcome(
        segment_id=segment.id,
        match=TermMatch(term_id=term, start=start, end=end, surface=source),
        target=target,
        outcome=what,
        found=found,
        target_span=span(english, found) if found else None,
    )


def number(text: str, words: str, value: str, kind: str = "number", unit: str = "") -> Quantity:
    """A quantity whose words stand in the text."""
    start, end = span(text, words)
    held = Decimal(value) if kind in {"number", "duration", "percent"} else value
    return Quantity(kind=kind, value=held, start=start, end=end, text=words, unit=unit)  # type: ignore[arg-type]


def article(
    name: str,
    lines: Sequence[tuple[LineClass, str, str | None]],
    *,
    language: str = "ar",
    published: date | None = None,
    outlet: str | None = None,
    url: str | None = None,
) -> ArticleReport:
    """An article from (class, source, English or None): one segment a line that has English."""
    held = tuple(
        Line(number=n, cls=cls, text=source, reason="" if english is not None else f"it is {cls}, not article text")
        for n, (cls, source, english) in enumerate(lines)
    )
    record = Article(
        id=name,
        digest=digest(*(line.text for line in held)),
        slug=name,
        path=f"inbox/{name}.txt",
        language=language,
        published=published,
        outlet=outlet,
        url=url,
        lines=held,
    )
    parts = []
    for n, (_, source, english) in enumerate(lines):
        if english is not None and source:
            segment = Segment(article_id=name, index=len(parts), line=n, start=0, end=len(source), text=source)
            parts.append(
                SegmentReport(
                    segment=segment, translation=Translation(segment_id=segment.id, text=english, model=MODEL, score=-0.4211)
                )
            )
    return ArticleReport(article=record, segments=tuple(parts), models=(MODEL,), compact=True)


def with_part(report: ArticleReport, index: int, **changes: object) -> ArticleReport:
    """The report with some fields of one segment changed."""
    parts = list(report.segments)
    parts[index] = replace(parts[index], **changes)  # type: ignore[arg-type]
    return replace(report, segments=tuple(parts))


def sample() -> ArticleReport:
    """An article about a visit, with terms, quantities, findings of all severities, a waiver, a correction and lines left out."""
    report = article(
        "visit",
        [
            ("title", "بوتين يصل إلى بيونغ يانغ في أول زيارة منذ 24 عاماً",
             "Putin arrives in Pyongyang for first visit in 24 years"),
            ("furniture", "+ الخط -", None),
            ("dateline", "الأربعاء 19 حزيران 2024", "Wednesday 19 July 2024"),
            ("standfirst", "اتفاق على المساعدة المتبادلة في حال العدوان", "Agreement on mutual aid in case of aggression"),
            ("caption", "كيم جونغ أون مستقبلاً بوتين (أ.ب)", "Kim Jong Un receives Putin (AP)"),
            ("credit", "(د ع)", None),
            ("body", "وصل الرئيس الروسي فلاديمير بوتين إلى بيونغ يانغ برفقة 12 ألف جندي، في أول زيارة له منذ 24 عاماً.",
             "Russian President Vladimir Putin arrived in Pyongyang with 12 soldiers, on his first visit in 24 years."),
            ("subheading", "اتفاقية الشراكة الشاملة", "The comprehensive partnership agreement"),
            ("body", "ووقّع الجانبان «اتفاقية الشراكة الاستراتيجية الشاملة» بحسب وكالة تاس، وبلغت نسبة التأييد 87 في المئة.",
             "The two sides signed a comprehensive strategic partnership deal, "
             "according to the agency Tass, and support reached 87 per cent."),
            ("body", "وأكد الكرملين أن الاتفاق دفاعي محض.", "The Kremlin stressed that the agreement is purely defensive."),
            ("related", "محمد بن سلمان وبوتين يبحثان الموضوعات المشتركة", None),
        ],
        published=date(2024, 6, 19),
        outlet="مركز الأخبار",
        url="https://example.org/news/2024/06/19/visit",
    )  # fmt: skip
    segments, english = [p.segment for p in report.segments], [p.translation.text for p in report.segments]
    report = with_part(
        report, 0,
        source_quantities=(number(segments[0].text, "24 عاماً", "24", "duration", "year"),),
        target_quantities=(number(english[0], "24 years", "24", "duration", "year"),),
        outcomes=(
            outcome(segments[0], english[0], "person.putin", "بوتين", "Putin", "Putin", "satisfied_free"),
            outcome(segments[0], english[0], "place.pyongyang", "بيونغ يانغ", "Pyongyang", "Pyongyang", "satisfied_free"),
        ),
    )  # fmt: skip
    report = with_part(
        report, 1,
        source_quantities=(number(segments[1].text, "19 حزيران 2024", "2024-06-19", "date"),),
        target_quantities=(number(english[1], "19 July 2024", "2024-07-19", "date"),),
        findings=(
            finding(segments[1], english[1], "date.changed", "error",
                    "The English gives another date than the source: 19 July 2024 instead of 19 June 2024.",
                    source="19 حزيران 2024", target="19 July 2024", values=("19 June 2024", "19 July 2024")),
            finding(segments[1], english[1], "date.weekday", "info", "The weekday does not fit the date in the English.",
                    target="Wednesday", values=("", "Wednesday"), status="waived"),
        ),
    )  # fmt: skip
    report = with_part(
        report, 4,
        source_quantities=(
            number(segments[4].text, "12 ألف", "12000"),
            number(segments[4].text, "24 عاماً", "24", "duration", "year"),
        ),
        target_quantities=(number(english[4], "12", "12"), number(english[4], "24 years", "24", "duration", "year")),
        outcomes=(
            outcome(segments[4], english[4], "person.putin", "فلاديمير بوتين",
                    "Vladimir Putin", "Vladimir Putin", "satisfied_free"),
            outcome(segments[4], english[4], "place.pyongyang", "بيونغ يانغ", "Pyongyang", "Pyongyang", "reranked"),
        ),
        findings=(
            finding(segments[4], english[4], "quantity.changed", "error",
                    "A number has changed: the source says 12,000, the English says 12.",
                    source="12 ألف", target="12", values=("12,000", "12")),
        ),
    )  # fmt: skip
    report = with_part(
        report, 6,
        translation=replace(report.segments[6].translation, alternatives=(
            Hypothesis(tokens=(), score=-0.5, finished=True,
                       text="The two sides signed the “Comprehensive Strategic Partnership Agreement”, Tass said."),)),
        source_quantities=(number(segments[6].text, "87 في المئة", "87", "percent"),),
        target_quantities=(number(english[6], "87 per cent", "87", "percent"),),
        outcomes=(
            outcome(segments[6], english[6], "treaty.partnership", "اتفاقية الشراكة الاستراتيجية الشاملة",
                    "Comprehensive Strategic Partnership Agreement", "", "unmet"),
            outcome(segments[6], english[6], "agency.tass", "تاس", "TASS", "Tass", "unmet"),
        ),
        findings=(
            finding(segments[6], english[6], "term.unmet", "warning",
                    "The glossary's form “Comprehensive Strategic Partnership Agreement” does not stand in the English.",
                    source="اتفاقية الشراكة الاستراتيجية الشاملة", values=("Comprehensive Strategic Partnership Agreement", "")),
            finding(segments[6], english[6], "term.variant", "info", "The English writes “Tass”; the glossary has “TASS”.",
                    source="تاس", target="Tass", values=("TASS", "Tass")),
        ),
    )  # fmt: skip
    unsure = finding(segments[7], english[7], "form.confidence", "info", "The model was unsure of this sentence.")
    corrected = replace(report.segments[7].translation, origin="correction", model="")
    return with_part(report, 7, translation=corrected, findings=(unsure,))


def hostile() -> list[ArticleReport]:
    """Every text of the hostile corpus as an article."""
    reports = []
    for entry in json.loads((HOSTILE / "texts.json").read_text(encoding="utf-8")):
        text = "".join(entry["parts"]) * entry.get("times", 1)
        reports.append(hostile_article(entry["name"], text, entry.get("id", entry["name"])))
    return reports


def hostile_article(slug: str, text: str, article_id: str) -> ArticleReport:
    """One hostile text everywhere an article can bring a text from outside."""
    flat = text or " "
    report = article(
        article_id, [("title", flat, flat), ("body", flat, flat), ("caption", flat, flat), ("furniture", flat, None)]
    )
    record = replace(
        report.article, slug=slug, path=flat, title=flat, outlet=flat, url=flat, extra={flat: flat}, published=date(2024, 6, 19)
    )
    line = replace(record.lines[3], reason=flat)
    report = replace(report, article=replace(record, lines=(*record.lines[:3], line)))
    part = report.segments[1]
    whole = (0, len(flat))
    found = Finding(
        check="quantity.changed", version=1, mqm="accuracy", severity="error", article_id=article_id, segment_id=part.segment.id,
        message=flat, fingerprint=digest(flat), source_span=whole, target_span=whole, source_value=flat, target_value=flat,
    )  # fmt: skip
    wide = replace(found, severity="warning", source_span=(0, len(flat) + 50), target_span=None)
    term = TermOutcome(
        segment_id=part.segment.id, match=TermMatch(term_id=flat, start=0, end=len(flat), surface=flat), target=flat,
        outcome="edited", found=flat, target_span=whole, reason=flat, before=flat, after=flat + "x",
    )  # fmt: skip
    other = Hypothesis(tokens=(flat,), text=flat + "y", score=float("-inf"), finished=False)
    translation = replace(part.translation, alternatives=(other,), score=float("nan"))
    return with_part(report, 1, findings=(found, wide), outcomes=(term,), translation=translation)


def large(findings: int, articles: int = 40) -> list[ArticleReport]:
    """Articles with so many findings in all, spread over seven checks and all severities."""
    checks: list[tuple[str, Severity]] = [
        ("quantity.changed", "error"), ("quantity.missing", "error"), ("term.unmet", "warning"), ("date.changed", "error"),
        ("form.repeated", "warning"), ("form.length", "info"), ("script.left", "warning"),
    ]  # fmt: skip
    reports = []
    for which in range(articles):
        size = findings // articles + (which < findings % articles)
        name = f"article-{which:03d}"
        lines: list[tuple[LineClass, str, str | None]] = [("title", f"زيارة رقم {which}", f"Visit number {which}")]
        lines += [
            (
                "body",
                f"وصل {n} ألف جندي إلى العاصمة بيونغ يانغ يوم الأربعاء.",
                f"{n} soldiers arrived in the capital Pyongyang on Wednesday.",
            )
            for n in range((size + 2) // 3)
        ]
        report = article(name, lines)
        parts = list(report.segments)
        for n in range(size):
            part = parts[1 + n // 3]
            check, severity = checks[(n + which) % len(checks)]
            english = part.translation.text
            found = finding(
                part.segment, english, check, severity, f"The source says {n // 3},000, the English says {n // 3}.",
                source="ألف", target=english.split()[0], values=(f"{n // 3},000", str(n // 3)),
            )  # fmt: skip
            parts[1 + n // 3] = replace(part, findings=(*part.findings, found))
        reports.append(replace(report, segments=tuple(parts)))
    return reports


def run_of(reports: Sequence[ArticleReport], extra: Sequence[ArticleSummary] = ()) -> RunReport:
    """The run that holds these articles."""
    return RunReport(
        run_id=STAMP.run_id,
        signature=STAMP.signature,
        parameters={"path": "inbox", "glossary": "default", "all_lines": False},
        models=STAMP.models,
        compact=STAMP.compact,
        glossary_version=STAMP.glossary_version,
        glossary_terms=312,
        code_version=STAMP.code_version,
        started=datetime(2026, 1, 5, 10, 15, tzinfo=UTC),
        finished=datetime(2026, 1, 5, 10, 15, 42, tzinfo=UTC),
        articles=(*(summary_of(report) for report in reports), *extra),
        timings={"decode": 31.25},
        counters={"segments": sum(len(r.segments) for r in reports)},
    )


FAILED = (
    ArticleSummary(id="broken", path="inbox/broken.txt", status="failed", reason="inbox/broken.txt: it is empty"),
    ArticleSummary(id="again", path="inbox/again.txt", status="skipped", reason="the same content as visit"),
)
