"""A run in short: the state it ends in, and texts for the UI that are bounded and obey no article."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import summary
from qa.report.records import ArticleSummary, RunReport
from qa.report.tables import FINDINGS_SCHEMA, TRANSLATIONS_SCHEMA

HOSTILE = (
    "</div></details><script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) `|a|` \u202eabc \n\n# big"
)
ADDRESS = "http://127.0.0.1:4300/runs/r1/"
CASES = {
    "good": ArticleSummary(id="good", path="good.txt", status="done", slug="good"),
    "errors": ArticleSummary(id="errors", path="errors.txt", status="done", slug="errors", errors=2),
    "warned": ArticleSummary(id="warned", path="warned.txt", status="done", slug="warned", warnings=2),
    "failed": ArticleSummary(id="failed", path="failed.txt", status="failed", reason="no model for xx"),
    "skipped": ArticleSummary(id="skipped", path="skipped.txt", status="skipped", reason="duplicate of good"),
}


def run_of(*articles: ArticleSummary, compact: bool = False) -> RunReport:
    when = datetime(2026, 1, 2, tzinfo=UTC)
    return RunReport(
        run_id="r1",
        signature="model:x",
        parameters={},
        models=("compact-ar-en@0123456789abcdef",),
        compact=compact,
        glossary_version="1",
        glossary_terms=250,
        code_version="0.1.0",
        started=when,
        finished=when,
        articles=articles,
    )


@pytest.mark.parametrize(
    ("names", "strict", "kind", "name"),
    [
        ("good good", False, "completed", "Completed"),
        ("good warned skipped", True, "completed", "Completed"),
        ("skipped", True, "completed", "Completed"),
        ("", False, "completed", "Completed"),
        ("good errors", False, "completed", "CompletedWithFindings"),
        ("good errors", True, "failed", "FailedStrict"),
        ("good failed", False, "completed", "CompletedWithFailures"),
        ("good errors failed", False, "completed", "CompletedWithFailures"),
        ("good errors failed", True, "failed", "FailedStrict"),
        ("good failed", True, "completed", "CompletedWithFailures"),
        ("failed failed", False, "failed", "Failed"),
        ("failed skipped", True, "failed", "Failed"),
    ],
)
def test_the_final_state_tells_the_truth(names: str, strict: bool, kind: str, name: str) -> None:
    run = run_of(*(CASES[case] for case in names.split()))
    ended = summary.outcome(run, strict=strict)
    assert (ended.kind, ended.name) == (kind, name)
    assert ended.message.startswith(run.headline)


def write_tables(folder: Path, findings: list[dict[str, Any]], pairs: list[dict[str, Any]]) -> None:
    pl.DataFrame(findings, schema=FINDINGS_SCHEMA).write_parquet(folder / "findings.parquet")
    pl.DataFrame(pairs, schema=TRANSLATIONS_SCHEMA).write_parquet(folder / "translations.parquet")


def finding(severity: str, number: int, text: str = "نص", status: str = "open") -> dict[str, Any]:
    row = dict.fromkeys(FINDINGS_SCHEMA)
    texts = dict.fromkeys(("source", "target", "message", "source_value", "target_value", "article_id"), text)
    place = {"number": number, "page": f"articles/a.html#f{number}", "source_lang": "ar"}
    return row | texts | place | {"check": "quantity.changed", "severity": severity, "status": status}


def pair(article: str, source: str, target: str) -> dict[str, Any]:
    row = dict.fromkeys(TRANSLATIONS_SCHEMA)
    return row | {"article_id": article, "source_lang": "ar", "source": source, "target": target}


def test_the_worst_findings_come_first_and_only_open_ones(tmp_path: Path) -> None:
    rows = [
        finding("info", 1),
        finding("error", 2),
        finding("warning", 3),
        finding("error", 4),
        finding("error", 5, status="waived"),
    ]
    write_tables(tmp_path, rows, [])
    assert [row["number"] for row in summary.findings(tmp_path, 500)] == [2, 4, 3, 1]
    assert [row["number"] for row in summary.findings(tmp_path, 1)] == [2]
    assert summary.table_rows(summary.findings(tmp_path, 1)) == [
        {"severity": "Error", "check": "quantity.changed", "article": "نص", "source": "نص", "target": "نص"}
    ]


def is_quiet(text: str) -> bool:
    """Whether no tag but our own, no link but our own and no reordering character stands in the text."""
    tags = set(re.findall(r"(?<!\\)<\s*/?\s*([a-z]+)", text))
    targets = re.findall(r"(?<!\\)\]\(([^)]*)", text) + re.findall(r'(?<!\\)<a href="([^"]*)', text)
    ours = tags <= {"div", "details", "summary", "p", "a"} and all(target.startswith(ADDRESS) for target in targets)
    return ours and "\u202e" not in text and "\n# big" not in text


def test_hostile_articles_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    write_tables(tmp_path, [finding("error", 1, HOSTILE)], [pair(HOSTILE, HOSTILE, HOSTILE)])
    bad = replace(CASES["failed"], path=HOSTILE, reason=HOSTILE)
    run = run_of(replace(CASES["good"], id=HOSTILE, slug=HOSTILE, title_english=HOSTILE), bad, compact=True)
    report = summary.report_markdown(run, summary.findings(tmp_path, 20), tmp_path, ADDRESS)
    translated = summary.translated_markdown(run, tmp_path, ADDRESS)
    for text in (report, translated):
        assert is_quiet(text)
        assert "alert(1)" in text.replace("\\", "")
        assert "Compact model: for trying the pipeline, not for citing." in text
    assert '<div dir="rtl" lang="ar">' in report
    # An empty line would end the HTML block and let Markdown read the rest of the article.
    assert "\n\n" not in translated[translated.index("<details open>") : translated.rindex("</details>")]


def test_everything_is_bounded_and_says_where_it_was_cut(tmp_path: Path) -> None:
    long = "كلمة طويلة " * 5_000
    articles = [replace(CASES["good"], id=f"a{n}", slug=f"a{n}", title_english=long) for n in range(40)]
    failures = [replace(CASES["failed"], reason=long) for _ in range(3_000)]
    write_tables(
        tmp_path,
        [finding("error", n, long if n < 30 else "نص") for n in range(600)],
        [pair(article.id, "كلمة " * 400, "word " * 400) for article in articles for _ in range(20)],
    )
    run = run_of(*articles, *failures)
    rows = summary.findings(tmp_path, summary.MAX_TABLE_ROWS)
    report = summary.report_markdown(run, rows[: summary.WORST_FINDINGS], tmp_path, ADDRESS)
    translated = summary.translated_markdown(run, tmp_path, ADDRESS)
    assert len(rows) == summary.MAX_TABLE_ROWS
    assert len(report.encode()) <= summary.MAX_MARKDOWN_BYTES
    assert len(translated.encode()) <= summary.MAX_MARKDOWN_BYTES
    assert "… and 2,950 more, all in the full report" in report
    assert report.count("\n### ") == summary.WORST_FINDINGS
    assert "The first 20 of 40 articles" in translated
    assert translated.count("<details") == translated.count("</details>") == summary.FIRST_ARTICLES
    assert translated.count("… the rest is on its page") == summary.FIRST_ARTICLES
    assert all(len(value) <= summary.NAME_CHARACTERS + 2 for row in summary.table_rows(rows) for value in row.values())


def test_twenty_findings_of_the_longest_kind_still_fit() -> None:
    rows = [finding("error", n, "<&" * 5_000) for n in range(summary.WORST_FINDINGS)]
    text = summary.report_markdown(run_of(CASES["errors"]), rows, Path("runs/r1"), ADDRESS)
    assert text.count("\n### ") == summary.WORST_FINDINGS


def test_a_run_without_articles_has_its_texts(tmp_path: Path) -> None:
    write_tables(tmp_path, [], [])
    assert summary.findings(tmp_path, 5) == []
    assert "0 articles" in summary.report_markdown(run_of(), [], tmp_path, ADDRESS)
    assert "0 articles" in summary.translated_markdown(run_of(), tmp_path, ADDRESS)


@given(st.text(max_size=200))
def test_any_text_makes_a_summary(text: str) -> None:
    run = run_of(replace(CASES["failed"], path=text, reason=text))
    report = summary.report_markdown(run, [finding("error", 1, text)], Path("runs"), ADDRESS)
    report.encode("utf-8")
    assert is_quiet(report) or "# big" in text
