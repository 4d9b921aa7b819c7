"""A run's folder belongs to one process at a time; an unfinished one is taken up again, a finished one never touched."""

from __future__ import annotations

import errno
import os
import re
import weakref
from collections.abc import Container
from datetime import datetime
from pathlib import Path

from qa.report.writer import PARTS
from translations.errors import OutputError, SettingsError

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
RECORD = "run.json"  # written last: a folder that holds it is complete
PUBLISHED = "published"  # the folder beside the runs that holds the approved articles of held runs
LOCK = ".lock"
_UNLOCKABLE = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}  # some network file systems


class Claim:
    """A run folder held by this process until `leave`, the end of a `with` over it, or the end of the process, however it ends.

    `resumed` says that an earlier process left work in it.
    """

    def __init__(self, folder: Path, handle: int, *, resumed: bool) -> None:
        self.folder, self.resumed = folder, resumed
        self._close = weakref.finalize(self, os.close, handle)

    def __enter__(self) -> Claim:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def release(self) -> None:
        """Take the lock file away; the folder is complete."""
        (self.folder / LOCK).unlink(missing_ok=True)
        self.leave()

    def leave(self) -> None:
        """Let another process have the folder."""
        self._close()


def claim(out: Path, run_id: str) -> Claim:
    """The folder of a run, made or taken up again; raises SettingsError for a bad id, OutputError where it cannot be had."""
    if not RUN_ID.fullmatch(run_id) or run_id.endswith("."):
        raise SettingsError(f"{run_id!r} is no run id: use letters, digits, '.', '_' and '-', at most 100.")
    if run_id.lower() == PUBLISHED:
        raise SettingsError(f"The folder {PUBLISHED} is for approved articles; choose another run id.")
    folder = out / run_id
    try:
        if out.exists() and not out.is_dir():
            raise OutputError(f"{out} is a file, not a folder.")
        out.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir()
        except FileExistsError:
            _must_be_unfinished(folder)
        handle = _lock(folder)
        try:
            _must_be_unfinished(folder)  # the process that held it until now may have finished it
            resumed = (folder / PARTS).is_dir()
            (folder / PARTS).mkdir(exist_ok=True)
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        raise OutputError(f"The output folder {out} cannot be written ({error.strerror or error}).") from error
    return Claim(folder, handle, resumed=resumed)


def run_id_for(out: Path, tag: str, now: datetime) -> str:
    """The id of the unfinished run that carries this tag (a flow run tried again goes on with it), else a new one with it."""
    unfinished = [folder.name for folder in out.glob(f"*-{tag}") if folder.is_dir() and not (folder / RECORD).exists()]
    return max(unfinished, default=f"{now:%Y%m%d-%H%M%S}-{tag}")


def _must_be_unfinished(folder: Path) -> None:
    if not folder.is_dir():
        raise OutputError(f"{folder} is there already and is no folder; choose another run id.")
    if (folder / RECORD).exists():
        raise OutputError(f"A run {folder.name} is already in {folder.parent}; choose another run id.")
    if not (folder / PARTS).is_dir() and any(entry.name != LOCK for entry in os.scandir(folder)):
        raise OutputError(f"{folder} is there already and was not made by a run; choose another run id.")


def _lock(folder: Path) -> int:
    """The open lock file; raises OutputError when another process holds it. The system frees it when that process dies."""
    import fcntl

    path = folder / LOCK
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                return handle
            # The file was removed by the process that finished the run just now: look again.
        except BlockingIOError as error:
            os.close(handle)
            raise OutputError(f"Another process is at work on the run {folder.name}; wait for it or end it.") from error
        except OSError as error:
            if error.errno in _UNLOCKABLE:
                return handle
            os.close(handle)
            raise
        os.close(handle)


def sweep(folder: Path, kept: Container[str]) -> None:
    """After an interruption: remove half-written files, and files of articles (named without suffix) that are not `kept`."""
    for place in (folder, folder / "articles", folder / PARTS):
        if not place.is_dir():
            continue
        for entry in os.scandir(place):
            half = entry.name.startswith(".") and entry.name.endswith(".part")
            if half or (place.name == "articles" and entry.name.rsplit(".", 1)[0] not in kept):
                Path(entry.path).unlink(missing_ok=True)
