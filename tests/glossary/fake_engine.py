"""An engine for the ladder's tests: what it decodes is written down beforehand, what it scores is told by a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from translations.models import Decoding, ModelInfo
from translations.records import Hypothesis


def hypothesis(text: str) -> Hypothesis:
    return Hypothesis(tokens=tuple(text.split()), text=text, score=-1.0, finished=True)


@dataclass
class FakeEngine:
    english: dict[str, str] = field(default_factory=dict)
    prefixed: Callable[[str, str], str] = lambda source, prefix: prefix
    likes: Callable[[str, str], float] = lambda source, target: -1.0
    avoided: str = ""
    calls: list[str] = field(default_factory=list)
    info: ModelInfo = field(default_factory=lambda: ModelInfo(name="fake", folder=Path("fake"), digest="0"))

    def translate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[tuple[Hypothesis, ...]]:
        self.calls += [f"translate {text}" for text in texts]
        return [(hypothesis(self.english.get(text, "something else")),) for text in texts]

    def translate_from_prefix(
        self, texts: Sequence[str], prefixes: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        self.calls += [f"prefix {' '.join(prefix)}" for prefix in prefixes]
        return [(hypothesis(self.prefixed(text, " ".join(prefix))),) for text, prefix in zip(texts, prefixes, strict=True)]

    def translate_avoiding(
        self, texts: Sequence[str], avoid: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        self.calls.append(f"avoid {len(avoid)}")
        return [(hypothesis(self.avoided),) for _ in texts]

    def alternatives(
        self, text: str, prefix: Sequence[str], count: int, decoding: Decoding | None = None
    ) -> tuple[Hypothesis, ...]:
        return ()

    def target_tokens(self, texts: Sequence[str]) -> list[list[str]]:
        return [text.split() for text in texts]

    def token_scores(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[list[float]]:
        return [[self.likes(text, " ".join(target))] * (len(target) + 1) for text, target in zip(texts, targets, strict=True)]
