"""Byte-pair encoding of words as `subword-nmt apply-bpe` does it (Sennrich et al. 2016), for releases that ship `*.bpe` codes.

Written here because the package of that name ends the process on a bad codes file, keeps every word it ever saw and brings a
mocking library into the runtime; the rules are few: merge the pair of lowest rank everywhere in the word, left to right, until
no known pair is left; version 0.2 codes mark the end of a word on its last letter, version 0.1 codes as a symbol of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from translations.errors import ModelBroken

SEPARATOR = "@@"
END = "</w>"
MAX_WORD = 512  # characters; a longer "word" is machine noise, and merging is quadratic in its length
CACHED_WORDS = 65_536  # about 15 MB; news repeats its words, so nearly all are found

_VERSION = re.compile(r"#version:\s*(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """The merges of a codes file, lowest rank first; `end_on_letter` tells version 0.2 from 0.1."""

    ranks: Mapping[tuple[str, str], int]
    end_on_letter: bool


def read_codes(path: Path) -> Codes:
    """The codes of a file written by `subword-nmt learn-bpe`. Raises ModelBroken, naming the line, where it is not one."""
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelBroken(f"{path}: the BPE codes cannot be read ({error}).") from error
    version = _VERSION.match(lines[0])
    ranks: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines[1 if version else 0 :], start=2 if version else 1):
        left, space, right = line.strip("\r\n ").partition(" ")
        if not space or not right or " " in right:
            raise ModelBroken(f"{path}, line {number}: a BPE merge is two symbols with one space between them.")
        ranks.setdefault((left, right), len(ranks))  # of two equal merges the first counts
    return Codes(ranks, end_on_letter=version is not None and version.groups() >= ("0", "2"))


def split_word(word: str, codes: Codes) -> tuple[str, ...]:
    """The pieces of one word, without separators.

    >>> split_word("lower", Codes({("l", "o"): 0, ("lo", "w"): 1, ("e", "r</w>"): 2}, end_on_letter=True))
    ('low', 'er')
    """
    if len(word) < 2:
        return (word,) if word else ()
    if len(word) > MAX_WORD:
        return tuple(piece for at in range(0, len(word), MAX_WORD) for piece in split_word(word[at : at + MAX_WORD], codes))
    symbols = [*word[:-1], word[-1] + END] if codes.end_on_letter else [*word, END]
    while len(symbols) > 1:
        known = [pair for pair in pairwise(symbols) if pair in codes.ranks]
        if not known:
            break
        symbols = _merged(symbols, min(known, key=codes.ranks.__getitem__))
    if symbols[-1] == END:
        symbols.pop()
    else:
        symbols[-1] = symbols[-1].removesuffix(END)
    return tuple(symbols)


def _merged(symbols: Sequence[str], pair: tuple[str, str]) -> list[str]:
    """All places of the pair merged, from the left; of overlapping places (x x x) the first."""
    merged: list[str] = []
    at = 0
    while at < len(symbols):
        if at + 1 < len(symbols) and (symbols[at], symbols[at + 1]) == pair:
            merged.append(symbols[at] + symbols[at + 1])
            at += 2
        else:
            merged.append(symbols[at])
            at += 1
    return merged


class Splitter:
    """Words to pieces with one set of codes; remembers the last `CACHED_WORDS` words."""

    __slots__ = ("_split",)

    def __init__(self, codes: Codes) -> None:
        def split(word: str) -> tuple[str, ...]:
            pieces = split_word(word, codes)
            return (*(piece + SEPARATOR for piece in pieces[:-1]), *pieces[-1:])

        self._split = lru_cache(maxsize=CACHED_WORDS)(split)

    def __call__(self, words: Sequence[str]) -> list[str]:
        """The pieces of all words in order, every piece but the last of a word with `@@` after it."""
        return [piece for word in words for piece in self._split(word)]


def joined(pieces: Sequence[str]) -> list[str]:
    """The words again: a piece that ends in `@@` runs into the next.

    >>> joined(["lo@@", "wer", "house", "cut@@"])
    ['lower', 'house', 'cut']
    """
    words: list[str] = []
    start = ""
    for piece in pieces:
        if piece.endswith(SEPARATOR):
            start += piece.removesuffix(SEPARATOR)
        else:
            words.append(start + piece)
            start = ""
    return [*words, start] if start else words
