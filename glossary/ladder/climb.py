"""The rungs in their order, each for what the rungs before it left unmet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from glossary.ladder.accept import Guard, best_of
from glossary.ladder.beside import beside
from glossary.ladder.edit import edits
from glossary.ladder.insert import inserted
from glossary.ladder.locate import told_alone
from glossary.ladder.occlusion import occluded
from glossary.ladder.parts import by_parts
from glossary.ladder.records import Candidates, Job, Limits, Terms, quick, varied
from glossary.ladder.redecode import alternatives, avoiding, from_prefix, rerank
from glossary.ladder.scores import Scores
from glossary.ladder.substitute import canonical, latin_copies, stand_ins

Rung = tuple[Callable[[Sequence[Job]], Candidates], Limits]


def climb(jobs: Sequence[Job], terms: Terms, scores: Scores, limits: Limits, guard: Guard) -> list[Job]:
    """The jobs, each with the best English the ladder found for it; a job without unmet terms is returned as it is."""
    done = told_alone(jobs, terms, scores.engine, quick(scores.engine, limits)) if jobs else []
    for rung, its_limits in _rungs(terms, scores, limits):
        open_ = [number for number, job in enumerate(done) if job.unmet]
        if not open_:
            break
        working = [done[number] for number in open_]
        offered = rung(working)
        for number, job in zip(open_, _taken(working, offered, open_, terms, scores, its_limits, guard), strict=True):
            done[number] = job
    return done


def _rungs(terms: Terms, scores: Scores, limits: Limits) -> Iterator[Rung]:
    engine = scores.engine
    decoding, wide = quick(engine, limits), varied(engine, limits)
    yield rerank, limits
    yield lambda jobs: from_prefix(jobs, terms, engine, decoding), limits
    yield lambda jobs: alternatives(jobs, terms, engine, limits, decoding), limits
    yield lambda jobs: canonical(jobs, terms, engine, decoding), limits
    yield lambda jobs: stand_ins(jobs, terms, engine, wide, 0), limits
    yield lambda jobs: latin_copies(jobs, terms, engine, decoding), limits
    yield lambda jobs: avoiding(jobs, terms, engine, decoding), limits
    yield lambda jobs: edits(jobs, terms), limits
    yield lambda jobs: beside(jobs, terms), limits
    yield lambda jobs: by_parts(jobs, engine, decoding), replace(limits, max_drop=max(limits.max_drop, limits.max_drop_by_parts))
    yield lambda jobs: stand_ins(jobs, terms, engine, wide, 1), limits
    yield lambda jobs: occluded(jobs, terms, scores), limits
    yield lambda jobs: inserted(jobs, terms, scores, limits), limits


def _taken(
    jobs: Sequence[Job], offered: Candidates, numbers: Sequence[int], terms: Terms, scores: Scores, limits: Limits, guard: Guard
) -> list[Job]:
    return best_of(jobs, offered, terms, scores, limits, lambda i, before, after: guard(numbers[i], before, after))
