"""No English at all."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check("form.empty", mqm="accuracy/omission", severity="error", summary="The translation is empty.", example="«قال الوزير» – “”")
def empty(seen: Seen) -> Iterator[Found]:
    """Nothing but white space and punctuation, while the source has letters or digits."""
    if not any(char.isalnum() for char in seen.target) and any(char.isalnum() for char in seen.source):
        yield Found(message="The source has text; the English is empty.", source_span=(0, len(seen.source)))
