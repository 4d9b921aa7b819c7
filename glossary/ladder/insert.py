"""The very last rung: a term that the English leaves out put where the model finds it likeliest.

Tried are the word that stands for it, if any (see `occlusion`), and gaps between words near its place in the source, with the
words that usually join a name of its kind. A text is kept only if the model finds it hardly less likely, a token, than without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glossary.forms import Span
from glossary.judgement import judge
from glossary.ladder.accept import mean
from glossary.ladder.beside import FREE_AFTER
from glossary.ladder.occlusion import stand_for, stands_for
from glossary.ladder.records import Candidate, Candidates, Job, Limits, Terms
from glossary.ladder.scores import Scores
from glossary.ladder.wording import put
from glossary.terms import Term
from translations.loops import is_loop

GAPS = 3  # places tried for a term, nearest to where it stands in the source
# How English joins a name: what the source's preposition says, a word or a proclitic; where there is none, by the kind of name.
_PREPOSITIONS: Mapping[str, tuple[str, ...]] = {
    "ب": ("in",), "في": ("in",), "ل": ("to", "for"), "إلى": ("to",), "الى": ("to",), "من": ("from", "of"), "مع": ("with",),
    "ضد": ("against",), "على": ("on", "to"), "عن": ("of", "from"), "و": ("and",), "ك": ("as",), "نحو": ("to",),
    "وفق": ("according to",), "وفقا": ("according to",), "بحسب": ("according to",), "حسب": ("according to",),
}  # fmt: skip
_PLACE = ("of", "in")
_JOINERS: Mapping[str, tuple[str, ...]] = {
    "place": _PLACE, "country": _PLACE, "region": _PLACE, "month": ("in",), "weekday": ("on",), "nationality": (),
    "agency": ("of", "according to"), "outlet": ("of", "according to"), "treaty": ("of", "in"),
}  # fmt: skip
_NAME = ("of", "by")
_PLACES = frozenset({"place", "country", "region"})
_BARE = frozenset({"month", "weekday", "nationality"})  # kinds that English joins in one way only
QUOTES = tuple('"“«')
_SPEAKERS = frozenset({"person", "office", "country", "organisation", "agency", "outlet", "place"})
_SAID_BY_NOBODY = re.compile(r"[,.]?[\"”»],? (?=(?:said|added|stressed|announced|told)\b)")
_SPEAKS = re.compile(r"[^:\"«“]{0,60}:\s*[\"«“]")  # the name, some words perhaps, a colon and a quotation
NEGATION = re.compile(r"(?<!\w)[وف]?(?:غير|ليس|ليست|لا|بدون|دون) ?$")
# No name goes between a word and what it needs next.
_BOUND = re.compile(
    r"(?:\b(?:the|an?|of|in|on|at|to|for|from|by|with|and|or|as|who|that|which|is|are|was|were|be|been|has|have|had|not|no|its"
    r"|his|her|their|our|said|will|would|about|over|between|against|after|before|during|under|into|than)|['’]s?)$",
    re.IGNORECASE,
)
_FUNCTION_WORD = re.compile(r" ?(?:and|or|but|in|on|at|to|of|for|from|by|with|as|is|are|was|were|has|have|had|who|which|that)\b")
_GAP = re.compile(r"(?<=[\w,\"”]) (?=[\w\"“])|(?<=\w)(?=[.!?]$)")
_AT_END = re.compile(r"\W*(?:\w+\W*)?$")  # of the source after a term that the English may end with


@dataclass(slots=True)
class _Draft:
    """A job's English with the terms put in so far, and what stands for terms not yet put in."""

    text: str
    spans: dict[int, Span]
    versions: list[str]


