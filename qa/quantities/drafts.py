"""A quantity while it is being read: still in nodes, still open to what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from qa.quantities.records import Kind, Quantity, Value
from translations.text import Normalised

DIGITS_KEPT = 80  # of a decimal value: more than any run that is read as a number can have
WEAK = 0.4  # evidence that may be matched, but is never itself missed: "one", "first", "both", a dual noun
OPEN = 0.7  # hundreds of, decades: says a size, not a value


@dataclass(slots=True)
class Draft:
    """Nodes `[start, stop)` of the text and what they were read as."""

    kind: Kind
    start: int
    stop: int
    value: Fraction | str
    readings: tuple[Fraction | str, ...] = ()
    unit: str = ""
    bound: str = ""
    confidence: float = 1.0
    low: Fraction | None = None
    high: Fraction | None = None
    run: str = ""
    day: int | None = None
    month: int | None = None
    year: int | None = None
    offset: int = 0

    @property
    def plain(self) -> bool:
        """Whether it is still a bare number that a unit, a month or a range may claim."""
        return self.kind == "number" and not self.unit


def iso(year: int | None, month: int | None, day: int | None) -> str:
    """A whole or partial date: 2024-06-19, 2022-02, 2024, --06-19, --06."""
    if year is not None:
        return f"{year:04d}" + (f"-{month:02d}" + (f"-{day:02d}" if day else "") if month else "")
    return f"--{month or 0:02d}" + (f"-{day:02d}" if day else "")


def exact(value: Fraction | str) -> Value:
    """A number as a Decimal where it has a finite one, else as the fraction it is; names and dates as they are."""
    if isinstance(value, str):
        return value
    bottom = value.denominator
    if bottom == 1:
        return Decimal(value.numerator)
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    if bottom != 1:
        return value
    with localcontext(prec=DIGITS_KEPT):
        return Decimal(value.numerator) / Decimal(value.denominator)


def finished(draft: Draft, spans: tuple[int, int], copy: Normalised, original: str) -> Quantity:
    """The draft as a record; its span is taken back from the normalised copy to the stored text."""
    start, end = copy.span(*spans)
    low, high = (None if side is None else exact(side) for side in (draft.low, draft.high))
    return Quantity(
        kind=draft.kind,
        value=exact(draft.value),
        start=start,
        end=end,
        text=original[start:end],
        low=low if isinstance(low, Decimal) else None,
        high=high if isinstance(high, Decimal) else None,
        unit=draft.unit,
        bound=draft.bound,
        confidence=draft.confidence,
        readings=tuple(exact(reading) for reading in draft.readings) if len(draft.readings) > 1 else (),
    )
