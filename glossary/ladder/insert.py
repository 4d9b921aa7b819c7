"""The very last rung: a term that the English leaves out put where the model finds it likeliest.

Tried are the word that stands for it, if any (see `occlusion`), and gaps between words near its place in the source, with the
words that usually join a name of its kind. A text is kept only if the model finds it hardly less likely, a token, than without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glossary.forms import Span
from glossary.ladder.accept import mean
from glossary.ladder.occlusion import is_name, stand_for
from glossary.ladder.records import Candidate, Candidates, Job, Limits, Scorer, Terms
from glossary.ladder.wording import put

GAPS = 4  # places tried for a term, nearest to where it stands in the source
JOINED_AT = 2  # of these, the likeliest are tried with joining words
_PLACE = ("in", "to", "of", "and", "from")
_NAME = ("and", "of", "by", "with")
_JOINERS: Mapping[str, tuple[str, ...]] = {
    "place": _PLACE, "country": _PLACE, "region": _PLACE, "month": ("in",), "weekday": ("on",), "nationality": (),
    "agency": ("according to", *_NAME), "outlet": ("according to", *_NAME), "treaty": ("of", "and", "in", "to"),
}  # fmt: skip
QUOTES = tuple('"“«')
_SPEAKERS = frozenset({"person", "office", "country", "organisation", "agency", "outlet", "place"})
_SAID_BY_NOBODY = re.compile(r"[,.]?[\"”»],? (?=(?:said|added|stressed|announced|told)\b)")
_SPEAKS = re.compile(r"[^:\"«“]{0,60}:\s*[\"«“]")  # the name, some words perhaps, a colon and a quotation
NEGATION = re.compile(r"(?<!\w)[وف]?(?:غير|ليس|ليست|لا|بدون|دون) ?$")
NO_LIMITS = Limits(max_drop_inserted=float("inf"), max_drop_after_inserted=float("inf"))
# No name goes between a word and what it needs next, nor into the middle of another name.
_BOUND = re.compile(
    r"(?:\b(?:the|an?|of|in|on|at|to|for|from|by|with|and|or|as|who|that|which|is|are|was|were|be|been|has|have|had|not|no|its"
    r"|his|her|their|our|said|will|would|about|over|between|against|after|before|during|under|into|than)|['’]s?)$",
    re.IGNORECASE,
)
_WITHIN_NAME = re.compile(r"[A-Z][\w'’-]* [A-Z]")
_GAP = re.compile(r"(?<=[\w,\"”]) (?=[\w\"“])")


@dataclass(slots=True)
class _Draft:
    """A job's English with the terms put in so far, and what stands for terms not yet put in."""

    text: str
    spans: dict[int, Span]
    versions: list[str]


def inserted(jobs: Sequence[Job], terms: Terms, engine: Scorer, limits: Limits) -> Candidates:
    """The English with one missing term after another put in, each stage a candidate."""
    drafts = [_Draft(job.text, spans, []) for job, spans in zip(jobs, stand_for(jobs, terms, engine), strict=True)]
    for turn in range(max((len(job.unmet) for job in jobs), default=0)):
        open_ = [(n, job.unmet[turn]) for n, job in enumerate(jobs) if turn < len(job.unmet)]
        tried = [(n, _written(jobs[n], i, terms, drafts[n]), _in_gaps(jobs[n], i, terms, drafts[n])) for n, i in open_]
        best = _ranked(jobs, engine, drafts, [(n, list(gaps)) for n, _, gaps in tried], NO_LIMITS)
        whole = []
        for (n, i), (_, written, gaps), ranked in zip(open_, tried, best, strict=True):
            joiners = _JOINERS.get(terms[jobs[n].matches[i].term_id].kind, _NAME)
            at = [gaps[text] for text in ranked[:JOINED_AT]]
            joined = [_joined(drafts[n].text, gap, i, jobs[n], terms, word) for gap in at for word in joiners]
            whole.append((n, [*written, *joined, *(() if joiners else gaps)]))
        for (n, _), ranked in zip(open_, _ranked(jobs, engine, drafts, whole, limits), strict=True):
            draft = drafts[n]
            if ranked:
                draft.text = ranked[0]
                draft.spans = {}  # of a text that is no more
                draft.versions.append(draft.text)
    return [[Candidate(text, "edited") for text in draft.versions] for draft in drafts]


