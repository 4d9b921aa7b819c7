"""Where the store keeps things, so that what a run may load is told from everything half-made by its place alone.

<store>/<folder>/model.lock.json   an installed model; the folder appears whole, by one rename
<store>/pins.toml                  the desk's own choice of model per language
<store>/.downloads/                archives being fetched, resumed by the next pull
<store>/.work/                     unpacking and converting; emptied by whoever holds the lock next
<store>/.aside/                    files that failed a check, kept for a person to look at
<store>/.locks/                    one file a release: two pulls of the same model take turns
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from translations.store.errors import DiskFull, StoreError

DEFAULT = Path(".dragoman") / "models"
VARIABLE = "DRAGOMAN_MODELS_DIR"  # names another folder for the store
LOCK_NAME = "model.lock.json"
MIB = 1 << 20
SPARE = 200 * MIB  # bytes left free on the disk whatever is installed
HASH_BLOCK = MIB


@dataclass(frozen=True, slots=True)
class Store:
    """The folders of one store; nothing is made until something is put there."""

    root: Path

    @property
    def downloads(self) -> Path:
        """Archives being fetched."""
        return self.root / ".downloads"

    @property
    def aside(self) -> Path:
        """Files that failed a check."""
        return self.root / ".aside"

    @property
    def pins(self) -> Path:
        """The table of pinned languages."""
        return self.root / "pins.toml"

    def folders(self) -> list[Path]:
        """The folders of installed models, sorted by name."""
        if not self.root.is_dir():
            return []
        return sorted(lock.parent for lock in self.root.glob(f"[!.]*/{LOCK_NAME}"))

    @contextmanager
    def holding(self, name: str) -> Iterator[Path]:
        """Hold the lock of a name (a release) and have an empty work folder for it; the folder is removed at the end.

        The lock is the operating system's: a process that is killed lets go of it, and what it left in its work folder is
        removed by the next holder of any lock.
        """
        import fcntl

        work = self.root / ".work" / name
        self._lock_file(name).parent.mkdir(parents=True, exist_ok=True)
        with self._lock_file(name).open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._sweep(name)
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def _lock_file(self, name: str) -> Path:
        return self.root / ".locks" / f"{name}.lock"

    def _sweep(self, held: str) -> None:
        """Remove the work folders of processes that were killed: those whose locks nobody holds."""
        import fcntl

        for left in self.root.glob(".work/*"):
            if left.name == held:
                continue
            with self._lock_file(left.name).open("a") as handle, suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)

    def put_aside(self, path: Path) -> Path:
        """Move a file or folder that failed a check to where nothing loads it; the new place."""
        self.aside.mkdir(parents=True, exist_ok=True)
        place = self.aside / path.name
        number = 1
        while place.exists():
            number += 1
            place = self.aside / f"{path.name}.{number}"
        return path.rename(place)


def default_root() -> Path:
    """The store's folder: what the environment variable DRAGOMAN_MODELS_DIR names, else `.dragoman/models`."""
    return Path(os.environ.get(VARIABLE) or DEFAULT)


def need_space(folder: Path, size: int, purpose: str) -> None:
    """Raise DiskFull unless the disk of `folder` has `size` bytes free and some to spare."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise DiskFull(
            f"{purpose} needs {_mib(size + SPARE)} MiB on the disk of {folder}, but {_mib(free)} MiB are free; "
            f"make room, or put the store elsewhere with --store DIR or {VARIABLE}."
        )


def _mib(size: int) -> int:
    return -(-size // MIB)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file as 64 hexadecimal digits."""
    state = sha256()
    with path.open("rb") as handle:
        while block := handle.read(HASH_BLOCK):
            state.update(block)
    return state.hexdigest()


def within(folder: Path, name: str) -> Path:
    """The path of `name` inside `folder`. Raises StoreError where it would leave the folder."""
    base = folder.resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise StoreError(f"{name!r} leads out of {folder}.")
    return path
