"""What runs an output folder holds, read from the `run.json` that closes each."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

MAX_RECORD_BYTES = (
    64 * 2**20
)  # a run.json of about 100,000 articles, read in half a second; a longer one is listed without headline
RUNS_REMEMBERED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run folder. `finished` is in UTC; an unfinished run (`complete` false) has the time of the folder's last change."""

    id: str
    finished: datetime
    complete: bool
    headline: str
    compact: bool = False


def list_runs(root: Path) -> list[Run]:
    """The runs in `root`, newest first; links and dot folders are no runs. An unreadable record is said in the headline."""
    runs = []
    try:
        entries = list(os.scandir(root))
    except OSError:
        return []
    for entry in entries:
        try:
            if entry.name.startswith(".") or not entry.is_dir(follow_symlinks=False):
                continue
            run = _run(Path(entry.path))
        except OSError:  # gone, or not ours to read
            continue
        if run is not None:
            runs.append(run)
    return sorted(runs, key=lambda run: (run.finished, run.id), reverse=True)


def _run(folder: Path) -> Run | None:
    record = folder / "run.json"
    try:
        found = record.lstat()
    except FileNotFoundError:
        if not (folder / "articles").is_dir():
            return None
        changed = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        return Run(id=folder.name, finished=changed, complete=False, headline="Not finished: still under way, or cut off")
    if not stat.S_ISREG(found.st_mode):
        return None
    return _read(record, found.st_mtime_ns, found.st_size)


@lru_cache(RUNS_REMEMBERED)
def _read(record: Path, changed_ns: int, size: int) -> Run:
    """The run as its record says; remembered while the record does not change."""
    changed = datetime.fromtimestamp(changed_ns / 1e9, UTC)
    if size > MAX_RECORD_BYTES:
        return Run(id=record.parent.name, finished=changed, complete=True, headline="A large run: its page says more")
    try:
        content: dict[str, Any] = json.loads(record.read_bytes())
        finished = datetime.fromisoformat(content["finished"])
        return Run(
            id=record.parent.name,
            # Without a zone it is the clock of the machine that wrote it.
            finished=finished.astimezone(UTC),
            complete=True,
            headline=str(content["headline"]),
            compact=bool(content.get("compact_model")),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return Run(id=record.parent.name, finished=changed, complete=True, headline="run.json cannot be read")
