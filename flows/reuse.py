"""English of earlier runs: under which key a segment's English is kept, what is kept, and how it comes back.

A key holds everything that shaped the English and nothing else: the text as the model reads it, language, model, decoding, the
code of the stages, and of the glossary only the terms that stand in the segment. What the checks find is never kept.
Decoding depends in the last digits on the sentences that are decoded together (floating point), so a translation made alone may
differ in rare cases from one made among others; kept English is the English that was made first.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat

from glossary.matching import Matcher
from glossary.terms import OUTCOMES, Glossary, Outcome, Term, TermMatch, TermOutcome
from translations.cache import Cache, CacheBroken, key_of
from translations.models import Decoding, ModelInfo
from translations.records import SECOND_TRIES, Hypothesis, Origin, SecondTry, Segment, Translation
from translations.stages import DECODING, runtime_version, stage_version
from translations.text import for_model

log = logging.getLogger(__name__)

LADDER = (
    "glossary",
    (
        "enforcement.py",
        "judgement.py",
        "forms.py",
        "scoring.py",
        "distance.py",
        "keys.py",
        "spelling.py",
        "ladder/",
        "data/surrogates.csv",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A segment's English with what the ladder did to it: `free` is the English before (None: unchanged), `how` the outcome by
    match, `change` the difference of the scores.
    """

    text: str
    score: float
    finished: bool = True
    loop: bool = False
    origin: Origin = "model"
    second_try: SecondTry = ""
    alternatives: tuple[Hypothesis, ...] = ()
    free: str | None = None
    change: float = 0.0
    how: Mapping[int, Outcome] | None = None


class Reuse:
    """The cache as one model and one glossary of one language see it."""

    def __init__(self, cache: Cache, info: ModelInfo, language: str, terms: Glossary, *, enforce: bool) -> None:
        self._cache, self._info, self._language = cache, info, language
        self._terms = {term.id: _content(term) for term in terms.terms} if enforce else None
        self.broken = False

    def keys(self, segments: Sequence[Segment], matches: Sequence[Sequence[TermMatch]]) -> list[bytes]:
        """A key a segment. Segments that differ only in marks, or whose terms differ only in notes, have the same."""
        package, names = DECODING
        stage = stage_version(package, (*names, f"data/press_words/{self._language}.toml"))
        made = (self._language, self._info.digest, _options(self._info.decoding), stage, runtime_version())
        return [
            key_of(*made, for_model(segment.text), *self._matched(segment.text, found))
            for segment, found in zip(segments, matches, strict=True)
        ]

    def _matched(self, text: str, matches: Sequence[TermMatch]) -> Iterable[str]:
        if self._terms is None or not matches:
            return
        yield stage_version(*LADDER)
        for match in matches:
            place = str(len(for_model(text[: match.start])))
            yield from (self._terms[match.term_id], place, for_model(match.surface), match.prefix, match.variant)

    def find(self, keys: Sequence[bytes]) -> list[Kept | None]:
        """What is kept under each key. A cache that gives way only costs time: it counts as empty from then on."""
        if self.broken:
            return [None] * len(keys)
        try:
            found = self._cache.get_many(keys)
        except CacheBroken as error:
            self._give_up(error)
            return [None] * len(keys)
        return [_read(found[key]) if key in found else None for key in keys]

    def keep(self, values: Mapping[bytes, Kept]) -> None:
        """Keep all the values, in one transaction."""
        if self.broken:
            return
        try:
            self._cache.put_many({key: _written(kept) for key, kept in values.items()}, self._info.label)
        except CacheBroken as error:
            self._give_up(error)

    def _give_up(self, error: CacheBroken) -> None:
        self.broken = True
        log.warning("going on without the cache for now: %s", error)

    def translation(self, segment: Segment, kept: Kept) -> Translation:
        """The kept English as a translation of the segment; its origin "cache" keeps the ladder away until `restored`."""
        return Translation(
            segment_id=segment.id,
            text=kept.text,
            model=self._info.label if kept.origin == "model" else "",
            score=kept.score,
            finished=kept.finished,
            loop=kept.loop,
            origin="cache",
            second_try=kept.second_try,
            alternatives=kept.alternatives,
        )