def _written(job: Job, index: int, terms: Terms, draft: _Draft) -> list[str]:
    """The term over the words that stand for it, and as the speaker of what is said by nobody ("…," said)."""
    term = terms[job.matches[index].term_id]
    span = draft.spans.get(index)
    found = [put(draft.text, span, term)] if span and is_name(draft.text, span) else []
    if term.kind in _SPEAKERS:
        found += [put(draft.text, (m.end(), m.end()), term) for m in _SAID_BY_NOBODY.finditer(draft.text)]
        if _SPEAKS.match(job.source[job.matches[index].end :]) and draft.text[:1] in QUOTES:
            found.append(f"{put('', (0, 0), term)} said: {draft.text}")
    return found


def _in_gaps(job: Job, index: int, terms: Terms, draft: _Draft) -> dict[str, int]:
    """The English with the term in a gap between two words, and which gap."""
    term = terms[job.matches[index].term_id]
    expected = job.matches[index].start / max(1, len(job.source)) * len(draft.text)
    if NEGATION.search(job.source[: job.matches[index].start - len(job.matches[index].prefix)]):
        return {}  # the English may say it with another word: "foreign" for غير الصينيين
    open_ = [m.start() for m in _GAP.finditer(draft.text) if not _BOUND.search(draft.text[: m.start()])]
    if _JOINERS.get(term.kind, _NAME):
        open_ = [at for at in open_ if not _WITHIN_NAME.match(draft.text, max(0, draft.text.rfind(" ", 0, at) + 1))]
    gaps = sorted(open_, key=lambda at: (abs(at - expected), at))[:GAPS]
    return {_spaced(put(draft.text, (gap, gap + 1), term)): gap for gap in gaps}


def _joined(text: str, gap: int, index: int, job: Job, terms: Terms, word: str) -> str:
    return _spaced(put(f"{text[:gap]} {word} {text[gap + 1 :]}", (gap + len(word) + 2,) * 2, terms[job.matches[index].term_id]))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _ranked(
    jobs: Sequence[Job], engine: Scorer, drafts: Sequence[_Draft], asked: Sequence[tuple[int, Sequence[str]]], limits: Limits
) -> list[list[str]]:
    """For each (job, texts) the texts within the limits, the likeliest first; one batch."""
    flat = [(n, text) for n, texts in asked for text in (drafts[n].text, *texts)]
    tokens = engine.target_tokens([text for _, text in flat])
    logs = engine.token_scores([jobs[n].source for n, _ in flat], tokens) if flat else []
    scored = iter(zip((text for _, text in flat), tokens, logs, strict=True))
    ranked: list[list[str]] = []
    for _, texts in asked:
        _, base, before = next(scored)
        found = [(mean(after), text) for text, new, after in (next(scored) for _ in texts)
                 if mean(after) >= mean(before) - limits.max_drop_inserted
                 and _change(base, before, new, after) >= -limits.max_drop_after_inserted]  # fmt: skip
        ranked.append([text for _, text in sorted(found, reverse=True)])
    return ranked


def _change(base: Sequence[str], before: Sequence[float], new: Sequence[str], after: Sequence[float]) -> float:
    """How much likelier the tokens that both texts end with (the end itself included) are in the new one, in all."""
    common = 0
    while common < min(len(base), len(new)) and base[-1 - common] == new[-1 - common]:
        common += 1
    return sum(after[-1 - common :]) - sum(before[-1 - common :])
