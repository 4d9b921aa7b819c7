"""Text that was not translated at all."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check
from translations.languages import script_of
from translations.text import has_letters, plain

SHORTEST = 12  # letters; shorter texts may be names that are the same in both languages


@check(
    "form.copied",
    mqm="accuracy/untranslated",
    severity="error",
    summary="The English is the source as it stood.",
    example="«Paris, le 3 mai» – “Paris, le 3 mai”",
)
def copied(seen: Seen) -> Iterator[Found]:
    """Compared without case, marks and spaces; names, addresses and codes alone are no copy."""
    if len(seen.source) > 2 * len(seen.target) or seen.source.casefold() != seen.target.casefold():
        return
    source, target = plain(seen.source).casefold(), plain(seen.target).casefold()
    if source != target or sum(char.isalpha() for char in source) < SHORTEST or source.upper() == seen.source.strip() != source:
        return
    if has_letters(seen.source, script_of(seen.pair.source_lang)):
        yield Found(message="The English is word for word the source: it was not translated.", target_span=(0, len(seen.target)))
