"""From an archive or a folder to an installed model: unpacked, checked, converted, tried, measured, locked, renamed into place.

Everything before the last rename happens where no run looks, so whatever ends the process, a store holds whole models only.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from translations.catalog import ATTRIBUTION, LICENCE, Release, shortened
from translations.errors import DragomanError, ModelBroken
from translations.files import write_whole
from translations.language_names import irregular, standard
from translations.preprocess import load_tokenizer
from translations.store import archives, convert, releases, smoke, verify
from translations.store.demands import Demands
from translations.store.errors import DiskFull, StoreError
from translations.store.lockfile import FileHash, ModelLock, Trust, write_lock
from translations.store.places import Store, hash_file, need_space

log = logging.getLogger(__name__)

CT2_FILES = ("model.bin", "config.json", "*vocabulary*.json", "*vocabulary*.txt", "vmap.txt")
_UNSAFE = re.compile(r"[^\w+.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is being installed, as far as it is known before looking inside."""

    name: str
    version: str
    languages: tuple[str, ...]
    url: str = ""
    licence: str = ""
    attribution: str = ""
    trust: Trust = "local"
    published: str = ""
    preferred: bool = False
    aligned: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to install. `test_build` lets randomly initialised models through the smoke test and marks them."""

    quantization: str = convert.DEFAULT_QUANTIZATION["cpu"]
    test_build: bool = False
    demands: Demands = field(default_factory=Demands)
    say: Callable[[str], None] = log.info


def origin_of(release: Release, url: str, trust: Trust) -> Origin:
    """The origin of a published release."""
    return Origin(
        name=model_name(release.members),
        version=release.version,
        languages=release.members,
        url=url,
        licence=LICENCE,
        attribution=ATTRIBUTION,
        trust=trust,
        published=release.published.isoformat(),
        preferred=release.preferred,
        aligned=release.aligned,
    )


def model_name(members: tuple[str, ...]) -> str:
    """The model's name in signatures: `opus-mt-ar-en`, `opus-mt-fr+fr_BE+fr_CA+45-en`."""
    return f"opus-mt-{shortened(members)}-en"


def lock_name(origin: Origin, quantization: str) -> str:
    """The name under which installing this model is held by one process at a time."""
    return _UNSAFE.sub("_", f"{origin.name}.{origin.version}.{quantization}")[:150]


def from_archive(store: Store, archive: Path, work: Path, origin: Origin, options: Options) -> ModelLock:
    """Install the release in an archive. One that is damaged, unsafe or unusable is put aside, and the error says where."""
    try:
        found = FileHash(path=archive.name, size=archive.stat().st_size, sha256=hash_file(archive))
        options.demands.check_archive(origin, found)
        options.say(f"SHA-256 of the archive: {found.sha256} ({'as locked' if options.demands else 'trusted on first use'})")
        folder = work / "release"
        folder.mkdir()
        archives.unpack(archive, folder)
        return from_folder(store, folder, work, origin, options, archive=found)
    except DiskFull:
        raise  # the archive is good; the next pull goes on with it
    except DragomanError as error:
        if archive.is_relative_to(store.downloads):
            place = store.put_aside(archive)
            raise type(error)(f"{error} The file is kept aside as {place} and never loaded.") from error
        raise


def from_folder(
    store: Store, folder: Path, work: Path, origin: Origin, options: Options, archive: FileHash | None = None
) -> ModelLock:
    """Install a release (or a converted CTranslate2 model) from an unpacked folder."""
    model = work / "model"
    model.mkdir()
    ready = releases.find_folder(folder, "model.bin")
    if ready is not None:
        lock = _converted(ready, model, origin)
    else:
        release = releases.inspect(folder)
        for note in release.notes:
            options.say(note)
        lock = _from_marian(release, model, origin, options)
    return _finish(store, model, replace(lock, archive=archive), options)


def _from_marian(release: releases.Unpacked, model: Path, origin: Origin, options: Options) -> ModelLock:
    architecture = convert.architecture(release, origin.aligned)
    sources = verify.hashes(release.folder)
    options.demands.check_sources(origin, sources)
    need_space(model, release.checkpoint.stat().st_size, f"Converting {origin.name}")
    options.say(f"Converting to {options.quantization}")
    convert.convert(release, model, options.quantization)
    return _lock(
        origin,
        quantization=options.quantization,
        family=release.family,
        architecture=architecture,
        converter=convert.converter_version(),
        decoding=release.decoding,
        source_files=sources,
        preferred=origin.preferred or (architecture == "transformer-align" and release.family == "SentencePiece"),
    )


