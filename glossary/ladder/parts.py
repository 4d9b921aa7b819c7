"""A rung for sentences that are too much for a model at once: decoded clause by clause and joined.

A small model drops names from long sentences and enumerations that it renders well from shorter ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.ladder.locate import is_opener
from glossary.ladder.records import Candidate, Candidates, Job, Scorer
from translations.models import Decoding

SIZES = (8, 4)  # words that a part has at least, the coarser cut first
# A mark of the source between words, and how the English has it.
_MARK = re.compile(r"(?<=[\w\"»”)])([،,؛;:.!?؟])\s+")
_ENGLISH = {"،": ",", "؛": ";", "؟": "?"}
_OWN_MARK = re.compile(r"[\s,;:.!?]+$")


def by_parts(jobs: Sequence[Job], engine: Scorer, decoding: Decoding) -> Candidates:
    """The English of each job's clauses joined, one candidate a size of parts; one batch for all."""
    cuts = [{cut: None for size in SIZES if len(cut := parts_of(job.source, size)) > 1} for job in jobs]
    texts = list(dict.fromkeys(text for ways in cuts for way in ways for text, _ in way))
    english = {
        text: found[0].text for text, found in zip(texts, engine.translate(texts, decoding), strict=True) if found[0].finished
    } if texts else {}  # fmt: skip
    return [
        [Candidate(joined([(english[text], mark) for text, mark in way]), "redecoded")
         for way in ways if all(text in english for text, _ in way)]
        for ways in cuts
    ]  # fmt: skip


def parts_of(source: str, size: int) -> tuple[tuple[str, str], ...]:
    """(part, the mark after it) of a text cut at marks between words, each part of at least `size` words; the last one's mark is
    its own.

    >>> parts_of("one two three, four, five six seven; eight", 3)
    (('one two three', ','), ('four, five six seven; eight', ''))
    """
    parts: list[tuple[str, str]] = []
    start = 0
    for match in _MARK.finditer(source):
        if _words(source[start : match.start()]) >= size and _words(source[match.end() :]) >= size:
            parts.append((source[start : match.start()], match.group(1)))
            start = match.end()
    return (*parts, (source[start:], ""))


def joined(parts: Sequence[tuple[str, str]]) -> str:
    """The English of parts with the source's marks between them; a function word has a capital only where a sentence begins.

    >>> joined([("He was there.", "،"), ("In Moscow.", "")])
    'He was there, in Moscow.'
    """
    text = ""
    for english, mark in parts:
        if text and text[-1] not in ".!?" and is_opener(english.partition(" ")[0]):
            english = english[:1].lower() + english[1:]
        text = f"{text} {english}".strip()
        if mark:
            text = _OWN_MARK.sub("", text) + _ENGLISH.get(mark, mark)
    return text


def _words(text: str) -> int:
    return len(text.split())
