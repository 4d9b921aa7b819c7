"""The rungs in their order, each for what the rungs before it left unmet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from glossary.ladder.accept import Guard, best_of
from glossary.ladder.edit import edits
from glossary.ladder.insert import inserted
from glossary.ladder.locate import told_alone
from glossary.ladder.occlusion import occluded
from glossary.ladder.records import Candidates, Job, Limits, Scorer, Terms, quick, varied
from glossary.ladder.redecode import alternatives, avoiding, from_prefix, rerank
from glossary.ladder.substitute import canonical, latin_copies, stand_ins, unpunctuated

Rung = Callable[[Sequence[Job]], Candidates]


def climb(jobs: Sequence[Job], terms: Terms, engine: Scorer, limits: Limits, guard: Guard) -> list[Job]:
    """The jobs, each with the best English the ladder found for it; a job without unmet terms is returned as it is."""
    done = told_alone(jobs, terms, engine, quick(engine, limits)) if jobs else []
    for rung in _rungs(terms, engine, limits):
        open_ = [number for number, job in enumerate(done) if job.unmet]
        if not open_:
            break
        working = [done[number] for number in open_]
        offered = rung(working)
        for number, job in zip(open_, _taken(working, offered, open_, terms, engine, limits, guard), strict=True):
            done[number] = job
    return done


def _rungs(terms: Terms, engine: Scorer, limits: Limits) -> Iterator[Rung]:
    decoding, wide = quick(engine, limits), varied(engine, limits)
    yield rerank
    yield lambda jobs: from_prefix(jobs, terms, engine, decoding)
    yield lambda jobs: alternatives(jobs, terms, engine, limits, decoding)
    yield lambda jobs: canonical(jobs, terms, engine, decoding)
    yield lambda jobs: stand_ins(jobs, terms, engine, wide, 0)
    yield lambda jobs: latin_copies(jobs, terms, engine, decoding)
    yield lambda jobs: stand_ins(jobs, terms, engine, wide, 1)
    yield lambda jobs: unpunctuated(jobs, terms, engine, wide)
    yield lambda jobs: avoiding(jobs, terms, engine, decoding)
    yield lambda jobs: edits(jobs, terms)
    yield lambda jobs: occluded(jobs, terms, engine)
    yield lambda jobs: inserted(jobs, terms, engine, limits)


def _taken(
    jobs: Sequence[Job], offered: Candidates, numbers: Sequence[int], terms: Terms, engine: Scorer, limits: Limits, guard: Guard
) -> list[Job]:
    return best_of(jobs, offered, terms, engine, limits, lambda i, before, after: guard(numbers[i], before, after))
