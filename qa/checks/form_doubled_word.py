"""The same word twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check

# Words that English may double: "had had", "that that", and sounds.
_MAY_DOUBLE = frozenset({"had", "that", "bye", "ha", "no", "very", "so", "is", "do", "her", "you", "knock", "blah", "well"})
_DOUBLED = re.compile(r"(?<![\w'’-])([A-Za-z]+)(?:[ \t]+\1)+(?![\w'’-])", re.IGNORECASE)
_SOURCE_DOUBLED = re.compile(r"(?<!\w)(\w{2,}) \1(?!\w)")


@check(
    "form.doubled_word",
    mqm="fluency/duplication",
    severity="warning",
    summary="A word stands twice in a row in the English.",
    example="“the the president”",
)
def doubled_word(seen: Seen) -> Iterator[Found]:
    """One finding a run; not where the source doubles a word too, nor for words that English doubles or names ("Duran Duran")."""
    matches = [
        m for m in _DOUBLED.finditer(seen.target) if m.group(1).casefold() not in _MAY_DOUBLE and not m.group(1)[:1].isupper()
    ]
    if not matches or _SOURCE_DOUBLED.search(seen.source):
        return
    for match in matches:
        yield Found(
            message=f"The English has “{say.quoted(match.group())}”: the same word twice.",
            target_span=match.span(),
            target_value=say.quoted(match.group()),
        )
