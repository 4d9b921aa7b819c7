"""Corrections in place of decoding: a segment that a person has given its English is not asked of the model again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from translations.decisions.history import InForce
from translations.decisions.records import Decision
from translations.files import digest
from translations.records import Segment, Translation


def with_corrections(
    segments: Sequence[Segment],
    language: str,
    decisions: InForce,
    translate: Callable[[list[Segment]], list[Translation]],
) -> list[Translation]:
    """One translation a segment, in order: a person's where there is one; all the others are given to `translate` at once."""
    given = corrected(segments, language, decisions)
    asked = [segment for segment, correction in zip(segments, given, strict=True) if correction is None]
    fresh = iter(translate(asked) if asked else [])
    return [correction or next(fresh) for correction in given]


def corrected(segments: Sequence[Segment], language: str, decisions: InForce) -> list[Translation | None]:
    """For each segment the translation a person gave it, or None where the model has to be asked."""
    if not decisions.corrections:
        return [None] * len(segments)
    found = [decisions.correction(language, segment.text, segment.article_id) for segment in segments]
    return [_translation(segment, decision) if decision else None for segment, decision in zip(segments, found, strict=True)]


def signature(translations: Iterable[Translation]) -> str:
    """The part of a signature that corrections are: empty where there are none."""
    texts = [f"{t.segment_id}\n{t.text}" for t in translations if t.origin == "correction"]
    return f"corrections:{digest(*texts)}" if texts else ""


def _translation(segment: Segment, decision: Decision) -> Translation:
    # No model made it and nothing scored it; who did stands in the history of decisions.
    return Translation(segment_id=segment.id, text=decision.corrected, model="", score=0.0, origin="correction")
