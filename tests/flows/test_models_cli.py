"""`dragoman models` as a desk uses it: list, which, pull, add, verify, pin, export, lock, remove; exit codes and clear lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_server import Behaviour, serving
from marian_releases import Shape, release_files, written, zipped
from typer.testing import CliRunner, Result

from flows.cli.models import app

Run = Callable[..., Result]
ARABIC = "/ar-en/opus-2019-12-18.zip"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def called(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--store", str(tmp_path / "models")], env={"COLUMNS": "200"})

    return called


def rows(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_language_is_listed_with_release_scores_reason_and_licence(run: Run) -> None:
    listed = rows(run("list", "--format", "jsonl"))
    assert len(listed) == 195
    assert all(row["schema"] == 1 and row["default"] and row["reason"] and row["name"] for row in listed)
    arabic = next(row for row in listed if row["language"] == "ar")
    assert (arabic["name"], arabic["id"], arabic["BLEU"], arabic["chrF"]) == ("Arabic", "ar/opus-2019-12-18", 49.4, 0.661)
    assert "CC-BY" in str(arabic["licence"])
    assert "Helsinki-NLP" in str(arabic["attribution"])
    assert len(rows(run("list", "--all", "--format", "jsonl"))) > 273


def test_the_table_of_one_language_shows_the_default_its_reason_and_the_licence(run: Run) -> None:
    shown = run("list", "--lang", "he").stdout
    assert "Default: he/opus-2019-12-05: there is no transformer-align with SentencePiece" in shown
    assert "second choice" in shown
    assert "CC-BY 4.0" in shown


def test_a_language_without_a_release_says_so(run: Run) -> None:
    shown = run("which", "Persian").stdout
    assert "OPUS-MT has no release from Persian (fa) into English" in shown
    assert shown.count("dragoman models add PATH --language fa") == 2
    assert "pull" not in shown


def test_a_models_life(run: Run, tmp_path: Path) -> None:
    with serving({ARABIC: Behaviour(zipped(release_files(Shape())))}) as server:
        words = ("--from", server.url, "--attempts", "1", "--allow-http", "--test-build")
        pulled = run("pull", "ar", "fa", *words)
        assert pulled.exit_code == 3, "one of two was installed"
        assert "trusted on first use" in pulled.stderr
        assert "fa: OPUS-MT has no release from Persian" in pulled.stderr
        assert "opus-mt-ar-en@" in pulled.stdout
        assert run("pull", "ar", *words).exit_code == 0
        assert run("pull", "ru", *words).exit_code == 2
        assert run("pull", "ar", "--from", server.url).exit_code == 0, "installed: nothing is asked for"
        assert "is one archive" in str(run("pull", "ar", "ru", "--from", server.url + ARABIC).exception)
        assert "only https" in run("pull", "ru", "--from", server.url).stderr
    (row,) = rows(run("list", "--installed", "--format", "jsonl"))
    assert row["serves"] == "ar"
    assert row["trust"] == "first use, test build"
    assert row["alignment"] == "0% off"
    assert next(row for row in rows(run("list", "--lang", "ar", "--format", "jsonl")) if row["default"])["installed"]
    assert str(row["folder"]) in run("which", "arz").stdout.replace("\n", "")
    assert "whole" in run("verify").stdout
    lock = tmp_path / "desk.json"
    assert run("lock", "--out", str(lock)).exit_code == 0
    assert json.loads(lock.read_text())["models"][0]["name"] == "opus-mt-ar-en"
    assert run("export", "ar", str(tmp_path)).exit_code == 0
    assert (tmp_path / f"{row['folder']}.zip").is_file()
    assert run("pin", "ar", str(row["folder"])).exit_code == 0
    assert run("unpin", "ar").exit_code == 0
    (tmp_path / "models" / str(row["folder"]) / "model.bin").write_bytes(b"x")
    damaged = run("verify")
    assert damaged.exit_code == 1
    assert "damaged" in damaged.stdout
    assert run("remove", str(row["folder"])).exit_code == 0
    assert rows(run("list", "--installed", "--format", "jsonl")) == []
    added = run("add", str(tmp_path / f"{row['folder']}.zip"))
    assert added.exit_code == 0
    assert rows(run("list", "--installed", "--format", "jsonl"))[0]["folder"] == row["folder"]


def test_a_pinned_add_is_used_whatever_else_is_installed(run: Run, tmp_path: Path) -> None:
    for name, seed in (("first", 1), ("second", 2)):
        folder = written(tmp_path / name, release_files(Shape(language="ru", shared=True, seed=seed)))
        words = ("--language", "ru", "--name", name, "--test-build", *(("--pin",) if name == "second" else ()))
        result = run("add", str(folder), *words)
        assert result.exit_code == 0, result.output
    assert {row["name"]: row["serves"] for row in rows(run("list", "--installed", "--format", "jsonl"))} == {
        "first": "",
        "second": "ru",
    }
    assert "second." in run("which", "ru").stdout.replace("\n", "")
