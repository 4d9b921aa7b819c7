"""A second try for English with errors: the decoder's other hypotheses, then one wider decoding, judged by whoever calls.

What counts as an error is not known here: the judge is handed in (the checks stand on a higher floor), and may mend a candidate
before it judges it (bring in the glossary's terms). A candidate wins only with fewer errors and no worse terms.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from translations.decoding import Translator
from translations.loops import is_loop
from translations.records import Hypothesis, Segment, Translation
from translations.text import for_model

log = logging.getLogger(__name__)

WIDER_BEAM, WIDER_N_BEST = 8, 4  # the wider decoding costs about twice the usual one, for the few segments that need it
Way = Literal["alternative", "re-decoded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the judge says of one candidate: the candidate as it would stand in the output, its errors and its unmet terms."""

    translation: Translation
    errors: int
    unmet: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """One segment that was tried again: what it was, how a better English was found (none where it was not)."""

    segment_id: str
    before: str
    errors_before: int
    errors_after: int
    candidates: int
    way: Way | None = None


Judge = Callable[[Sequence[tuple[Segment, Translation]]], Sequence[Verdict]]


def second_tries(
    segments: Sequence[Segment], translations: Sequence[Translation], judge: Judge, engine: Translator | None
) -> tuple[list[Translation], list[SecondTry]]:
    """The translations in order, the better ones put in place, and one record for each segment that was tried again.

    Only text that a model made in this run is tried again. Without an engine only the other hypotheses are tried. The judge is
    asked at most three times, each time with all candidates at once.
    """
    result = list(translations)
    pairs = list(zip(segments, translations, strict=True))
    made = [index for index, translation in enumerate(translations) if translation.origin == "model"]
    verdicts = dict(zip(made, judge([pairs[index] for index in made]), strict=True)) if made else {}
    first = {index: verdict for index, verdict in verdicts.items() if verdict.errors}
    best, ways = dict(first), dict.fromkeys(first, None)
    tried = dict.fromkeys(first, 0)
    alternatives = {index: translations[index].alternatives for index in first}
    won: dict[int, Way | None] = dict(ways)
    _try("alternative", alternatives, pairs, judge, best, won, tried)
    wrong = [index for index in first if best[index].errors]
    if wrong and engine is not None:
        options = engine.info.decoding
        wider = replace(options, beam_size=max(WIDER_BEAM, options.beam_size), n_best=WIDER_N_BEST)
        decoded = dict(zip(wrong, engine.translate([for_model(segments[index].text) for index in wrong], wider), strict=True))
        _try("re-decoded", decoded, pairs, judge, best, won, tried)
    records = []
    for index, before in first.items():
        if won[index] is not None:
            result[index] = replace(best[index].translation, second_try=won[index] or "")
        records.append(
            SecondTry(
                segment_id=segments[index].id,
                before=translations[index].text,
                errors_before=before.errors,
                errors_after=best[index].errors,
                candidates=tried[index],
                way=won[index],
            )
        )
    log.info("tried %d segments again, %d came out better", len(records), sum(record.way is not None for record in records))
    return result, records


def _try(
    way: Way,
    hypotheses: dict[int, tuple[Hypothesis, ...]],
    pairs: Sequence[tuple[Segment, Translation]],
    judge: Judge,
    best: dict[int, Verdict],
    won: dict[int, Way | None],
    tried: dict[int, int],
) -> None:
    """Judge all candidates of all segments at once and keep, for each segment, the first of those with the fewest errors."""
    asked = [(index, candidate) for index, found in hypotheses.items() for candidate in _candidates(pairs[index], found)]
    if not asked:
        return
    for (index, _), verdict in zip(asked, judge([(pairs[index][0], candidate) for index, candidate in asked]), strict=True):
        tried[index] += 1
        if verdict.errors < best[index].errors and verdict.unmet <= best[index].unmet:
            best[index], won[index] = verdict, way


def _candidates(pair: tuple[Segment, Translation], hypotheses: Iterable[Hypothesis]) -> list[Translation]:
    """The hypotheses that are whole and differ from what stands, as translations of the same model."""
    segment, translation = pair
    seen, found = {translation.text}, []
    for hypothesis in hypotheses:
        if (
            hypothesis.text in seen
            or not hypothesis.finished
            or not hypothesis.text.strip()
            or is_loop(hypothesis.text, segment.text)
        ):
            continue
        seen.add(hypothesis.text)
        found.append(
            replace(translation, text=hypothesis.text, score=hypothesis.score, finished=True, loop=False, alternatives=())
        )
    return found
