"""What a check is given and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from glossary.consistency import ShortFirst, Variation
from glossary.terms import TermOutcome
from qa.findings import Finding, Severity, Span
from qa.quantities.records import Quantity
from translations.records import LineClass, Segment, Translation

if TYPE_CHECKING:
    from qa.checks.compare import Comparison

Setting = Literal["error", "warning", "info", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One segment and its English. `reference_date` is the day of publication (none for related stories)."""

    segment: Segment
    translation: Translation
    source_lang: str
    target_lang: str = "en"
    line_class: LineClass = "body"
    reference_date: date | None = None
    outcomes: tuple[TermOutcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A pair as the checks left it: the quantities of both sides and the findings in the order of the text."""

    pair: Pair
    source_quantities: tuple[Quantity, ...] = ()
    target_quantities: tuple[Quantity, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPolicy:
    """Which checks speak and how loudly: check id to severity or "off"; what is not named keeps its own severity.

    `independent` compares each pair alone (line-aligned files), instead of looking for a number in the neighbouring segments too.
    """

    settings: Mapping[str, Setting] = field(default_factory=dict)
    independent: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What an article does with its names: those in two forms, and those whose first mention is their short form."""

    variations: tuple[Variation, ...] = ()
    short_first: tuple[ShortFirst, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What every check function is given: the pair, its quantities and how they compare, and the names of the whole article."""

    pair: Pair
    comparison: Comparison
    names: Names = Names()

    @property
    def source(self) -> str:
        """The segment as it stands in the article."""
        return self.pair.segment.text

    @property
    def target(self) -> str:
        """The English as it was chosen."""
        return self.pair.translation.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check function saw. `severity` only where it differs from the check's own."""

    message: str
    source_span: Span | None = None
    target_span: Span | None = None
    source_value: str = ""
    target_value: str = ""
    severity: Severity | None = None
