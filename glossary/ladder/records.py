"""What the ladder works on: a segment with its English, its terms and their verdicts; and what it asks of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from glossary.judgement import Verdict
from glossary.terms import Outcome, Term, TermMatch
from translations.models import Decoding, ModelInfo
from translations.records import Hypothesis


class Scorer(Protocol):
    """What the ladder needs of an engine (see `translations.engine.Engine`); a fake does for tests."""

    @property
    def info(self) -> ModelInfo:
        """The model that decodes, with its decoding options."""

    def translate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[tuple[Hypothesis, ...]]:
        """Free hypotheses of each text, best first."""

    def translate_from_prefix(
        self, texts: Sequence[str], prefixes: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        """Hypotheses that begin with the given target tokens."""

    def translate_avoiding(
        self, texts: Sequence[str], avoid: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        """Hypotheses without any of the token sequences."""

    def alternatives(
        self, text: str, prefix: Sequence[str], count: int, decoding: Decoding | None = None
    ) -> tuple[Hypothesis, ...]:
        """Hypotheses that differ in the first token after the prefix."""

    def target_tokens(self, texts: Sequence[str]) -> list[list[str]]:
        """Target tokens of English texts."""

    def token_scores(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[list[float]]:
        """Log-probability of every token of each target given its text, the end token's last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a candidate is refused. Log-probabilities are means a target token, lengths count words.

    A name that the model does not know is improbable in itself; what stands around it must not become so. Hence `max_drop`
    holds for the tokens outside the terms brought in (`max_drop_by_parts` where clauses were decoded by themselves, which leave
    less out and say it less smoothly), `max_drop_with_terms` for all, `max_drop_inserted` for all where a term was
    put between words that stay as they are; there `max_drop_after_inserted` is what the words after it may lose in all. They
    were set by chrF on TICO-19 and FLORES-200 and by reading the five articles.
    """

    max_drop: float = 0.4
    max_drop_with_terms: float = 1.2
    max_drop_by_parts: float = 0.6
    max_drop_inserted: float = 0.15
    max_drop_after_inserted: float = 1.0
    min_length: float = 0.8
    max_length: float = 1.5
    words_per_source_word: tuple[float, float] = (0.5, 2.4)
    alternatives: int = 4
    alternatives_for: int = 0
    beam_size: int = 2
    varied_beam: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One segment on the ladder: `source` as the model reads it, the English so far, and how each match came to be satisfied.

    `alone` is what the model makes of an unmet term's words by themselves.
    `score` is the model's for `text` given the source; `free_text` and `free_score` are those of free decoding.
    """

    source: str
    text: str
    score: float
    free_text: str
    free_score: float
    matches: tuple[TermMatch, ...]
    verdicts: tuple[Verdict, ...]
    seen: frozenset[str]
    how: Mapping[int, Outcome]
    alternatives: tuple[Hypothesis, ...] = ()
    alone: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def unmet(self) -> tuple[int, ...]:
        """Indexes of the matches without an approved form."""
        return tuple(i for i, verdict in enumerate(self.verdicts) if not verdict.satisfied)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An English text proposed for a job, and the rung it comes from."""

    text: str
    outcome: Outcome


Terms = Mapping[str, Term]
Candidates = list[list[Candidate]]


def quick(engine: Scorer, limits: Limits) -> Decoding:
    """The model's decoding with a narrower beam and one hypothesis: candidates are chosen by their score, not by the beam."""
    options = engine.info.decoding
    return replace(options, beam_size=min(limits.beam_size, options.beam_size), n_best=1)


def varied(engine: Scorer, limits: Limits) -> Decoding:
    """The model's decoding with all hypotheses of its beam, for rungs where another choice of words decides."""
    width = min(limits.varied_beam, engine.info.decoding.beam_size)
    return replace(engine.info.decoding, beam_size=width, n_best=width)
