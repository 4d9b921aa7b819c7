"""A quotation that is no longer one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check

_SOURCE = re.compile(r"[«»„“”\"]|‹|›")
_TARGET = re.compile(r"[«»„“”‘’'\"]")
SHORTEST = 3  # words between the marks; shorter ones are names and titles


@check(
    "form.quotation",
    mqm="accuracy/omission",
    severity="info",
    summary="The source quotes somebody and the English has no quotation marks.",
    example='«قال: "لن نتراجع"» – “he said they would not retreat”',
)
def quotation(seen: Seen) -> Iterator[Found]:
    """Counts marks only: an information, for English often quotes indirectly."""
    marks = [match.start() for match in _SOURCE.finditer(seen.source)]
    if len(marks) < 2 or _TARGET.search(seen.target):
        return
    inside = seen.source[marks[0] + 1 : marks[1]]
    if len(inside.split()) >= SHORTEST:
        yield Found(
            message="The source quotes words directly; the English has no quotation marks.", source_span=(marks[0], marks[1] + 1)
        )
