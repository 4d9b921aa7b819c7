"""How words of a script join what stands before them: proclitics, the article, word boundaries. Rules as data.

Arabic: W. Wright, *A Grammar of the Arabic Language*, I §§ 345-363 (و ف, then ب ل ك س, then ال; ل + ال is written لل).
Hebrew: the letters משה וכלב. Chinese, Japanese and Thai write no spaces, so a term may start and end anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARABIC_CHAIN = re.compile(r"[وف]?(?:[بكس]?ال|لل|[بلكس])?")
_HEBREW_CHAIN = re.compile(r"ו?[משכבל]?[הש]?")
_ARABIC_LETTER = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")
_HEBREW_LETTER = re.compile(r"[\u05d0-\u05ea]")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

# A term shorter than this is matched behind a proclitic only when the article stands between: ف + رنسا, ل + بنان look like words.
MIN_LETTERS_BEHIND_PROCLITIC = 3


@dataclass(frozen=True, slots=True)
class Join:
    """What stands attached before a term: the `prefix` as written, and whether it holds the definite article."""

    prefix: str
    definite: bool


def is_arabic(text: str) -> bool:
    """Whether the key starts with an Arabic letter."""
    return bool(_ARABIC_LETTER.match(text))


def is_unspaced(text: str) -> bool:
    """Whether the key starts in a script that writes no spaces between words."""
    return bool(_UNSPACED.match(text))


def has_article(term_key: str) -> bool:
    """Whether an Arabic key starts with the article ال and goes on long enough to be a word without it."""
    return term_key.startswith("ال") and len(term_key.split(" ", 1)[0]) > 4


def left_join(text: str, start: int, term_key: str, *, bare: bool, may_be_definite: bool) -> Join | None:
    """The proclitics between the word's beginning and `start`, or None where the term may not stand there.

    `bare` says that `term_key` is a spelling whose own article was taken off, so the chain must bring one (للأمم from الأمم).
    """
    begin = start
    while begin > 0 and text[begin - 1].isalnum():
        begin -= 1
    prefix = text[begin:start]
    if is_unspaced(term_key):
        return Join("", False)
    if not prefix:
        return None if bare else Join(_before_quote(text, start), False)
    if is_arabic(term_key):
        if not _ARABIC_CHAIN.fullmatch(prefix):
            return None
        definite = prefix.endswith(("ال", "لل"))
        if bare or definite:
            allowed = definite and (bare or may_be_definite)
        else:
            allowed = len(term_key.split(" ", 1)[0]) >= MIN_LETTERS_BEHIND_PROCLITIC
        return Join(prefix, definite) if allowed else None
    if _HEBREW_LETTER.match(term_key):
        return Join(prefix, "ה" in prefix) if not bare and _HEBREW_CHAIN.fullmatch(prefix) else None
    return None


def _before_quote(text: str, start: int) -> str:
    """A proclitic written before a quotation that opens right before the term: بـ«…»."""
    match = re.search(r"(?<!\w)([وف]?[بلك])[\"'«“”„‹(]$", text[max(0, start - 4) : start])
    return match.group(1) if match else ""


def right_boundary(text: str, end: int, term_key: str) -> bool:
    """Whether the term may end here: no letter or digit follows (except in scripts without spaces)."""
    return end >= len(text) or not text[end].isalnum() or is_unspaced(term_key[-1:])
