"""The only normalisation of text: matching and checking read a normalised copy and report spans of the stored text.

Rules: Unicode NFKC (UAX #15); the Arabic marks U+0610-061A, U+064B-065F, U+0670, U+06D6-06ED (Unicode, block Arabic);
tatweel U+0640; bidi and zero-width controls (UAX #9 and Cf); every kind of space becomes U+0020.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

TATWEEL = "\u0640"
ARABIC_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
# Cf characters that change nothing a reader sees: bidi controls, joiners, BOM, soft hyphen, word joiner.
INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"

_DROPPED = re.compile(f"[{ARABIC_MARKS}{TATWEEL}{INVISIBLE}]")
# Joiners shape words in some scripts; what they become for a model is its pre-processing's affair.
_NOT_FOR_MODELS = re.compile(f"(?![\u200c\u200d])[{ARABIC_MARKS}{TATWEEL}{INVISIBLE}]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\t\v\f\x1c-\x1f\x85]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_UNPLAIN = re.compile("|".join(pattern.pattern for pattern in (_DROPPED, _SPACES, _CONTROL)))
# Hamza and madda seats are written or left out at will in the press: أ إ آ ٱ -> ا.
_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SCRIPT_LETTERS = {
    "Arab": re.compile(
        r"[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
        r"\ufb50-\ufdff\ufe70-\ufefc]"
    ),
    "Cyrl": re.compile(r"[\u0400-\u052f]"),
    "Grek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "Hebr": re.compile(r"[\u05d0-\u05ea]"),
    "Hani": re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"),
    "Hang": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
    "Thai": re.compile(r"[\u0e01-\u0e30\u0e40-\u0e46]"),
    "Deva": re.compile(r"[\u0900-\u097f]"),
    "Armn": re.compile(r"[\u0530-\u058f]"),
    "Geor": re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf]"),
    "Ethi": re.compile(r"[\u1200-\u137f]"),
    "Latn": _LATIN_LETTER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised copy of a text and the way back: character `i` of `text` came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that made `text[start:end]` (marks that follow its last letter belong to it)."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}:{end} outside a text of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=8192)
def _normal_char(char: str, fold_alef: bool) -> str:
    if _DROPPED.match(char) or _CONTROL.match(char):
        return ""
    if _SPACES.match(char):
        return " "
    normal = _DROPPED.sub("", unicodedata.normalize("NFKC", char))
    return normal.translate(_ALEF) if fold_alef else normal


def normalise(text: str, *, fold_alef: bool = True) -> Normalised:
    """A copy for matching: NFKC, no Arabic marks, no tatweel, no invisible controls, plain spaces; alef seats folded on demand.

    >>> copy = normalise("كِيـم  جونغ-أُون")
    >>> copy.text
    'كيم  جونغ-اون'
    >>> copy.span(0, 3)
    (0, 5)
    """
    if not _UNPLAIN.search(text) and unicodedata.is_normalized("NFKC", text):
        # Most texts: nothing is dropped or replaced, so every character stands where it stood.
        size = len(text)
        return Normalised(text.translate(_ALEF) if fold_alef else text, array("L", range(size)), array("L", range(1, size + 1)))
    parts: list[str] = []
    starts, ends = array("L"), array("L")
    for index, char in enumerate(text):
        normal = _normal_char(char, fold_alef)
        if not normal:
            # A dropped mark belongs to the letter before it, so that a span covers it.
            if ends and not _CONTROL.match(char):
                ends[-1] = index + 1
            continue
        parts.append(normal)
        for _ in normal:
            starts.append(index)
            ends.append(index + 1)
    return Normalised("".join(parts), starts, ends)


def plain(text: str, *, fold_alef: bool = True) -> str:
    """The normalised text alone, spaces folded to one and stripped: for keys and comparisons, not for spans."""
    return " ".join(normalise(text, fold_alef=fold_alef).text.split())


def for_model(text: str) -> str:
    """The text without display-only characters (marks, tatweel, bidi controls), spaces single: equal results are decoded once.

    >>> for_model("  وثيقةٌ تأسـيسيّة ")
    'وثيقة تأسيسية'
    """
    return " ".join(_SPACES.sub(" ", _NOT_FOR_MODELS.sub("", text)).split())


def has_letters(text: str, script: str) -> bool:
    """Whether any letter of an ISO 15924 script stands in the text (unknown scripts: any letter at all)."""
    pattern = _SCRIPT_LETTERS.get(script)
    return bool(pattern.search(text)) if pattern else any(char.isalpha() for char in text)


def letters_of(text: str, script: str) -> list[tuple[int, int]]:
    """Half-open spans of the runs of a script's letters in the text (marks and tatweel inside a run belong to it)."""
    pattern = _SCRIPT_LETTERS.get(script)
    if pattern is None:
        return []
    spans: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        if spans and not _DROPPED.sub("", text[spans[-1][1] : match.start()]):
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append(match.span())
    return spans
