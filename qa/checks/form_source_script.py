"""Letters of the source's script left in the English."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from translations.languages import script_of
from translations.text import letters_of


@check(
    "form.source_script",
    mqm="accuracy/untranslated",
    severity="error",
    summary="Words in the source's script stand in the English.",
    example="«قال أوشاكوف» – “أوشاكوف said”",
)
def source_script(seen: Seen) -> Iterator[Found]:
    """One finding a text: the first run of letters, and how many there are."""
    if seen.target.isascii():
        return
    script = script_of(seen.pair.source_lang)
    if script == "Latn":
        return
    runs = letters_of(seen.target, script)
    if runs:
        start, end = runs[0][0], runs[-1][1] if len(runs) > 1 and runs[-1][1] - runs[0][0] < say.MAX_QUOTED else runs[0][1]
        words = "word" if len(runs) == 1 else "words"
        yield Found(
            message=f"{len(runs)} {words} of the source left untranslated in the English: {say.quoted(seen.target[start:end])}.",
            target_span=(start, end),
            target_value=say.quoted(seen.target[start:end]),
        )
