"""A run on a real cluster of two worker processes, one of them killed, ends in the bytes of a run in one process.

Takes half a minute: worker processes are started, and one is started anew.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import cluster, runners, steps
from flows.batches import Batch
from flows.cluster import AHEAD
from flows.resources import Resources
from flows.settings import Settings
from translations.cache import open_cache
from translations.errors import SettingsError

ARTICLES, BATCH, WORKERS = 24, 2, 2
TIMED = ("run.json", "index.html", "bundle.zip")


def corpus(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for n in range(ARTICLES):
            text = f"زيارة الوزير رقم {n}\n\nوصل الوزير في {n % 28 + 1} مايو إلى المدينة رقم {n} مع {n + 3} من الخبراء."
            stream.write(json.dumps({"id": f"a{n}", "text": text, "lang": "ar"}, ensure_ascii=False) + "\n")
        stream.write('{"id": "broken"}\n')
    return path


def begun(home: Path, **settings: Any) -> tuple[steps.Plan, Resources]:
    """The run `r` with a cache and an output folder of its own, so that nothing is taken over from another."""
    name = settings["runner"]
    chosen = Settings(
        output_root=home / name, cache=str(home / f"{name}.sqlite"), decisions=home / "d.sqlite", threads=1, batch_articles=BATCH,
        **settings,
    )  # fmt: skip
    plan = steps.plan(steps.Request(paths=(str(home / "a.jsonl"),), run_id="r"), chosen)
    return plan, Resources(chosen, open_cache(chosen.cache))


def contents(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if path.name not in TIMED}


def test_a_killed_worker_loses_nothing_and_the_end_is_the_same_bytes(tmp_path: Path) -> None:
    corpus(tmp_path / "a.jsonl")
    plan, resources = begun(tmp_path, runner="threads")
    with runners.works(plan, resources) as works:
        alone = steps.finish(plan, (work() for _, work in works))
    plan, resources = begun(tmp_path, runner="dask", dask_workers=WORKERS)
    taken: list[int] = []

    def counted() -> Iterator[Batch]:
        for batch in steps.batches(plan):
            taken.append(batch.number)
            yield batch

    sums, numbers, engines = steps.Sums(), [], set()
    with cluster.cluster(plan.settings) as client:
        client.wait_for_workers(WORKERS, timeout=120)
        before = client.run(os.getpid)
        for number, work in cluster.works(counted(), plan, resources, client):
            assert len(taken) - len(numbers) <= AHEAD * WORKERS  # the corpus is read no further than there is work for
            if number == 2:
                busy = next(address for address, tasks in client.processing().items() if tasks)
                os.kill(before[busy], signal.SIGKILL)
            sums.add(work())
            numbers.append(number)
        engines = set(client.run(lambda: len(__import__("flows.cluster").cluster._JOINED)).values())
        assert set(client.run(os.getpid).values()) != set(before.values())
    run = steps.finish(plan, sums)
    assert numbers == list(range(len(numbers)))
    assert engines <= {0, 1}
    assert contents(tmp_path / "dask" / "r") == contents(tmp_path / "threads" / "r")
    assert (run.tally, run.counters["batches"]) == (alone.tally, alone.counters["batches"])
    assert run.counters["segments_translated"] + run.counters["segments_from_cache"] == run.counters["segments"]
    assert not resources._known  # the process that hands out the batches has loaded no model


def test_without_the_extra_nothing_is_started_and_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.cluster.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"needs the extra: pip install 'dragoman\[dask\]'"):
        runners.check(Settings(runner="dask"))
    runners.check(Settings(runner="threads"))


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cluster.ANSWER_SECONDS", 1)
    with (
        pytest.raises(SettingsError, match=r"No Dask scheduler answers at tcp://127.0.0.1:1\."),
        cluster.cluster(Settings(runner="dask", dask_scheduler="tcp://127.0.0.1:1")),
    ):
        pass


def test_distributed_is_imported_only_when_asked_for(root: Path) -> None:
    code = "import sys; import flows.cluster, flows.runners, flows.cli.translate; print('distributed' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
