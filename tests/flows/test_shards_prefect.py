"""A corpus over two real workers of a real Prefect server, with one cache in a real PostgreSQL: cancelled, tried again, a worker killed.

Takes a minute of two cores: a server, three workers, and a process for every shard are started.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from farm import Farm, descendants, farm, kill, until
from postgres_server import PASSWORD, serving
from processes import Started

from flows import steps
from flows.resources import Resources
from flows.settings import Settings

ARTICLES, BATCH = 24, 2  # two shards of six batches
pytestmark = pytest.mark.timeout(900)  # on a machine that is busy with other things
TIMED = ("run.json", "index.html", "bundle.zip")


def corpus(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for n in range(ARTICLES):
            text = f"زيارة الوزير رقم {n}\n\nوصل الوزير في {n % 28 + 1} مايو إلى المدينة رقم {n} مع {n + 3} من الخبراء."
            stream.write(json.dumps({"id": f"a{n}", "text": text, "lang": "ar"}, ensure_ascii=False) + "\n")
    return path


class Desk:
    """The farm, and the settings that its workers share."""

    def __init__(self, farm: Farm, home: Path) -> None:
        self.farm, self.home, self.out = farm, home, home / "runs"
        self.corpus = corpus(home / "inbox" / "corpus.jsonl")
        self.workers: dict[str, Started] = {}

    def begin(self) -> str:
        asked = {"request": {"path": str(self.corpus)}, "size": 0.001, "at_once": 2, "silent_seconds": 5}
        return self.farm.start("translate-corpus/local", asked)

    def folder(self, run_id: str) -> Path:
        return until(lambda: next(self.out.glob(f"*-{run_id[:8]}"), None), "the run's folder")

    def at_work(self, folder: Path, batches: int) -> tuple[int, int, Path]:
        """A shard that has so many batches done and is not done itself, the process that is at it, and its signs of life."""

        def found() -> tuple[int, int, Path] | None:
            for beat in (folder / ".parts" / "shards").glob("*.beat"):
                number = int(beat.name.split(".")[0])
                try:
                    shard = json.loads((beat.parent / f"{number:06}.json").read_text())
                    pid = int(beat.read_text().split()[1])
                except (OSError, ValueError, IndexError):
                    continue
                if not Path(f"/proc/{pid}").exists():
                    continue
                done = [
                    n for n in range(shard["first"], shard["last"] + 1) if (folder / ".parts" / f"batch-{n:08}.json").exists()
                ]
                if batches <= len(done) < shard["last"] - shard["first"] and not (beat.parent / f"{number:06}.done").exists():
                    return number, pid, beat
            return None

        return until(found, "a shard half done", pause=0.02)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("farm")
    (home / "inbox").mkdir()
    with serving() as address:
        if address is None:
            pytest.skip("there is no PostgreSQL server here (Debian's package postgresql)")
        settings = f"""
            input_roots = ["inbox"]\noutput_root = "runs"\ncache = "{address}"\ndecisions = "decisions.sqlite"
            threads = 1\nbatch_articles = {BATCH}
        """
        (home / "dragoman.toml").write_text(settings, encoding="utf-8")
        extra = {
            "DRAGOMAN_CONFIG": str(home / "dragoman.toml"),
            "DRAGOMAN_CACHE_PASSWORD": PASSWORD,
            "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }
        with farm(home, extra) as made:
            desk = Desk(made, home)
            desk.workers = {name: made.worker("shards", name) for name in ("first", "second")}
            made.worker("local", "parent")
            made.deploy()
            made.online("shards", 2)
            yield desk


def contents(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if path.name not in TIMED}


def record(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for name in ("started", "finished", "timings"):
        value.pop(name)
    return value


def test_cancelled_then_tried_again_then_a_worker_killed_the_run_ends_in_the_bytes_of_one_process(desk: Desk) -> None:
    run_id = desk.begin()
    folder = desk.folder(run_id)
    number, pid, beat = desk.at_work(folder, 1)

    # Cancelled: so are its children, once they are told. Held still, or it would be done by the time that everybody knows.
    os.kill(pid, signal.SIGSTOP)

    def child() -> Any:
        return next(c for c in desk.farm.children() if c["parameters"]["shard"] == number)

    def cancelled() -> bool:
        beat.write_text(f"held still {time.monotonic()}", encoding="utf-8")  # or it would be taken for dead
        return bool(desk.farm.run(run_id)["state_type"] == "CANCELLED")

    desk.farm.set_state(run_id, "CANCELLING", "Cancelling")
    until(cancelled, "the run to be cancelled")
    until(lambda: child()["state_type"] in ("CANCELLING", "CANCELLED"), "the child to be told")
    os.kill(pid, signal.SIGCONT)
    until(lambda: child()["state_type"] == "CANCELLED", "the child to end")
    assert {c["state_type"] for c in desk.farm.children()} <= {"CANCELLED", "COMPLETED"}
    assert not (folder / "run.json").exists()
    before = len(list((folder / ".parts").glob("batch-*.json")))

    # Tried again it goes on; the worker that has the shard now is killed, with the process it started.
    desk.farm.set_state(run_id, "SCHEDULED", "AwaitingRetry")
    number, pid, _ = desk.at_work(folder, 2)
    kill(next(worker for worker in desk.workers.values() if pid in descendants(worker.pid)))
    assert desk.farm.ended(run_id)["state_type"] == "COMPLETED"

    tried = {(c["parameters"]["shard"], c["parameters"]["attempt"]): c["state_type"] for c in desk.farm.children()}
    of_it = [state for (shard, _), state in sorted(tried.items()) if shard == number]
    assert of_it[-2:] == ["CRASHED", "COMPLETED"]
    assert list(tried.values()).count("COMPLETED") == 2
    found = record(folder)
    counters = found.pop("counters")
    assert (counters["shards"], counters["shards_tried_again"]) == (2, 1)
    assert counters["batches_resumed"] >= min(2, before)

    settings = Settings(
        output_root=desk.home / "alone", cache="off", decisions=desk.home / "d.sqlite", threads=1, batch_articles=BATCH
    )
    plan = steps.plan(steps.Request(paths=(str(desk.corpus),), run_id=folder.name), settings)
    resources = Resources(settings)
    steps.finish(plan, (steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)))
    assert contents(folder) == contents(plan.folder)
    alone = record(plan.folder)
    assert alone.pop("counters")["segments"] == counters["segments"] == pl.read_parquet(folder / "translations.parquet").height
    assert found == alone
