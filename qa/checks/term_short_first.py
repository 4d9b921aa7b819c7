"""A name whose first mention in the article is its short form."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "term.short_first",
    mqm="terminology/inconsistent-use",
    severity="info",
    summary="A person or body is named in short before it was named in full.",
    example="“Putin” in the first sentence, “Vladimir Putin” in the third",
)
def short_first(seen: Seen) -> Iterator[Found]:
    """A note: headlines do so by custom, which is why those lines are passed over."""
    if seen.pair.line_class in ("title", "subheading", "caption"):
        return
    for first in seen.names.short_first:
        mention = first.mention
        if mention.segment_id == seen.pair.segment.id:
            yield Found(
                message=f"The first mention is “{mention.form}”; the name in full is “{first.target}”.",
                source_span=mention.source_span,
                target_span=mention.target_span,
                source_value=first.target,
                target_value=mention.form,
            )
