"""An article's record and the report read back from it make the same record, whatever the article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import report_builder as build

from flows import steps
from flows.resources import Resources
from flows.settings import Settings
from qa.report.article_json import article_record
from qa.report.page import article_page
from qa.report.read_back import read_back
from qa.report.records import ArticleReport
from qa.report.safe import pretty_json

REPORTS = [build.sample(), *build.hostile(), *build.large(200, 2)]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.article.slug[:30])
def test_the_record_is_the_same_again(report: ArticleReport) -> None:
    record = json.loads(pretty_json(article_record(report, build.STAMP)))
    again, stamp = read_back(record)
    assert json.loads(pretty_json(article_record(again, stamp))) == record
    assert article_page(again, stamp) == article_page(*read_back(record))


def test_the_five_articles_are_the_same_again(samples: Path, tmp_path: Path) -> None:
    settings = Settings(threads=2, output_root=tmp_path, decisions=tmp_path / "none.sqlite")
    plan = steps.plan(steps.Request(paths=(str(samples),), run_id="r"), settings)
    steps.finish(plan, [steps.translate_batch(batch, plan, Resources(settings)) for batch in steps.batches(plan)])
    paths = sorted((tmp_path / "r" / "articles").glob("*.json"))
    assert len(paths) == 5
    for path in paths:
        report, stamp = read_back(json.loads(path.read_bytes()))
        assert pretty_json(article_record(report, stamp)) == path.read_text(encoding="utf-8")
        assert article_page(report, stamp) == path.with_suffix(".html").read_text(encoding="utf-8")


@pytest.mark.parametrize("record", [{}, {"models": None}, {"models": [], "compact_model": None, "signature": "", "article": []}])
def test_anything_else_is_refused(record: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_back(record)
