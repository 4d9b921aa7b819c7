"""A converted model's first decode: does it give anything like English, and does its attention find the source?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from translations.loops import is_loop
from translations.store.errors import SmokeTestFailed
from translations.store.lockfile import Alignment, Smoke
from translations.store.probes import Anchored, alignment_texts, smoke_texts
from translations.text import letters_of

if TYPE_CHECKING:
    from translations.engine import Engine
    from translations.records import Hypothesis

MAX_FAILED = 3  # of ten: small models stumble over a bare date; a wrongly converted one fails all ten
MIN_LATIN = 0.8  # share of the English's letters
MAX_STRETCH, STRETCH_FREE = 6, 40  # English characters a source character (Chinese needs 3.5), and so many more
MIN_SHRINK = 0.15
# Below this share of copied tokens found, spans located by attention would mislead more often than help. Aligned training gives
# alignment error rates near 0.2, so a well-aligned model is above; a head not trained to align is far below.
MIN_ALIGNED = 0.7
MIN_EVIDENCE = 40  # copied target tokens; fewer prove nothing


def problem(source: str, english: str) -> str | None:
    """Why an output is no plausible English of its source, or None.

    >>> problem("Le 4 juin", "June 4"), problem("Le 4 juin", "4 июня")
    (None, 'it is not in Latin script')
    """
    letters = sum(char.isalpha() for char in english)
    if not english.strip() or not any(char.isalnum() for char in english):
        return "it is empty"
    if letters and sum(end - start for start, end in letters_of(english, "Latn")) < MIN_LATIN * letters:
        return "it is not in Latin script"
    if is_loop(english, source):
        return "it repeats itself"
    if not MIN_SHRINK * len(source) <= len(english) <= MAX_STRETCH * len(source) + STRETCH_FREE:
        return f"it has {len(english)} characters for a source of {len(source)}"
    return None


def smoke_test(engine: Engine, language: str, *, test_build: bool = False) -> Smoke:
    """Decode ten short texts. Raises SmokeTestFailed where more than three come out as nothing like English.

    `test_build` lets such a model through (randomly initialised ones, to test the store) and says so in the record.
    """
    texts = smoke_texts(language)
    problems = [problem(text, answers[0].text) for text, answers in zip(texts, engine.translate(texts), strict=True)]
    reasons = [reason for reason in problems if reason]
    if len(reasons) > MAX_FAILED and not test_build:
        raise SmokeTestFailed(
            f"The converted model does not translate: of {len(texts)} short texts {len(reasons)} failed, the first because "
            f"{reasons[0]}. It is not installed."
        )
    return Smoke(sentences=len(texts), failed=len(reasons), reason=reasons[0] if reasons else "", test_build=test_build)


def measure_alignment(engine: Engine, language: str) -> Alignment:
    """The share of copied target tokens whose highest attention is on the source token they were copied from."""
    probes = alignment_texts(language)
    sources = engine.encode([probe.text for probe in probes])
    options = replace(engine.info.decoding, attention=True)
    found = tokens = 0
    for probe, source, answers in zip(probes, sources, engine.translate([probe.text for probe in probes], options), strict=True):
        hits, seen = aligned(probe, source, answers[0])
        found, tokens = found + hits, tokens + seen
    share = round(found / tokens, 4) if tokens else 0.0
    return Alignment(share=share, tokens=tokens, sentences=len(probes), usable=tokens >= MIN_EVIDENCE and share >= MIN_ALIGNED)


def aligned(probe: Anchored, source: Sequence[str], answer: Hypothesis) -> tuple[int, int]:
    """(hits, copied target tokens) of one text: only anchors that stand once in the source and once in the English count."""
    if answer.attention is None:
        return 0, 0
    hits = seen = 0
    for anchor in probe.anchors:
        theirs, ours = _covering(source, anchor), _covering(answer.tokens, anchor)
        if theirs is None or ours is None:
            continue
        for position, start, end in ours:
            row = answer.attention[position]
            best = max(range(len(row)), key=row.__getitem__)
            seen += 1
            hits += any(at == best and begin < end and start < stop for at, begin, stop in theirs)
    return hits, seen


def _covering(tokens: Sequence[str], anchor: str) -> list[tuple[int, int, int]] | None:
    """(token, start, end) of the tokens over the anchor's only occurrence, spans in the anchor's characters; None without one."""
    spans: list[tuple[int, int]] = []
    text = ""
    for token in tokens:
        letters = _surface(token)
        spans.append((len(text), len(text) + len(letters)))
        text += letters
    if text.count(anchor) != 1:
        return None
    at = text.index(anchor)
    return [
        (position, max(start - at, 0), min(end - at, len(anchor)))
        for position, (start, end) in enumerate(spans)
        if start < at + len(anchor) and end > at
    ]


def _surface(token: str) -> str:
    return token.removesuffix("@@").replace("▁", "")
