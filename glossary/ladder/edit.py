"""The last rung: the term written over the words that stand in its place, with article and possessive repaired."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.ladder.locate import Place, places
from glossary.ladder.records import Candidate, Candidates, Job, Terms
from glossary.ladder.wording import put


def edits(jobs: Sequence[Job], terms: Terms) -> Candidates:
    """One candidate a place of each missing term, and one with all surest places written over at once."""
    offered: Candidates = []
    for job in jobs:
        candidates: list[Candidate] = []
        together = job.text
        # From the right, so that earlier places keep their positions.
        surest = [(found[0], index) for index in job.unmet if (found := _sure(job, index, terms))]
        for place, index in sorted(surest, key=lambda item: -item[0].span[0]):
            together = put(together, place.span, terms[job.matches[index].term_id])
        candidates.append(Candidate(together, "edited"))
        for index in job.unmet:
            term = terms[job.matches[index].term_id]
            candidates += [Candidate(put(job.text, place.span, term), "edited") for place in _sure(job, index, terms)]
        offered.append([candidate for candidate in candidates if candidate.text != job.text])
    return offered


def _sure(job: Job, index: int, terms: Terms) -> list[Place]:
    """Places whose words are a wrong form or a misspelling of the term; a name that is merely unexplained is not written over."""
    return [place for place in places(job, index, terms) if place.why != "unexplained"]
