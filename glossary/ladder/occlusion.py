"""Where in the English a term's words went, asked of the model: which of its words become unlikely once the term is taken out.

Attention of stock models is not trained to align; this needs scores alone. The source without the term is scored beside the whole
one; the word of the English that loses most stands for the term, however wrong it is ("Gaza" for أوكرانيا).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.forms import Span, approved, find_any
from glossary.ladder.locate import is_opener
from glossary.ladder.records import Candidate, Candidates, Job, Terms
from glossary.ladder.scores import Scores
from glossary.ladder.skeleton import is_source_word
from glossary.ladder.wording import put, widened
from glossary.terms import TermMatch

MIN_LOSS = 2.5  # log-probability that a word must lose: it is then less than a tenth as likely
NEIGHBOUR = 0.4  # share of the most that a word beside it must lose to belong to it
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def occluded(jobs: Sequence[Job], terms: Terms, scores: Scores) -> Candidates:
    """The names that stand for missing terms written over, each and all at once."""
    found = stand_for(jobs, terms, scores)
    offered: Candidates = [[] for _ in jobs]
    for number, (job, spans) in enumerate(zip(jobs, found, strict=True)):
        named = sorted(((span, i) for i, span in spans.items() if stands_for(job, i, span)), reverse=True)
        together, last = job.text, len(job.text)
        for span, index in named:
            term = terms[job.matches[index].term_id]
            span = widened(job.text, span, term)
            offered[number].append(Candidate(put(job.text, span, term), "edited"))
            if span[1] <= last:
                together, last = put(together, span, term), span[0]
        if len(named) > 1:
            offered[number].append(Candidate(together, "edited"))
    return offered


def stand_for(jobs: Sequence[Job], terms: Terms, scores: Scores) -> list[dict[int, Span]]:
    """For each job the span of its English that stands for each unmet term, where the model knows one."""
    asked = [(number, index) for number, job in enumerate(jobs) for index in job.unmet]
    whole = scores.of([(jobs[n].source, jobs[n].text) for n, _ in asked])
    without = scores.of([(_without(jobs[n].source, jobs[n].matches[i]), jobs[n].text) for n, i in asked])
    found: list[dict[int, Span]] = [{} for _ in jobs]
    for (number, index), (tokens, with_it), (_, without_it) in zip(asked, whole, without, strict=True):
        job = jobs[number]
        losses = [before - after for before, after in zip(with_it, without_it, strict=True)]
        span = _most(job, index, terms, _by_word(job.text, tokens, losses))
        if span:
            found[number][index] = span
    return found


def _without(source: str, match: TermMatch) -> str:
    start = match.start - len(match.prefix) if source[: match.start].endswith(match.prefix) else match.start
    return f"{source[:start]} {source[match.end :]}".strip()


def _by_word(text: str, tokens: Sequence[str], losses: Sequence[float]) -> dict[Span, float]:
    """What each word of `text` loses: the sum over the tokens that begin in it."""
    words = [match.span() for match in _WORD.finditer(text)]
    found = dict.fromkeys(words, 0.0)
    at = word = 0
    for token, loss in zip(tokens, losses, strict=False):
        piece = token.replace("▁", "").strip()
        start = text.find(piece, at) if piece else -1
        if start < 0:
            continue
        at = start + len(piece)
        while word < len(words) and words[word][1] <= start:
            word += 1
        if word < len(words) and words[word][0] <= start:
            found[words[word]] += loss
    return found


def _most(job: Job, index: int, terms: Terms, losses: dict[Span, float]) -> Span | None:
    others = [f for i, m in enumerate(job.matches) if i != index for f in approved(terms[m.term_id])]
    taken = [*(v.span for v in job.verdicts if v.span), *find_any(job.text, others, "any")]
    words = [span for span in losses if not any(span[0] < end and start < span[1] for start, end in taken)]
    if not words:
        return None
    best = max(words, key=lambda span: losses[span])
    if losses[best] < MIN_LOSS:
        return None
    first = last = words.index(best)
    name = is_name(job.text, best)

    def belongs(span: Span, beside: Span) -> bool:
        between = job.text[min(span[1], beside[1]) : max(span[0], beside[0])]
        if between != " " or is_name(job.text, span) != name:
            return False
        return name or losses[span] >= NEIGHBOUR * losses[best]  # a name is one whole: no "Wuhan Kong"

    while first > 0 and belongs(words[first - 1], words[first]):
        first -= 1
    while last + 1 < len(words) and belongs(words[last + 1], words[last]):
        last += 1
    return words[first][0], words[last][1]


def stands_for(job: Job, index: int, span: Span) -> bool:
    """Whether the span is a name, and no other word of the source spells it ("Gilildah's" for غيلياد is not China)."""
    return is_name(job.text, span) and not is_source_word(job.text[slice(*span)], _without(job.source, job.matches[index]))


def is_name(text: str, span: Span) -> bool:
    """Whether a word of the span has a capital that is not just a sentence's."""
    return any(w.group()[0].isupper() and not is_opener(w.group()) for w in _WORD.finditer(text[slice(*span)]))
