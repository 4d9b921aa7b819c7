"""What an unpacked OPUS-MT release holds, read without running anything of it and without following it out of its folder."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from translations.preprocess import SENTENCEPIECE_FILES, TRUECASE_FILES
from translations.store.archives import check_members
from translations.store.errors import ReleaseUnusable, StoreError
from translations.store.lockfile import DecodingDefaults
from translations.store.places import MIB, within

Family = Literal["SentencePiece", "Moses and BPE"]
DECODER = "decoder.yml"
MAX_TEXT = MIB  # bytes of a decoder.yml; a real one has a few hundred
MAX_BEAM = 64
# What a converted model needs of the release for tokenising, and what tells a reader where it comes from.
KEPT = (
    *SENTENCEPIECE_FILES, "target.spm", "source.bpe", "target.bpe", *TRUECASE_FILES, "target.tcmodel",
    DECODER, "LICENSE", "README.md", "CARD.md", "preprocess.sh", "postprocess.sh",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """A release on disk: its folder, its checkpoint and vocabularies, its family and what its decoder.yml asks for.

    `notes` has a sentence for everything in decoder.yml that is not used.
    """

    folder: Path
    checkpoint: Path
    vocabularies: tuple[Path, ...]
    family: Family
    decoding: DecodingDefaults
    notes: tuple[str, ...] = ()


def find_folder(folder: Path, marker: str) -> Path | None:
    """The folder with a file of that name: the given one or one a level below it (archives often hold one folder)."""
    if (folder / marker).is_file():
        return folder
    return next((path.parent for path in sorted(folder.glob(f"*/{marker}")) if path.is_file()), None)


def inspect(folder: Path) -> Unpacked:
    """The release in a folder. Raises ReleaseUnusable where it is none, or where it names files outside itself."""
    place = find_folder(folder, DECODER)
    if place is None:
        raise ReleaseUnusable(f"{folder.name} is no OPUS-MT release: it has no {DECODER}.")
    table = _read(place / DECODER)
    models, vocabularies = _paths(place, table, "models"), _paths(place, table, "vocabs")
    checkpoint = models[0]
    if checkpoint.suffix != ".npz":
        raise ReleaseUnusable(f"{DECODER} names {checkpoint.name}: only Marian checkpoints in NumPy's format (.npz) can be read.")
    for vocabulary in vocabularies:
        if vocabulary.suffix not in (".yml", ".yaml"):
            raise ReleaseUnusable(f"{DECODER} names the vocabulary {vocabulary.name}: only YAML vocabularies can be read.")
    _check_checkpoint(checkpoint)
    notes = [f"{DECODER} names {len(models)} models to decode together; the first is used."] if len(models) > 1 else []
    decoding = _decoding(table)
    if decoding.word_penalty:
        notes.append(f"{DECODER} asks for a word penalty of {decoding.word_penalty:g}, which CTranslate2 does not have.")
    return Unpacked(
        folder=place,
        checkpoint=checkpoint,
        vocabularies=tuple(vocabularies),
        family=_family(place),
        decoding=decoding,
        notes=tuple(notes),
    )


def read_decoding(folder: Path) -> DecodingDefaults:
    """The decoding defaults of a folder's decoder.yml, or the usual ones where it has none."""
    path = folder / DECODER
    return _decoding(_read(path)) if path.is_file() else DecodingDefaults()


def _read(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        if path.stat().st_size > MAX_TEXT:
            raise ReleaseUnusable(f"{DECODER} is larger than {MAX_TEXT // MIB} MiB.")
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        raise ReleaseUnusable(f"{DECODER} is no plain YAML ({str(error).splitlines()[0]}).") from error
    if not isinstance(table, dict):
        raise ReleaseUnusable(f"{DECODER} holds no table of options.")
    return table


def _paths(folder: Path, table: Mapping[str, Any], key: str) -> list[Path]:
    """The files a list in decoder.yml names, each inside the folder and there."""
    names = table.get(key)
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise ReleaseUnusable(f"{DECODER} names no {key}.")
    paths: list[Path] = []
    for name in names:
        try:
            path = within(folder, name)
        except (StoreError, OSError, ValueError) as error:
            raise ReleaseUnusable(f"{DECODER} names {name[:200]!r}, which is not inside the release; it is refused.") from error
        if Path(name).is_absolute() or not path.is_file():
            raise ReleaseUnusable(f"{DECODER} names {name[:200]!r}, which is not in the release.")
        paths.append(path)
    return paths


def _decoding(table: Mapping[str, Any]) -> DecodingDefaults:
    usual = DecodingDefaults()
    beam = _number(table, "beam-size", usual.beam_size)
    # Marian's `normalize` is the exponent of the length; a bare `true` means 1.
    normalize = table.get("normalize", usual.length_penalty)
    length = float(normalize) if isinstance(normalize, bool) else _number(table, "normalize", usual.length_penalty)
    return DecodingDefaults(
        beam_size=min(MAX_BEAM, max(1, int(beam))),
        length_penalty=length,
        word_penalty=_number(table, "word-penalty", usual.word_penalty),
    )


def _number(table: Mapping[str, Any], key: str, default: float) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1000:
        raise ReleaseUnusable(f"{DECODER}: {key} is no number that could be meant ({value!r}).")
    return float(value)


def _family(folder: Path) -> Family:
    if any((folder / name).is_file() for name in SENTENCEPIECE_FILES):
        return "SentencePiece"
    if (folder / "source.bpe").is_file():
        return "Moses and BPE"
    raise ReleaseUnusable(
        "The release has neither source.spm (SentencePiece) nor source.bpe (BPE codes): its text cannot be tokenised."
    )


def _check_checkpoint(path: Path) -> None:
    """A .npz is a zip too: bounded like one before NumPy reads it."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(archive, path.name)
            if "special:model.yml.npy" not in archive.namelist():
                raise ReleaseUnusable(f"{path.name} is no Marian model: it holds no special:model.yml.")
    except (zipfile.BadZipFile, OSError) as error:
        raise ReleaseUnusable(f"{path.name} is no Marian model: it cannot be read ({error}).") from error