def inserted(jobs: Sequence[Job], terms: Terms, scores: Scores, limits: Limits) -> Candidates:
    """The English with one missing term after another put in, each stage a candidate."""
    drafts = [_Draft(job.text, spans, []) for job, spans in zip(jobs, stand_for(jobs, terms, scores), strict=True)]
    for turn in range(max((len(job.unmet) for job in jobs), default=0)):
        open_ = [(n, job.unmet[turn]) for n, job in enumerate(jobs) if turn < len(job.unmet)]
        tried = [(n, [*_written(jobs[n], i, terms, drafts[n]), *_in_gaps(jobs[n], i, terms, drafts[n].text)]) for n, i in open_]
        for (n, _), ranked in zip(open_, _ranked(jobs, scores, drafts, tried, limits), strict=True):
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
    found = [put(draft.text, span, term)] if span and stands_for(job, index, span) else []
    if term.kind in _SPEAKERS:
        found += [put(draft.text, (m.end(), m.end()), term) for m in _SAID_BY_NOBODY.finditer(draft.text)]
        if _SPEAKS.match(job.source[job.matches[index].end :]) and draft.text[:1] in QUOTES:
            found.append(f"{put('', (0, 0), term)} said: {draft.text}")
    return found


def _in_gaps(job: Job, index: int, terms: Terms, text: str) -> list[str]:
    """The English with the term in gaps between two words, joined as the source joins it."""
    match, term = job.matches[index], terms[job.matches[index].term_id]
    before = job.source[: match.start - len(match.prefix)]
    # After a negation the English may say it with another word ("foreign" for غير الصينيين); a loop has no place for a name.
    if NEGATION.search(before) or is_loop(text, job.source):
        return []
    expected = match.start / max(1, len(job.source)) * len(text)
    joiners = _joiners(before, match.prefix, term.kind)
    open_ = [m.start() for m in _GAP.finditer(text) if not _BOUND.search(text[: m.start()])]
    if not _AT_END.match(job.source, match.end):
        open_ = [at for at in open_ if text[at] == " "]
    if joiners:  # nor between an adjective and its noun: no "state in Russia newspaper"
        open_ = [at for at in open_ if FREE_AFTER.match(text, at) and text[at - 1] != ","]
    else:
        open_ = [at for at in open_ if not _FUNCTION_WORD.match(text, at)]
    taken = judge(text, job.matches, terms, job.seen)
    # "in South Africa in India": what stands right behind a name of its kind would belong to that name.
    like = [v.span[1] for m, v in zip(job.matches, taken, strict=True) if v.span and terms[m.term_id].kind in _PLACES]
    if term.kind in _PLACES and joiners != ("and",):
        open_ = [at for at in open_ if at not in like]
    gaps = sorted(open_, key=lambda at: (abs(at - expected), at))[:GAPS]
    return [_joined(text, gap, term, word) for gap in gaps for word in joiners or ("",)]


def _joiners(before: str, prefix: str, kind: str) -> tuple[str, ...]:
    """The English words that may join a name to what stands before it, given the source before it and its proclitics."""
    usual = _JOINERS.get(kind, _NAME)
    if kind in _BARE:
        return usual
    attached = prefix.removesuffix("ال").removesuffix("لل") + ("ل" if prefix.endswith("لل") else "")
    word = (attached[-1:] if attached else before.split()[-1] if before.split() else "") if prefix or before else ""
    return _PREPOSITIONS.get(word) or _PREPOSITIONS.get(word.removeprefix("و")) or usual


def _joined(text: str, gap: int, term: Term, word: str) -> str:
    head, rest = f"{text[:gap]} {word}".rstrip() + " ", text[_gap(text, gap)[1] :]
    return " ".join(put(f"{head}{rest}", (len(head), len(head)), term).split())


def _gap(text: str, at: int) -> Span:
    """The space between two words, or nothing before the sentence's last mark."""
    return (at, at + 1) if text[at : at + 1] == " " else (at, at)


def _ranked(
    jobs: Sequence[Job], scores: Scores, drafts: Sequence[_Draft], asked: Sequence[tuple[int, Sequence[str]]], limits: Limits
) -> list[list[str]]:
    """For each (job, texts) the texts within the limits, the likeliest first; one batch."""
    flat = [(jobs[n].source, text) for n, texts in asked if texts for text in (drafts[n].text, *texts)]
    scored = iter(zip((text for _, text in flat), scores.of(flat), strict=True))
    ranked: list[list[str]] = []
    for _, texts in asked:
        if not texts:
            ranked.append([])
            continue
        _, (base, before) = next(scored)
        found = [(mean(after), text) for text, (new, after) in (next(scored) for _ in texts)
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
