"""Options of the decoder, in CTranslate2's terms, and where a model folder says which it wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """Options of the decoder, in CTranslate2's terms; part of every output's signature.

    `length_penalty` is Marian's `normalize`: the score is divided by length to this power. `n_best` hypotheses are kept,
    `attention` asks for the alignment matrix. A segment of more than `max_source_tokens` is split at a clause boundary;
    `batch_tokens` bounds what is decoded at once (source tokens with padding).
    """

    beam_size: int = 4
    length_penalty: float = 1.0
    n_best: int = 1
    attention: bool = False
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0
    max_source_tokens: int = 256
    batch_tokens: int = 2048

    def signature(self) -> str:
        """The options that shape the text, for example `beam:6|len:1`."""
        parts = [f"beam:{self.beam_size}", f"len:{self.length_penalty:g}"]
        if self.no_repeat_ngram_size:
            parts.append(f"norepeat:{self.no_repeat_ngram_size}")
        if self.repetition_penalty != 1.0:
            parts.append(f"reppen:{self.repetition_penalty:g}")
        return "|".join(parts)


def read_options(folder: Path, notes: Mapping[str, Any]) -> Decoding:
    """Decoding defaults: the release's own `decoder.yml`, then the notes' `[decoding]` table.

    Marian's `normalize` is CTranslate2's length penalty; its `word-penalty` has no counterpart there (OPUS-MT: 0).
    """
    import yaml

    decoding = Decoding()
    path = folder / "decoder.yml"
    if path.is_file():
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        if not isinstance(values, dict):
            raise ValueError("decoder.yml is no table of options")
        normalize = values.get("normalize", 1)
        decoding = replace(
            decoding,
            beam_size=int(values.get("beam-size", decoding.beam_size)),
            length_penalty=float(0 if normalize is False else normalize),
        )
    table = notes.get("decoding", {})
    return replace(decoding, **{key: table[key] for key in ("beam_size", "length_penalty", "max_source_tokens") if key in table})
