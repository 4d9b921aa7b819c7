"""A left-out term put beside what stands beside it in the source too: the other members of a list, the day or year of a month.

Nothing is decoded, and nothing is put where no such neighbour stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from glossary.forms import Span
from glossary.judgement import Verdict, judge
from glossary.ladder.locate import LIKE_KINDS
from glossary.ladder.records import Candidate, Candidates, Job, Terms
from glossary.ladder.wording import put
from glossary.terms import Term
from translations.conventions import conventions

# Between two members of a list in the source: a comma, a word for "and", or both.
_JOINED = re.compile(r"\s*(?:[،,、]\s*)?(?:و|and|и|et|y|e|und|ve|dan|和)?\s*(?:ال)?")
_LIST_PREFIXES = frozenset({"", "و", "ال", "وال"})
# The same in the English, an article included.
_ENGLISH_JOINT = re.compile(r"(?:, (?:and |or )?|,? (?:and|or) )(?:the )?", re.IGNORECASE)
_LIST_GOES_ON = re.compile(r",? (?:and|or) (?:the )?[A-Z]")
_AND_BEFORE = re.compile(r",? and ((?:the )?)$", re.IGNORECASE)
_COMMA_BEFORE = re.compile(r", ((?:the )?)$", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"\bthe $", re.IGNORECASE)
# What may follow a name that another is joined to, or a day that a month follows: not a noun ("Moscow officials", "9 people").
FREE_AFTER = re.compile(
    r"\s*$|\s*[.,;:!?)\"”»]|\s+(?:\d{4}\b|(?:and|or|but|in|on|at|to|of|for|from|by|with|as|is|are|was|were|has|have|had|will|would|who"
    r"|which|that|while|when|where|after|before|until|since|during|against|today|yesterday|now|here|again|also|said)\b)"
)
_LIKE_PLACES = frozenset({"place", "country", "region"})
_IN = re.compile(r"\s+(?:في\s+|ب)(?:ال)?")
_IN_BEFORE = re.compile(r"\b(in)(?: the)? $", re.IGNORECASE)
_NOUN = re.compile(r" (?!(?:and|or|in|on|at|to|of|for|from|by|with|is|are|was|were|has|have|had|said)\b)[a-z]")
_DAY = re.compile(r"(?<![\d.,:/-])(\d{1,2})\s+(?:من\s+)?(?:شهر\s+)?$")
_YEAR = re.compile(r"\s+(?:(?:من\s+)?(?:ال)?عام\s+|سنة\s+)?(\d{4})(?!\d)")
_YEAR_AFTER = re.compile(r"(?:in|of|since|from|until|by|during) $", re.IGNORECASE)


def beside(jobs: Sequence[Job], terms: Terms) -> Candidates:
    """For each job its English with each left-out term put in, and with all of them."""
    offered: Candidates = []
    for job in jobs:
        texts: list[str] = []
        together, verdicts = job.text, list(job.verdicts)
        for index in job.unmet:
            texts += [made] if (made := _with(job, index, job.text, job.verdicts, terms)) else []
            more = _with(job, index, together, verdicts, terms)
            if more:
                together, verdicts = more, judge(more, job.matches, terms, job.seen)
        offered.append([Candidate(text, "edited") for text in dict.fromkeys((*texts, together)) if text != job.text])
    return offered


def _with(job: Job, index: int, text: str, verdicts: Sequence[Verdict], terms: Terms) -> str:
    term = terms[job.matches[index].term_id]
    if term.kind == "month":
        return _dated(job, index, text, term)
    ways = (_within, _hyphened) if term.kind in _LIKE_PLACES else (_hyphened,)
    return next((made for way in (_listed, *ways) if (made := way(job, index, text, verdicts, terms))), "")


def _listed(job: Job, index: int, text: str, verdicts: Sequence[Verdict], terms: Terms) -> str:
    """The text with the term beside the member before it in the source's list, else the one after it; empty for neither."""
    term, before, after = terms[job.matches[index].term_id], _member(job, index, -1, terms), _member(job, index, 1, terms)
    first, next_ = (_place(text, verdicts, job, n, terms) for n in (before, after))
    if first:
        return _after(text, first, next_, _place(text, verdicts, job, _member(job, before, -1, terms), terms), term)
    return _before(text, next_, term) if next_ else ""


def _within(job: Job, index: int, text: str, verdicts: Sequence[Verdict], terms: Terms) -> str:
    """A place joined by "in" to the name that the source joins it to: «روسيا في أوكرانيا», «ووهان بالصين»."""
    term = terms[job.matches[index].term_id]
    if index and _is_in(job, index):
        span = _place(text, verdicts, job, index - 1, terms)
        if span and FREE_AFTER.match(text[span[1] :]):
            return _put(text[: span[1]] + " in ", text[span[1] :], term)
    if index + 1 < len(job.matches) and _is_in(job, index + 1) and terms[job.matches[index + 1].term_id].kind in _LIKE_PLACES:
        span = _place(text, verdicts, job, index + 1, terms)
        if span and (found := _IN_BEFORE.search(text[: span[0]])):
            return _put(text[: found.end(1)] + " ", f", {text[found.end(1) :].lstrip()}", term)
    return ""


def _is_in(job: Job, index: int) -> bool:
    """Whether the source has nothing but "in" between a match and the one before it."""
    before, match = job.matches[index - 1], job.matches[index]
    between = job.source[before.end : match.start]
    return before.term_id != match.term_id and bool(_IN.fullmatch(between))


