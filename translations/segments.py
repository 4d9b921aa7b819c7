"""Cuts the lines of an article into segments, the unit that is translated.

Boundaries come from sentencex; a small layer for the press takes away those that are none (titles, initials, dotted agencies,
`..` and `...`, numbers, parentheses) and adds those it misses (inside quotations, before a no-break space or no space at all).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from translations.conventions import conventions
from translations.records import TRANSLATED_CLASSES, Article, Segment
from translations.text import plain

_STOP = re.compile(r"(?P<stop>[.!?؟。！？।]+)(?P<close>[\"'”’»)\]]*)(?P<space>\s*)")
_BULLET = re.compile(r"\s*(?:[-–—•▪●*]\s+)?")
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
MAX_WORD = 40  # characters looked at on either side of a stop
_CONTINUES = frozenset(",،؛;:-–—)]")  # after these marks the sentence goes on
_OPENING = "\"'“‘«([{"
# Where a segment that is too long may be cut, best first: clause marks, then "and" before a clause, then any space.
_CLAUSE = re.compile(r"(?<=[؛;:—])\s+|(?<=[،,])\s+|(?<=[\"”»])\s+")
_SPACE = re.compile(r"\s+")
MIN_QUOTED_WORDS = 4  # a shorter "sentence" inside a quotation stays with its neighbour


def segment_article(article: Article, *, all_lines: bool = False) -> list[Segment]:
    """The segments of an article's translated lines (of all its lines on demand), numbered from 0 in the order of the text."""
    segments: list[Segment] = []
    for line in article.lines:
        if not line.text.strip() or not (all_lines or line.cls in TRANSLATED_CLASSES):
            continue
        for start, end in split_line(line.text, article.language):
            segments.append(
                Segment(
                    article_id=article.id, index=len(segments), line=line.number, start=start, end=end, text=line.text[start:end]
                )
            )
    return segments


