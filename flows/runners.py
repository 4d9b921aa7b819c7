"""Who does a run's batches: this process, one after the other, or a Dask cluster. The steps are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from flows import steps
from flows.planning import Plan
from flows.resources import Resources
from flows.settings import Settings


def check(settings: Settings) -> None:
    """Raises SettingsError where the runner that the settings name cannot be had; better before a run's folder is made."""
    if settings.runner == "dask":
        from flows import cluster

        cluster.must_be_installed()


@contextmanager
def works(plan: Plan, resources: Resources) -> Iterator[Iterator[tuple[int, Callable[[], steps.BatchResult]]]]:
    """For each batch of the run in order, its number and what gives its result, by the setting `runner`.

    Raises SettingsError where that runner cannot be had.
    """
    if plan.settings.runner == "dask":
        from flows import cluster

        with cluster.cluster(plan.settings) as client:
            yield cluster.works(steps.batches(plan), plan, resources, client)
    else:
        yield ((batch.number, partial(steps.translate_batch, batch, plan, resources)) for batch in steps.batches(plan))