def _hyphened(job: Job, index: int, text: str, verdicts: Sequence[Verdict], terms: Terms) -> str:
    """Of two nationalities side by side, «المحادثات الروسية الكورية», the one left out, joined to the other by a hyphen."""
    term = terms[job.matches[index].term_id]
    for other in (index - 1, index + 1):
        if term.kind != "nationality" or not 0 <= other < len(job.matches) or terms[job.matches[other].term_id].kind != term.kind:
            continue
        one, two = sorted((index, other))
        between = job.source[job.matches[one].end : job.matches[two].start]
        span = _place(text, verdicts, job, other, terms)
        named = terms[job.matches[other].term_id].target
        if between.strip() not in {"", "ال"} or span is None or text[slice(*span)] != named or not _NOUN.match(text, span[1]):
            continue
        if other > index:
            return _put(text[: span[0]], f"-{text[span[0] :]}", term)
        return _put(f"{text[: span[1]]}-", text[span[1] :], term)
    return ""


def _member(job: Job, index: int | None, step: int, terms: Terms) -> int | None:
    """The match next to `index` if the source joins the two in one list."""
    if index is None or not 0 <= index + step < len(job.matches):
        return None
    one, two = sorted((index, index + step))
    left, right = job.matches[one], job.matches[two]
    between = job.source[left.end : right.start]
    kinds = {terms[match.term_id].kind for match in (left, right)}
    like = len(kinds) == 1 or any(kinds <= group for group in LIKE_KINDS)
    joined = between.strip().removesuffix("ال") and _JOINED.fullmatch(between)
    return index + step if like and joined and right.prefix in _LIST_PREFIXES and left.term_id != right.term_id else None


def _place(text: str, verdicts: Sequence[Verdict], job: Job, index: int | None, terms: Terms) -> Span | None:
    """Where a member stands by its own name, so that another name may be joined to it."""
    if index is None:
        return None
    term = terms[job.matches[index].term_id]
    # Of a name that stands less often than it should, which mention is left out is not known.
    spans = [v.span for m, v in zip(job.matches, verdicts, strict=True) if m.term_id == term.id and v.span and not v.reason]
    span = verdicts[index].span if not verdicts[index].reason else None
    span = span or (spans[0] if len(spans) == 1 else None)
    if span is None:
        return None
    form = text[slice(*span)]
    if term.kind != "nationality" and form.casefold() != term.target.casefold() and not form.replace(".", "").isupper():
        return None  # "Chinese" for China, "Moscow's": nothing can be joined to these
    return span


def _after(text: str, span: Span, next_: Span | None, earlier: Span | None, term: Term) -> str:
    head, rest = text[: span[1]], text[span[1] :]
    if _LIST_GOES_ON.match(rest):
        return _put(head + ", ", rest, term)
    if next_ and next_[0] >= span[1] and _ENGLISH_JOINT.fullmatch(text, span[1], next_[0]):
        return _put(head + ", ", rest, term)
    if term.kind != "nationality" and not FREE_AFTER.match(rest):
        return ""
    joint = _ENGLISH_JOINT.fullmatch(text, earlier[1], span[0]) if earlier and earlier[1] <= span[0] else None
    if earlier and joint and " and " in joint.group():
        head = f"{text[: earlier[1]]}, {text[joint.end() - len('the ') if joint.group().endswith('the ') else span[0] : span[1]]}"
    return _put(head + " and ", rest, term)


def _before(text: str, span: Span, term: Term) -> str:
    head, rest = text[: span[0]], text[span[0] :]
    if found := _AND_BEFORE.search(head):
        return _put(f"{head[: found.start()]}, ", f" and {found.group(1)}{rest}", term)
    if found := _COMMA_BEFORE.search(head):
        return _put(f"{head[: found.start()]}, ", f", {found.group(1)}{rest}", term)
    if found := _ARTICLE_BEFORE.search(head):
        head, rest = head[: found.start()], found.group() + rest
    return _put(head, f" and {rest}", term)


def _put(head: str, rest: str, term: Term) -> str:
    return put(head + rest, (len(head), len(head)), term)


def _dated(job: Job, index: int, text: str, term: Term) -> str:
    """The text with the month after its day ("on 9" for «9 مارس») or before its year ("in 2020"), where only one place fits."""
    match = job.matches[index]
    head, rest = job.source[: match.start - len(match.prefix)], job.source[match.end :]
    if day := _DAY.search(head):
        places = [
            m.end()
            for m in re.finditer(rf"(?<![\w.,:/$€£-]){int(day.group(1))}(?:st|nd|rd|th)?(?![\w%:/-])(?![.,]\d)", text)
            if FREE_AFTER.match(text, m.end()) and not _month_beside(text, m.span())
        ]
        return put(text, (places[0], places[0]), term) if len(places) == 1 else ""
    if year := _YEAR.match(rest):
        places = [
            m.start()
            for m in re.finditer(rf"(?<![\w.,:/-]){int(year.group(1))}(?![\w%:/-])", text)
            if _YEAR_AFTER.search(text[: m.start()])
        ]
        return put(text, (places[0], places[0]), term) if len(places) == 1 else ""
    return ""


def _month_beside(text: str, span: Span) -> bool:
    """Whether a month's name stands right before or after a number."""
    before = re.search(r"(\w+)\.?,? (?:the )?$", text[: span[0]])
    after = re.match(r"(?: of)? (\w+)", text[span[1] :])
    return any(word and word.group(1).casefold() in _months() for word in (before, after))


@cache
def _months() -> frozenset[str]:
    return frozenset(name.casefold() for names in conventions("en").months.values() for name in names)
