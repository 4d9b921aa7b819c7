"""A planned run carried out under Prefect: one task run a batch, one run at a time on the models, progress shown.

One task run a work batch: a task run costs the server more than translating a sentence does. A server that goes away meanwhile
costs what it would have shown, never the work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.concurrency.sync import concurrency

from flows import artifacts, steps
from flows.pace import Pace, documents_in
from flows.passing import is_passing
from flows.resources import Resources
from flows.runners import works
from qa.report.records import RunReport

log = logging.getLogger(__name__)

CORE_LOGGERS = ("flows", "qa", "glossary", "translations")
# A limit of this name on the server (`make ui` makes it) says how many runs may hold models at once; without it all may.
MODELS_LIMIT = "models"
# A killed run's place is given to the next one after so long.
LEASE_SECONDS = 60.0


def worth_retrying(task: Any, task_run: TaskRun, state: State[Any]) -> bool:
    """Prefect asks this after a failure: only what may pass is tried again."""
    try:
        state.result(raise_on_failure=True)
    except BaseException as error:  # noqa: BLE001 - whatever the task raised is only looked at here
        return is_passing(error)
    return False


# Without tags: Prefect would ask the server about a limit on each of them before every batch, and fail where it is away.
@task(
    task_run_name="batch {number}",
    retries=2,
    retry_delay_seconds=[2, 10],
    retry_condition_fn=worth_retrying,
    # The project's own cache knows what a translation depends on; Prefect's would keep a copy that does not.
    cache_policy=NO_CACHE,
    persist_result=False,
)
def translate_batch(number: int, work: Callable[[], steps.BatchResult]) -> steps.BatchResult:
    """Translate and check one work batch. The work comes as a function, so that Prefect does not walk through its articles."""
    return work()


def carry_out(plan: steps.Plan, resources: Resources) -> RunReport:
    """All batches of the run and its end; raises DragomanError where it breaks off, what is done being kept."""
    with plan.claim, artifacts.Progress() as progress:
        expected = documents_in(plan.files) if plan.files else 1
        sums = steps.Sums()
        with models_place(), works(plan, resources) as all_works:
            progress.reading()
            pace = Pace(expected)
            for number, work in all_works:
                result = translate_batch(number + 1, work)
                sums.add(result)
                pace.add(len(result.summaries), resumed=result.resumed)
                progress.show(pace)
        run = steps.finish(plan, sums)
        progress.finished(run.headline)
    return run


@contextmanager
def models_place() -> Iterator[None]:
    """A place among those that may hold models at once; waits until one is free, however long that takes.

    The system knows nothing of it: the command line neither waits nor counts. Where the server is away the run goes on without.
    """
    place = concurrency(MODELS_LIMIT, lease_duration=LEASE_SECONDS, strict=False)
    held = True
    try:
        place.__enter__()
    except Exception as error:  # noqa: BLE001 - a lost server shows itself in many ways
        log.warning("the limit on models cannot be asked for (%s): going on without", type(error).__name__)
        held = False
    try:
        yield
    finally:
        if held:
            try:
                place.__exit__(None, None, None)
            except Exception as error:  # noqa: BLE001
                log.warning("the place among the models cannot be given back (%s): the server will", type(error).__name__)
