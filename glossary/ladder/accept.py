"""Which candidate replaces the English of a job: more terms satisfied, none lost, and nothing made worse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from glossary.forms import Span, approved, find_any
from glossary.judgement import judge
from glossary.ladder.records import Candidate, Candidates, Job, Limits, Terms
from glossary.ladder.scores import Scores
from translations.loops import is_loop
from translations.text import has_letters

# (index of the job, English before, English after) -> whether numbers and dates are no worse; handed in, so that this floor
# knows nothing of quantities.
Guard = Callable[[int, str, str], bool]

NAMES = frozenset({"person", "place", "country", "region", "nationality"})  # an article before their possessive is none of theirs
_LAST_WORD = re.compile(r"(?<!\w)(\w+) ?$")
MAX_SCORED = 3  # candidates of a job and rung, those that satisfy most terms; the others of a beam differ by a word or two
NEAR, NEAR_LETTERS = 4, 60  # words beside a term, and how far they are looked for
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_BROKEN = re.compile(r"⁇|<unk>|\w- \w|(\w{1,3})\1{3,}|(.)\2{3,}|\b(?:[Tt]he|[Aa]n?) (?:the|an?) ")
_ARTICLE_TWICE = re.compile(r"\b[Tt]he (?=[\"“«] ?(?:a|an|the) )")
_THE = re.compile(r"\bthe $", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


def best_of(jobs: Sequence[Job], candidates: Candidates, terms: Terms, scores: Scores, limits: Limits, guard: Guard) -> list[Job]:
    """Each job with the best of its candidates taken over, or as it was where none may be.

    Best is the candidate that satisfies most terms, then the one the model finds likeliest. All are scored in one batch.
    """
    pool: list[tuple[int, Candidate, Job]] = []
    for number, (job, offered) in enumerate(zip(jobs, candidates, strict=True)):
        fit: list[tuple[int, Candidate, Job]] = []
        for candidate in reversed({c.text: c for c in map(tidied, reversed(offered))}.values()):
            risen = _judged(job, candidate, terms)
            if (
                risen
                and _sound(job, candidate.text, limits)
                and not stammers(job, risen)
                and not misplaced(job, risen, terms)
                and guard(number, job.text, candidate.text)
            ):
                fit.append((number, candidate, risen))
        pool += sorted(fit, key=lambda item: len(item[2].unmet))[:MAX_SCORED]
    scored = scores.of([(jobs[number].source, candidate.text) for number, candidate, _ in pool])
    forms = _tokens_of_forms(scores, pool)
    chosen = list(jobs)
    rank: dict[int, tuple[int, float, str]] = {}
    for (number, candidate, risen), (target, logs) in zip(pool, scored, strict=True):
        job = jobs[number]
        whole = mean(logs)
        around = mean(_outside(target, logs, [forms[form] for form in _brought_in(risen)]))
        if whole < job.free_score - limits.max_drop_with_terms or around < job.free_score - limits.max_drop:
            continue
        mine = (-len(risen.unmet), whole, candidate.text)
        if number not in rank or mine > rank[number]:
            rank[number], chosen[number] = mine, replace(risen, score=round(whole, 4))
    return chosen


def tidied(candidate: Candidate) -> Candidate:
    """The candidate without an article before a quotation that has its own: "announced the “a founding document”"."""
    return replace(candidate, text=_ARTICLE_TWICE.sub("", candidate.text))


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean, 0 for none."""
    return sum(values) / len(values) if values else 0.0


def _brought_in(risen: Job) -> list[str]:
    """The forms as they stand in the risen text for terms that free decoding did not satisfy."""
    return [risen.text[slice(*span)] for span in _spans_brought_in(risen)]


def _spans_brought_in(risen: Job) -> list[Span]:
    return [v.span for i, v in enumerate(risen.verdicts) if risen.how.get(i) != "satisfied_free" and v.span and not v.by_pronoun]


def _tokens_of_forms(scores: Scores, pool: Sequence[tuple[int, Candidate, Job]]) -> dict[str, list[str]]:
    forms = sorted({form for _, _, risen in pool for form in _brought_in(risen)})
    return dict(zip(forms, scores.engine.target_tokens(forms), strict=True))


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


