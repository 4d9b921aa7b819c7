"""What a text says in figures: the record that every extractor gives and every quantity check compares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Kind = Literal[
    "number", "ordinal", "percent", "money", "measure", "duration", "date", "time", "weekday", "range",
    "decade", "century", "open_plural", "relative", "designation",
]  # fmt: skip
# A date is ISO 8601, whole or partial: "2024-06-19", "2022-02", "2024", "--06-19", "--06"; a weekday is "1" (Monday) to "7";
# a range is its two ends with a slash between: "2019/2021", "20000/30000".
Value = Decimal | Fraction | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One quantity: `text == source[start:end]`; `readings` holds every open reading where there is more than one.

    `value` is the likeliest reading. `confidence`: 1 must have its counterpart in a translation, 0.7 says a size (hundreds of),
    0.4 is evidence that may be matched and is never missed (one, first, both, a dual noun that is no time or measure).
    A relative word that the day of publication makes a date keeps its distance in `low`.
    A range has its two `ends`, which are compared each for itself, and `low` and `high` where those are decimal numbers.
    """

    kind: Kind
    value: Value
    start: int
    end: int
    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    bound: str = ""
    confidence: float = 1.0
    readings: tuple[Value, ...] = ()
    ends: tuple[Quantity, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(f"quantity span {self.start}:{self.end} does not fit its text")

    def shown(self) -> str:
        """The value as a person reads it: "30,000", "19 June 2024", "Wednesday"."""
        from qa.quantities.words import shown

        return shown(self)
