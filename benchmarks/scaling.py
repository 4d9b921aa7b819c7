"""What several processes make of the cores that one process has: the same corpus, the same two cores, in one go.

One process with two decoder threads; two Dask workers and two Prefect workers over shards with one thread each. Every way runs
until each of its processes has a batch done, and from then on so many minutes are counted: start-up is left out, Prefect's server
and the run that hands out the shards are not. Without a cache, so every segment is decoded. The shipped model, TICO-19 segments.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.data import ROOT
from benchmarks.growth import write

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]

from farm import descendants, farm, until  # noqa: E402
from processes import Started, alive, begin, end  # noqa: E402

from flows.shards import Folder  # noqa: E402

T = TypeVar("T")
CORES = 2
GOAL = 0.90
# More than two cores translate in a minute with the shipped model, so that no way ends before its time.
ARTICLES_A_MINUTE = 2_000
CLI = [sys.executable, "-c", "if __name__ == '__main__': from flows.cli import main; main()", "translate"]


@dataclass(frozen=True)
class Measured:
    segments: float
    seconds: float
    processor: float

    @property
    def rate(self) -> float:
        return self.segments / self.seconds

    def __add__(self, other: Measured) -> Measured:
        return Measured(self.segments + other.segments, self.seconds + other.seconds, self.processor + other.processor)


def processor_seconds() -> float:
    """Of all processes that this one has started."""
    ticks = 0
    for pid in descendants(os.getpid())[1:]:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))  # its own and its ended children's, in the system and out of it
    return ticks / os.sysconf("SC_CLK_TCK")


def segments_by(moment: float, folder: Path) -> float:
    """Segments done by a moment; a batch under way then counts by the time it had been the next one."""
    done, before, since = 0.0, 0.0, 0.0
    records = sorted((path.stat().st_mtime, path) for path in (folder / ".parts").glob("batch-*.json"))
    for at, path in records:
        segments = json.loads(path.read_text(encoding="utf-8"))["counters"]["segments"]
        if at > moment:
            return before + segments * (moment - since) / (at - since)
        done += segments
        before, since = done, at
    return done


def measured(out: Path, processes: Sequence[Started], firsts: Callable[[Path], Sequence[int] | None], seconds: float) -> Measured:
    """What is done in so many seconds from the moment at which the batches `firsts`, one of each process, are done."""

    def wait(found: Callable[[], T | None], what: str) -> T:
        def looked() -> T | None:
            gone = [process.log for process in processes if not alive(process)]
            if gone:
                raise SystemExit(
                    f"a process ended before its time; its log, {gone[0]}, ends:\n{Path(gone[0]).read_text()[-2000:]}"
                )
            return found()

        return until(looked, what, seconds=3_600)

    place = wait(lambda: next(iter(out.glob("*")), None), "the run's folder")
    wanted = wait(lambda: firsts(place), "the shards")
    records = [place / ".parts" / f"batch-{number:08}.json" for number in wanted]
    wait(lambda: all(record.exists() for record in records), "the first batches")
    start = max(record.stat().st_mtime for record in records)
    spent = processor_seconds()
    time.sleep(max(0.0, start + seconds - time.time()))
    spent = processor_seconds() - spent
    # The batch under way at the end is waited for, so that its part in the time can be told.
    wait(lambda: any(p.stat().st_mtime > start + seconds for p in (place / ".parts").glob("batch-*.json")), "a batch")
    return Measured(segments_by(start + seconds, place) - segments_by(start, place), seconds, spent)


def alone(home: Path, corpus: Path, seconds: float, env: dict[str, str], *, dask: bool) -> Measured:
    """`dragoman translate`: one process with all threads, or a Dask worker a core."""
    asked = [*CLI, str(corpus), "--out", str(home / "out"), "--no-cache", "--lang", "ar"]
    asked += ["--runner", "dask", "--workers", str(CORES), "--threads", "1"] if dask else ["--threads", str(CORES)]
    (home / "out").mkdir(parents=True)
    process = begin("translate", asked, env=env, cwd=home, log=home / "log")
    try:
        return measured(home / "out", [process], lambda _: range(CORES if dask else 1), seconds)
    finally:
        end(process, grace=1.0)


def sharded(home: Path, corpus: Path, seconds: float, env: dict[str, str]) -> Measured:
    """`translate-corpus` with a Prefect worker a core, each at one large shard."""
    settings = {
        "DRAGOMAN_INPUT_ROOTS": json.dumps([str(corpus.parent)]), "DRAGOMAN_OUTPUT_ROOT": str(home / "out"),
        "DRAGOMAN_CACHE": "off", "DRAGOMAN_THREADS": "1",
    }  # fmt: skip
    (home / "out").mkdir(parents=True)
    with farm(home, {**env, **settings}) as made:
        made.worker("local", "parent")
        for number in range(CORES):
            made.worker("shards", f"worker-{number}")
        made.deploy()
        made.online("shards", CORES)
        with corpus.open(encoding="utf-8") as lines:
            characters = sum(len(json.loads(line)["text"]) for line in lines)
        size = 0.98 * characters / CORES / 1e6
        made.start("translate-corpus/local", {"request": {"path": str(corpus), "language": "ar"}, "size": size, "at_once": CORES})

        def firsts(place: Path) -> list[int] | None:
            found = [Folder(place).read(number) for number in range(CORES)]
            return [shard.first for shard in found if shard] if all(found) else None

        return measured(home / "out", made.processes, firsts, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="counted minutes of each way and round")
    parser.add_argument("--rounds", type=int, default=1, help="rounds over all ways, in turns")
    parser.add_argument("--batch", type=int, default=64, help="articles a work batch, three segments each")
    options = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    seconds, articles = options.minutes * 60, max(400, round(options.minutes * ARTICLES_A_MINUTE))
    ways: dict[str, Callable[[Path], Measured]] = {
        "one process, two threads": lambda home: alone(home, corpus, seconds, env, dask=False),
        "two Dask workers": lambda home: alone(home, corpus, seconds, env, dask=True),
        "two Prefect workers over shards": lambda home: sharded(home, corpus, seconds, env),
    }
    found: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="dragoman-scaling-") as name:
        corpus = Path(name) / "in" / "corpus.jsonl"
        corpus.parent.mkdir()
        write(corpus, articles)
        env = {
            **os.environ, "PYTHONPATH": str(ROOT), "DRAGOMAN_BATCH_ARTICLES": str(options.batch),
            "DRAGOMAN_DECISIONS": str(Path(name) / "decisions.sqlite"),
        }  # fmt: skip
        for turn in range(options.rounds):
            for number, (way, measure) in enumerate(ways.items()):
                result = measure(Path(name) / f"{turn}-{number}")
                found[way] = found[way] + result if way in found else result
                print(f"# round {turn + 1}, {way}: {result.rate:.2f} segments/s", file=sys.stderr, flush=True)
    one = found["one process, two threads"]
    print("| way | segments | seconds | segments a second | against one process | processor seconds a 1,000 segments |")
    print("|---|---|---|---|---|---|")
    for way, result in found.items():
        figures = f"{result.segments:,.0f} | {result.seconds:,.0f} | {result.rate:.1f} | {result.rate / one.rate:.2f}"
        print(f"| {way} | {figures} | {1_000 * result.processor / result.segments:.0f} |")
    print(f"\nThe goal is {GOAL:.2f} of one process for each.")


if __name__ == "__main__":
    main()
