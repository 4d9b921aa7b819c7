"""Rungs on the source side: the spelling the model knows, a well-known name in the term's stead, the English name itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from glossary.forms import approved
from glossary.ladder.records import Candidate, Candidates, Job, Scorer, Terms
from glossary.ladder.surrogates import replaced, swap
from glossary.terms import TermMatch
from translations.models import Decoding

_MARKS = re.compile(r"[\"«»“”،:]")
_BRACKET = re.compile(r"\( +(?=\w)")  # the decoder's own space before a name in Latin letters
Back = Callable[[str], str | None]


def canonical(jobs: Sequence[Job], terms: Terms, engine: Scorer, decoding: Decoding) -> Candidates:
    """Decoded again with each missing term in its canonical spelling, where the glossary gives one."""

    def change(job: Job) -> tuple[str, Back] | None:
        wanted = [m for m in _missing(job) if terms[m.term_id].canonical_source not in ("", m.surface)]
        return (_all_replaced(job, wanted, lambda m: terms[m.term_id].canonical_source), _same) if wanted else None

    return _decoded(jobs, engine, decoding, change)


def stand_ins(jobs: Sequence[Job], terms: Terms, engine: Scorer, decoding: Decoding, round_: int) -> Candidates:
    """Decoded again with well-known names for the missing terms, put back afterwards.

    After the first round the sentence also goes without quotation marks and commas: weak models drop names around them.
    """

    def change(job: Job) -> tuple[str, Back] | None:
        missing = _missing(job)
        language = terms[missing[0].term_id].source_lang if missing else ""
        named = " ".join(form for match in job.matches for form in approved(terms[match.term_id]))
        made = swap(job.source, missing, terms, language, round_, job.free_text, named)
        if made is None:
            return None
        return (_plain(made.source) if round_ else made.source, made.back)

    return _decoded(jobs, engine, decoding, change)


def latin_copies(jobs: Sequence[Job], terms: Terms, engine: Scorer, decoding: Decoding) -> Candidates:
    """Decoded again with the English names in the source: models trained on the web's texts copy Latin letters."""

    def change(job: Job) -> tuple[str, Back] | None:
        missing = _missing(job)
        names = [m for m in missing if terms[m.term_id].kind not in {"treaty", "office"}]
        if swap(job.source, missing, terms, terms[missing[0].term_id].source_lang, 0, job.free_text):
            return None  # well-known names serve better and were tried
        return (_all_replaced(job, names, lambda m: terms[m.term_id].target), _same) if names else None

    return _decoded(jobs, engine, decoding, change)


def _decoded(
    jobs: Sequence[Job], engine: Scorer, decoding: Decoding, change: Callable[[Job], tuple[str, Back] | None]
) -> Candidates:
    offered: Candidates = [[] for _ in jobs]
    asked = [(number, made) for number, job in enumerate(jobs) if job.unmet and (made := change(job))]
    if asked:
        decoded = engine.translate([source for _, (source, _) in asked], decoding)
        for (number, (_, back)), hypotheses in zip(asked, decoded, strict=True):
            texts = (_BRACKET.sub("(", back(h.text) or "") for h in hypotheses if h.finished)
            offered[number] = [Candidate(text, "substituted") for text in texts if text]
    return offered


def _missing(job: Job) -> list[TermMatch]:
    """The matches that free decoding does not satisfy: unmet ones and those that other rungs have satisfied, lest they are
    lost.
    """
    return [m for i, m in enumerate(job.matches) if job.how.get(i) != "satisfied_free"]


def _all_replaced(job: Job, matches: Sequence[TermMatch], word: Callable[[TermMatch], str]) -> str:
    text = job.source
    for match in sorted(matches, key=lambda m: -m.start):
        text = replaced(text, match, word(match))
    return text


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())


def _same(text: str) -> str:
    return text
