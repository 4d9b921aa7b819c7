"""A sentence that the model was unsure of."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check

# Mean log-probability of a token. Of the compact model's own English one sentence in seven is below it, with half of the
# worst tenth by chrF among them; at -1.2 it would be more than one in four.
LEAST = -1.4


@check(
    "form.confidence",
    mqm="accuracy/mistranslation",
    severity="info",
    version=3,
    summary="The model was unusually unsure of this sentence.",
    example="a mean log-probability of -1.9",
)
def confidence(seen: Seen) -> Iterator[Found]:
    """By the score of the chosen hypothesis; text from the cache keeps its score, corrections have none."""
    translation = seen.pair.translation
    if translation.origin in ("model", "cache") and translation.model and translation.score < LEAST:
        yield Found(
            message="The model was unsure of this sentence: compare it with the source before you cite it.",
            target_value="low",
        )
