"""A run with the steady engine in a process of its own, that can be told where to die. Used by the crash tests and `make chaos`.

`python victim.py HOME OUT RUN_ID KILL`: KILL is `call:N` (at the N-th file system step that matters: a rename, a sync, a table, a
commit, before and after it), `time:S` (after S seconds), or `never`. The last line printed is the number of such steps.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

STEPS = 0
COUNTING = threading.Lock()  # files are synced by several threads


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def step(at: int | None) -> None:
    global STEPS
    with COUNTING:
        STEPS += 1
        if at == STEPS:
            die()


def around(owner: Any, name: str, at: int | None) -> None:
    """Count a step before and after every call of a function."""
    real: Callable[..., Any] = getattr(owner, name)

    def wrapped(*args: Any, **named: Any) -> Any:
        step(at)
        result = real(*args, **named)
        step(at)
        return result

    setattr(owner, name, wrapped)


class Connection(sqlite3.Connection):
    """Counts the beginnings and ends of transactions."""

    at: int | None = None

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if not sql.startswith(("BEGIN", "COMMIT")):
            return super().execute(sql, *args)
        step(self.at)
        result = super().execute(sql, *args)
        step(self.at)
        return result


def main(home: Path, out: Path, run_id: str, kill: str) -> None:
    import polars as pl
    from steady import Steady, go

    from flows import batches, checkpoint, steps
    from flows.settings import Settings
    from translations.cache.sqlite import SqliteCache

    at = int(kill.removeprefix("call:")) if kill.startswith("call:") else None
    around(Path, "replace", at)
    around(Path, "mkdir", at)
    around(Path, "unlink", at)
    around(os, "fsync", at)
    around(pl.DataFrame, "write_parquet", at)
    around(checkpoint, "save", at)
    connect = sqlite3.connect
    Connection.at = at
    sqlite3.connect = lambda *args, **named: connect(*args, **{**named, "factory": Connection})  # type: ignore[assignment, misc]
    if kill.startswith("time:"):
        threading.Timer(float(kill.removeprefix("time:")), die).start()
    batches.MAX_BATCH_ARTICLES = int(os.environ.get("VICTIM_BATCH", "4"))  # type: ignore[misc]
    os.chdir(home)  # so that run.json names the input as every other run does
    settings = Settings(decisions=home / "d.sqlite", output_root=out)
    request = steps.Request(paths=("in",), out=out, run_id=run_id)
    report = go(request, Steady(settings, SqliteCache(home / "cache" / f"{run_id}.sqlite")), settings)
    print(report.headline)
    print(report.counters)
    print(STEPS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    sys.stdout.flush()
    os._exit(0)  # a timer may still be waiting
