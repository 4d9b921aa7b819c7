"""How a finding names a quantity: the value, and beside it the words it was read from."""

from __future__ import annotations

from qa.checks.records import Found
from qa.findings import Severity
from qa.quantities.records import Quantity

BOUNDS = {"about": "about", "gt": "more than", "ge": "at least", "lt": "less than", "le": "up to"}
MAX_QUOTED = 60  # characters of a quoted span; longer ones are cut in the middle


def quoted(text: str) -> str:
    """A span on one line, cut in the middle when long."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTED else f"{line[: MAX_QUOTED // 2]} … {line[-MAX_QUOTED // 2 :]}"


def value(quantity: Quantity) -> str:
    """The value with the words it stands in, unless they are the same: `30,000 (ثلاثون ألفاً)`, `2019` without a comma."""
    shown = quantity.shown()
    text = quoted(quantity.text)
    if shown.replace(",", "") == text:
        return text
    return shown if shown.casefold() == text.casefold() else f"{shown} ({text})"


def change_of_bound(source: Quantity, target: Quantity) -> str:
    """What became of a bound, in words: `“at least” is lost`, `“more than” has become “less than”`."""
    was, now = (BOUNDS.get(quantity.bound, "") for quantity in (source, target))
    if was and now:
        return f"“{was}” has become “{now}”"
    return f"“{was}” is lost" if was else f"“{now}” is added"


def contrast(source: Quantity, target: Quantity, note: str = "", severity: Severity | None = None) -> Found:
    """A finding that sets the two values side by side; `note` says what differs where that is not plain to see."""
    return Found(
        message=f"Source says {value(source)}; the English says {value(target)}{f' – {note}' if note else ''}.",
        source_span=(source.start, source.end),
        target_span=(target.start, target.end),
        source_value=source.shown(),
        target_value=target.shown(),
        severity=severity,
    )
