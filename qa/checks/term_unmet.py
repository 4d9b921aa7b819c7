"""A glossary term that the English does not have in its approved form."""

from __future__ import annotations

from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check


@check(
    "term.unmet",
    mqm="terminology/inconsistent-with-resource",
    severity="warning",
    summary="A glossary term stands in the source and its approved English does not stand in the translation.",
    example="«حلف شمال الأطلسي» – “the North Atlantic pact” (approved: NATO)",
)
def unmet(seen: Seen) -> Iterator[Found]:
    """A warning: the English may still name the thing rightly. An error where a form stands that the glossary forbids."""
    for outcome in seen.pair.outcomes:
        if outcome.outcome != "unmet":
            continue
        match = outcome.match
        forbidden = bool(outcome.found) and outcome.target_span is not None
        says = f"says “{outcome.found}”" if outcome.found else "does not have it"
        yield Found(
            message=f"Glossary: {match.surface} is “{outcome.target}”; the English {says}.",
            source_span=(match.start, match.end),
            target_span=outcome.target_span,
            source_value=outcome.target,
            target_value=outcome.found,
            severity="error" if forbidden else None,
        )
