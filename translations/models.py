"""Which model translates a language: a folder given by name, else one from the model store, else the embedded compact model."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from translations.decoding_options import Decoding as Decoding
from translations.decoding_options import read_options
from translations.errors import ModelBroken, ModelNotFound

ROOT = Path(__file__).resolve().parents[1]
EMBEDDED = ROOT / "models" / "compact-ar-en"
COMPACT_NOTICE = "compact model: for trying the pipeline, not for citing"
# What makes the output of a model folder: weights, vocabularies and pre-processing. Cards and notes do not.
_DIGESTED = ("*.bin", "*.spm", "*.bpe", "*.tcmodel", "*vocabulary*", "config.json", "decoder.yml")
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """A model folder and what is known about it; one that does not say its `languages` is used only when it is named.

    `compact` marks the embedded model, whose output is not for citing; `aligned` says that its attention was measured to find the
    source words.
    """

    name: str
    folder: Path
    digest: str
    languages: frozenset[str] = frozenset()
    compact: bool = False
    aligned: bool = False
    attribution: str = ""
    decoding: Decoding = field(default_factory=Decoding)

    @property
    def label(self) -> str:
        """`name@digest`, as it stands in every output."""
        return f"{self.name}@{self.digest}"

    @property
    def credited(self) -> str:
        """The label with whom to credit, as it stands in signatures: OPUS-MT models are CC-BY."""
        return f"{self.label} ({self.attribution})" if self.attribution and not self.compact else self.label


def describe(folder: Path) -> ModelInfo:
    """What a model folder is; raises ModelNotFound where it is none, ModelBroken where its notes cannot be read."""
    if not (folder / "model.bin").is_file():
        raise ModelNotFound(f"{folder} is no model folder: it has no model.bin (a CTranslate2 model).")
    try:
        notes = _notes(folder)
        decoding = read_options(folder, notes)
    except (OSError, ValueError) as error:
        raise ModelBroken(f"The notes of the model in {folder} cannot be read: {error}") from error
    return ModelInfo(
        name=str(notes.get("name", folder.name)),
        folder=folder,
        digest=_folder_digest(folder),
        languages=frozenset(notes.get("source_languages", ())),
        compact=not notes.get("for_citing", True),
        aligned=_aligned(folder),
        attribution=str(notes.get("attribution", "")),
        decoding=decoding,
    )


def find(language: str, override: Path | None = None, store: Path | None = None) -> ModelInfo:
    """The model for a language (primary subtag): `override` if given, else one installed in `store`, else the embedded one.

    Raises ModelNotFound with what to do about it.
    """
    if override is not None:
        info = describe(override)
        if info.languages and language not in info.languages:
            known = ", ".join(sorted(info.languages))
            raise ModelNotFound(f"The model {info.name} translates {known}, not {language}; give another model or none.")
        return info
    from translations.store.installed import installed

    folder = installed(language, store)
    if folder is not None:
        return describe(folder)
    embedded = describe(EMBEDDED) if (EMBEDDED / "model.bin").is_file() else None
    if embedded is not None and language in embedded.languages:
        return embedded
    raise ModelNotFound(f"No model for the language {language!r} is installed. {_remedy(language)}")


def _remedy(language: str) -> str:
    from translations import catalog

    try:
        release = catalog.resolve(language).release
    except catalog.NoRelease as error:
        return str(error)
    return f"`dragoman models pull {language}` installs {release.id}."


def _aligned(folder: Path) -> bool:
    from translations.store.lockfile import read_lock
    from translations.store.places import LOCK_NAME

    return (folder / LOCK_NAME).is_file() and read_lock(folder).alignment.usable


def _notes(folder: Path) -> dict[str, Any]:
    path = folder / "model.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _folder_digest(folder: Path) -> str:
    files = sorted({path for pattern in _DIGESTED for path in folder.glob(pattern)})
    stamps = tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return _digest_of(stamps)


@lru_cache(maxsize=64)
def _digest_of(stamps: tuple[tuple[str, int, int], ...]) -> str:
    """Digest of files' names and contents; computed again only when a size or a time has changed."""
    state = hashlib.blake2b(digest_size=8)
    for name, size, _ in stamps:
        state.update(json.dumps([Path(name).name, size]).encode())
        with Path(name).open("rb") as stream:
            while block := stream.read(_READ_AT_ONCE):
                state.update(block)
    return state.hexdigest()
