"""Two runs compared: what changed, by id, in the order of the text, and as a page that obeys no article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
import report_builder as build

from qa.report.compare import changes, compare
from qa.report.compare_page import MARKED_WORDS, comparison_page, marked_words
from qa.report.records import ArticleReport
from qa.report.writer import RunWriter
from translations.errors import InputNotFound


def write(folder: Path, *reports: ArticleReport) -> Path:
    writer = RunWriter(folder, build.STAMP)
    writer.write(reports)
    writer.finish(build.run_of(list(reports)))
    return folder


def with_english(report: ArticleReport, index: int, text: str) -> ArticleReport:
    return build.with_part(report, index, translation=replace(report.segments[index].translation, text=text))


@pytest.fixture
def before() -> ArticleReport:
    return build.sample()


def test_equal_runs_differ_in_nothing(tmp_path: Path, before: ArticleReport) -> None:
    comparison = compare(write(tmp_path / "a", before), write(tmp_path / "b", before))
    assert list(changes(comparison)) == []
    assert comparison.same == len(before.segments)
    assert "Nothing differs" in comparison_page(comparison)


def test_english_findings_and_statuses_that_changed(tmp_path: Path, before: ArticleReport) -> None:
    after = with_english(before, 7, "The Kremlin said so.")
    number = before.segments[4].findings[0]
    after = build.with_part(after, 4, findings=(replace(number, status="waived"),))
    after = build.with_part(after, 1, findings=(*before.segments[1].findings, before.segments[1].findings[0]))
    after = build.with_part(after, 6, findings=before.segments[6].findings[:1])
    comparison = compare(write(tmp_path / "a", before), write(tmp_path / "b", after))
    assert comparison.counts == {"english": 1, "new": 1, "gone": 1, "decided": 1}
    found = [(row["segment"], row["change"], row["before"], row["after"]) for row in changes(comparison)]
    assert found == [
        ("visit#1", "finding new", "", "open"),
        ("visit#4", "finding decided", "open", "waived"),
        ("visit#6", "finding gone", "open", ""),
        ("visit#7", "english", before.segments[7].translation.text, "The Kremlin said so."),
    ]
    page = comparison_page(comparison)
    assert "<ins>said so.</ins>" in page
    assert "open → waived" in page


def test_articles_that_only_one_run_has(tmp_path: Path, before: ArticleReport) -> None:
    other = build.article("other", [("body", "نص", "text")])
    comparison = compare(write(tmp_path / "a", before, other), write(tmp_path / "b", before))
    assert (comparison.only_before, comparison.only_after) == (("other",), ())
    assert [(s.before, s.after) for s in comparison.segments] == [("text", None)]
    assert "not there" in comparison_page(comparison)


def test_no_hostile_article_is_obeyed_on_the_page(tmp_path: Path) -> None:
    reports = build.hostile()
    changed = [with_english(report, 1, report.segments[1].translation.text + " more") for report in reports]
    page = comparison_page(compare(write(tmp_path / "a", *reports), write(tmp_path / "b", *changed)))
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(page)
    tags = [element.tag.rpartition("}")[2] for element in tree.iter() if isinstance(element.tag, str)]
    assert tags.count("script") == 1
    assert not {"img", "iframe", "object", "form"} & set(tags)
    assert "\u202e" not in page


def test_long_texts_are_not_compared_word_by_word() -> None:
    assert marked_words("a b", "a c") == ("a <del>b</del>", "a <ins>c</ins>")
    assert marked_words("<i>", "<b>") == ("<del>&lt;i&gt;</del>", "<ins>&lt;b&gt;</ins>")
    words = "x " * (MARKED_WORDS + 1)
    assert "<ins>" not in marked_words(words, "y " + words)[1]


def test_what_is_no_finished_run_is_said(tmp_path: Path, before: ArticleReport) -> None:
    run = write(tmp_path / "a", before)
    (run / "run.json").write_text("{")
    with pytest.raises(InputNotFound, match="no finished run"):
        compare(run, run)


def test_tables_that_cannot_be_read_are_said(tmp_path: Path, before: ArticleReport) -> None:
    run, other = write(tmp_path / "a", before), write(tmp_path / "b", before)
    (run / "findings.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputNotFound, match="cannot be read"):
        compare(run, other)
    (run / "findings.parquet").unlink()
    with pytest.raises(InputNotFound, match="cannot be read"):
        compare(run, other)
