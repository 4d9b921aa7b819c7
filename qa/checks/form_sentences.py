"""Sentences that went missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check

_ENDS = re.compile(r"[^.!?؟。！？…\s][.!?؟。！？…]+[\"»”’)]*(?=\s|$)")
# A stop after these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b[A-Za-zء-ي]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Gov|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|St|No|Fig|vs|etc|al|approx|Inc|Ltd|Co|U\.S|a\.m|p\.m))\.$"
)
FEWER = 2  # at least so many sentences less


def _count(text: str) -> int:
    ends = sum(
        1 for match in _ENDS.finditer(text) if not _ABBREVIATION.search(text, max(0, match.start() - 6), match.start() + 2)
    )
    tail = text.rstrip()
    return ends + (0 if not tail or tail[-1] in '.!?؟。！？…"»”’)' else 1)


@check(
    "form.sentences",
    mqm="accuracy/omission",
    severity="info",
    summary="The English has fewer sentences than the source.",
    example="two sentences – one",
)
def sentences(seen: Seen) -> Iterator[Found]:
    """By closing marks, initials and abbreviations left out; a segment is usually one sentence."""
    source, target = _count(seen.source), _count(seen.target)
    if source - target >= FEWER or (source > 1 and target <= 1 and len(seen.target) < len(seen.source) / 2):
        yield Found(
            message=f"The source has {source} sentences, the English {target}; something may be left out.",
            source_value=str(source),
            target_value=str(target),
        )
