"""Two scripts in one word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check
from translations.text import has_letters

_WORD = re.compile(r"[^\W\d_]+")
_OTHERS = ("Cyrl", "Grek", "Arab", "Hebr", "Hani")
# Greek letters are joined to Latin ones in science: "IFNα", "μm".
_SCIENCE = re.compile(r"^[A-Za-z0-9-]*[α-ωΑ-Ωµμ][A-Za-z0-9α-ωΑ-Ω-]*$")


@check(
    "form.mixed_script",
    mqm="fluency/character-encoding",
    severity="warning",
    summary="A word of the English has letters of two scripts.",
    example="“Mоscow” with a Cyrillic о",
)
def mixed_script(seen: Seen) -> Iterator[Found]:
    """One finding a word; science writes Greek letters beside Latin ones."""
    if seen.target.isascii():
        return
    for match in _WORD.finditer(seen.target):
        word = match.group()
        if word.isascii() or _SCIENCE.match(word) or not has_letters(word, "Latn"):
            continue
        if any(has_letters(word, script) for script in _OTHERS):
            yield Found(message=f"The word “{word}” mixes letters of two scripts.", target_span=match.span(), target_value=word)
