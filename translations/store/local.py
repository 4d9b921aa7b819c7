"""Models that do not come from the publisher: a local zip or folder added, a desk's archive exported and added elsewhere."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

from translations.catalog import ATTRIBUTION, LICENCE, releases
from translations.errors import LanguageUnknown, ModelNotFound
from translations.files import whole_file
from translations.languages import primary
from translations.store import archives, verify
from translations.store.errors import StoreError
from translations.store.install import Options, Origin, from_archive, from_folder, lock_name, origin_of, place, version_of
from translations.store.installed import Installed, pin, pins
from translations.store.lockfile import FileHash, ModelLock, read_lock
from translations.store.places import LOCK_NAME, Store, hash_file, need_space
from translations.store.releases import find_folder

CONSTANT_STAMP = (1980, 1, 1, 0, 0, 0)  # so that the same model gives the same archive
_PAIR = re.compile(r"^(?:opus-mt-)?(?P<source>[A-Za-z_+]{2,}?)-en$")


def add(store: Store, path: Path, languages: tuple[str, ...], name: str, options: Options) -> ModelLock:
    """Install a local OPUS-MT zip or folder, a CTranslate2 folder, or an archive that `export` wrote.

    `languages` may be empty where the archive says them. Raises StoreError or ModelNotFound with what to do.
    """
    path = path.expanduser().absolute()
    if path.is_dir():
        return _add_folder(store, path, languages, name, options)
    if not path.is_file():
        raise ModelNotFound(f"{path} is no file or folder.")
    if not zipfile.is_zipfile(path):
        raise StoreError(f"{path} is no zip archive and no folder; give an OPUS-MT release or a CTranslate2 folder.")
    if _exported(path):
        return _add_exported(store, path, options)
    origin = _origin(path, languages, name)
    with store.holding(lock_name(origin, options.quantization)) as work:
        return from_archive(store, path, work, origin, options)


def _add_folder(store: Store, folder: Path, languages: tuple[str, ...], name: str, options: Options) -> ModelLock:
    installed = find_folder(folder, LOCK_NAME)
    if installed is not None:
        lock = read_lock(installed)
        with store.holding(lock_name(_origin_of_lock(lock), lock.quantization)) as work:
            shutil.copytree(installed, work / "model")
            return _take(store, work / "model", options)
    origin = _origin(folder, languages, name)
    with store.holding(lock_name(origin, options.quantization)) as work:
        return from_folder(store, folder, work, origin, options)


def _origin(path: Path, languages: tuple[str, ...], name: str) -> Origin:
    """The published release whose archive has this name and these languages, else a model of the desk's own."""
    stem = path.name.removesuffix(".zip")
    pair = _PAIR.match(stem) or _PAIR.match(path.parent.name)  # opus-mt-ar-en.zip, or ar-en/opus-2019-12-18.zip as published
    given = languages or (tuple(pair["source"].split("+")) if pair else ())
    for release in releases():
        if release.version == stem and release.members == given:
            return origin_of(release, "", "local")
    if not given:
        raise StoreError(f"{path.name} does not tell its language; give it with --language, for example --language ar")
    for code in given:
        try:
            primary(code)
        except LanguageUnknown as error:
            raise StoreError(f"--language {code}: {error}") from error
    return Origin(name=name or stem, version=version_of_path(path), languages=given)


def version_of_path(path: Path) -> str:
    """A version for a local model: that of its main file's content, so that a changed model is another one."""
    if path.is_file():
        return version_of((_hash(path),))
    files = [file for pattern in ("*.npz", "model.bin", "*/*.npz", "*/model.bin") for file in sorted(path.glob(pattern))]
    return version_of(tuple(map(_hash, files[:1])))


def _hash(path: Path) -> FileHash:
    return FileHash(path=path.name, size=path.stat().st_size, sha256=hash_file(path))


def _origin_of_lock(lock: ModelLock) -> Origin:
    return Origin(name=lock.name, version=lock.release, languages=lock.languages, licence=LICENCE, attribution=ATTRIBUTION)


def export(model: Installed, target: Path) -> Path:
    """Write an installed model with its lock as one zip for a machine without a network; the same model gives the same bytes."""
    lock = verify.verify(model.folder, full=True)
    if target.is_dir():
        target = target / f"{model.folder.name}.zip"
    need_space(target.parent, lock.size, f"Exporting {lock.name}")
    with whole_file(target) as part, zipfile.ZipFile(part, "w") as archive:
        for name in sorted([*(file.path for file in lock.files), LOCK_NAME]):
            entry = zipfile.ZipInfo(f"{model.folder.name}/{name}", CONSTANT_STAMP)
            entry.external_attr = 0o644 << 16
            with (model.folder / name).open("rb") as source, archive.open(entry, "w", force_zip64=True) as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
    return target


def _exported(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.count("/") <= 1 and name.rpartition("/")[2] == LOCK_NAME for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, UnicodeError):
        return False


def _add_exported(store: Store, path: Path, options: Options) -> ModelLock:
    with store.holding(f"add.{path.name}"[:150]) as work:
        folder = work / "exported"
        folder.mkdir()
        archives.unpack(path, folder)
        found = find_folder(folder, LOCK_NAME)
        if found is None:
            raise StoreError(f"{path.name} holds no {LOCK_NAME} of a model.")
        return _take(store, found, options)


def _take(store: Store, folder: Path, options: Options) -> ModelLock:
    """Move a folder with its lock into the store, after every hash in the lock is found right and nothing else is there."""
    lock = verify.verify(folder, full=True)
    known = {file.path for file in lock.files}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in known and path.name not in (LOCK_NAME, verify.STAMP):
            raise StoreError(f"{path.name} is in the archive but not in its lock; the model is refused.")
    options.demands.check_files(lock)
    place(store, folder, lock)
    return lock


def remove(store: Store, model: Installed) -> None:
    """Take a model out of the store: first out of sight by one rename, then off the disk; pins to it go too."""
    with store.holding(f"remove.{model.folder.name}"[:150]) as work:
        model.folder.rename(work / "removed")
        for language, value in pins(store).items():
            if value == model.folder.name:
                pin(store, language, None)
