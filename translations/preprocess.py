"""Text to the tokens a model was trained on, and back: the pre- and post-processing of OPUS-MT releases.

The steps are those of the scripts the models were trained with (OPUS-MT-train, `lib/preprocess.mk`, targets `.norm` and `.tok`):
Unicode punctuation replaced, unprintable characters made spaces, Moses punctuation normalised, then either SentencePiece
(trained on text normalised as English whatever the language) or the Moses tokeniser of the language, truecasing where the
release has a model for it, and BPE. Before that go characters that only steer display and that training texts rarely hold:
bidi controls, Arabic vowel marks, tatweel.

Two differences, both so that the model reads the figure a reader reads: a no-break space between digits stays a space (the Moses
script writes a point or a comma there), and the full-width digit one becomes 1 (the Perl script turns it into a quotation mark).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from translations import bpe
from translations.errors import ModelBroken, ModelNotFound
from translations.text import ARABIC_MARKS, INVISIBLE, TATWEEL

SPACE = "▁"  # SentencePiece writes a space as U+2581
UNKNOWN = "<unk>"
UNKNOWN_SURFACE = "⁇"  # what SentencePiece prints for a piece it does not know

# Zero-width joiners shape words in some scripts; training made them spaces with all other unprintable characters.
_DISPLAY_ONLY = re.compile(f"(?![\u200c\u200d])[{ARABIC_MARKS}{TATWEEL}{INVISIBLE}]")
_SPACES = re.compile(r"\s+")
# Thousands of points in a row say no more than thirty, and Moses' rules take the square of their number in time.
_RUNS = re.compile(r"[.…]{30,}|([^\w\s])\1{30,}")
MAX_RUN = 30
_BYTE_PIECES = re.compile(r"(?:<0x[0-9A-F]{2}>)+")


class Tokenizer(Protocol):
    """What the engine needs of a model's pre-processing; both ways keep order and count."""

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The source tokens of each text, without an end token (CTranslate2 adds it); a text with nothing to read gives []."""

    def encode_target(self, texts: Sequence[str]) -> list[list[str]]:
        """The target tokens of English texts, as the decoder would write them: for forced prefixes and scoring."""

    def decode(self, tokens: Sequence[Sequence[str]]) -> list[str]:
        """The English text of each token sequence, detokenised and recased."""


@cache
def _punctuation(language: str) -> Callable[[str], str]:
    """Moses punctuation for a language. One object a process, never changed: `perl_parity` would change the class's tables."""
    from sacremoses import MosesPunctNormalizer

    normalizer = MosesPunctNormalizer(lang=language, norm_numbers=False, pre_replace_unicode_punct=True)
    normalize: Callable[[str], str] = normalizer.normalize
    return normalize


def _printable(text: str) -> str:
    """The text with every unprintable character (Unicode categories C*) a space, as remove-non-printing-char.perl does."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)


def normalised(text: str, language: str = "en") -> str:
    """The text as the models saw it in training: display-only characters gone, punctuation normalised, spaces single.

    >>> normalised("قال: «نَعَمـ»\\u200f…")
    'قال: "نعم..."'
    """
    shown = _RUNS.sub(lambda run: (run[1] or ".") * MAX_RUN, _printable(_DISPLAY_ONLY.sub("", text)))
    return _SPACES.sub(" ", _punctuation(language)(shown)).strip()


class SentencePieceTokenizer:
    """Normalisation and SentencePiece; `source` and `target` may be one shared model."""

    def __init__(self, source: Path, target: Path | None = None) -> None:
        self._source = _sentencepiece(source)
        self._target = self._source if target is None or target == source else _sentencepiece(target)

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of each text."""
        pieces: list[list[str]] = self._source.encode([normalised(text) for text in texts], out_type=str)
        return pieces

    def encode_target(self, texts: Sequence[str]) -> list[list[str]]:
        """The target-side pieces of English texts, with the punctuation that training gave them."""
        pieces: list[list[str]] = self._target.encode([normalised(text) for text in texts], out_type=str)
        return pieces

    def decode(self, tokens: Sequence[Sequence[str]]) -> list[str]:
        """Pieces joined as OPUS-MT's postprocess.sh joins them, so that pieces of any vocabulary give text."""
        return [_joined_pieces(sequence) for sequence in tokens]


