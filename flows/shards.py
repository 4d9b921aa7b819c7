"""A corpus cut into shards that any worker may translate: whole work batches in input order, in files of the run's own folder.

The batches are those of a run in one process, cut by the same code, so ids, duplicates and file names are settled for the whole
corpus while it is read, once, and the end is the same bytes however many machines there were. A shard's batches are recorded one
by one like those of any run: whoever takes a dead worker's shard over goes on at the batch it died in.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType

from flows import checkpoint
from flows.batches import Batch
from flows.checkpoint import BatchResult, batch_key
from flows.elsewhere import Invitation, accept, means, must_be_equal, put, take
from flows.planning import Plan
from flows.resources import Resources
from flows.work import translate_batch
from qa.report.records import ArticleReport, Stamp
from qa.report.writer import PARTS, RunWriter
from translations.errors import DragomanError, OutputError
from translations.files import digest, write_whole
from translations.records import TRANSLATED_CLASSES

MAX_SHARD_DOCUMENTS = 20_000
BEAT_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Whole batches, `first` to `last`; `digest` tells them from others of the same number, `means` what languages need."""

    number: int
    first: int
    last: int
    documents: int
    digest: str
    means: dict[str, str]


class Superseded(DragomanError):
    """A shard was given to another worker meanwhile, or its run has ended."""


