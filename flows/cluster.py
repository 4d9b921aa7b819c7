"""One run on a Dask cluster: batches go out in a bounded window and their results come back in order.

Each worker process loads its engine once and does whole batches with `steps.translate_batch`, straight into the run's folder,
which all of them must see. The scheduler gives the batches of a worker that dies to others. `distributed` is imported only here,
and only when a cluster is asked for.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flows.batches import Batch
from flows.checkpoint import BatchResult
from flows.elsewhere import Invitation, accept, invitation, means, must_be_equal
from flows.planning import Plan
from flows.resources import Resources
from flows.settings import Settings
from flows.work import translate_batch
from qa.report.writer import RunWriter
from translations.errors import OutputError, SettingsError
from translations.files import digest

AHEAD = 2  # batches a worker: the one it is at, and the next
START_SECONDS, ANSWER_SECONDS = 120, 30
Work = tuple[int, Callable[[], BatchResult]]


def must_be_installed() -> None:
    """Raises SettingsError where the extra is missing."""
    if find_spec("distributed") is None:
        raise SettingsError("The runner dask needs the extra: pip install 'dragoman[dask]'.")


@contextmanager
def cluster(settings: Settings) -> Iterator[Any]:
    """A client of the scheduler that the settings name, else of a cluster of processes on this machine, ended with the block.

    Raises SettingsError where the extra is missing or no scheduler answers.
    """
    must_be_installed()
    from distributed import Client, LocalCluster

    if settings.dask_scheduler:
        try:
            client = Client(settings.dask_scheduler, timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise SettingsError(f"No Dask scheduler answers at {settings.dask_scheduler}.") from error
        with client:
            yield client
        return
    count = settings.dask_workers or os.cpu_count() or 1
    with (
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.ERROR,
            preload=["flows.cluster"],
        ) as local,
        Client(local, set_as_default=False) as client,
    ):
        client.wait_for_workers(1, timeout=START_SECONDS)
        yield client


def works(batches: Iterable[Batch], plan: Plan, resources: Resources, client: Any) -> Iterator[Work]:
    """A batch's number and what waits for its result, for each batch in order.

    At most two batches a worker are under way, so that memory stays flat. What waits raises OutputError where a batch ends every
    worker that takes it, and whatever `steps.translate_batch` raises.
    """
    invited = _invitation(plan, client)
    work = partial(_on_worker, invited, digest(repr(invited), str(plan.folder)), plan.folder.absolute())
    window: deque[tuple[int, Any]] = deque()
    try:
        for batch in batches:
            found = means(plan, resources, (article.language for article in batch.articles))
            window.append((batch.number, client.submit(work, batch, found, key=f"{plan.run_id}-{batch.number}", pure=False)))
            while len(window) >= AHEAD * max(1, len(client.nthreads())):
                yield _waited_for(*window.popleft())
        while window:
            yield _waited_for(*window.popleft())
    finally:
        for _, future in window:
            with suppress(Exception):  # the cluster may be gone, and nothing more is wanted of it
                future.cancel()


def _waited_for(number: int, future: Any) -> Work:
    def wait() -> BatchResult:
        from distributed.scheduler import KilledWorker

        try:
            result: BatchResult = future.result()
        except KilledWorker as error:
            raise OutputError(f"Batch {number} ended every worker that took it; their logs say more.") from error
        return result

    return number, wait


def _invitation(plan: Plan, client: Any) -> Invitation:
    """Workers of other machines know their own processors and models; those of this machine share it out."""
    if plan.settings.dask_scheduler:
        return invitation(plan)
    workers = len(client.nthreads()) or 1
    return invitation(plan, (), threads=plan.settings.threads or max(1, (os.cpu_count() or 1) // workers))


_JOINED: dict[str, tuple[Plan, Resources]] = {}  # the run that this process works on, with its engine
# One batch at a time in a process, also where a cluster gives its workers several threads: each would ask for all of the engine.
_TURN = threading.Lock()


def _on_worker(invited: Invitation, known_as: str, folder: Path, batch: Batch, there: Mapping[str, str]) -> BatchResult:
    with _TURN:
        if known_as not in _JOINED:
            _JOINED.clear()
            _JOINED[known_as] = accept(invited, partial(RunWriter, folder))
        plan, resources = _JOINED[known_as]
        must_be_equal(means(plan, resources, there), there)
        return translate_batch(batch, plan, resources)


def dask_setup(worker: object) -> None:
    """Dask calls this in each worker of this machine: Ctrl-C in a terminal reaches them too, and is for the run to act on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
