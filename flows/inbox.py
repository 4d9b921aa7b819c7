"""A watched folder: `inbox/` to `work/` once a file stands still, to `done/` or `failed/` once it is translated.

Files are moved, never changed and never written over. Whatever instant a process dies at, every file is in one of the folders
(for the moment of a move in two), and the next look goes on.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.folders import RECORD
from qa.report.records import ArticleSummary
from qa.report.rows import SavedRows
from translations.articles.sources import SUFFIXES
from translations.errors import OutputError
from translations.files import sync_files, write_whole

STILL_SECONDS = 10.0  # a file whose size and time have not changed for so long is taken to be complete
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
REASON = ".reason.txt"
LOCK = ".watch.lock"
MAX_REASONS = 100


@dataclass(frozen=True, slots=True)
class Watched:
    """The four folders under one root."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Where files arrive."""
        return self.root / "inbox"

    @property
    def work(self) -> Path:
        """Where they are while they are translated: one folder a run."""
        return self.root / "work"

    @property
    def done(self) -> Path:
        """Where they go when every document of theirs was translated (or was a duplicate)."""
        return self.root / "done"

    @property
    def failed(self) -> Path:
        """Where the others go, each with its reason beside it."""
        return self.root / "failed"

    def make(self) -> None:
        """Make what is missing; raises OutputError."""
        try:
            for folder in (self.inbox, self.work, self.done, self.failed):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"The watched folder {self.root} cannot be made ({error.strerror or error}).") from error


@contextmanager
def watching(watched: Watched) -> Iterator[bool]:
    """Whether this process is the only one that moves files there; held until the end, freed by the system at a death."""
    import fcntl

    with (watched.work / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def still(watched: Watched, wait: Callable[[float], object], seconds: float = STILL_SECONDS) -> list[Path]:
    """The files of the inbox, in the order of their names, whose size and time were the same after `wait(seconds)`.

    A copy that keeps the old time still grows; hence two looks, and not the age of the time stamp.
    """
    before = dict(_arrived(watched.inbox))
    if not before:
        return []
    wait(seconds)
    after = dict(_arrived(watched.inbox))
    return sorted(path for path, seen in before.items() if after.get(path) == seen)


def _arrived(inbox: Path) -> Iterator[tuple[Path, tuple[int, int, int]]]:
    for folder, folders, names in os.walk(inbox):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder) / name
            try:
                found = path.lstat()
            except OSError:
                continue  # gone meanwhile
            wanted = not name.startswith(".") and not name.endswith(("~", *UNFINISHED))
            if wanted and path.is_file() and not path.is_symlink():
                yield path, (found.st_size, found.st_mtime_ns, found.st_ino)


def take(watched: Watched, paths: list[Path], now: datetime) -> str | None:
    """Move files into a new folder of `work/`, named as their run will be; None where none is left to move."""
    run_id = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    taken = {_identity(path) for path in watched.work.rglob("*") if path.is_file()}
    for path in [path for path in paths if _identity(path) in taken]:
        path.unlink(missing_ok=True)  # taken by a process that died before it removed the name here
        paths = [other for other in paths if other != path]
    folder = watched.work / run_id
    moved = [path for path in paths if move(path, folder / path.relative_to(watched.inbox)) is not None]
    return run_id if moved else None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def unfinished(watched: Watched) -> list[str]:
    """The runs that have files in `work/`, oldest first: taken and not yet put away."""
    return sorted(path.name for path in watched.work.iterdir() if path.is_dir() and not path.name.startswith("."))


def finished(out: Path, run_id: str) -> SavedRows | None:
    """The articles of a run that was already complete (its process died before the files were put away)."""
    folder = out / run_id
    return SavedRows(folder / "articles.parquet") if (folder / RECORD).exists() else None


def put_away(watched: Watched, run_id: str, articles: Iterable[ArticleSummary]) -> tuple[int, int]:
    """Move a run's files to `done/` or `failed/`; how many went where. A file of many articles fails when one of them did."""
    folder = watched.work / run_id
    reasons: dict[str, list[str]] = {}
    for article in articles:
        if article.status == "failed":
            reasons.setdefault(_file(article), []).append(article.reason)
    done = failed = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        why = reasons.get(name.as_posix())
        if path.suffix.lower() not in SUFFIXES:
            why = [f"{name}: is of no known kind; known are {', '.join(sorted(SUFFIXES))}."]
        if why is None:
            done += move(path, watched.done / name) is not None
            continue
        # The reason first: a file in failed/ always has one.
        target = free(watched.failed / name, path)
        more = [f"… and {len(why) - MAX_REASONS:,} more"] if len(why) > MAX_REASONS else []
        write_whole(target.with_name(target.name + REASON), "\n".join([f"run {run_id}", *why[:MAX_REASONS], *more]) + "\n")
        failed += move(path, target) is not None
    shutil.rmtree(folder, ignore_errors=True)
    return done, failed


def _file(article: ArticleSummary) -> str:
    """The file an article came from: `a.jsonl#12` is row 12 of `a.jsonl`."""
    head, mark, row = article.path.rpartition("#")
    return head if mark and row.isdigit() else article.path


def free(target: Path, source: Path | None = None) -> Path:
    """The path itself if nothing is there (or the very file `source`), else with a number: a.txt, a-2.txt, a-3.txt."""
    number, tried = 1, target
    while (tried.exists() or tried.is_symlink()) and (source is None or _identity(source) != _identity(tried)):
        number += 1
        tried = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return tried


def move(source: Path, target: Path) -> Path | None:
    """Move a file to `target` or, where something is there, to a free name beside it; None when the source has gone.

    Within one disk this is a second name and then the loss of the first; across disks the copy is compared with the source before
    the source is removed. Raises OutputError when it cannot be done; the source is then as it was.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        while True:
            place = free(target, source)
            try:
                if not place.exists():  # else it is this file already: a process died before it removed the name here
                    _second_name(source, place)
                break
            except FileExistsError:
                continue  # somebody took the name just now
        source.unlink()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{source} cannot be moved to {target} ({error.strerror or error}).") from error
    return place


def _second_name(source: Path, place: Path) -> None:
    try:
        place.hardlink_to(source)
    except OSError as error:
        # Another disk, or a file system without second names.
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        _copy(source, place)


def _copy(source: Path, place: Path) -> None:
    part = place.with_name(f".{place.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        shutil.copy2(source, part)
        if _digest(source) != _digest(part):
            raise OSError(errno.EIO, "the copy differs from the source, which may still be written to")
        sync_files([part])
        os.link(part, place)  # fails where something is there, unlike a rename
    finally:
        part.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()
