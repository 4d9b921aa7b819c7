"""`model.lock.json`: what an installed model is, where it came from, what was measured, and the SHA-256 of every file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from translations.files import write_whole
from translations.store.errors import ModelDamaged
from translations.store.places import LOCK_NAME

SCHEMA = 1
Trust = Literal["first use", "lock file", "local"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHash:
    """One file by its path inside the folder (with `/`), its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingDefaults:
    """What the release's own decoder.yml asks for, in CTranslate2's words.

    `length_penalty` is Marian's `normalize`. `word_penalty` is kept for the record: CTranslate2 has no such option.
    """

    beam_size: int = 6
    length_penalty: float = 1.0
    word_penalty: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How well attention finds the source: of `tokens` copied target tokens, `share` had its highest weight on the right source.

    `usable` tells whether features that locate spans by attention may be used with this model.
    """

    share: float = 0.0
    tokens: int = 0
    sentences: int = 0
    usable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """The first decode: how many of the sentences failed, why the first did, and whether a test build was let through."""

    sentences: int = 0
    failed: int = 0
    reason: str = ""
    test_build: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLock:
    """An installed model. `digest` identifies the converted files; `source_files` are the release's own, as they were read."""

    name: str
    release: str
    languages: tuple[str, ...]
    digest: str
    quantization: str
    family: str
    architecture: str
    preferred: bool = False
    published: str = ""
    url: str = ""
    licence: str = ""
    attribution: str = ""
    trust: Trust = "local"
    for_citing: bool = True
    converter: str = ""
    decoding: DecodingDefaults = field(default_factory=DecodingDefaults)
    alignment: Alignment = field(default_factory=Alignment)
    smoke: Smoke = field(default_factory=Smoke)
    archive: FileHash | None = None
    source_files: tuple[FileHash, ...] = ()
    files: tuple[FileHash, ...] = ()

    @property
    def signature(self) -> str:
        """The model in a run's signature, with its attribution: `opus-mt-ar-en@1f2e…`."""
        return f"{self.name}@{self.digest}"

    @property
    def size(self) -> int:
        """Bytes on disk, which is also close to what the loaded weights take in memory."""
        return sum(file.size for file in self.files)


def write_lock(folder: Path, lock: ModelLock) -> None:
    """Write the lock of a model folder; the same lock gives the same bytes."""
    write_whole(folder / LOCK_NAME, to_json(lock))


def to_json(lock: ModelLock) -> str:
    """The lock as it stands in the file."""
    return json.dumps({"schema": SCHEMA, **asdict(lock)}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def read_lock(folder: Path) -> ModelLock:
    """The lock of a model folder. Raises ModelDamaged where there is none that can be read."""
    path = folder / LOCK_NAME
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelDamaged(f"{path} cannot be read ({error}); remove the folder and pull or add the model again.") from error


def from_json(data: Mapping[str, Any]) -> ModelLock:
    """The lock in parsed JSON; keys that a later version added are passed over. Raises ValueError, TypeError or KeyError."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"lock schema {data.get('schema')!r}, this version reads {SCHEMA}")
    known = {entry.name for entry in fields(ModelLock)}
    values = {key: value for key, value in data.items() if key in known}
    return ModelLock(
        **values
        | {
            "languages": tuple(str(code) for code in data["languages"]),
            "decoding": DecodingDefaults(**data["decoding"]),
            "alignment": Alignment(**data["alignment"]),
            "smoke": Smoke(**data["smoke"]),
            "archive": FileHash(**data["archive"]) if data.get("archive") else None,
            "source_files": tuple(FileHash(**entry) for entry in data["source_files"]),
            "files": tuple(FileHash(**entry) for entry in data["files"]),
        }
    )
