"""English that is much too short or too long for its source."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check

# Characters of English for one of the source: bounds outside which fewer than 1 in 500 human pairs of TICO-19 and FLORES lie.
BOUNDS = {
    "ar": (0.55, 2.4),
    "fa": (0.5, 2.3),
    "zh": (1.3, 8.0),
    "ru": (0.45, 1.8),
    "fr": (0.45, 1.7),
    "es": (0.45, 1.7),
    "pt": (0.45, 1.7),
    "id": (0.45, 1.8),
}
DEFAULT = (0.35, 3.0)
SHORTEST = 25  # characters of source below which a ratio says nothing


@check(
    "form.length",
    mqm="accuracy/omission",
    severity="warning",
    summary="The English is unusually short or long for its source.",
    example="a sentence of 40 words – “He said.”",
)
def length(seen: Seen) -> Iterator[Found]:
    """By the ratio of characters, with bounds per source language."""
    size = len(seen.source.strip())
    if size < SHORTEST or not seen.target.strip():
        return
    low, high = BOUNDS.get(seen.pair.source_lang, DEFAULT)
    ratio = len(seen.target.strip()) / size
    if not low <= ratio <= high:
        how, least = ("short", "left out") if ratio < low else ("long", "added or repeated")
        yield Found(
            message=f"The English is unusually {how}: {round(ratio * size)} characters for {size} of the source; "
            f"something may be {least}.",
            source_value=str(size),
            target_value=str(len(seen.target.strip())),
        )
