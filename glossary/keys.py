"""The copy of a text that terms are looked up in, with the way back to the stored text.

On top of `translations.text.normalise`: case folded, hyphens and dashes read as spaces, runs of spaces as one, full stops inside
abbreviations kept. ى/ي and ة/ه are folded in `text` only; `exact` is the same copy, character for character, with these
letters as
written, so that a match can tell a literal hit from one that needs the fold.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

from translations.text import normalise

# Written one for the other at the end of words, above all in Egypt (علي/على, القاهرة/القاهره); alef seats are folded before.
_FINAL_LETTERS = str.maketrans({"ى": "ي", "ة": "ه", "ی": "ي", "ې": "ي", "ۀ": "ه"})
_HYPHENS = frozenset("-‐‑‒–—−־_")
_ALEF_SEATS = str.maketrans("أإآ", "ااا")
_PLAIN = re.compile(r"[a-z0-9\u0621-\u063a\u0641-\u064a]+(?: [a-z0-9\u0621-\u063a\u0641-\u064a]+)*")
# The Persian kaf, and letters that the Maghreb writes for a foreign g and v; no Arabic word has them.
_OTHER_LETTERS = str.maketrans({"ک": "ك", "ڨ": "ق", "ڭ": "ك", "ڠ": "غ", "ڥ": "ڤ"})
_NOT_WORD = re.compile(r"[^\w]")


@dataclass(frozen=True, slots=True)
class Key:
    """A lookup copy: `text` folded, `exact` of the same length; character `i` came from `original[starts[i]:ends[i]]`."""

    text: str
    exact: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that made `text[start:end]`."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}:{end} outside a key of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]


def key(text: str) -> Key:
    """The lookup copy of a text.

    >>> copy = key("كيم  جونغ-أُون وعلى")
    >>> copy.text, copy.exact
    ('كيم جونغ اون وعلي', 'كيم جونغ اون وعلى')
    >>> copy.span(4, 12)
    (5, 14)
    """
    normal = normalise(text)
    chars: list[str] = []
    starts, ends = array("L"), array("L")
    for index, char in enumerate(normal.text):
        if char in _HYPHENS or char.isspace():
            char = " "
            if chars and chars[-1] == " ":
                ends[-1] = normal.ends[index]
                continue
        folded = char.casefold() if not char.isascii() else char.lower()
        for letter in folded:
            chars.append(letter)
            starts.append(normal.starts[index])
            ends.append(normal.ends[index])
    exact = "".join(chars).translate(_OTHER_LETTERS)
    return Key(exact.translate(_FINAL_LETTERS), exact, starts, ends)


@lru_cache(maxsize=65536)
def phrase(text: str) -> tuple[str, str]:
    """(folded, exact) key of a term's spelling, without spaces around it."""
    # Most spellings are plain Arabic or Latin letters, for which the copy differs in the alef seats alone.
    exact = text.translate(_ALEF_SEATS) if _PLAIN.fullmatch(text) else key(text).exact.strip()
    return exact.translate(_FINAL_LETTERS), exact


def words(text: str) -> list[str]:
    """The words of a key: runs of letters, digits and marks."""
    return [word for word in _NOT_WORD.split(text) if word]
