"""Are the files of an installed model the ones that were installed? Asked before every load.

Hashing 80 MB costs about 0.1 s; sizes and times cost microseconds. So a full check leaves a stamp of sizes and modification
times beside the lock, and later loads compare with it; any difference (a copy to another disk counts) leads to a full check.
"""

from __future__ import annotations

import json
from pathlib import Path

from translations.files import write_whole
from translations.store.errors import ModelDamaged, StoreError
from translations.store.lockfile import FileHash, ModelLock, read_lock
from translations.store.places import LOCK_NAME, hash_file, within

STAMP = ".verified.json"


def hashes(folder: Path) -> tuple[FileHash, ...]:
    """Size and SHA-256 of every file under a folder but lock and stamp, sorted by path."""
    return tuple(
        FileHash(path=path.relative_to(folder).as_posix(), size=path.stat().st_size, sha256=hash_file(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (LOCK_NAME, STAMP)
    )


def verify(folder: Path, *, full: bool = False) -> ModelLock:
    """The lock of a model whose files are the ones installed.

    Raises ModelDamaged, naming the first file that is missing, of another size or of another content.
    """
    lock = read_lock(folder)
    stamp = _stamp(folder, lock)
    if not full and stamp is not None and _read_stamp(folder) == stamp:
        return lock
    for file in lock.files:
        _check(folder, file)
    _write_stamp(folder, _stamp(folder, lock))
    return lock


def _check(folder: Path, file: FileHash) -> None:
    try:
        path = within(folder, file.path)
        size = path.stat().st_size
        found = hash_file(path) if size == file.size else f"{size} bytes"
    except (OSError, StoreError) as error:
        raise ModelDamaged(f"{folder}: {file.path} is missing or cannot be read ({error}); install the model again.") from error
    wanted = file.sha256 if size == file.size else f"{file.size} bytes"
    if found != wanted:
        raise ModelDamaged(
            f"{folder}: {file.path} is not the file that was installed (expected {wanted}, found {found}); "
            "it is not loaded. Remove the model and pull or add it again."
        )


def _stamp(folder: Path, lock: ModelLock) -> dict[str, list[int]] | None:
    """Size and modification time of every locked file, or None where one is missing or has another size."""
    stamp: dict[str, list[int]] = {}
    for file in lock.files:
        try:
            found = within(folder, file.path).stat()
        except (OSError, StoreError):
            return None
        if found.st_size != file.size:
            return None
        stamp[file.path] = [found.st_size, found.st_mtime_ns]
    return stamp | {"digest " + lock.digest: [lock.size]}


def _read_stamp(folder: Path) -> object:
    try:
        return json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write_stamp(folder: Path, stamp: object) -> None:
    try:
        write_whole(folder / STAMP, json.dumps(stamp, sort_keys=True))
    except OSError:
        return  # a store that cannot be written to is checked in full each time
