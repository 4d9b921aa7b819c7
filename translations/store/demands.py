"""What a desk's own lock file demands: `pull --lock FILE` installs what it names and nothing else.

The file is what `dragoman models lock` prints: a JSON object with the locks of installed models under `models`; a single
`model.lock.json` will do too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translations.store.errors import HashMismatch, StoreError
from translations.store.lockfile import FileHash, ModelLock, from_json

if TYPE_CHECKING:
    from translations.store.install import Origin


@dataclass(frozen=True, slots=True)
class Demands:
    """The locks a desk trusts; without any, everything is trusted on first use."""

    locks: tuple[ModelLock, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.locks)

    def lock_of(self, name: str, version: str) -> ModelLock | None:
        """The lock of a model's release; raises HashMismatch where there are locks but none for it."""
        if not self.locks:
            return None
        for lock in self.locks:
            if (lock.name, lock.release) == (name, version):
                return lock
        known = ", ".join(f"{lock.name} {lock.release}" for lock in self.locks)
        raise HashMismatch(f"The lock file does not name {name} {version} (it names {known}); it is not installed.")

    def check_archive(self, origin: Origin, found: FileHash) -> None:
        """Raise HashMismatch where the archive is not the locked one."""
        lock = self.lock_of(origin.name, origin.version)
        if lock is not None and lock.archive is not None and lock.archive.sha256 != found.sha256:
            raise HashMismatch(
                f"{found.path} is not the archive that the lock file names: expected SHA-256 {lock.archive.sha256}, "
                f"found {found.sha256}."
            )

    def check_sources(self, origin: Origin, found: Iterable[FileHash]) -> None:
        """Raise HashMismatch where a file of the release is not the locked one."""
        lock = self.lock_of(origin.name, origin.version)
        if lock is not None and lock.source_files:
            _same({file.path: file.sha256 for file in lock.source_files}, {file.path: file.sha256 for file in found})

    def check_files(self, made: ModelLock) -> None:
        """Raise HashMismatch where the same converter made other files of the same sources."""
        lock = self.lock_of(made.name, made.release)
        if lock is not None and (lock.converter, lock.quantization) == (made.converter, made.quantization):
            _same({file.path: file.sha256 for file in lock.files}, {file.path: file.sha256 for file in made.files})


def _same(wanted: dict[str, str], found: dict[str, str]) -> None:
    for path in sorted(wanted.keys() | found.keys()):
        if wanted.get(path) != found.get(path):
            raise HashMismatch(
                f"{path} is not the file that the lock file names: expected SHA-256 {wanted.get(path, 'no such file')}, "
                f"found {found.get(path, 'no such file')}."
            )


def read_demands(path: Path) -> Demands:
    """The demands of a desk's lock file. Raises StoreError where it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        locks = tuple(from_json(entry) for entry in data.get("models", [data]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"{path} is no lock file ({error}); `dragoman models lock` writes one.") from error
    if not locks:
        raise StoreError(f"{path} names no model.")
    return Demands(locks)
