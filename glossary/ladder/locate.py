"""Where in the English a missing term went wrong, told from the words alone.

The compact model's attention was not trained to align and stock releases differ, so the place is found by what stands there: a
forbidden form, what the model makes of the term's words by themselves, a near spelling ("Oshakov" for Ushakov), a neighbour
said twice, or a name that
no term and no source word explains ("Stockholm said").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from glossary.distance import similarity
from glossary.forms import Span, approved, find_any, flat
from glossary.ladder.records import Job, Scorer, Terms
from glossary.ladder.skeleton import is_source_word
from glossary.ladder.wording import widened
from glossary.terms import Term
from translations.models import Decoding

MIN_SIMILARITY = 0.6  # of the letters; "Karmlin" and Kremlin reach 0.71, two unrelated names of one length about 0.2
SHORT_NAME, MIN_SIMILARITY_SHORT = 6, 0.75  # letters: one in four of a short name is all that may differ
# Of several names left out, one may take an unexplained name's place only if the two are at least this much alike.
MIN_SIMILARITY_OF_MANY = 0.35
MIN_LETTERS_ALONE = 4  # a shorter word stands in a sentence for other reasons
MIN_LETTERS_UNEXPLAINED = 5  # "AP" or "RT" stand in brackets, not where a name was garbled
MAX_PLACES = 3
MAX_BETWEEN_DOUBLED = 6  # characters: " and ", ", "
# Relative positions in source and English are compared; a name further off than this is another name.
MAX_DISTANCE = 0.4

_NAME_KINDS = frozenset({"person", "place", "country", "agency", "outlet", "organisation", "brand", "region"})
# A model garbles names it has hardly seen; a country it knows is left out, and another name in its stead is another name.
_GARBLED_KINDS = frozenset({"person", "agency", "outlet", "organisation", "brand"})
LIKE_KINDS = (frozenset({"place", "country", "region"}), frozenset({"agency", "outlet", "organisation"}))
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NAME = re.compile(r"[A-Z][^\W\d_]*(?:[-'’][^\W\d_]+)*(?: [A-Z][^\W\d_]*(?:[-'’][^\W\d_]+)*)*")
# Words that begin a sentence with a capital and are no name.
_OPENERS = frozenset(
    "a an the this that these those in on at of for from to by with and but or as if when while after before since he she it "
    "they we i his her its their our there here according under during also however president prime minister leader king today "
    "not no some more most many all about nearly over one two three moreover including such other each both".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the English that should hold the term, and why it is thought so."""

    span: Span
    why: Literal["forbidden", "alone", "near", "head", "doubled", "unexplained"]


def places(job: Job, index: int, terms: Terms) -> list[Place]:
    """Up to three spans of `job.text` that stand where the term of match `index` belongs, the surest first."""
    term = terms[job.matches[index].term_id]
    taken = [verdict.span for verdict in job.verdicts if verdict.span]
    # Forms of the sentence's other terms, even where one stands too often.
    others_forms = [f for m in job.matches if m.term_id != term.id for f in approved(terms[m.term_id])]
    theirs = find_any(job.text, others_forms, "any")
    forbidden = [Place(s, "forbidden") for s in find_any(job.text, term.forbidden, term.case_policy) if not _touches(s, taken)]
    near = [Place(span, "near") for span in _near(job.text, term, taken, _elsewhere(job, index))]
    alone = [
        Place(span, "alone")
        for span in find_any(job.text, job.alone.get(index, ()), "any")
        if not _touches(span, (*taken, *theirs))
    ]
    unexplained = [Place(span, "unexplained") for span in _unexplained(job, index, term, terms, taken)]
    others = {i: _near(job.text, terms[job.matches[i].term_id], taken, _elsewhere(job, i)) for i in job.unmet if i != index}
    rivals = [span for spans in others.values() for span in spans]
    many = any(not spans and terms[job.matches[i].term_id].kind in _NAME_KINDS for i, spans in others.items())
    found: dict[Span, Place] = {}
    held = [*taken, *theirs]
    head = [Place(span, "head") for span in _head(job.text, term, held)]
    for place in (*forbidden, *alone, *near, *head, *_doubled(job, index, terms), *unexplained):
        doubtful = many or term.kind not in _GARBLED_KINDS
        if place.why == "unexplained" and (_touches(place.span, rivals) or (doubtful and not _alike(job.text, place.span, term))):
            continue
        wide = widened(job.text, place.span, term)
        place = place if _touches(wide, held) else replace(place, span=wide)
        if not any(_overlap(place.span, other) for other in found):
            found[place.span] = place
    return list(found.values())[:MAX_PLACES]


def _near(text: str, term: Term, taken: Sequence[Span], elsewhere: str) -> list[Span]:
    """Spans that look like a form of the term; `elsewhere` is the source without it, whose names are no misspelling of this one
    ("Interfax news agency" is not the RIA news agency).
    """
    words = [match.span() for match in _WORD.finditer(text)]
    scored: list[tuple[float, Span]] = []
    for form in dict.fromkeys((term.target, *approved(term)[:3])):
        size = len(form.split())
        named = form[0].isupper() and term.case_policy != "any"
        target = flat(form).casefold()
        floor = MIN_SIMILARITY if len(target) >= SHORT_NAME else MIN_SIMILARITY_SHORT
        for first in range(len(words)):
            # Without its noun a phrase is another one ("world in Ukraine" is no "war in Ukraine"), a name is still the name.
            for count in {max(1, size - 1), size, size + 1} if named else {size, size + 1}:
                if first + count > len(words):
                    continue
                span = (words[first][0], words[first + count - 1][1])
                if _touches(span, taken):
                    continue
                there = flat(text[slice(*span)])
                if named and there.islower():
                    continue  # "talks" is no TASS, "plans" no Poland
                closeness = similarity(there.casefold(), target, floor)
                others = " ".join(word for word in _WORD.findall(there) if word.casefold() not in target)
                if closeness and not (others and is_source_word(others, elsewhere)):
                    scored.append((-closeness, span))
    return [span for _, span in sorted(scored)]


