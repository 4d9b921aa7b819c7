"""An engine whose English is a function of the text alone, quick and complete enough for the glossary's ladder; it counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from naughty import NaughtyEngine

from flows import steps
from flows.resources import Resources
from flows.settings import Settings
from qa.report.records import RunReport
from translations.cache import Cache
from translations.files import digest
from translations.models import Decoding, ModelInfo
from translations.records import Hypothesis


def english(text: str) -> str:
    """Some words that differ by text, its digits kept, so that checks and terms have something to look at."""
    figures = " ".join(word.strip(".,،") for word in text.split() if any(char.isdigit() for char in word))
    return f"The report {digest(text)[:6]} said so {figures}".strip() + "."


class SteadyEngine(NaughtyEngine):
    """Answers with `english`, or with `answer`; knows no way to bring terms in, as a model that never saw them."""

    def translate_from_prefix(
        self, texts: Sequence[str], prefixes: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        return [() for _ in texts]

    def translate_avoiding(
        self, texts: Sequence[str], avoid: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        return [() for _ in texts]

    def alternatives(
        self, text: str, prefix: Sequence[str], count: int, decoding: Decoding | None = None
    ) -> tuple[Hypothesis, ...]:
        return ()

    def target_tokens(self, texts: Sequence[str]) -> list[list[str]]:
        return [text.split() for text in texts]

    def token_scores(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[list[float]]:
        return [[-0.5] * (len(target) + 1) for target in targets]


class Steady(Resources):
    """Resources with one such engine for every language; `loaded` says how often it was asked for."""

    def __init__(self, settings: Settings, cache: Cache | None, engine: SteadyEngine | None = None) -> None:
        super().__init__(settings, cache)
        self.fake = engine or SteadyEngine(english)
        self.loaded = 0

    def model(self, language: str, override: Path | None = None) -> ModelInfo:
        return self.fake.info

    def engine(self, language: str, override: Path | None = None):  # type: ignore[no-untyped-def, override]
        self.loaded += 1
        return self.fake


def go(request: steps.Request, resources: Steady, settings: Settings) -> RunReport:
    """The whole way."""
    plan = steps.plan(request, settings)
    return steps.finish(plan, (steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)))
