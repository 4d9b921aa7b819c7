"""What a format cannot hold: counted while converting, shown to the person who asked for the conversion."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Losses:
    """Kinds of thing left out and how often; `examples` keeps the first id of each kind."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, where: str) -> None:
        """Count one thing left out (`what`, in words a person reads) of the entry `where`."""
        self.counts[what] += 1
        self.examples.setdefault(what, where)

    def rows(self) -> list[dict[str, object]]:
        """One row a kind, the commonest first."""
        return [{"left_out": what, "count": n, "first": self.examples[what]} for what, n in self.counts.most_common()]