def split_line(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans of the sentences of one line; white space and a leading bullet stay outside.

    >>> text = "قال د. خالد نعم. وأضاف"
    >>> [text[start:end] for start, end in split_line(text, "ar")]
    ['قال د. خالد نعم.', 'وأضاف']
    """
    spans: list[tuple[int, int]] = []
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet and bullet.end() < len(text) else 0
    for cut in [*_boundaries(text, language), len(text)]:
        sentence = text[start:cut]
        left = start + len(sentence) - len(sentence.lstrip())
        right = start + len(sentence.rstrip())
        if left < right:
            spans.append((left, right))
        start = max(start, cut)
    return tuple(spans)


def _boundaries(text: str, language: str) -> list[int]:
    """Offsets where a new sentence begins, ascending."""
    import sentencex

    suggested = {int(b["start_index"]) for b in sentencex.get_sentence_boundaries(language, text)}
    glue = conventions(language).glued_conjunctions
    quoted, parenthesised = _depths(text)
    cuts: list[int] = []
    for match in _STOP.finditer(text):
        cut = match.end()
        if cut >= len(text) or parenthesised[match.start()]:
            continue
        if _is_boundary(text, match, glue, inside_quotes=quoted[match.start()], suggested=cut in suggested):
            previous = cuts[-1] if cuts else 0
            if quoted[match.start()] and (
                len(text[previous : match.start()].split()) < MIN_QUOTED_WORDS or len(text[cut:].split()) < MIN_QUOTED_WORDS
            ):
                continue
            cuts.append(cut)
    return cuts


def _is_boundary(text: str, match: re.Match[str], glue: frozenset[str], *, inside_quotes: bool, suggested: bool) -> bool:
    stop, closed, spaced = match["stop"], bool(match["close"]), bool(match["space"])
    following = text[match.end()]
    if len(stop) > 1 and set(stop) == {"."}:
        return False  # `..` and `...` join clauses in the Arabic press and mark omissions elsewhere
    before = _WORD_BEFORE.search(text, max(0, match.start() - MAX_WORD), match.start())
    word, word_start = (before[0], before.start()) if before else ("", match.start())
    if stop == "." and (_is_initial(text, word, word_start, glue) or _in_dotted_chain(text, word_start, match.start())):
        return False
    if stop == "." and word.isdecimal() and word_start < 8 and not text[:word_start].strip(" -–("):
        return False  # "1. text" at the beginning of a line is a numbered point
    if following in _CONTINUES:
        return False
    if not spaced and not closed:
        return _caseless_word(word) and _caseless_word(_first_word(text, match.end()))  # "نعم.وقال", but no number and no address
    if closed and stop != "." and following not in _OPENING and not suggested:
        return False  # «…؟» قال: the question ends, the sentence goes on
    # sentencex knows the abbreviations of cased scripts; caseless ones need no capital to begin a sentence.
    return suggested or inside_quotes or following.lower() == following.upper()


def _is_initial(text: str, word: str, word_start: int, glue: frozenset[str]) -> bool:
    """A single letter (د. م. أ.), perhaps with a glued conjunction (ود.), but not after a figure ("1445 هـ." ends a sentence)."""
    key = plain(word).casefold()
    if len(key) == 2 and key[0] in glue:
        key = key[1:]
    return len(key) == 1 and key.isalpha() and not text[max(0, word_start - 3) : word_start].rstrip()[-1:].isdecimal()


def _in_dotted_chain(text: str, word_start: int, stop: int) -> bool:
    """Whether a full stop ends a chain such as م.ت.ف or U.S."""
    return stop - word_start == 1 and word_start >= 2 and text[word_start - 1] == "." and text[word_start - 2].isalpha()


def _first_word(text: str, start: int) -> str:
    match = _WORD_AFTER.match(text, start, start + MAX_WORD)
    return match[0] if match else ""


def _caseless_word(word: str) -> bool:
    """A word of two letters or more in a script without capitals."""
    return len(word) > 1 and word.isalpha() and word.lower() == word.upper()


def _depths(text: str) -> tuple[list[bool], list[bool]]:
    """For each character: does it stand inside a quotation, inside parentheses (that close again in this line)?"""
    quoted, parenthesised = [False] * len(text), [False] * len(text)
    in_straight, paired = False, text.count('"') > 1
    for index, char in enumerate(text):
        in_straight ^= paired and char == '"'
        quoted[index] = in_straight
    for opening, closing, marks in (("«", "»", quoted), ("“", "”", quoted), ("(", ")", parenthesised), ("[", "]", parenthesised)):
        opened: int | None = None
        for index, char in enumerate(text):
            if char == opening:
                opened = index
            elif char == closing and opened is not None:
                marks[opened : index + 1] = [True] * (index + 1 - opened)
                opened = None
    return quoted, parenthesised


def split_long(text: str, limit: int, count: Callable[[str], int]) -> list[str]:
    """Parts of a text of at most `limit` tokens each (by `count`), cut at clause marks, else at spaces, else anywhere.

    Joining the parts with one space gives the text back but for its white space at the cuts; nothing is lost.
    """
    text = text.strip()
    if not text or count(text) <= limit:
        return [text] if text else []
    middle = len(text) // 2
    for pattern in (_CLAUSE, _SPACE):
        cuts = [match for match in pattern.finditer(text) if match.start() and match.end() < len(text)]
        if cuts:
            best = min(cuts, key=lambda match: abs(match.start() - middle))
            if pattern is _CLAUSE and not len(text) // 5 < best.start() < len(text) * 4 // 5:
                continue  # a sliver of a clause translates badly; an even cut at a space is better
            left, right = text[: best.start()], text[best.end() :]
            return [*split_long(left, limit, count), *split_long(right, limit, count)]
    if len(text) < 2:
        return [text]
    return [*split_long(text[:middle], limit, count), *split_long(text[middle:], limit, count)]


def rejoin(line: str, spans: Sequence[tuple[int, int]], replacements: Sequence[str]) -> str:
    """A line with each segment's span replaced: what stood between the segments stays as it was."""
    parts: list[str] = []
    position = 0
    for (start, end), replacement in zip(spans, replacements, strict=True):
        parts += (line[position:start], replacement)
        position = end
    return "".join([*parts, line[position:]])
