"""What the model makes of English texts, asked once each: the rungs come back to the same sentences again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from glossary.ladder.records import Scorer

Scored = tuple[list[str], list[float]]


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one engine, remembered as long as this object lives (one climb)."""

    engine: Scorer
    _known: dict[tuple[str, str], Scored] = field(default_factory=dict)

    def of(self, asked: Sequence[tuple[str, str]]) -> list[Scored]:
        """For each (source, English text), in order: the text's target tokens, and the log-probability of each given the source,
        the end token's last. What is not known yet is scored in one batch.
        """
        new = [pair for pair in dict.fromkeys(asked) if pair not in self._known]
        if new:
            tokens = self.engine.target_tokens([text for _, text in new])
            logs = self.engine.token_scores([source for source, _ in new], tokens)
            self._known.update(zip(new, zip(tokens, logs, strict=True), strict=True))
        return [self._known[pair] for pair in asked]
