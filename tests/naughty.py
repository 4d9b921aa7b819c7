"""An engine that translates badly on purpose, so that checks and guards can be seen to notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from translations.models import Decoding, ModelInfo
from translations.records import Hypothesis

INFO = ModelInfo(name="naughty", folder=Path("/nowhere"), digest="0" * 16, languages=frozenset({"ar"}))

FAULTS: dict[str, Callable[[str], str]] = {
    "drops a number": lambda text: re.sub(r"\d+", "", text, count=1),
    "swaps day and month": lambda text: re.sub(r"(\d+)/(\d+)", r"\2/\1", text, count=1),
    "repeats a clause": lambda text: " ".join(["and then it was said"] * 12),
    "returns nothing": lambda text: "",
    "leaks the source": lambda text: text,
}


class NaughtyEngine:
    """Answers by a function of the text; counts what it is asked. `second` answers when decoding is strict (the second try)."""

    def __init__(self, answer: Callable[[str], str] = str.upper, *, second: Callable[[str], str] | None = None) -> None:
        self.info = INFO
        self.asked: list[str] = []
        self._answer, self._second = answer, second

    def translate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[tuple[Hypothesis, ...]]:
        self.asked += texts
        strict = decoding is not None and decoding.no_repeat_ngram_size > 0
        answer = self._second if strict and self._second else self._answer
        return [(self._hypothesis(answer(text)),) for text in texts]

    @staticmethod
    def _hypothesis(text: str) -> Hypothesis:
        finished = not text.endswith("✂")  # a text that ends with scissors was cut before its end token
        return Hypothesis(tokens=tuple(text.split()), text=text.rstrip("✂"), score=-0.5, finished=finished)
