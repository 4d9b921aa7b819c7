"""Disks that are really full (a file system of a few hundred kilobytes), and databases that stay locked."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from steady import Steady, go

from flows import steps
from flows.settings import Settings
from translations.cache import Cache, CacheBroken
from translations.cache import sqlite as cache_file
from translations.cache.sqlite import SqliteCache
from translations.decisions.records import DecisionsError
from translations.errors import OutputError

ARTICLES, BATCH = 20, 2
Disk = Callable[[str], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small file system of its own; called again with another size, it grows."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def sized(size: str) -> Path:
        nonlocal mounted
        how = f"remount,size={size}" if mounted else f"size={size}"
        program = shutil.which("mount")
        done = program and subprocess.run(
            [program, "-t", "tmpfs", "-o", how, "tmpfs", str(place)], capture_output=True, check=False
        )
        if not done or done.returncode:
            pytest.skip("no file system may be mounted here (that takes root's rights)")
        mounted = True
        return place

    yield sized
    if mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("flows.batches.MAX_BATCH_ARTICLES", BATCH)
    (tmp_path / "in").mkdir()
    for number in range(ARTICLES):
        text = f"عنوان الخبر رقم {number}\n\nوصل الوزير في {number % 28 + 1} مايو إلى المدينة رقم {number}.\n"
        (tmp_path / "in" / f"a{number:03}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def run(desk: Path, out: Path, cache: Cache | None = None, name: str = "r") -> dict[str, int]:
    settings = Settings(decisions=desk / "d.sqlite")
    report = go(steps.Request(paths=(str(desk / "in"),), out=out, run_id=name), Steady(settings, cache), settings)
    assert report.tally.done == ARTICLES
    return dict(report.counters)


def pages(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "articles").iterdir()}


def test_a_full_output_disk_ends_with_a_sentence_and_the_next_run_goes_on(desk: Path, disk: Disk) -> None:
    place = disk("500k")
    with pytest.raises(OutputError, match="No space left on device"):
        run(desk, place / "out")
    assert not (place / "out" / "r" / "run.json").exists()
    kept = len(list((place / "out" / "r" / ".parts").glob("batch-*.json")))
    assert 0 < kept < ARTICLES / BATCH
    disk("60m")
    assert run(desk, place / "out")["batches_resumed"] == kept
    run(desk, desk / "undisturbed")
    assert pages(place / "out" / "r") == pages(desk / "undisturbed" / "r")


def test_a_full_cache_disk_costs_the_cache_and_not_the_run(desk: Path, disk: Disk) -> None:
    path = disk("60k") / "c.sqlite"
    first = run(desk, desk / "out", SqliteCache(path))
    assert first["cache_failures"] > 0
    disk("60m")
    cache = SqliteCache(path)
    assert cache.verify() == []
    second = run(desk, desk / "out", cache, "second")
    assert second["cache_failures"] == 0
    assert run(desk, desk / "out", cache, "third")["segments_translated"] == 0


def test_a_full_temporary_disk_ends_with_a_sentence(desk: Path, disk: Disk) -> None:
    rows = desk / "many.jsonl"
    rows.write_text("".join(f'{{"id": "article number {n}", "lang": "ar", "text": "وصل {n}"}}\n' for n in range(3_000)))
    code = (
        "import sys; from pathlib import Path; from translations.articles import InputFile, load\n"
        "sys.modules[load.__module__].SEEN_KILOBYTES = 10\n"
        "try: list(load([InputFile('many.jsonl', Path(sys.argv[1]))]))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    # SQLite asks for the folder once, when it is loaded.
    environment = {**os.environ, "SQLITE_TMPDIR": str(disk("100k"))}
    done = subprocess.run([sys.executable, "-c", code, str(rows)], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(
        "OutputError What a run has seen cannot be kept in the temporary folder (database or disk is full)"
    )


def locked(path: Path) -> sqlite3.Connection:
    """Another program's transaction that does not end."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other


def test_a_cache_that_stays_locked_costs_the_cache_and_not_the_run(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "BUSY_SECONDS", 0.02)
    path = desk / "c.sqlite"
    cache = SqliteCache(path)
    other = locked(path)
    assert run(desk, desk / "out", cache)["cache_failures"] > 0
    with pytest.raises(CacheBroken, match="locked"):
        SqliteCache(path).put_many({b"k": b"v"}, "m")
    other.close()
    assert run(desk, desk / "out", cache, "second")["cache_failures"] == 0


def test_decisions_that_stay_locked_end_the_run_with_a_sentence(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translations.decisions.store.BUSY_SECONDS", 0.02)
    other = locked(desk / "d.sqlite")
    with pytest.raises(DecisionsError, match="locked"):
        run(desk, desk / "out")
    other.close()
    run(desk, desk / "out")