def _elsewhere(job: Job, index: int) -> str:
    return f"{job.source[: job.matches[index].start]} {job.source[job.matches[index].end :]}"


def _head(text: str, term: Term, held: Sequence[Span]) -> list[Span]:
    """The unit of a currency without its nation: "dollars" for «دولار أمريكي»."""
    if term.kind != "currency" or " " not in term.target:
        return []
    return [span for span in find_any(text, (term.target.rpartition(" ")[2],), "any") if not _touches(span, held)]


def _doubled(job: Job, index: int, terms: Terms) -> list[Place]:
    """The mention of another name that stands twice in a row where the source has it once: «موسكو وبيونغ يانغ» for
    "Pyongyang and Pyongyang". The nearest in the source first.
    """
    missing, term = job.matches[index], terms[job.matches[index].term_id]
    group = next((kinds for kinds in LIKE_KINDS if term.kind in kinds), frozenset({term.kind}))
    found: list[tuple[int, Place]] = []
    for other_id in dict.fromkeys(match.term_id for match in job.matches if match.term_id != term.id):
        other = terms[other_id]
        mentions = [match.start for match in job.matches if match.term_id == other_id]
        spans = find_any(job.text, approved(other), other.case_policy)
        if other.kind not in group or len(spans) <= len(mentions):
            continue
        for one, two in pairwise(spans):
            if two[0] - one[1] <= MAX_BETWEEN_DOUBLED:
                place = Place(one if missing.start < mentions[0] else two, "doubled")
                found.append((min(abs(missing.start - start) for start in mentions), place))
    return [place for _, place in sorted(found, key=lambda item: item[0])]


def _unexplained(job: Job, index: int, term: Term, terms: Terms, taken: Sequence[Span]) -> list[Span]:
    """Runs of capitalised words that belong to no satisfied term, nearest in relative position first."""
    if term.kind not in _NAME_KINDS or len(term.target) < MIN_LETTERS_UNEXPLAINED:
        return []
    expected = job.matches[index].start / max(1, len(job.source))
    # A name that some term of the sentence explains is not in the wrong place, even where it stands once too often.
    named = [form for match in job.matches for form in (*approved(terms[match.term_id]), *terms[match.term_id].forbidden)]
    explained = find_any(job.text, named, "any")
    # So is a word that a term of the sentence has in its name: "Republic", "Pacific".
    theirs = {word.casefold() for form in named for word in _WORD.findall(form)}
    found: list[tuple[float, Span]] = []
    for match in _NAME.finditer(job.text):
        span = _without_opener(job.text, match.span())
        if span is None or _touches(span, (*taken, *explained)) or job.text[slice(*span)] in job.source:
            continue
        if is_source_word(job.text[slice(*span)], _elsewhere(job, index)):
            continue
        if theirs.intersection(word.casefold() for word in _WORD.findall(job.text[slice(*span)])):
            continue
        distance = abs(span[0] / max(1, len(job.text)) - expected)
        if distance <= MAX_DISTANCE:
            found.append((distance, span))
    return [span for _, span in sorted(found)]


def _without_opener(text: str, span: Span) -> Span | None:
    start, end = span
    while start < end:
        word, _, rest = text[start:end].partition(" ")
        if word.casefold() not in _OPENERS:
            return start, end
        if not rest:
            return None
        start = end - len(rest)
    return None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _alike(text: str, span: Span, term: Term) -> bool:
    return similarity(flat(text[slice(*span)]).casefold(), flat(term.target).casefold(), MIN_SIMILARITY_OF_MANY) > 0


def told_alone(jobs: Sequence[Job], terms: Terms, engine: Scorer, decoding: Decoding) -> list[Job]:
    """The jobs with `alone` filled: each unmet term's words decoded by themselves, equal words once."""
    surfaces = sorted({job.matches[i].surface for job in jobs for i in job.unmet})
    decoded = engine.translate(surfaces, decoding) if surfaces else []
    english = {surface: _bare(found[0].text) for surface, found in zip(surfaces, decoded, strict=True)}

    def told(job: Job, index: int) -> tuple[str, ...]:
        text = english[job.matches[index].surface]
        named = terms[job.matches[index].term_id].kind in _NAME_KINDS
        return (text,) if text and not (named and text.islower()) else ()

    return [replace(job, alone={index: told(job, index) for index in job.unmet}) for job in jobs]


def _bare(text: str) -> str:
    """A decoded name without the full stop and the article a model adds; empty where nothing is left to look for."""
    name = text.strip(" .,;:!?\"'“”«»()")
    name = re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE)
    return name if len(name) >= MIN_LETTERS_ALONE else ""


def is_opener(word: str) -> bool:
    """Whether a capital on this word says only that a sentence begins."""
    return word.casefold() in _OPENERS


def _touches(span: Span, taken: Sequence[Span]) -> bool:
    return any(_overlap(span, other) for other in taken)
