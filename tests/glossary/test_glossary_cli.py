import json
from pathlib import Path

from typer.testing import CliRunner

from flows.cli.glossary import app

RUNNER = CliRunner()


def rows(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_match_prints_one_match_a_line(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("لا شيء\nقال بوتين في موسكو\n", encoding="utf-8")
    result = RUNNER.invoke(app, ["match", str(text), "--lang", "ar", "--format", "jsonl"])
    assert result.exit_code == 0
    found = rows(result.stdout)
    assert [(r["line"], r["start"], r["end"], r["text"], r["target"]) for r in found] == [
        (1, 4, 9, "بوتين", "Putin"),
        (1, 13, 18, "موسكو", "Moscow"),
    ]
    assert all(r["schema"] == 1 and r["term_id"] for r in found)


def test_a_desk_glossary_wins(tmp_path: Path) -> None:
    (tmp_path / "desk.csv").write_text("ar,en\nكييف,Kiev\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("كييف", encoding="utf-8")
    result = RUNNER.invoke(app, ["match", str(tmp_path / "a.txt"), "--glossary", str(tmp_path / "desk.csv"), "--format", "jsonl"])
    assert [r["target"] for r in rows(result.stdout)] == ["Kiev"]


def test_lint_ends_with_one_on_errors(tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["lint"]).exit_code == 0
    bad = tmp_path / "bad.csv"
    bad.write_text("id,source_lang,source,target\na,ar,كييف,Kyiv\nb,ar,كِييف,Kiev\n", encoding="utf-8")
    # Two terms of one file, one source: the layers keep both, lint says so.
    result = RUNNER.invoke(app, ["lint", str(bad), "--format", "jsonl"])
    assert result.exit_code == 1
    assert "source.two-targets" in result.stdout


def test_diff_import_export(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("id,source_lang,source,target\na,ar,كييف,Kyiv\nb,ar,بكين,Beijing\n", encoding="utf-8")
    (tmp_path / "new.csv").write_text("id,source_lang,source,target\na,ar,كييف,Kiev\nc,ar,سيول,Seoul\n", encoding="utf-8")
    result = RUNNER.invoke(app, ["diff", str(tmp_path / "old.csv"), str(tmp_path / "new.csv"), "--format", "jsonl"])
    assert [(r["change"], r["term_id"], r["column"]) for r in rows(result.stdout)] == [
        ("changed", "a", "target"),
        ("removed", "b", ""),
        ("added", "c", ""),
    ]
    out = RUNNER.invoke(app, ["export", str(tmp_path / "old.csv"), "--out", str(tmp_path / "g.tbx")])
    assert "2 terms written" in out.stdout
    back = RUNNER.invoke(app, ["import", str(tmp_path / "g.tbx"), "--out", str(tmp_path / "back.csv"), "--layer", "partner"])
    assert back.exit_code == 0
    assert ",partner," in (tmp_path / "back.csv").read_text(encoding="utf-8")


def test_suggest_finds_a_typo(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("وأشاد وبتين", encoding="utf-8")
    result = RUNNER.invoke(app, ["suggest", str(tmp_path / "a.txt"), "--format", "jsonl"])
    assert [(r["text"], r["target"]) for r in rows(result.stdout)] == [("وبتين", "Putin")]
