"""`pull`: the release for each language fetched from where it was published (or a mirror) and installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from translations.catalog import Release, find, resolve
from translations.store.download import Progress, Transfer, fetch, shown
from translations.store.errors import ModelDamaged, StoreError
from translations.store.install import Options, Origin, from_archive, lock_name, origin_of
from translations.store.installed import installed_models
from translations.store.lockfile import ModelLock
from translations.store.places import Store
from translations.store.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What to pull and how. `mirror` is the address of one archive (ends in .zip) or of a folder laid out as the publisher's."""

    mirror: str = ""
    transfer: Transfer = field(default_factory=Transfer)
    options: Options = field(default_factory=Options)
    progress: Callable[[Release], Progress] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """An installed release: its lock, the sentence that says why this release, and whether it was there before."""

    lock: ModelLock
    reason: str
    already: bool


def pull(store: Store, wanted: str, how: Pull) -> Pulled:
    """Install the release for a language (`ar`, `pt-BR`, `Hebrew`) or of a release id (`ar/opus-2019-12-18`).

    One that is installed and whole is left alone. Raises LanguageUnknown, NoRelease or a StoreError that says what to do.
    """
    release, reason = (find(wanted), "asked for by name") if "/" in wanted else _resolved(wanted)
    options = how.options
    origin = origin_of(release, address(release, how.mirror), "lock file" if options.demands else "first use")
    options.demands.lock_of(origin.name, origin.version)  # before a byte is fetched
    with store.holding(lock_name(origin, options.quantization)) as work:
        there = _installed(store, origin, options)
        if there is not None:
            return Pulled(lock=there, reason=reason, already=True)
        progress = how.progress(release) if how.progress else None
        archive = fetch(origin.url, store.downloads, how.transfer, progress)
        lock = from_archive(store, archive, work, origin, options)
        archive.unlink(missing_ok=True)
    return Pulled(lock=lock, reason=reason, already=False)


def address(release: Release, mirror: str) -> str:
    """Where to fetch a release: as published, or from a mirror.

    >>> address(find("ar/opus-2019-12-18"), "https://models.example.org/opus-mt/")
    'https://models.example.org/opus-mt/ar-en/opus-2019-12-18.zip'
    """
    if not mirror:
        return release.url
    if mirror.endswith(".zip"):
        return mirror
    return f"{mirror.rstrip('/')}/{release.source}-en/{release.version}.zip"


def check_mirror(mirror: str, wanted: Sequence[str]) -> None:
    """Raise StoreError where one archive would be taken for the models of several languages."""
    if mirror.endswith(".zip") and len(wanted) > 1:
        raise StoreError(f"{shown(mirror)} is one archive, but {len(wanted)} models are asked for; give the mirror's folder.")


def _resolved(wanted: str) -> tuple[Release, str]:
    resolution = resolve(wanted)
    return resolution.release, resolution.reason


def _installed(store: Store, origin: Origin, options: Options) -> ModelLock | None:
    """The lock of this release where it is installed and whole; a damaged one is put aside, to be installed anew."""
    for model in installed_models(store):
        lock = model.lock
        if lock is None or (lock.name, lock.release, lock.quantization) != (origin.name, origin.version, options.quantization):
            continue
        try:
            verify(model.folder, full=True)
        except ModelDamaged as error:
            options.say(f"{error} It is put aside as {store.put_aside(model.folder)} and installed anew.")
            continue
        options.demands.check_files(lock)
        return lock
    return None


def archives_left(store: Store) -> list[Path]:
    """Pieces of downloads that a later pull goes on with."""
    return sorted(store.downloads.glob("*.part"))
