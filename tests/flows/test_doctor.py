"""What `dragoman doctor` sees, and that it never falls over what it looks at."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flows import doctor
from flows.settings import Settings


def seen(settings: Settings, *looks: str) -> list[doctor.Seen]:
    return [one for look in looks for one in doctor.LOOKS[look](settings)]


def test_a_new_desk_is_well(tmp_path: Path) -> None:
    code = "from flows.cli import main; main()"
    command = [sys.executable, "-c", code, "doctor", "--format", "jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["what"] for row in rows} >= {
        "code",
        "settings",
        "model",
        "decoder",
        "glossary",
        "cache",
        "disk",
        "threads",
        "Prefect",
    }
    assert not [row for row in rows if row["state"] == "bad"]
    assert all(row["advice"] for row in rows if row["state"] == "note")
    assert not (tmp_path / ".dragoman").exists()  # looking makes nothing


def test_what_is_broken_is_said_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    (tmp_path / "desk.csv").write_text("no,such,columns\n1,2,3\n")
    (tmp_path / "cache.sqlite").write_text("not a database " * 100)
    settings = Settings(
        glossary=tmp_path / "desk.csv", cache=str(tmp_path / "cache.sqlite"), model=tmp_path, output_root=tmp_path / "runs"
    )
    found = list(doctor.examine(settings))
    bad = {one.what for one in found if one.state == "bad"}
    assert bad == {"model", "decoder", "glossary", "cache"}
    assert {"disk", "threads", "Prefect"} <= {one.what for one in found}


@pytest.mark.parametrize(("free", "state"), [(10**12, "good"), (5 * 10**8, "note"), (10**6, "bad")])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free})())
    assert seen(Settings(output_root=tmp_path / "deep" / "runs"), "disk")[-1].state == state


def test_processors(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nflags\t\t: fpu sse avx2\n\nprocessor\t: 1\nflags\t\t: fpu\n")
    assert doctor._cpu_features(tmp_path / "cpuinfo") == {"fpu", "sse", "avx2"}
    assert doctor._cpu_features(tmp_path / "nothing") == frozenset()
    assert seen(Settings(threads=1000), "threads")[0].state == "note"


def test_prefect_is_asked_without_being_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{port}/api")
        assert seen(Settings(), "Prefect")[0].state == "good"
    (gone,) = seen(Settings(), "Prefect")
    assert gone.state == "note"
    assert "make ui" in gone.advice
    monkeypatch.setenv("PREFECT_API_URL", "http://[broken")
    assert [one.state for one in doctor.examine(Settings()) if one.what == "Prefect"] == ["bad"]


def test_a_cache_that_is_off_is_a_note() -> None:
    assert seen(Settings(cache="off"), "cache")[0].state == "note"
