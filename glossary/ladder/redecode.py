"""Rungs that decode again: from a forced prefix, from alternatives at the place, and without forbidden forms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.forms import find_any
from glossary.ladder.locate import places
from glossary.ladder.records import Candidate, Candidates, Job, Limits, Scorer, Terms
from glossary.ladder.wording import put
from glossary.terms import Term, TermMatch
from translations.models import Decoding

# A left-out name that the source has among its first words is the sentence's subject: «وقال بوتين: …» begins "Putin said".
_SUBJECTS = frozenset({"person", "office", "country", "organisation", "agency", "outlet"})
_OPENING_WORDS = 3
_OPENING = frozenset({"place", "region"})  # subjects only where the source begins with them
_QUOTATION = re.compile(r"\s*:\s*[\"«“]")


def rerank(jobs: Sequence[Job]) -> Candidates:
    """The other hypotheses of free decoding."""
    return [[Candidate(h.text, "reranked") for h in job.alternatives if h.finished] for job in jobs]


def from_prefix(jobs: Sequence[Job], terms: Terms, engine: Scorer, decoding: Decoding) -> Candidates:
    """The English kept up to the place where the term belongs, the term forced there, the rest decoded anew; one batch for
    all.
    """
    asked: list[tuple[int, str]] = []
    for number, job in enumerate(jobs):
        for index in job.unmet:
            term = terms[job.matches[index].term_id]
            found = places(job, index, terms)[:1]
            if found:
                changed = put(job.text, found[0].span, term)
                kept = len(job.text) - found[0].span[1]
                asked.append((number, changed[: len(changed) - kept].rstrip()))
            elif _may_open(job.source, job.matches[index], term):
                asked.append((number, put("", (0, 0), term)))
                if _QUOTATION.match(job.source[job.matches[index].end :]):
                    asked.append((number, f'{put("", (0, 0), term)} said: "'))
    asked = list(dict.fromkeys(asked))
    offered: Candidates = [[] for _ in jobs]
    if asked:
        prefixes = engine.target_tokens([prefix for _, prefix in asked])
        decoded = engine.translate_from_prefix([jobs[n].source for n, _ in asked], prefixes, decoding)
        for (number, _), hypotheses in zip(asked, decoded, strict=True):
            offered[number] += [Candidate(h.text, "redecoded") for h in hypotheses if h.finished]
    return offered


def _may_open(source: str, match: TermMatch, term: Term) -> bool:
    """Whether the English sentence may begin with the term."""
    words = source[: match.start].count(" ")
    return words <= _OPENING_WORDS if term.kind in _SUBJECTS else term.kind in _OPENING and not match.start


def alternatives(jobs: Sequence[Job], terms: Terms, engine: Scorer, limits: Limits, decoding: Decoding) -> Candidates:
    """Other continuations right where the term belongs; one example a call, so only for the first jobs of a batch."""
    offered: Candidates = [[] for _ in jobs]
    calls = 0
    for number, job in enumerate(jobs):
        for index in job.unmet[:1]:
            found = places(job, index, terms)[:1]
            if not found or calls >= limits.alternatives_for:
                continue
            calls += 1
            (prefix,) = engine.target_tokens([job.text[: found[0].span[0]].rstrip()]) if found[0].span[0] else ([],)
            hypotheses = engine.alternatives(job.source, prefix, limits.alternatives, decoding)
            offered[number] = [Candidate(h.text, "redecoded") for h in hypotheses if h.finished]
    return offered


def avoiding(jobs: Sequence[Job], terms: Terms, engine: Scorer, decoding: Decoding) -> Candidates:
    """Decoded again with the forbidden forms that stand in the English banned, in every casing; jobs with the same bans
    together.
    """
    offered: Candidates = [[] for _ in jobs]
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, job in enumerate(jobs):
        bans: set[str] = set()
        for index in job.unmet:
            term = terms[job.matches[index].term_id]
            bans.update(job.text[slice(*span)] for span in find_any(job.text, term.forbidden, term.case_policy))
        if bans:
            groups.setdefault(tuple(sorted(bans)), []).append(number)
    for forms, numbers in sorted(groups.items()):
        casings = sorted({variant for form in forms for variant in (form, form.lower(), form.capitalize())})
        banned = [tokens for tokens in engine.target_tokens(casings) if tokens]
        decoded = engine.translate_avoiding([jobs[n].source for n in numbers], banned, decoding)
        for number, hypotheses in zip(numbers, decoded, strict=True):
            offered[number] = [Candidate(h.text, "redecoded") for h in hypotheses if h.finished]
    return offered
