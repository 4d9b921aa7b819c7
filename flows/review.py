"""What happens to people's decisions: applied, listed, taken back, exchanged. Both doors and the pages call these functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.publishing import Settled, published_runs, settle
from flows.settings import Settings
from glossary import formats
from glossary.columns import slug
from glossary.terms import Term
from translations.decisions import exchange_file
from translations.decisions.history import in_force, states
from translations.decisions.records import Decision, DecisionsError
from translations.decisions.store import DecisionStore
from translations.files import digest

PROPOSED = "proposed-terms.csv"
# Decisions that can make a published article one that may not be published.
WITHDRAWING = frozenset({"accepted", "fixed", "undone"})
SHORTEST_ID = 6  # characters of an id that a person has to type


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What applying a file did. `settled` is None where the run is not in the output folder or waits for no review."""

    run_id: str
    new: tuple[Decision, ...]
    known: int
    settled: Settled | None = None
    proposed: Path | None = None

    @property
    def headline(self) -> str:
        """In one line: "2 new decisions, 1 known already; 4 articles published, 1 held"."""
        count = len(self.new)
        parts = [f"{count} new decision{'' if count == 1 else 's'}, {self.known} known already"]
        if self.settled is not None:
            number = len(self.settled.published)
            parts.append(f"{number} article{'' if number == 1 else 's'} published, {len(self.settled.held)} held")
        return "; ".join(parts)


def apply(content: bytes | str, name: str, settings: Settings, now: datetime, *, run_id: str = "") -> Applied:
    """Keep the decisions of a file, then publish what they approve and take back what they do not.

    `run_id` is the run the file must be of, if one is named. Raises DecisionsError; decisions once kept are never lost.
    """
    of_run, decisions = exchange_file.read(content, name, now)
    if run_id and of_run != run_id:
        raise DecisionsError(f"{name} holds decisions on the run {of_run or '(none)'}, not on {run_id}.")
    return keep(decisions, settings, now, run_id=of_run)


def keep(decisions: list[Decision], settings: Settings, now: datetime, *, run_id: str = "") -> Applied:
    """Keep decisions and bring `published/` and the proposed terms up to date."""
    store = DecisionStore(settings.decisions)
    added = store.add(decisions, now)
    kinds = {decision.kind for decision in added.new}
    proposed = propose(settings, now) if kinds & {"term", "undone"} else None
    folder = settings.output_root / run_id
    settled = settle(folder, store, now.date()) if run_id and (folder / "run.json").is_file() else None
    if kinds & WITHDRAWING:
        for other in published_runs(settings.output_root):
            if other.name != run_id:
                settle(other, store, now.date())
    waits = settled if settled and settled.review != "never" else None
    return Applied(run_id=run_id, new=added.new, known=added.known, settled=waits, proposed=proposed)


def undo(ids: Iterable[str], author: str, reason: str, settings: Settings, now: datetime) -> list[Decision]:
    """Take decisions back (ids, or their beginnings if those are unique); each becomes a new row. Returns what was taken back."""
    store = DecisionStore(settings.decisions)
    history = store.all()
    wanted = [_by_id(history, each) for each in dict.fromkeys(ids)]
    done = states(history, now.date())
    for decision in wanted:
        if done[decision.id] == "undone":
            raise DecisionsError(f"The decision {decision.id} is undone already.")
    stamp = now.replace(microsecond=now.microsecond // 1000 * 1000)
    rows = [
        Decision(kind="undone", made=stamp, author=author, reason=reason, run_id=decision.run_id, undoes=decision.id)
        for decision in wanted
    ]
    for run_id in {decision.run_id for decision in wanted}:
        keep([row for row in rows if row.run_id == run_id], settings, now, run_id=run_id)
    return wanted


def export(settings: Settings, run_id: str | None = None) -> str:
    """The whole history, or that of one run, as the file that `apply` and other desks read."""
    return exchange_file.write(DecisionStore(settings.decisions).all(run_id), run_id or "")


def rows(settings: Settings, now: datetime, *, run_id: str | None = None, everything: bool = False) -> Iterator[dict[str, Any]]:
    """The decisions that hold, oldest first, or with `everything` all of them with their state; a dict a decision."""
    history = DecisionStore(settings.decisions).all()
    state = states(history, now.date())
    for decision in sorted(history, key=lambda decision: (decision.made, decision.id)):
        if (run_id is not None and decision.run_id != run_id) or (not everything and state[decision.id] != "in force"):
            continue
        yield {
            "id": decision.id,
            "made": f"{decision.made:%Y-%m-%d %H:%M}Z",
            "author": decision.author,
            "decision": decision.kind,
            "article": decision.article_id,
            "about": decision.check or decision.undoes or decision.source[:60],
            "reason": decision.reason,
            "corrected": decision.corrected,
            "expires": decision.expires.isoformat() if decision.expires else "",
            "state": state[decision.id],
            "run": decision.run_id,
        }


def propose(settings: Settings, now: datetime) -> Path:
    """Write the term corrections that hold as proposed glossary entries, beside the decisions; returns the file.

    They change nothing until a person sets their status to approved in the desk's glossary.
    """
    terms = in_force(DecisionStore(settings.decisions).terms(), now.date()).terms
    path = settings.decisions.parent / PROPOSED
    formats.save([_term(decision) for _, decision in sorted(terms.items())], path)
    return path


def _term(decision: Decision) -> Term:
    why = f": {decision.reason}" if decision.reason else ""
    return Term(
        id=f"proposed.{slug(decision.corrected) or 'term'}-{digest(decision.language, decision.source)[:6]}",
        kind="term",
        source_lang=decision.language.lower(),
        source=decision.source,
        target=decision.corrected,
        status="proposed",
        layer="proposed",
        note=f"Proposed by {decision.author}, {decision.made:%Y-%m-%d}{why}",
    )


def _by_id(history: list[Decision], wanted: str) -> Decision:
    found = [decision for decision in history if decision.id.startswith(wanted)] if len(wanted) >= SHORTEST_ID else []
    if len(found) != 1:
        why = "more than one decision begins so" if found else "there is no such decision"
        raise DecisionsError(f"{wanted}: {why}; `dragoman review list --all` shows the ids.")
    return found[0]
