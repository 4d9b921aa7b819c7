"""A Marian release to a CTranslate2 folder, by CTranslate2's own converter (NumPy and PyYAML alone)."""

from __future__ import annotations

import errno
import shutil
import struct
import zipfile
from pathlib import Path
from typing import Any

from translations.store.errors import DiskFull, ReleaseUnusable
from translations.store.releases import KEPT, Unpacked

# By device: int8 weights are fastest on CPU with the least loss (float parts stay float32); on CUDA float16 forms.
DEFAULT_QUANTIZATION = {"cpu": "int8", "cuda": "int8_float16"}
QUANTIZATIONS = ("int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32")
# What the converter and NumPy raise on a checkpoint that is not what it says.
_UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, EOFError, RuntimeError, NotImplementedError,
    MemoryError, ImportError, zipfile.BadZipFile, struct.error, UnicodeError, RecursionError,
)  # fmt: skip


def converter_version() -> str:
    """The converter by name and version, for the lock."""
    import ctranslate2

    return f"ctranslate2 {ctranslate2.__version__}"


def architecture(release: Unpacked, aligned: bool | None) -> str:
    """`transformer-align` for a model trained with guided alignment, else `transformer`.

    `aligned` is what is known from elsewhere: Marian keeps the options of the network with a model, and the alignment it was
    trained with only sometimes. Raises ReleaseUnusable where it is not a Marian Transformer that can be converted.
    """
    config = _config(release)
    kind = config.get("type")
    if kind != "transformer":
        name = release.checkpoint.name
        raise ReleaseUnusable(f"{name} is a Marian model of type {kind!r}; only type transformer can be converted.")
    if aligned is None:
        aligned = str(config.get("guided-alignment", "none")) not in ("none", "None", "")
    return "transformer-align" if aligned else "transformer"


def _config(release: Unpacked) -> dict[str, Any]:
    import numpy as np
    import yaml

    try:
        with np.load(release.checkpoint, allow_pickle=False) as arrays:
            raw = arrays["special:model.yml"].tobytes()
        config = yaml.safe_load(raw.rstrip(b"\0").decode("utf-8"))
    except (*_UNREADABLE, yaml.YAMLError) as error:
        raise ReleaseUnusable(f"{release.checkpoint.name} is no Marian model: its options cannot be read ({error}).") from error
    if not isinstance(config, dict):
        raise ReleaseUnusable(f"{release.checkpoint.name} is no Marian model: it holds no options.")
    return config


def convert(release: Unpacked, folder: Path, quantization: str) -> None:
    """Write the converted model and the release's tokeniser files into an empty folder.

    Raises ReleaseUnusable with the reason, DiskFull where there is no room.
    """
    if quantization not in QUANTIZATIONS:
        raise ReleaseUnusable(f"There is no quantisation {quantization!r}; choose one of {', '.join(QUANTIZATIONS)}.")
    _check_shapes(release)
    from ctranslate2.converters.marian import MarianConverter

    converter = MarianConverter(str(release.checkpoint), [str(path) for path in release.vocabularies])
    try:
        converter.convert(str(folder), quantization=quantization, force=True)
    except _UNREADABLE as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk of {folder.parent} filled up while converting; make room and pull again.") from error
        raise ReleaseUnusable(f"{release.checkpoint.name} cannot be converted: {_reason(error)}") from error
    for name in KEPT:
        if (release.folder / name).is_file():
            shutil.copyfile(release.folder / name, folder / name)


def _check_shapes(release: Unpacked) -> None:
    """Vocabularies must have as many entries as the embeddings have rows; decoding would read past the end otherwise."""
    import numpy as np
    from ctranslate2.converters.marian import load_vocab

    try:
        sizes = [len(load_vocab(str(path))) for path in release.vocabularies]
        with np.load(release.checkpoint, allow_pickle=False) as arrays:
            rows = {name: arrays[name].shape[0] for name in ("Wemb", "encoder_Wemb", "decoder_Wemb") if name in arrays}
    except _UNREADABLE as error:
        raise ReleaseUnusable(f"The vocabularies or embeddings cannot be read: {_reason(error)}") from error
    shared = rows.get("Wemb", 0)
    wanted = [rows.get("encoder_Wemb", shared), rows.get("decoder_Wemb", shared)]
    found = [sizes[0], sizes[-1]]
    if found != wanted:
        raise ReleaseUnusable(
            f"The vocabularies have {found} entries, the embeddings {wanted} rows: they do not belong together."
        )


def _reason(error: BaseException) -> str:
    """The converter's message in one line; it names the option that it does not support."""
    if isinstance(error, KeyError):
        return f"the parameter or option {error} is missing."
    if isinstance(error, ImportError):  # the converter takes whatever is no NumPy array for PyTorch's
        return "a parameter of a layer is missing."
    return " ".join(str(error).split())[:500] or type(error).__name__
