"""The command line as a person or a script meets it: in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = "وقعت روسيا وكوريا الشمالية اتفاقية في عام 2024."
HEAVY = ("prefect", "polars", "ctranslate2", "trafilatura")


def dragoman(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    code = "from flows.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=cwd, check=False)


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys\nfrom flows.cli import main\ntry: main()\nfinally: print(sorted(set(sys.modules) & set({HEAVY!r})))"
    result = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    assert "translate" in result.stdout
    assert result.stdout.splitlines()[-1] == "[]"


def test_a_run_and_its_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = dragoman("translate", "a.txt", "--out", "out", "--run-id", "one", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 article" in done.stdout
    assert "not for citing" in done.stdout
    assert str(tmp_path / "out" / "one" / "index.html") in done.stdout.replace("\n", "")
    again = dragoman("translate", "a.txt", "--out", "out", "--run-id", "one", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith("dragoman: A run one is already in")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\x00")
    some = dragoman("translate", ".", "--out", "out", "--run-id", "two", cwd=tmp_path)
    assert some.returncode == 3
    assert "b.txt: this is a binary file" in some.stdout
    run = json.loads((tmp_path / "out" / "two" / "run.json").read_text())
    assert [(a["id"], a["status"]) for a in run["articles"]] == [("a", "done"), ("b.txt", "failed")]


def test_strict_ends_with_1_where_there_is_an_error_finding(tmp_path: Path) -> None:
    # The compact model does not write a figure of seven digits the way it stands.
    (tmp_path / "a.txt").write_text("بلغ العدد 7419385 و6028417 و9917364 في عام 1961 ثم 2837465.", encoding="utf-8")
    strict = dragoman("translate", "a.txt", "--out", "out", "--strict", cwd=tmp_path)
    assert strict.returncode == 1, strict.stdout
    assert "1 with error findings" in strict.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["translate", "nowhere"], "no such file or folder"),
        (["translate", ".", "--lang", "klingon"], "klingon"),
        (["translate", ".", "--model", "."], "no model folder"),
        (["translate", ".", "--device", "tpu"], "device"),
        (["translate"], "Missing argument"),
        (["translate", ".", "--colour"], "No such option"),
    ],
)
def test_what_cannot_start_is_exit_code_2_and_one_clear_line(tmp_path: Path, words: list[str], message: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    result = dragoman(*words, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "runs").exists()