def stammers(job: Job, risen: Job) -> bool:
    """Whether a word of a term brought in stands right beside it once more, or words beside it are said twice, whatever the
    English before was like: "the Democratic People's Democratic People's Republic of Korea".
    """
    held = [verdict.span for verdict in risen.verdicts if verdict.span and not verdict.by_pronoun]
    for span in _spans_brought_in(risen):
        others = [other for other in held if other != span]
        before = list(_WORD.finditer(risen.text, max(0, span[0] - NEAR_LETTERS), span[0]))[-NEAR:]
        after = list(_WORD.finditer(risen.text, span[1], span[1] + NEAR_LETTERS))[:NEAR]
        free = [m for m in (*before, *after) if not any(m.start() < end and start < m.end() for start, end in others)]
        theirs = {_root(word) for word in _WORD.findall(risen.text[slice(*span)]) if len(word) > 3}
        if any(_root(m.group()) in theirs for m in free):
            return True
        first, last = before[0].start() if before else span[0], after[-1].end() if after else span[1]
        around = list(_WORD.finditer(risen.text, first, last))
        if repeats(risen.text[first:last]) > repeats(job.text) or any(_stammered(risen.text, a, b) for a, b in pairwise(around)):
            return True
    return False


def misplaced(job: Job, risen: Job, terms: Terms) -> bool:
    """Whether a term brought in stands where no writer puts it: "the North Korea's", "Putin Kim", or between a word and the same
    word again, as decoders do when they loop.
    """
    if articles_misplaced(risen, terms) > articles_misplaced(job, terms):
        return True
    kinds = {v.span: terms[m.term_id] for m, v in zip(risen.matches, risen.verdicts, strict=True) if v.span and not v.by_pronoun}
    people = sorted(span for span, term in kinds.items() if term.kind == "person")
    for span in _spans_brought_in(risen):
        text, term = risen.text, kinds[span]
        head, rest = text[: span[0]], text[span[1] :]
        if term.kind == "person" and any(text[a[1] : b[0]] == " " for a, b in pairwise(people) if span in (a, b)):
            return True
        before, after = _LAST_WORD.search(head), _WORD.match(rest.lstrip())
        if before and after and len(after.group()) > 3 and _root(before.group(1)) == _root(after.group()):
            return True
    return False


def articles_misplaced(job: Job, terms: Terms) -> int:
    """How many possessives of names without an article have one: "the North Korea's"."""
    names = [terms[match.term_id] for match in job.matches]
    forms = {form for term in names if term.kind in NAMES and term.article_policy != "the" for form in approved(term)}
    found = find_any(job.text, forms)
    return sum(bool(_THE.search(job.text[:start]) and _POSSESSIVE.search(job.text[start:end])) for start, end in found)


def _stammered(text: str, one: re.Match[str], two: re.Match[str]) -> bool:
    """Whether the same word stands twice with nothing but a space between; members of a list said twice were so before."""
    return _root(one.group()) == _root(two.group()) and not text[one.end() : two.start()].strip()


def _root(word: str) -> str:
    return word.casefold().removesuffix("'s").removesuffix("’s")


def repeats(text: str) -> int:
    """How many words are said again without need: a word twice in a row or with one word between, a pair of words twice in a row
    or with one word between, or a run of three words that stood before.

    >>> repeats("the Democratic People's Democratic Democratic People's Republic of Korea")
    3
    >>> repeats("relations between Moscow and Pyongyang, and the Moscow declaration")
    0
    """
    words = [_root(word) for word in _WORD.findall(text)]
    doubled = sum(1 for a, b in pairwise(words) if a == b)
    near = sum(1 for a, b, c in zip(words, words[1:], words[2:], strict=False) if a == c != b and len(a) > 3)
    pairs = list(pairwise(words))
    said = sum(1 for i, pair in enumerate(pairs) for later in pairs[i + 2 : i + 4] if pair == later and len("".join(pair)) > 6)
    runs = Counter(zip(words, words[1:], words[2:], strict=False))
    return doubled + near + said + sum(count - 1 for count in runs.values())
