"""A decoding loop: the same words again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check

_WORD = re.compile(r"\w+")
LONGEST = 8  # words in the repeated unit
TIMES = {1: 4, 2: 3, 3: 3}  # how often a unit of so many words must stand in a row; longer ones twice


def loop(text: str) -> tuple[int, int] | None:
    """The span of the first run in which up to eight words repeat in a row, or nothing.

    >>> loop("he said he said he said so")
    (0, 23)
    """
    words = [(match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
    for size in range(1, LONGEST + 1):
        need = TIMES.get(size, 2)
        run = 0
        for index in range(size, len(words)):
            run = run + 1 if words[index][0] == words[index - size][0] else 0
            if run >= size * (need - 1):
                first = index - run - size + 1
                if not any(word[0].isalpha() for word in words[first : first + size]):
                    continue
                while index + 1 < len(words) and words[index + 1][0] == words[index + 1 - size][0]:
                    index += 1
                return words[first][1], words[index][2]
    return None


@check(
    "form.repetition",
    mqm="fluency/duplication",
    severity="error",
    summary="The English repeats the same words in a row.",
    example="“the war in the war in the war in”",
)
def repetition(seen: Seen) -> Iterator[Found]:
    """Only where the source does not repeat itself as well."""
    span = loop(seen.target)
    if span is None:
        if seen.pair.translation.loop:
            yield Found(
                message="The model repeated itself while it translated this sentence.",
                target_span=(0, len(seen.target)) if seen.target else None,
            )
        return
    if loop(seen.source) is None:
        yield Found(
            message=f"The English repeats itself: “{say.quoted(seen.target[span[0] : span[1]])}”.",
            target_span=span,
            target_value=say.quoted(seen.target[span[0] : span[1]]),
        )
