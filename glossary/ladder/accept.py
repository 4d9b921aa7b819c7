"""Which candidate replaces the English of a job: more terms satisfied, none lost, and nothing made worse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from glossary.judgement import judge
from glossary.ladder.records import Candidate, Candidates, Job, Limits, Scorer, Terms
from translations.loops import is_loop
from translations.text import has_letters

# (index of the job, English before, English after) -> whether numbers and dates are no worse; handed in, so that this floor
# knows nothing of quantities.
Guard = Callable[[int, str, str], bool]

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_BROKEN = re.compile(r"⁇|<unk>|\w- \w|(\w{1,3})\1{3,}|(.)\2{3,}")


def best_of(jobs: Sequence[Job], candidates: Candidates, terms: Terms, engine: Scorer, limits: Limits, guard: Guard) -> list[Job]:
    """Each job with the best of its candidates taken over, or as it was where none may be.

    Best is the candidate that satisfies most terms, then the one the model finds likeliest. All are scored in one batch.
    """
    pool: list[tuple[int, Candidate, Job]] = []
    for number, (job, offered) in enumerate(zip(jobs, candidates, strict=True)):
        for candidate in {c.text: c for c in reversed(offered)}.values():
            risen = _judged(job, candidate, terms)
            if risen and _sound(job, candidate.text, limits) and guard(number, job.text, candidate.text):
                pool.append((number, candidate, risen))
    tokens = engine.target_tokens([candidate.text for _, candidate, _ in pool])
    scores = engine.token_scores([jobs[number].source for number, _, _ in pool], tokens)
    forms = _tokens_of_forms(engine, jobs, pool)
    chosen = list(jobs)
    rank: dict[int, tuple[int, float, str]] = {}
    for (number, candidate, risen), target, logs in zip(pool, tokens, scores, strict=True):
        job = jobs[number]
        whole = mean(logs)
        around = mean(_outside(target, logs, [forms[form] for form in _brought_in(job, risen)]))
        if whole < job.free_score - limits.max_drop_with_terms or around < job.free_score - limits.max_drop:
            continue
        mine = (-len(risen.unmet), whole, candidate.text)
        if number not in rank or mine > rank[number]:
            rank[number], chosen[number] = mine, replace(risen, score=round(whole, 4))
    return chosen


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean, 0 for none."""
    return sum(values) / len(values) if values else 0.0


def _brought_in(job: Job, risen: Job) -> list[str]:
    """The forms as they stand in the risen text for terms that free decoding did not satisfy."""
    spans = (v.span for i, v in enumerate(risen.verdicts) if risen.how.get(i) != "satisfied_free" and v.span and not v.by_pronoun)
    return [risen.text[slice(*span)] for span in spans]


def _tokens_of_forms(engine: Scorer, jobs: Sequence[Job], pool: Sequence[tuple[int, Candidate, Job]]) -> dict[str, list[str]]:
    forms = sorted({form for number, _, risen in pool for form in _brought_in(jobs[number], risen)})
    return dict(zip(forms, engine.target_tokens(forms), strict=True))


def _outside(tokens: Sequence[str], logs: Sequence[float], terms: Sequence[Sequence[str]]) -> list[float]:
    """The log-probabilities of the tokens that belong to none of the terms."""
    inside: set[int] = set()
    for term in terms:
        # After a bracket or a quotation mark the first piece has no mark of a word's beginning.
        spellings = (list(term), [term[0].lstrip("▁"), *term[1:]]) if term else ()
        starts = (
            i for wanted in spellings for i in range(len(tokens) - len(wanted) + 1) if list(tokens[i : i + len(wanted)]) == wanted
        )
        for start in starts:
            if start not in inside:
                inside.update(range(start, start + len(term)))
                break
    return [log for i, log in enumerate(logs) if i not in inside]


def _judged(job: Job, candidate: Candidate, terms: Terms) -> Job | None:
    """The job with the candidate's text if it satisfies more terms and none less."""
    verdicts = tuple(judge(candidate.text, job.matches, terms, job.seen))
    gained = [i for i in job.unmet if verdicts[i].satisfied]
    lost = [i for i, verdict in enumerate(job.verdicts) if verdict.satisfied and not verdicts[i].satisfied]
    by_pronoun_now = [
        i for i, v in enumerate(verdicts) if v.by_pronoun and job.verdicts[i].satisfied and not job.verdicts[i].by_pronoun
    ]
    if not gained or lost or by_pronoun_now:
        return None
    how = {**job.how, **dict.fromkeys(gained, candidate.outcome)}
    return replace(job, text=candidate.text, verdicts=verdicts, how=how)


def _sound(job: Job, text: str, limits: Limits) -> bool:
    """No broken piece, no new source script, no new repetition, a length that fits both the English before and the source."""
    before, after, source = len(_WORD.findall(job.text)), len(_WORD.findall(text)), len(_WORD.findall(job.source))
    if not after or (has_letters(text, "Arab") and not has_letters(job.text, "Arab")):
        return False
    if len(_BROKEN.findall(text)) > len(_BROKEN.findall(job.text)):
        return False
    if repeats(text) > repeats(job.text) or (is_loop(text, job.source) and not is_loop(job.text, job.source)):
        return False
    low, high = limits.words_per_source_word
    fits_before = limits.min_length * before <= after <= limits.max_length * before + 3
    fits_source = low * source <= after <= high * source + 3
    return fits_before and fits_source


def repeats(text: str) -> int:
    """How many words are said again without need: a word twice in a row, or a run of three words that stood before."""
    words = [word.casefold() for word in _WORD.findall(text)]
    doubled = sum(1 for a, b in pairwise(words) if a == b)
    runs = Counter(zip(words, words[1:], words[2:], strict=False))
    return doubled + sum(count - 1 for count in runs.values())
