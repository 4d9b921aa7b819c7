"""The run's folder: what is in it, that it is whole, the same bytes each time, and flat in memory."""

import json
import os
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import polars as pl
import pytest
import report_builder as build

from qa.report.records import COMPACT_NOTE, ArticleReport
from qa.report.safe import file_name
from qa.report.tables import FINDINGS_SCHEMA, SCHEMAS, TRANSLATIONS_SCHEMA
from qa.report.writer import RunWriter
from translations.errors import OutputError


def write(folder: Path, reports: list[ArticleReport], size: int = 100) -> Path:
    writer = RunWriter(folder, build.STAMP)
    for start in range(0, len(reports), size):
        writer.write(reports[start : start + size])
    writer.finish(build.run_of(reports, build.FAILED))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("runs") / "run", [build.sample()])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("runs") / "hostile", build.hostile(), size=7)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_folder_holds_what_is_promised_and_nothing_else(folder: Path) -> None:
    assert files(folder) == [
        "articles/visit.html",
        "articles/visit.json",
        "articles/visit.md",
        "bundle.zip",
        "findings.csv",
        "findings.jsonl",
        "findings.parquet",
        "findings.sarif",
        "findings.xlsx",
        "index.html",
        "run.json",
        "terms.parquet",
        "translations.ar.tmx",
        "translations.parquet",
    ]


def test_every_output_carries_the_signature_and_the_compact_mark(folder: Path) -> None:
    for name in ("articles/visit.html", "articles/visit.json", "articles/visit.md", "index.html", "run.json"):
        text = (folder / name).read_text(encoding="utf-8").replace("\\|", "|")
        assert build.STAMP.signature in text, name
        assert COMPACT_NOTE[1:] in text, name
    for name in ("findings", "translations", "terms"):
        assert pl.read_parquet(folder / f"{name}.parquet")["signature"].unique().to_list() == [build.STAMP.signature]


def test_the_json_record_holds_everything(folder: Path) -> None:
    record = json.loads((folder / "articles/visit.json").read_text(encoding="utf-8"))
    report = build.sample()
    assert record["schema"] == 1
    assert [line["text"] for line in record["article"]["lines"]] == [line.text for line in report.article.lines]
    assert [part["source"] for part in record["segments"]] == [part.segment.text for part in report.segments]
    assert [part["translation"]["text"] for part in record["segments"]] == [part.translation.text for part in report.segments]
    found = record["segments"][4]["findings"][0]
    assert (found["number"], found["source_value"], found["target_value"]) == (3, "12,000", "12")
    quantity = record["segments"][4]["source_quantities"][0]
    assert (quantity["value"], quantity["text"]) == ("12000", "12 ألف")
    assert quantity["start"] == report.segments[4].segment.text.index("12 ألف")
    assert record["segments"][6]["terms"][1]["outcome"] == "unmet"
    assert record["segments"][6]["translation"]["alternatives"][0]["score"] == -0.5


def test_tables_have_their_schema_and_join_by_id(folder: Path) -> None:
    translations, findings = pl.read_parquet(folder / "translations.parquet"), pl.read_parquet(folder / "findings.parquet")
    assert translations.schema == TRANSLATIONS_SCHEMA
    assert findings.schema == FINDINGS_SCHEMA
    assert translations.height == 8
    joined = findings.join(translations, on="segment_id", how="left")
    assert joined["line_class"].to_list() == ["dateline", "dateline", *["body"] * 4]
    assert findings["source_words"].to_list()[2] == "12 ألف"
    assert findings["page"].to_list()[2] == "articles/visit.html#f3"


def test_the_same_run_gives_the_same_bytes_whatever_the_clock(tmp_path: Path) -> None:
    reports = [build.sample(), *build.large(60, 3)]
    one = write(tmp_path / "one", reports, size=2)
    two = tmp_path / "two"
    writer = RunWriter(two, build.STAMP)
    writer.write(reports[:2])
    writer.write(reports[2:])
    later = datetime(2027, 2, 3, 4, 5, 6, tzinfo=UTC)
    writer.finish(replace(build.run_of(reports, build.FAILED), started=later, finished=later))
    assert files(one) == files(two)
    for name in files(one):
        a, b = (one / name).read_bytes(), (two / name).read_bytes()
        if name == "index.html":
            differ = [pair for pair in zip(a.splitlines(), b.splitlines(), strict=True) if pair[0] != pair[1]]
            assert len(differ) == 1
            assert b"Started" in differ[0][0]
        elif name == "bundle.zip":
            with zipfile.ZipFile(one / name) as first, zipfile.ZipFile(two / name) as second:
                same = [n for n in first.namelist() if first.read(n) == second.read(n)]
                assert set(first.namelist()) - set(same) == {"index.html", "run.json"}
        elif name != "run.json":
            assert a == b, name


def test_a_batch_written_again_replaces_itself(tmp_path: Path) -> None:
    reports = build.large(30, 2)
    writer = RunWriter(tmp_path / "run", build.STAMP)
    writer.write(reports[1:], batch=1)
    writer.write(reports[:1], batch=0)
    writer.write(reports[1:], batch=1)
    writer.finish(build.run_of(reports))
    rows = pl.read_parquet(tmp_path / "run" / "findings.parquet")
    assert rows.height == 30
    assert rows["article_id"].unique(maintain_order=True).to_list() == ["article-000", "article-001"]


def test_a_run_of_nothing_has_its_pages_too(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path / "run", build.STAMP)
    writer.finish(build.run_of([], build.FAILED))
    html = (tmp_path / "run" / "index.html").read_text(encoding="utf-8")
    assert "No article was translated." in html
    assert "inbox/broken.txt: it is empty" in html
    assert {name: pl.read_parquet(tmp_path / "run" / f"{name}.parquet").schema for name in SCHEMAS} == SCHEMAS
    html5lib.HTMLParser(strict=True).parse(html)


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(OutputError, match="cannot write into"):
        RunWriter(blocked / "run", build.STAMP).write([build.sample()])


def test_no_hostile_article_breaks_a_page(hostile: Path) -> None:
    checked = 0
    for path in [hostile / "index.html", *sorted((hostile / "articles").glob("*.html"))]:
        html = path.read_text(encoding="utf-8")
        if len(html) < 150_000:
            html5lib.HTMLParser(strict=True).parse(html)
            checked += 1
    assert checked >= len(build.hostile()) - 2


def test_no_hostile_id_leaves_the_folder(hostile: Path) -> None:
    names = {file_name(report.article.slug) for report in build.hostile()}
    assert {Path(name).name for name in files(hostile) if name.startswith("articles/")} == {
        f"{name}{suffix}" for name in names for suffix in (".html", ".json", ".md")
    }
    assert all(os.sep not in name for name in names)


def test_hostile_texts_come_back_whole_from_the_json(hostile: Path) -> None:
    for report in build.hostile():
        path = hostile / "articles" / (file_name(report.article.slug) + ".json")
        raw = path.read_text(encoding="utf-8")
        assert not set(raw) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00")
        assert json.loads(raw)["segments"][1]["source"] == report.segments[1].segment.text
