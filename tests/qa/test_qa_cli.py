"""`dragoman qa`: pairs of files, TMX, XLIFF, CSV; quantities; clear errors and exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.qa import app
from translations.errors import DragomanError

SOURCE, TARGET = "قتل 6 أشخاص\nقال الوزير\nثلاثون ألفاً", "Six people died\nThe minister said\n3,000"
TMX = """<?xml version="1.0"?><tmx version="1.4"><header srclang="ar" segtype="sentence" adminlang="en" datatype="plaintext" o-tmf="x"
creationtool="x" creationtoolversion="1"/><body><tu tuid="1"><tuv xml:lang="ar"><seg>ثلاثون <bpt i="1">&lt;b></bpt>ألفاً</seg></tuv>
<tuv xml:lang="en-GB"><seg>3,000</seg></tuv></tu></body></tmx>"""
XLIFF1 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="ar" target-language="en" original="x"
datatype="plaintext"><body><trans-unit id="7"><source>ثلاثون ألفاً</source><target>3,000</target></trans-unit></body></file></xliff>"""
XLIFF2 = """<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ar" trgLang="en"><file id="f"><unit id="u"><segment>
<source>ثلاثون ألفاً</source><target>3,000</target></segment></unit></file></xliff>"""

runner = CliRunner()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "s.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "t.txt").write_text(TARGET, encoding="utf-8")
    return tmp_path / "s.txt", tmp_path / "t.txt"


def test_line_aligned_files_as_json_lines(files: tuple[Path, Path]) -> None:
    result = runner.invoke(
        app, ["check", "--source", str(files[0]), "--target", str(files[1]), "--source-lang", "ar", "--format", "jsonl"]
    )
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert {key: row[key] for key in ("segment", "check", "severity", "source_value", "target_value")} == {
        "segment": 2, "check": "quantity.scale", "severity": "error", "source_value": "30,000", "target_value": "3,000",
    }  # fmt: skip
    assert (row["source_span"], row["target_span"]) == ([0, 12], [0, 5])


@pytest.mark.parametrize(("name", "text"), [("a.tmx", TMX), ("a.xlf", XLIFF1), ("b.xliff", XLIFF2), ("a.csv", "source,target\nثلاثون ألفاً,\"3,000\"\n"), ("a.tsv", "ثلاثون ألفاً\t3,000\n")])  # fmt: skip
def test_files_of_pairs(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    result = runner.invoke(app, ["check", str(tmp_path / name), "--format", "jsonl"])
    assert [(row["segment"], row["check"]) for row in map(json.loads, result.stdout.splitlines())] == [(0, "quantity.scale")]
    assert result.exit_code == 1


def test_sarif_names_rule_and_place(files: tuple[Path, Path]) -> None:
    result = runner.invoke(app, ["check", "--source", str(files[0]), "--target", str(files[1]), "--format", "sarif"])
    log = json.loads(result.stdout)
    (found,) = log["runs"][0]["results"]
    assert found["ruleId"] == "quantity.scale"
    assert found["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_nothing_found_ends_with_nought(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("قال الوزير,The minister said\n", encoding="utf-8")
    assert runner.invoke(app, ["check", str(tmp_path / "a.csv")]).exit_code == 0


BAD = [
    ("short.txt", "a", "not line-aligned"),
    ("entities.tmx", '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx><body><tu/></body></tmx>', "entities"),
    ("broken.tmx", "<tmx><body>", "not well-formed"),
    ("one.csv", "only one column\n", "fewer than two columns"),
    ("x.docx", "x", "not a TMX"),
]


@pytest.mark.parametrize(("name", "text", "says"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_input_is_one_clear_sentence(files: tuple[Path, Path], tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    arguments = ["check", "--source", str(files[0]), "--target", str(path)] if name == "short.txt" else ["check", str(path)]
    result = runner.invoke(app, arguments)
    assert isinstance(result.exception, DragomanError)
    assert says in str(result.exception)


def test_options_that_do_not_go_together(files: tuple[Path, Path]) -> None:
    for arguments in (
        ["check"],
        ["check", "--source", str(files[0])],
        ["check", str(files[0]), "--source", "x", "--target", "y"],
    ):
        assert isinstance(runner.invoke(app, arguments).exception, DragomanError)


def test_extract_prints_a_quantity_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("في فبراير 2022\nثلاثون ألفاً و30,5\nالأربعاء 3/4/2024\n", encoding="utf-8")
    result = runner.invoke(app, ["extract", "--lang", "ar", str(tmp_path / "a.txt"), "--format", "jsonl"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["line"], row["kind"], row["value"]) for row in rows] == [
        (0, "date", "2022-02"),
        (1, "number", 30000),
        (1, "number", 30.5),
        (2, "weekday", 3),
        (2, "date", ["2024-04-03", "2024-03-04"]),
    ]
    assert {"line", "kind", "value", "unit", "start", "end", "text"} <= rows[0].keys()


def test_every_check_is_listed() -> None:
    from qa.checks.registry import checks

    result = runner.invoke(app, ["checks", "--format", "jsonl"])
    assert [json.loads(line)["check"] for line in result.stdout.splitlines()] == [check.id for check in checks()]
