"""Context conditions of homographs: what `requires` and `excludes` may say, and whether a match meets them.

Each entry is one of
- a word or phrase: stands anywhere in the segment as a word (proclitics allowed);
- `<word` or `>word`: stands right before or right after the match;
- `#`: a number stands within two words of the match;
- `«»`: the match stands inside quotation marks;
- `<(` or `>)`: a bracket opens right before or closes right after the match.
Of `requires` one entry must hold, of `excludes` none may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.keys import phrase
from glossary.scripts import left_join, right_boundary

_OPEN, _CLOSE = "«“„\"'‹", "»”“\"'›"
_WORDS_AROUND = 2
_DIGIT = re.compile(r"\d")


def meets(text: str, start: int, end: int, requires: Sequence[str], excludes: Sequence[str]) -> bool:
    """Whether a match at `text[start:end]` (a key; `start` before its proclitics) satisfies its term's conditions."""
    if requires and not any(_holds(text, start, end, entry) for entry in requires):
        return False
    return not any(_holds(text, start, end, entry) for entry in excludes)


def _holds(text: str, start: int, end: int, entry: str) -> bool:
    if entry == "#":
        return _number_near(text, start, end)
    if entry == "«»":
        return _quoted(text, start, end)
    if entry in {"<(", "<["}:
        return text[:start].rstrip().endswith(entry[1])
    if entry in {">)", ">]"}:
        return text[end:].lstrip().startswith(entry[1])
    if entry.startswith("<"):
        return _before(text, start, phrase(entry[1:])[0])
    if entry.startswith(">"):
        word = phrase(entry[1:])[0]
        rest = text[end:].lstrip(' "»”)')
        return rest.startswith(word) and right_boundary(rest, len(word), word)
    return _anywhere(text, phrase(entry)[0])


def _before(text: str, start: int, word: str) -> bool:
    head = text[:start].rstrip(' "«“(')
    if not head.endswith(word):
        return False
    at = len(head) - len(word)
    return left_join(head, at, word, bare=False, may_be_definite=True) is not None


def _anywhere(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if right_boundary(text, at + len(word), word) and left_join(text, at, word, bare=False, may_be_definite=True):
            return True
        at = text.find(word, at + 1)
    return False


def _number_near(text: str, start: int, end: int) -> bool:
    before, after = text[:start].split(" ")[-_WORDS_AROUND - 1 :], text[end:].split(" ")[: _WORDS_AROUND + 1]
    return any(_DIGIT.search(word) for word in (*before, *after))


def _quoted(text: str, start: int, end: int) -> bool:
    """A quotation mark opens right before (proclitics and one word such as "agency" between) and closes right after."""
    head, rest = text[:start].rstrip(), text[end:].lstrip()
    if head and head[-1] in _OPEN and rest[:1] and rest[0] in _CLOSE:
        return True
    opened = max((head.rfind(mark) for mark in "«“"), default=-1)
    return bool(rest[:1] and rest[0] in _CLOSE and opened >= 0 and " " not in head[opened:].strip())