def _converted(folder: Path, model: Path, origin: Origin) -> ModelLock:
    """A CTranslate2 folder as it is: only the files that translating needs are taken."""
    notes = _notes(folder)
    for pattern in (*CT2_FILES, *releases.KEPT):
        for path in sorted(folder.glob(pattern)):
            if path.is_symlink() or not path.is_file():
                raise StoreError(f"{path} is a link or no file; a model's files must be in its own folder.")
            shutil.copyfile(path, model / path.name)
    return _lock(
        replace(origin, attribution=origin.attribution or str(notes.get("attribution", ""))),
        quantization="as given",
        family="Moses and BPE" if (model / "source.bpe").is_file() else "SentencePiece",
        architecture="unknown",
        converter="given as a CTranslate2 model",
        decoding=releases.read_decoding(folder),
        source_files=verify.hashes(model),
        for_citing=bool(notes.get("for_citing", True)),
    )


def _lock(origin: Origin, *, decoding: Any, **known: Any) -> ModelLock:
    return ModelLock(
        name=origin.name,
        release=origin.version,
        languages=origin.languages,
        digest="",
        published=origin.published,
        url=origin.url,
        licence=origin.licence,
        attribution=origin.attribution,
        trust=origin.trust,
        decoding=decoding,
        **known,
    )


def _finish(store: Store, model: Path, lock: ModelLock, options: Options) -> ModelLock:
    """Try and measure the converted model, lock it and put it where runs look."""
    from translations.engine import Engine
    from translations.models import describe

    language = standard(lock.languages[0])
    _write_notes(model, lock, test_build=options.test_build)
    try:
        load_tokenizer(model, language)
        info = describe(model)
        engine = Engine(info, device="cpu")
        tried = smoke.smoke_test(engine, language, test_build=options.test_build)
        alignment = smoke.measure_alignment(engine, language)
    except (RuntimeError, ValueError) as error:
        raise ModelBroken(f"The converted model cannot be decoded with ({error}).") from error
    lock = replace(lock, digest=info.digest, smoke=tried, alignment=alignment, files=verify.hashes(model))
    options.demands.check_files(lock)
    options.say(_measured(lock))
    write_lock(model, lock)
    _sync(model)
    place(store, model, lock)
    return lock


def _measured(lock: ModelLock) -> str:
    tried, alignment = lock.smoke, lock.alignment
    where = "on" if alignment.usable else "off for this model"
    return (
        f"Tried on {tried.sentences} short texts ({tried.failed} failed); attention finds {alignment.share:.0%} of "
        f"{alignment.tokens} copied tokens: locating spans by attention is {where}"
    )


def folder_name(lock: ModelLock) -> str:
    """The folder of an installed model: name, release, quantisation and digest, so that no two models ever share one."""
    quantization = "ct2" if lock.quantization == "as given" else lock.quantization
    return _UNSAFE.sub("_", f"{lock.name}.{lock.release}.{quantization}.{lock.digest[:8]}")[:200]


def place(store: Store, model: Path, lock: ModelLock) -> None:
    """Rename a finished model folder to where runs look; the same model there stays if it is whole, else it goes aside."""
    target = store.root / folder_name(lock)
    if target.exists():
        try:
            verify.verify(target, full=True)
            return  # the same model is there already and whole
        except DragomanError:
            store.put_aside(target)
    model.rename(target)
    _sync_folder(store.root)


def _write_notes(model: Path, lock: ModelLock, *, test_build: bool) -> None:
    """`model.toml`, by which loading knows name, languages and whether the model is for citing."""
    languages = sorted({code.lower() if irregular(code) else standard(code) for code in lock.languages})
    lines = [
        "# Written by the model store from the release; model.lock.json has the rest.",
        f"name = {_quoted(lock.name)}",
        f"version = {_quoted(lock.release)}",
        f"source_languages = [{', '.join(map(_quoted, languages))}]",
        f"for_citing = {'false' if test_build or not lock.for_citing else 'true'}",
        f"attribution = {_quoted(lock.attribution)}",
        "",
        "[decoding]",
        f"beam_size = {lock.decoding.beam_size}",
        f"length_penalty = {lock.decoding.length_penalty!r}",
    ]
    write_whole(model / "model.toml", "\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    """A TOML basic string."""
    plain = "".join(char if char >= " " and char != "\x7f" else " " for char in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _notes(folder: Path) -> Mapping[str, Any]:
    path = folder / "model.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read ({error}).") from error


def _sync(folder: Path) -> None:
    """Every file of the folder to the disk, before the rename makes it count."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def version_of(files: tuple[FileHash, ...]) -> str:
    """A version for what carries none: eight digits of its files' hashes."""
    return sha256("".join(file.sha256 for file in files).encode()).hexdigest()[:8]
