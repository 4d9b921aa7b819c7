"""A name that the article writes in another form than in most places."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "term.inconsistent",
    mqm="terminology/inconsistent-use",
    severity="warning",
    summary="The same name stands in the article in two English forms.",
    example="“Kim Jong Un” in three places, “Kim Jong-il” in one",
)
def inconsistent(seen: Seen) -> Iterator[Found]:
    """One finding at each place that has another form than the commonest; short forms and possessives are no other form."""
    for variation in seen.names.variations:
        common = variation.forms[0][0]
        for mention in variation.others:
            if mention.segment_id == seen.pair.segment.id:
                yield Found(
                    message=f"The English says “{mention.form}” here and “{common}” elsewhere; the source has one name.",
                    source_span=mention.source_span,
                    target_span=mention.target_span,
                    source_value=common,
                    target_value=mention.form,
                )
