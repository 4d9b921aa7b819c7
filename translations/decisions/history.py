"""Which decisions hold: pure functions over the whole history, so that the order in which files were applied does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from translations.decisions.records import Decision, SegmentKey, segment_key
from translations.text import plain

State = Literal["in force", "superseded", "undone", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The decisions that hold on a day.

    `findings` by fingerprint (the last word on each), `corrections` by segment key, `terms` by (language, normalised source),
    `approvals` as (article id, digest of its English).
    """

    findings: Mapping[str, Decision] = field(default_factory=dict)
    corrections: Mapping[SegmentKey, Decision] = field(default_factory=dict)
    terms: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    approvals: Mapping[tuple[str, str], Decision] = field(default_factory=dict)

    def correction(self, language: str, source: str, article_id: str) -> Decision | None:
        """The correction for a segment: one made for its article alone goes before one for everywhere.

        Only where the one for everywhere was made later, in this very article, it is this article's last word.
        """
        here = self.corrections.get(segment_key(language, source, article_id))
        everywhere = self.corrections.get(segment_key(language, source))
        if here and everywhere and everywhere.article_id == article_id and everywhere.made > here.made:
            return everywhere
        return here or everywhere


NOTHING = InForce()


def in_force(decisions: Iterable[Decision], today: date) -> InForce:
    """What holds on a day: the last decision on each finding, segment, term and article that is neither undone nor expired.

    "Last" is by the time the person decided, not by the time it was applied. An expired waiver leaves its finding open.
    """
    last = {subject: decision for subject, decision in _last(decisions).items() if not _expired(decision, today)}
    parts: dict[str, dict[Hashable, Decision]] = defaultdict(dict)
    for (part, key), decision in last.items():
        parts[part][key] = decision
    return InForce(
        findings=parts["finding"],  # type: ignore[arg-type]
        corrections=parts["segment"],  # type: ignore[arg-type]
        terms=parts["term"],  # type: ignore[arg-type]
        approvals=parts["article"],  # type: ignore[arg-type]
    )


def states(decisions: Iterable[Decision], today: date) -> dict[str, State]:
    """Of each decision by its id: whether it holds, and if not, why."""
    history = list(decisions)
    undone = _undone(history)
    held = {decision.id for decision in _last(history).values()}
    result: dict[str, State] = {}
    for decision in history:
        if decision.id in undone:
            result[decision.id] = "undone"
        elif decision.kind != "undone" and decision.id not in held:
            result[decision.id] = "superseded"
        else:
            result[decision.id] = "expired" if _expired(decision, today) else "in force"
    return result


def _last(decisions: Iterable[Decision]) -> dict[tuple[str, Hashable], Decision]:
    history = list(decisions)
    undone = _undone(history)
    last: dict[tuple[str, Hashable], Decision] = {}
    # The id settles equal times, so that every desk comes to the same answer.
    for decision in sorted(history, key=lambda decision: (decision.made, decision.id)):
        if decision.id not in undone:
            last.update((subject, decision) for subject in _subjects(decision))
    return last


def _subjects(decision: Decision) -> Iterator[tuple[str, Hashable]]:
    """What a decision is the last word on, until a later one."""
    if decision.fingerprint:
        yield "finding", decision.fingerprint
    if decision.kind == "fixed":
        yield "segment", decision.segment_key
    elif decision.kind == "term":
        yield "term", (decision.language, plain(decision.source))
    elif decision.kind == "approved":
        yield "article", (decision.article_id, decision.content)


def _undone(history: Iterable[Decision]) -> set[str]:
    """Ids of decisions taken back. An undo can be undone; ids are digests, so undos cannot go round in a circle."""
    undos: dict[str, list[str]] = defaultdict(list)
    for decision in history:
        if decision.kind == "undone":
            undos[decision.undoes].append(decision.id)
    undone: set[str] = set()
    for target in undos:
        chain = [target]
        holds: dict[str, bool] = {}
        while chain:
            current = chain[-1]
            waiting = [undo for undo in undos.get(current, ()) if undo not in holds]
            if waiting:
                chain.extend(waiting)
                continue
            holds[current] = not any(holds[undo] for undo in undos.get(current, ()))
            chain.pop()
        if not holds[target]:
            undone.add(target)
    return undone


def _expired(decision: Decision, today: date) -> bool:
    return decision.expires is not None and decision.expires < today
