"""Shards given to workers, so many at once, watched, and given out again when a worker fails or falls silent.

Nothing here knows Prefect: `Children` stands for whatever starts a worker on a shard.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from flows.shards import Folder, Shard
from translations.errors import DragomanError

log = logging.getLogger(__name__)

# waiting: no worker has it yet. starting: a worker is making a process for it. ended: failed, crashed or cancelled.
Phase = Literal["waiting", "starting", "working", "done", "ended"]
STARTING_SECONDS = 600.0  # an image may have to be fetched
UNTAKEN_SECONDS = 60.0  # no worker has taken anything for so long: say so


class ShardsFailed(DragomanError):
    """Some shards were tried as often as allowed; the others are done."""


class Children(Protocol):
    """What starts and looks after the processes that translate shards. All methods raise Unreachable when nobody answers."""

    def begin(self, shard: Shard, attempt: int) -> str:
        """Have the shard translated; the id of who does it, the same one for the same attempt at the same shard."""

    def phases(self, ids: Sequence[str]) -> Mapping[str, tuple[Phase, str]]:
        """Where each of them is, with a reason where it has ended."""

    def give_up(self, child: str, reason: str) -> None:
        """Say of one that it is lost."""


class Unreachable(Exception):
    """Whoever starts the children does not answer just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many shards are at work at once, how often one is tried, and after how many silent seconds a worker counts as dead."""

    at_once: int = 8
    tries: int = 3
    silent_seconds: float = 60.0
    look_seconds: float = 2.0


@dataclass(slots=True)
class _Child:
    shard: Shard
    attempt: int
    known: int  # attempts up to this one are of an earlier process of the run: their ends do not count as tries
    id: str = ""
    tried: int = 0
    phase: Phase = "waiting"
    beat: str = ""
    since: float = 0.0  # the last change of phase or beat, by this process' clock: machines' clocks differ


@dataclass(slots=True)
class Supervisor:
    """Has shards translated. `clock` and `pause` are replaced in tests."""

    folder: Folder
    children: Children
    terms: Terms
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    retried: int = 0
    _failed: list[str] = field(default_factory=list)
    _active: dict[int, _Child] = field(default_factory=dict)
    _warned: bool = False

    def run(self, shards: Iterable[Shard]) -> Iterator[Shard]:
        """Each shard once it is done, in the order of their ends; the next is asked for when one of the workers is free.

        Raises ShardsFailed, at the end, where a shard failed too often.
        """
        coming = iter(shards)
        more = True
        while more or self._active:
            while more and len(self._active) < self.terms.at_once:
                shard = next(coming, None)
                more = shard is not None
                if shard is None:
                    break
                if self.folder.ended(shard) is not None:
                    yield shard
                    continue
                known = self.folder.attempt(shard)
                self._active[shard.number] = _Child(shard, max(1, known), known)
            yield from self._look()
            if self._active:
                self.pause(self.terms.look_seconds)
        if self._failed:
            raise ShardsFailed(f"{'; '.join(self._failed[:3])}. The other shards are done; retry this run to go on.")

    def _look(self) -> Iterator[Shard]:
        try:
            for child in list(self._active.values()):
                if not child.id:
                    self._begin(child)
            phases = self.children.phases([child.id for child in self._active.values()])
        except Unreachable as error:
            log.warning("the shards cannot be looked after just now: %s", error)
            return
        for child in list(self._active.values()):
            phase, reason = phases.get(child.id, ("ended", "it is not known any more"))
            # A shard whose every batch is recorded is done, whatever became of the process afterwards.
            if phase in ("done", "ended") and self.folder.ended(child.shard) is not None:
                del self._active[child.shard.number]
                yield child.shard
            elif phase in ("done", "ended"):
                self._again(child, reason or "it ended without a result")
            else:
                self._listen(child, phase)
        self._warn_untaken()

    def _begin(self, child: _Child) -> None:
        self.folder.begin(child.shard, child.attempt)
        child.id = self.children.begin(child.shard, child.attempt)
        child.phase, child.beat, child.since = "waiting", "", self.clock()

    def _listen(self, child: _Child, phase: Phase) -> None:
        beat = self.folder.beat(child.shard.number, child.attempt)
        if phase != child.phase or beat != child.beat:
            child.phase, child.beat, child.since = phase, beat, self.clock()
        allowed = {"starting": STARTING_SECONDS, "working": self.terms.silent_seconds}.get(phase)
        if allowed is not None and self.clock() - child.since > allowed:
            reason = f"no sign of life for {allowed:.0f} s"
            try:
                self.children.give_up(child.id, reason)
            except Unreachable as error:
                log.warning("a silent worker could not be given up: %s", error)
                return
            self._again(child, reason)

    def _again(self, child: _Child, reason: str) -> None:
        child.tried += child.attempt > child.known
        log.warning("shard %d, attempt %d: %s", child.shard.number, child.attempt, reason)
        if child.tried >= self.terms.tries:
            del self._active[child.shard.number]
            self._failed.append(f"Shard {child.shard.number} failed {child.tried} times, the last time: {reason}")
            return
        self.retried += child.attempt > child.known
        child.attempt += 1
        child.id = ""

    def _warn_untaken(self) -> None:
        waits = [child for child in self._active.values() if child.phase == "waiting" and child.id]
        if self._active and len(waits) == len(self._active) and not self._warned:
            first = min(child.since for child in waits)
            if self.clock() - first > UNTAKEN_SECONDS:
                self._warned = True
                log.warning("no worker has taken a shard yet: is one started? prefect worker start --pool shards --limit 1")
