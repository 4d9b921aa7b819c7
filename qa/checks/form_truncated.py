"""A decoding that ran out of length before it ended."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "form.truncated",
    mqm="accuracy/omission",
    severity="error",
    summary="The translation stopped before its end.",
    example="a long paragraph – its first half",
)
def truncated(seen: Seen) -> Iterator[Found]:
    """The model did not write its end token."""
    if not seen.pair.translation.finished:
        end = len(seen.target)
        span = (max(0, end - 20), end) if end else None
        yield Found(message="The English stops in the middle: the model did not finish this sentence.", target_span=span)