def _sentencepiece(model: Path) -> Any:
    import sentencepiece

    try:
        return sentencepiece.SentencePieceProcessor(model_file=str(model))
    except (OSError, RuntimeError) as error:
        raise ModelBroken(f"{model} is no SentencePiece model.") from error


def _joined_pieces(pieces: Sequence[str]) -> str:
    text = "".join(f" {UNKNOWN_SURFACE} " if piece == UNKNOWN else piece for piece in pieces)
    if "<0x" in text:
        text = _BYTE_PIECES.sub(lambda run: bytes.fromhex(run[0][3:-1].replace("><0x", "")).decode("utf-8", "replace"), text)
    return " ".join(text.replace(SPACE, " ").split())


class MosesTokenizer:
    """Normalisation, Moses tokenisation, truecasing where the release has a model, and BPE; the way back in English."""

    def __init__(self, folder: Path, language: str) -> None:
        import sacremoses

        self._language = language
        self._tokenizer: Any = sacremoses.MosesTokenizer(lang=language)
        self._target_tokenizer: Any = sacremoses.MosesTokenizer(lang="en")
        self._detokenizer: Any = sacremoses.MosesDetokenizer(lang="en")
        self._split = bpe.Splitter(bpe.read_codes(folder / "source.bpe"))
        codes = folder / "target.bpe"
        self._split_target = bpe.Splitter(bpe.read_codes(codes)) if codes.is_file() else self._split
        self._truecaser = _truecaser(folder)
        self._recase: Any = sacremoses.MosesDetruecaser().detruecase if self._truecaser else None

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """The BPE pieces of each text."""
        return [self._encoded(text) for text in texts]

    def _encoded(self, text: str) -> list[str]:
        words: list[str] = self._tokenizer.tokenize(normalised(text, self._language), aggressive_dash_splits=True, escape=True)
        if self._truecaser and words:
            words = self._truecaser(" ".join(words))
        return self._split(words)

    def encode_target(self, texts: Sequence[str]) -> list[list[str]]:
        """The target-side BPE pieces of English texts."""
        words = [self._target_tokenizer.tokenize(normalised(text), aggressive_dash_splits=True, escape=True) for text in texts]
        return [self._split_target(sentence) for sentence in words]

    def decode(self, tokens: Sequence[Sequence[str]]) -> list[str]:
        """Pieces joined to words, sentence starts capitalised where the release is truecased, spaces set as in English."""
        return [self._decoded(sequence) for sequence in tokens]

    def _decoded(self, pieces: Sequence[str]) -> str:
        words = bpe.joined([UNKNOWN_SURFACE if piece == UNKNOWN else piece for piece in pieces])
        if self._recase and words:
            words = self._recase(" ".join(words))
        text: str = self._detokenizer.detokenize(words, unescape=True)
        return text


def _truecaser(folder: Path) -> Any:
    """`truecase(text) -> words` from the release's truecasing model, or None where it has none."""
    model = next((folder / name for name in TRUECASE_FILES if (folder / name).is_file()), None)
    if model is None:
        return None
    import sacremoses

    try:
        return sacremoses.MosesTruecaser(load_from=str(model)).truecase
    except (OSError, ValueError) as error:
        raise ModelBroken(f"{model} is no Moses truecasing model ({error}).") from error


TRUECASE_FILES = ("source.tcmodel", "source.tc", "truecase-model.source")
# Files by which a folder tells its family, most telling first; one `source.spm` alone may serve both sides.
SENTENCEPIECE_FILES = ("source.spm", "sentencepiece.model", "spm.model", "opus.spm")


def load_tokenizer(folder: Path, language: str = "en") -> Tokenizer:
    """The pre-processing of a model folder, told by its files.

    `language` (a primary subtag) picks the Moses tokeniser's table of abbreviations; SentencePiece releases do not need it.
    Raises ModelNotFound where the folder has neither family's files, ModelBroken where they cannot be read.
    """
    for name in SENTENCEPIECE_FILES:
        if (folder / name).is_file():
            target = folder / "target.spm"
            return SentencePieceTokenizer(folder / name, target if target.is_file() else None)
    if (folder / "source.bpe").is_file():
        return MosesTokenizer(folder, language)
    raise ModelNotFound(f"{folder} has neither source.spm (SentencePiece) nor source.bpe (BPE codes): it is no OPUS-MT model.")
