"""The flow `translate-corpus`: a large corpus as shards on any number of machines, ended as one run.

`flows.shards` cuts, `flows.supervision` watches; here the shards' processes are Prefect's flow runs of `translate-shard`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, cast
from uuid import UUID

import httpx
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run
from prefect.states import Crashed, Failed
from pydantic import Field

from flows import artifacts, steps
from flows.batch_runs import CORE_LOGGERS
from flows.elsewhere import invitation
from flows.folders import run_id_for
from flows.pace import Pace, documents_in
from flows.params import Strictness, TranslateRequest
from flows.planning import Plan
from flows.publishing import settle
from flows.resources import Resources
from flows.settings import load as load_settings
from flows.shards import Folder, Shard, cut
from flows.supervision import Phase, Supervisor, Terms, Unreachable
from flows.translate_articles import run_name
from qa.report.records import RunReport
from translations.errors import DragomanError, SettingsError

CHILD = "translate-shard/local"
_PHASES: dict[StateType, Phase] = {
    StateType.SCHEDULED: "waiting",
    StateType.PAUSED: "waiting",
    StateType.PENDING: "starting",
    StateType.RUNNING: "working",
    StateType.CANCELLING: "working",
    StateType.COMPLETED: "done",
}


@flow(name="translate-corpus", flow_run_name=run_name, persist_result=False)
def translate_corpus(
    request: TranslateRequest,
    size: Annotated[float, Field(gt=0, le=1_000)] = 2.0,
    at_once: Annotated[int, Field(ge=1, le=1_000)] = 8,
    tries: Annotated[int, Field(ge=1, le=100)] = 3,
    silent_seconds: Annotated[float, Field(ge=5, le=86_400)] = 60.0,
) -> State[None]:
    """Translate a large corpus as shards, by all workers of the pool "shards", into one run like any other.

    Args:
        request: What to translate, and how.
        size: Millions of characters of article text a shard; between two shards a worker spends seconds on its start.
        at_once: How many shards are given out at a time; one for each worker will do.
        tries: How often a shard is tried before the run gives up on it.
        silent_seconds: After so long without a sign of life a worker counts as dead and its shard is given to another.
    """
    for name in CORE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        if request.text is not None:
            raise SettingsError("A pasted text is one article: start translate-articles for it.")
        settings = load_settings()
        run_id = run_id_for(settings.output_root, str(flow_run.id)[:8], datetime.now(UTC))
        plan = steps.plan(replace(steps.from_form(request), run_id=run_id), settings)
        with plan.claim:
            run = _by_shards(plan, size, Terms(at_once=at_once, tries=tries, silent_seconds=silent_seconds))
        held = settle(plan.folder, plan.decisions, plan.started.date()).held
    except DragomanError as error:
        return Failed(message=str(error))
    artifacts.publish(run, plan.folder, f"{settings.pages_url.rstrip('/')}/runs/{run.run_id}/", held)
    return artifacts.final_state(run, strict=request.strictness is Strictness.fail_on_errors, held=len(held))


def _by_shards(plan: Plan, size: float, terms: Terms) -> RunReport:
    folder = Folder(plan.folder)
    supervisor = Supervisor(folder, FlowRuns(plan.run_id), terms)
    count = 0

    def shards() -> Iterator[Shard]:
        nonlocal count
        for shard, batches in cut(steps.batches(plan), plan, Resources(plan.settings), round(size * 1e6)):
            folder.save(shard, batches)
            count += 1
            yield shard

    with artifacts.Progress() as progress:
        progress.reading()
        pace = Pace(documents_in(plan.files))
        folder.invite(invitation(plan))
        for shard in supervisor.run(shards()):
            pace.add(shard.documents)
            progress.show(pace)
        sums = steps.Sums()
        for result in folder.results(count):
            sums.add(result)
        sums.counters |= {"shards": count, "shards_tried_again": supervisor.retried}
        run = steps.finish(plan, sums)
        progress.finished(run.headline)
    return run


@dataclass(slots=True)
class FlowRuns:
    """Shards as flow runs of `translate-shard`; each is this flow run's child, so cancelling this one cancels them."""

    run_id: str

    def begin(self, shard: Shard, attempt: int) -> str:
        """See `Children`. The idempotency key makes asking twice, also after this flow was run again, one run."""
        with _answering():
            # Typed for both ways of calling; in a flow that is no coroutine it is the plain value.
            child = run_deployment(
                CHILD,
                parameters={"run_id": self.run_id, "shard": shard.number, "attempt": attempt},
                timeout=0,
                tags=["translation", "shard"],
                idempotency_key=f"{self.run_id}/{shard.number}/{shard.digest}/{attempt}",
                as_subflow=True,
            )
        return str(cast("FlowRun", child).id)

    def phases(self, ids: Sequence[str]) -> Mapping[str, tuple[Phase, str]]:
        """See `Children`."""
        wanted, found = [UUID(child) for child in ids], {}
        with _answering(), get_client(sync_client=True) as client:
            for start in range(0, len(wanted), 200):
                some = FlowRunFilter(id=FlowRunFilterId(any_=wanted[start : start + 200]))
                for run in client.read_flow_runs(flow_run_filter=some, limit=200):
                    state = run.state
                    phase = _PHASES.get(state.type, "ended") if state else "waiting"
                    found[str(run.id)] = (phase, (state.message or state.name or "") if state and phase == "ended" else "")
        return found

    def give_up(self, child: str, reason: str) -> None:
        """See `Children`."""
        with _answering(), get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(child), Crashed(message=f"Given up: {reason}."), force=True)


@contextmanager
def _answering() -> Iterator[None]:
    """A server that does not answer for a while is no reason to lose a run of days; one that says no is."""
    try:
        yield
    except ObjectNotFound as error:
        raise SettingsError(f"There is no deployment {CHILD}: register it with `prefect deploy --all`.") from error
    except httpx.HTTPStatusError as error:
        if error.response.status_code < 500 and error.response.status_code != 429:
            raise SettingsError(f"Prefect's server refuses: {error}") from error
        raise Unreachable(f"Prefect's server answers {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise Unreachable(f"{type(error).__name__} from Prefect's server") from error
