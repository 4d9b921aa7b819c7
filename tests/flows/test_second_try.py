"""English with an error finding is decoded once more, and replaced only by better English."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from naughty import NaughtyEngine

from flows import steps
from flows.resources import Resources
from flows.settings import Settings
from translations.models import Decoding
from translations.records import Hypothesis
from translations.retry import WIDER_N_BEST

TEXT = "أصيب 30 شخصا في الحادث."


class Wider(NaughtyEngine):
    """Answers otherwise when it is asked for several hypotheses; knows nothing that the glossary's ladder would need."""

    def __init__(self, free: str, wider: Sequence[str]) -> None:
        super().__init__(lambda text: free)
        self._wider = wider

    def translate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[tuple[Hypothesis, ...]]:
        if decoding is None or decoding.n_best < WIDER_N_BEST:
            return super().translate(texts, decoding)
        return [tuple(self._hypothesis(english) for english in self._wider) for _ in texts]

    def target_tokens(self, texts: Sequence[str]) -> list[list[str]]:
        return [text.split() for text in texts]

    def token_scores(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[list[float]]:
        return [[-0.5] * (len(target) + 1) for target in targets]


class Fakes(Resources):
    """Real glossary and checks, an engine of our own."""

    def __init__(self, settings: Settings, engine: NaughtyEngine) -> None:
        super().__init__(settings)
        self.engine: Callable[..., object] = lambda language, override=None: engine  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("free", "wider", "english", "second_try"),
    [
        ("3 people were hurt in the accident.", ["30 people were hurt."], "30 people were hurt.", "re-decoded"),
        ("3 people were hurt.", ["3 people fell.", "Thirty people were hurt."], "Thirty people were hurt.", "re-decoded"),
        ("3 people were hurt.", ["13 people were hurt in 2011.", "✂"], "3 people were hurt.", ""),
        ("30 people were hurt.", ["Thirty people fell."], "30 people were hurt.", ""),
    ],
)
def test_second_try(tmp_path: Path, free: str, wider: list[str], english: str, second_try: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    settings = Settings()
    plan = steps.plan(steps.Request(paths=(str(tmp_path / "a.txt"),), out=tmp_path / "out", run_id="r", language="ar"), settings)
    resources = Fakes(settings, Wider(free, wider))
    steps.finish(plan, [steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)])
    record = json.loads((tmp_path / "out" / "r" / "articles" / "a.json").read_text(encoding="utf-8"))
    (segment,) = record["segments"]
    assert (segment["translation"]["text"], segment["translation"]["second_try"]) == (english, second_try)