class OneLook:
    """A matcher that looks at each text of a batch once: keys, the ladder and the second try ask for the same ones."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._found: dict[tuple[str, date | None], tuple[TermMatch, ...]] = {}

    def match(self, texts: Sequence[str], days: Sequence[date | None] = ()) -> list[tuple[TermMatch, ...]]:
        """As `Matcher.match`."""
        asked = list(zip(texts, days or repeat(None, len(texts)), strict=True))
        new = [pair for pair in dict.fromkeys(asked) if pair not in self._found]
        self._found.update(zip(new, self._matcher.match([text for text, _ in new], [day for _, day in new]), strict=True))
        return [self._found[pair] for pair in asked]


def restored(
    translation: Translation, outcomes: Sequence[TermOutcome], kept: Kept
) -> tuple[Translation, tuple[TermOutcome, ...]]:
    """The translation and its outcomes as they were when the English was made.

    The outcomes come in judged in their article, where a term that was named before may stand in its short form; what the ladder
    did is added from what was kept. The origin is again what it was: the same input gives the same bytes, kept or not.
    """
    how = kept.how or {}
    changed = (kept.free, kept.text, kept.change) if kept.free is not None else ("", "", 0.0)
    result = []
    for index, judged in enumerate(outcomes):
        outcome: Outcome = "unmet" if judged.outcome == "unmet" else how.get(index, "satisfied_free")
        before, after, change = changed if outcome != "satisfied_free" else ("", "", 0.0)
        result.append(replace(judged, outcome=outcome, before=before, after=after, score_change=change))
    return replace(translation, origin=kept.origin), tuple(result)


def kept_of(translation: Translation, outcomes: Sequence[TermOutcome]) -> Kept:
    """What to keep of a translation made just now, and of what the ladder did to it."""
    # Where the ladder changed the English, at least one outcome says from what.
    told = next((outcome for outcome in outcomes if outcome.after), None)
    return Kept(
        text=translation.text,
        score=translation.score,
        finished=translation.finished,
        loop=translation.loop,
        origin=translation.origin,
        second_try=translation.second_try,
        alternatives=translation.alternatives,
        free=told.before if told else None,
        change=told.score_change if told else 0.0,
        how={i: o.outcome for i, o in enumerate(outcomes) if o.outcome not in {"unmet", "satisfied_free"}},
    )


def _options(decoding: Decoding) -> str:
    return f"{decoding.signature()}|best:{decoding.n_best}|max:{decoding.max_source_tokens}|attention:{decoding.attention}"


def _content(term: Term) -> str:
    """Of a term, what shapes the English; not its id, its notes, or where it comes from."""
    return repr(replace(term, id="", note="", layer="", priority=0, valid_from=None, valid_to=None))


def _written(kept: Kept) -> bytes:
    value = {
        "text": kept.text,
        "score": kept.score,
        "finished": kept.finished,
        "loop": kept.loop,
        "origin": kept.origin,
        "second_try": kept.second_try,
        "alternatives": [[list(h.tokens), h.text, h.score, h.finished] for h in kept.alternatives],
        "free": kept.free,
        "change": kept.change,
        "how": {str(index): outcome for index, outcome in (kept.how or {}).items()},
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _read(raw: bytes) -> Kept | None:
    """The value, or None for one that says something else than `_written` says."""
    try:
        value = json.loads(raw.decode("utf-8", "surrogatepass"))
        how: dict[int, Outcome] = {int(index): outcome for index, outcome in value["how"].items() if outcome in OUTCOMES}
        return Kept(
            text=value["text"],
            score=float(value["score"]),
            finished=bool(value["finished"]),
            loop=bool(value["loop"]),
            origin="rule" if value["origin"] == "rule" else "model",
            second_try=value["second_try"] if value["second_try"] in SECOND_TRIES else "",
            alternatives=tuple(
                Hypothesis(tokens=tuple(tokens), text=text, score=score, finished=finished)
                for tokens, text, score, finished in value["alternatives"]
            ),
            free=value["free"],
            change=float(value["change"]),
            how=how,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
