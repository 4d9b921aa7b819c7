"""The findings for spreadsheets, scripts and code hosts: complete, neutral, and with no time in them."""

import csv
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
import report_builder as build

from qa.checks.registry import checks
from qa.report.exports import SHEET, rows
from qa.report.sarif import FINGERPRINT, loads, sarif
from qa.report.tables import FINDINGS_SCHEMA
from qa.report.writer import RunWriter
from translations.exchange import read_units

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module", params=["sample", "hostile"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param) / "run"
    reports = [build.sample()] if request.param == "sample" else build.hostile()
    writer = RunWriter(folder, build.STAMP)
    writer.write(reports)
    writer.finish(build.run_of(reports, build.FAILED))
    return folder


def test_csv_has_every_row_and_no_formula(folder: Path) -> None:
    assert (folder / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    csv.field_size_limit(10_000_000)
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    table = pl.read_parquet(folder / "findings.parquet")
    assert list(read[0]) == list(FINDINGS_SCHEMA)
    assert [row["fingerprint"] for row in read] == table["fingerprint"].to_list()
    for row in read:
        for name, value in row.items():
            assert not re.match(r"[\s\u200b\ufeff]*[=+\-@＝]", value), name


def test_jsonl_is_the_table(folder: Path) -> None:
    lines = (folder / "findings.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [{"schema": 1, **row} for row in rows(folder / "findings.parquet")]


def test_the_spreadsheet_has_frozen_header_filter_links_and_rtl_cells(folder: Path) -> None:
    with zipfile.ZipFile(folder / "findings.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
        links = book.read("xl/worksheets/_rels/sheet1.xml.rels").decode("utf-8")
        styles = book.read("xl/styles.xml").decode("utf-8")
        core = book.read("docProps/core.xml").decode("utf-8")
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 31, 0, 0, 0)}  # XlsxWriter's constant
    tree = ElementTree.fromstring(sheet)
    height = pl.read_parquet(folder / "findings.parquet").height
    assert len(tree.findall(f".//{MAIN}row")) == height + 1
    assert not tree.findall(f".//{MAIN}f")
    assert 'state="frozen"' in sheet
    assert tree.find(f"{MAIN}autoFilter") is not None
    assert len(tree.findall(f".//{MAIN}hyperlink")) == height
    assert all(
        re.fullmatch(r"articles[/\\\\][^/\\\\]+\.html(#f\d+)?", target) for target in re.findall(r'Target="([^"]*)"', links)
    )
    assert 'readingOrder="2"' in styles
    assert "1980-01-01T00:00:00Z" in core
    texts = ["".join(cell.itertext()) for cell in tree.iter(f"{MAIN}c")]
    assert not [text for text in texts if re.match(r"[\s\u200b\ufeff]*[=+@＝]", text)]
    assert texts[: len(SHEET)] == [heading for _, heading, _, _ in SHEET]


def test_the_archive_holds_all_files_with_constant_stamps(folder: Path) -> None:
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        assert archive.testzip() is None
        inside = archive.namelist()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("run.json") == (folder / "run.json").read_bytes()
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert inside == sorted(there - {"bundle.zip"})


def test_sarif_has_rules_levels_places_and_suppressions(folder: Path) -> None:
    log = json.loads((folder / "findings.sarif").read_text(encoding="utf-8"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [check.id for check in checks()]
    table = pl.read_parquet(folder / "findings.parquet")
    assert len(run["results"]) == table.height
    for result, row in zip(run["results"], table.iter_rows(named=True), strict=True):
        assert result["level"] == {"error": "error", "warning": "warning", "info": "note"}[row["severity"]]
        assert result["partialFingerprints"] == {FINGERPRINT: row["fingerprint"]}
        assert bool(result.get("suppressions")) == (row["status"] == "waived")
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", result["message"]["text"])
        if "ruleIndex" in result:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9%._~/-]+", place["artifactLocation"]["uri"])
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] <= place["region"]["endColumn"]


def test_sarif_places_a_finding_where_an_editor_finds_it() -> None:
    report = build.sample()
    from qa.report.tables import rows_of

    log = loads(sarif(rows_of("findings", [report], build.STAMP), code_version="0.1.0"))
    result = log["runs"][0]["results"][2]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = report.article.lines[region["startLine"] - 1].text
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "12 ألف"


def test_sarif_of_nothing_is_a_log_with_rules_and_no_results() -> None:
    log = loads(sarif([], code_version="0.1.0"))
    assert log["runs"][0]["results"] == []
    assert len(log["runs"][0]["tool"]["driver"]["rules"]) == len(checks())


def test_tmx_holds_every_translation_and_reads_back(folder: Path) -> None:
    table = pl.read_parquet(folder / "translations.parquet").filter(pl.col("target") != "")
    units = list(read_units(folder / "translations.ar.tmx", "ar"))
    assert [unit.id for unit in units] == [
        re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", i) for i in table["segment_id"]
    ]
    if "visit" in units[0].id:
        assert [unit.target for unit in units] == table["target"].to_list()
        assert [unit.source for unit in units] == table["source"].to_list()
    assert build.STAMP.signature in (folder / "translations.ar.tmx").read_text(encoding="utf-8")