class Folder:
    """The files about a run's shards, in the run's folder until the run is finished."""

    def __init__(self, run: Path) -> None:
        self.run, self._place = run, run / PARTS / "shards"

    def _file(self, number: int, suffix: str) -> Path:
        return self._place / f"{number:06}.{suffix}"

    def invite(self, invited: Invitation) -> None:
        """Say what a process needs to work on the run."""
        put(self._place / "run", [invited])

    def join(self, valid: Callable[[], None]) -> tuple[Plan, Resources]:
        """The run as this process sees it, its writer asking `valid` before each batch; raises a DragomanError."""
        invited = next(take(self._place / "run"), None)
        if not isinstance(invited, Invitation):
            raise OutputError(f"{self._place / 'run'} is no invitation to a run.")
        return accept(invited, lambda stamp: _Fenced(self.run, stamp, valid))

    def save(self, shard: Shard, batches: Sequence[Batch]) -> None:
        """Write a shard down; last what it is, so that whoever finds that finds all of it."""
        if self.read(shard.number) != shard:
            self._file(shard.number, "json").unlink(missing_ok=True)
            put(self._file(shard.number, "batches"), batches)
            write_whole(self._file(shard.number, "json"), json.dumps(asdict(shard)))

    def read(self, number: int) -> Shard | None:
        """The shard of this number, if it is written down."""
        try:
            return Shard(**json.loads(self._file(number, "json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def batches(self, number: int) -> Iterator[Batch]:
        """A shard's batches, one at a time."""
        return take(self._file(number, "batches"))

    def attempt(self, shard: Shard) -> int:
        """Which attempt at the shard is the valid one; 0 before the first."""
        try:
            found, known = self._file(shard.number, "attempt").read_text("ascii").split()
            return int(found) if known == shard.digest else 0
        except (OSError, ValueError):
            return 0

    def begin(self, shard: Shard, attempt: int) -> None:
        """Make this attempt the valid one: an earlier one that is still alive stops before it writes another batch."""
        write_whole(self._file(shard.number, "attempt"), f"{attempt} {shard.digest}")

    def must_be_valid(self, shard: Shard, attempt: int) -> None:
        """Raises Superseded where another attempt at the shard is valid, or the run has ended."""
        if self.attempt(shard) != attempt:
            raise Superseded(f"Shard {shard.number} was given to another worker, or its run has ended.")

    def beat(self, number: int, attempt: int) -> str:
        """The last sign of life of an attempt, different each time; empty before the first."""
        try:
            return self._file(number, f"{attempt}.beat").read_text("utf-8")
        except OSError:
            return ""

    def beating(self, number: int, attempt: int) -> Beat:
        """Signs of life of an attempt for as long as a `with` over it lasts."""
        return Beat(self._file(number, f"{attempt}.beat"))

    def ended(self, shard: Shard) -> Sequence[bool] | None:
        """Of a shard that is done, batch by batch, whether an earlier attempt had done it; None for one that is not done."""
        try:
            record = json.loads(self._file(shard.number, "done").read_bytes())
            return record["resumed"] if record["digest"] == shard.digest else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def end(self, shard: Shard, resumed: Sequence[bool]) -> None:
        """Say that every batch of a shard is recorded."""
        write_whole(self._file(shard.number, "done"), json.dumps({"digest": shard.digest, "resumed": list(resumed)}))

    def results(self, shards: int) -> Iterator[BatchResult]:
        """What became of every batch of the run, in order; raises OutputError where one is missing."""
        for shard in map(self.read, range(shards)):
            resumed = self.ended(shard) if shard is not None else None
            if shard is None or resumed is None:
                raise OutputError(f"Not every shard of the run {self.run.name} is done.")
            for number, before in zip(range(shard.first, shard.last + 1), resumed, strict=True):
                result = checkpoint.done(self.run, number, None)
                if result is None:
                    raise OutputError(f"The record of batch {number} of the run {self.run.name} is missing.")
                yield replace(result, resumed=before)


def cut(batches: Iterable[Batch], plan: Plan, resources: Resources, characters: int) -> Iterator[tuple[Shard, list[Batch]]]:
    """The run's batches in shards of at most so many characters of article text (a larger batch alone), and 20,000 documents."""
    held: list[Batch] = []
    size = documents = number = 0
    for batch in batches:
        length = _characters(batch)
        if held and (size + length > characters or documents >= MAX_SHARD_DOCUMENTS):
            yield _shard(number, held, plan, resources), held
            held, size, documents, number = [], 0, 0, number + 1
        held.append(batch)
        size += length
        documents += _documents(batch)
    if held:
        yield _shard(number, held, plan, resources), held


def _shard(number: int, batches: Sequence[Batch], plan: Plan, resources: Resources) -> Shard:
    others = [(*batch.failed, *batch.skipped) for batch in batches]
    found = means(plan, resources, (article.language for batch in batches for article in batch.articles))
    keys = [batch_key(batch.articles, other, "") for batch, other in zip(batches, others, strict=True)]
    return Shard(
        number=number,
        first=batches[0].number,
        last=batches[-1].number,
        documents=sum(map(_documents, batches)),
        digest=digest(str(batches[0].number), repr(found), *keys),
        means=found,
    )


def _documents(batch: Batch) -> int:
    return len(batch.articles) + len(batch.failed) + len(batch.skipped)


def _characters(batch: Batch) -> int:
    lines = (line for article in batch.articles for line in article.lines)
    return sum(len(line.text) for line in lines if line.cls in TRANSLATED_CLASSES)


def translate_shard(folder: Folder, number: int, attempt: int, told: Callable[[BatchResult], None] = lambda _: None) -> Shard:
    """Translate a shard's batches, in a process of its own that another one watches; `told` hears of each batch.

    Raises a DragomanError where this machine cannot do it, Superseded where another worker has it by now.
    """
    shard = folder.read(number)
    if shard is None:
        raise OutputError(f"There is no shard {number} in {folder.run}: its run has ended, or was not begun on this storage.")

    def valid() -> None:
        folder.must_be_valid(shard, attempt)

    valid()
    with folder.beating(number, attempt):
        plan, resources = folder.join(valid)
        must_be_equal(means(plan, resources, shard.means), shard.means)
        resumed = []
        for batch in folder.batches(number):
            valid()
            result = translate_batch(batch, plan, resources)
            resumed.append(result.resumed)
            told(result)
        valid()
        folder.end(shard, resumed)
    return shard


class _Fenced(RunWriter):
    """Writes a batch only as long as its attempt is the valid one."""

    def __init__(self, folder: Path, stamp: Stamp, valid: Callable[[], None]) -> None:
        super().__init__(folder, stamp)
        self._valid = valid

    def write(self, reports: Sequence[ArticleReport], batch: int | None = None) -> None:
        """As `RunWriter.write`; raises Superseded."""
        self._valid()
        super().write(reports, batch)


class Beat:
    """Writes a new sign of life into a file every two seconds, from a thread: a decoder at work does not keep it waiting."""

    def __init__(self, path: Path) -> None:
        self._path, self._over = path, threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="beat", daemon=True)

    def __enter__(self) -> Beat:
        self._write(0)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _go_on(self) -> None:
        count = 0
        while not self._over.wait(BEAT_SECONDS):
            count += 1
            self._write(count)

    def _write(self, count: int) -> None:
        try:
            self._path.write_text(f"{socket.gethostname()} {os.getpid()} {count}", "utf-8")
        except OSError:
            return  # the storage is gone for a moment, or the run has ended: the next one may get through
