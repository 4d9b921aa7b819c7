"""Runs that die: the next one goes on, nothing is half-written or doubled, and the end is the same bytes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from steady import Steady, SteadyEngine

from flows import steps
from flows.folders import claim, run_id_for, sweep
from flows.settings import Settings
from translations.cache.sqlite import SqliteCache
from translations.errors import OutputError

ARTICLES, BATCH = 12, 4
VICTIM = Path(__file__).resolve().parents[1] / "victim.py"
TIMED = ("run.json", "index.html", "bundle.zip")  # the files that hold times


def desk(home: Path, articles: int = ARTICLES) -> Path:
    """A folder of articles that share a sentence, with one empty and one repeated file among them."""
    (home / "in").mkdir()
    for number in range(articles):
        text = f"عنوان الخبر رقم {number}\n\nوصل الوزير في {number + 1} مايو إلى المدينة.\nانتهى الاجتماع بعد ساعتين.\n"
        (home / "in" / f"a{number:03}.txt").write_text(text, encoding="utf-8")
    (home / "in" / "a001b.txt").write_bytes(b"")
    (home / "in" / "a002b.txt").write_bytes((home / "in" / "a002.txt").read_bytes())
    return home


def victim(home: Path, run_id: str, kill: str = "never", out: str = "out") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(VICTIM), str(home), str(home / out), run_id, kill]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "VICTIM_BATCH": str(BATCH)})


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but those with times; half-written and hidden ones would be there too."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if path.name not in TIMED}


def record(folder: Path) -> dict[str, object]:
    """What run.json says, but for times and for how the run went."""
    value = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for name in ("started", "finished", "timings", "counters"):
        value.pop(name)
    return value


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, object], int]:
    home = desk(tmp_path_factory.mktemp("undisturbed"))
    done = victim(home, "run")
    assert done.returncode == 0, done.stderr
    return contents(home / "out" / "run"), record(home / "out" / "run"), int(done.stdout.splitlines()[-1])


# Where to die, as a percentage of all the steps of the run: the first, the last, and some between them that a seed picks.
SHARES = [0, *sorted(random.Random(7).sample(range(1, 100), 6)), 100]


@pytest.mark.parametrize("share", SHARES, ids=lambda share: f"{share} %")
def test_killed_at_any_step_the_next_run_ends_in_the_same_bytes(
    undisturbed: tuple[dict[str, bytes], dict[str, object], int], tmp_path: Path, share: int
) -> None:
    expected, manifest, total = undisturbed
    home = desk(tmp_path)
    killed = victim(home, "run", f"call:{1 + share * (total - 1) // 100}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    folder = home / "out" / "run"
    if not (folder / "run.json").exists():
        again = victim(home, "run")
        assert again.returncode == 0, again.stderr
        counters = json.loads((folder / "run.json").read_text())["counters"]
        # All batches but the one under way are taken over, and of that one nothing is decoded twice.
        assert counters["segments_translated"] + counters["segments_from_cache"] == counters["segments"]
        assert counters["batches"] == 3
        left = {name: raw for name, raw in contents(folder).items() if not name.startswith(".")}
        assert left == contents(folder)
    assert {name: raw for name, raw in contents(folder).items() if not name.startswith(".")} == expected
    assert record(folder) == manifest
    assert SqliteCache(home / "cache" / "run.sqlite").verify() == []


def run(home: Path, engine: SteadyEngine | None = None, run_id: str = "r") -> tuple[steps.Plan, Steady, Settings]:
    settings = Settings(decisions=home / "d.sqlite", output_root=home / "out")
    request = steps.Request(paths=(str(home / "in"),), out=home / "out", run_id=run_id)
    resources = Steady(settings, SqliteCache(home / "c.sqlite"), engine)
    return steps.plan(request, settings), resources, settings


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("flows.batches.MAX_BATCH_ARTICLES", BATCH)
    return desk(tmp_path)


def test_only_what_was_not_done_is_done(small: Path) -> None:
    plan, resources, _ = run(small)
    for batch in list(steps.batches(plan))[:2]:
        steps.translate_batch(batch, plan, resources)
    asked = len(resources.fake.asked)
    del plan
    plan, resources, _ = run(small)
    assert plan.claim.resumed
    report = steps.finish(plan, (steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)))
    assert report.counters["batches_resumed"] == 2
    assert report.tally.done == ARTICLES
    assert 0 < len(resources.fake.asked) < asked
    rows = pl.read_parquet(small / "out" / "r" / "translations.parquet")
    assert rows["segment_id"].n_unique() == rows.height == report.tally.segments
    table = pl.read_parquet(small / "out" / "r" / "articles.parquet")
    assert (table.height, table["status"].value_counts().height) == (ARTICLES + 2, 3)


def test_what_changed_meanwhile_is_done_anew(small: Path) -> None:
    plan, resources, _ = run(small)
    for batch in steps.batches(plan):
        steps.translate_batch(batch, plan, resources)
    del plan
    for number in range(6, ARTICLES):
        (small / "in" / f"a{number:03}.txt").unlink()
    (small / "in" / "a001.txt").write_text("نص آخر تماما عن الاقتصاد في عام 1999.", encoding="utf-8")
    plan, resources, _ = run(small)
    report = steps.finish(plan, (steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)))
    assert report.tally.done == 6
    fresh, other, _ = run(small, run_id="fresh")
    steps.finish(fresh, (steps.translate_batch(batch, fresh, other) for batch in steps.batches(fresh)))
    names = [set(contents(small / "out" / run_id)) for run_id in ("r", "fresh")]
    assert names[0] == names[1]
    rows = [pl.read_parquet(small / "out" / name / "translations.parquet").drop("run_id") for name in ("r", "fresh")]
    assert rows[0].equals(rows[1])


def test_a_finished_run_is_refused_and_untouched(small: Path) -> None:
    plan, resources, _ = run(small)
    steps.finish(plan, (steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)))
    before = contents(small / "out" / "r")
    with pytest.raises(OutputError, match="already"):
        run(small)
    assert contents(small / "out" / "r") == before


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").touch()
    with pytest.raises(OutputError, match="not made by a run"):
        claim(tmp_path, "photos")
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="no folder"):
        claim(tmp_path, "file")


def test_one_process_at_a_time(tmp_path: Path) -> None:
    held = claim(tmp_path, "r")
    with pytest.raises(OutputError, match="Another process"):
        claim(tmp_path, "r")
    del held
    again = claim(tmp_path, "r")
    assert again.resumed
    again.release()


def test_a_flow_run_tried_again_finds_the_folder_it_began(tmp_path: Path) -> None:
    early, late = datetime(2026, 1, 1, 8), datetime(2026, 1, 2, 9, 30)
    name = run_id_for(tmp_path, "0a1b2c3d", early)
    assert name == "20260101-080000-0a1b2c3d"
    held = claim(tmp_path, name)
    assert run_id_for(tmp_path, "0a1b2c3d", late) == name
    assert run_id_for(tmp_path, "ffffffff", late) == "20260102-093000-ffffffff"
    (held.folder / "run.json").write_text("{}")
    assert run_id_for(tmp_path, "0a1b2c3d", late) == "20260102-093000-0a1b2c3d"


def test_a_full_disk_stops_with_a_sentence_and_the_next_run_goes_on(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, resources, _ = run(small)
    todo = list(steps.batches(plan))
    steps.translate_batch(todo[0], plan, resources)
    written = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        written(self, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        steps.translate_batch(todo[1], plan, resources)
    monkeypatch.setattr(Path, "write_bytes", written)
    plan.claim.leave()
    plan, resources, _ = run(small)
    report = steps.finish(plan, (steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)))
    assert (report.tally.done, report.counters["batches_resumed"]) == (ARTICLES, 1)
    assert not [name for name in contents(small / "out" / "r") if name.endswith(".part") or name.startswith(".")]


def test_two_runs_over_one_folder_with_one_cache(tmp_path: Path) -> None:
    home = desk(tmp_path)
    (home / "cache").mkdir()
    shared = home / "cache" / "both.sqlite"
    for name in ("one", "two"):
        (home / "cache" / f"{name}.sqlite").symlink_to(shared)
    command = [sys.executable, str(VICTIM), str(home), str(home / "out")]
    both = [subprocess.Popen([*command, name, "never"], stdout=subprocess.PIPE, text=True) for name in ("one", "two")]
    for process in both:
        process.communicate()
        assert process.returncode == 0
    tables = [pl.read_parquet(home / "out" / name / "translations.parquet").drop("run_id") for name in ("one", "two")]
    assert tables[0].equals(tables[1])
    assert SqliteCache(shared).verify() == []


def test_sweeping_keeps_what_is_kept(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    for name in ("a.md", "a.html", "b.json", "a.b.md", ".a.md.x.part"):
        (tmp_path / "articles" / name).touch()
    (tmp_path / ".index.html.y.part").touch()
    (tmp_path / "index.html").touch()
    sweep(tmp_path, {"a", "a.b"})
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.b.md", "a.html", "a.md", "index.html"]


def test_ctrl_c_ends_at_the_next_batch_and_says_how_to_go_on(tmp_path: Path) -> None:
    home = desk(tmp_path)
    code = (
        "from flows import batches, steps\n"
        "batches.MAX_BATCH_ARTICLES = 2\n"
        "import os, signal\n"
        "import flows.work as work\n"
        "real = steps.translate_batch\n"
        "def translate(batch, plan, resources):\n"
        "    result = real(batch, plan, resources)\n"
        "    if batch.number == 1: os.kill(os.getpid(), signal.SIGTERM)\n"
        "    return result\n"
        "steps.translate_batch = translate\n"
        "from flows.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "translate", "in", "--out", "out", "--run-id", "r", "--lang", "ar"]
    environment = {**os.environ, "PYTHONPATH": str(VICTIM.parents[1])}
    stopped = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, env=environment)
    assert stopped.returncode == 130, stopped.stderr
    assert "--run-id r" in stopped.stderr
    assert not (home / "out" / "r" / "run.json").exists()
    assert len(list((home / "out" / "r" / ".parts").glob("batch-*.json"))) == 2
    again = [*command[:2], "from flows import batches; batches.MAX_BATCH_ARTICLES = 2; from flows.cli import main; main()"]
    done = subprocess.run([*again, *command[3:]], cwd=home, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 3, done.stderr  # the empty file
    counters = json.loads((home / "out" / "r" / "run.json").read_text())["counters"]
    assert counters["batches_resumed"] == 2
