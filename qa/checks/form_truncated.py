"""English that stops before its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check

_CLOSING = r"[\"»”’')\]]*\s*$"
_SOURCE_ENDS = re.compile(rf"[.!?؟。！？…]{_CLOSING}")
_ENDS = re.compile(rf"[.!?؟。！？…:;]{_CLOSING}")
# Words after which an English sentence goes on.
_GOES_ON = re.compile(
    r"(?:\b(?:the|an?|of|to|from|with|and|or|but|which|who|whose|is|are|was|were|be|has|have|had|will|would|than|its|their|his|her|"
    r"this|these|between|into|about)|,|\()\s*$",
    re.IGNORECASE,
)
TAIL = 40  # characters of the end that are looked at and shown


@check(
    "form.truncated",
    mqm="accuracy/omission",
    severity="error",
    version=2,
    summary="The translation stopped before its end.",
    example="a long paragraph – its first half",
)
def truncated(seen: Seen) -> Iterator[Found]:
    """An error where the model did not write its end token; a warning where only the text breaks off.

    The text breaks off where the source closes its sentence and the English does not, or on a word that needs another one.
    """
    end = len(seen.target.rstrip())
    span = (max(0, end - TAIL // 2), end) if end else None
    if not seen.pair.translation.finished:
        yield Found(message="The English stops in the middle: the model did not finish this sentence.", target_span=span)
        return
    tail, source = seen.target[max(0, end - TAIL) : end], seen.source.rstrip()[-TAIL:]
    if end and (_GOES_ON.search(tail) or (_SOURCE_ENDS.search(source) and not _ENDS.search(tail))):
        yield Found(
            message=f"The English breaks off without an end (“… {say.quoted(tail[-TAIL // 2 :])}”); the rest may be left out.",
            target_span=span,
            target_value=say.quoted(tail[-TAIL // 2 :]),
            severity="warning",
        )
