"""The flow `translate-articles`: `flows.steps` with Prefect around it, and nothing decided here.

One task run a work batch: a task run costs the server more than translating a sentence does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.runtime import flow_run
from prefect.states import Failed

from flows import artifacts, steps
from flows.folders import run_id_for
from flows.pace import Pace, documents_in
from flows.params import Strictness, TranslateRequest
from flows.passing import is_passing
from flows.publishing import settle
from flows.resources import Resources
from flows.settings import load as load_settings
from translations.cache import open_cache
from translations.errors import DragomanError

CORE_LOGGERS = ("flows", "qa", "glossary", "translations")


def run_name() -> str:
    """What the list of runs shows: the path, or the pasted text's title."""
    request: Any = flow_run.parameters.get("request") or {}
    asked = request if isinstance(request, dict) else request.model_dump()
    name = asked.get("path") or asked.get("title") or "pasted text"
    return " ".join(str(name).split())[:80] or "pasted text"


def worth_retrying(task: Any, task_run: TaskRun, state: State[Any]) -> bool:
    """Prefect asks this after a failure: only what may pass is tried again."""
    try:
        state.result(raise_on_failure=True)
    except BaseException as error:  # noqa: BLE001 - whatever the task raised is only looked at here
        return is_passing(error)
    return False


@task(
    task_run_name="batch {number}",
    tags=["translation"],
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


@flow(name="translate-articles", flow_run_name=run_name, persist_result=False)
def translate_articles(request: TranslateRequest) -> State[None]:
    """Translate news articles into English, keep the glossary's names and titles, and check every number and date.

    Args:
        request: What to translate, and how.
    """
    for name in CORE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        settings = load_settings()
        # A flow run that is tried again, from the UI or after a crash, goes on in the folder it began.
        tag = str(flow_run.id)[:8]
        run_id = run_id_for(settings.output_root, tag, datetime.now(UTC))
        resources = Resources(settings, open_cache(settings.cache))
        plan = steps.plan(replace(steps.from_form(request), run_id=run_id), settings)
        with plan.claim:
            pace = Pace(documents_in(plan.files) if plan.files else 1)
            progress = artifacts.Progress()
            sums = steps.Sums()
            for batch in steps.batches(plan):
                result = translate_batch(batch.number + 1, partial(steps.translate_batch, batch, plan, resources))
                sums.add(result)
                pace.add(len(result.summaries), resumed=result.resumed)
                progress.show(pace)
            run = steps.finish(plan, sums)
        held = settle(plan.folder, plan.decisions, plan.started.date()).held
        progress.finished(run.headline)
    except DragomanError as error:
        # One clear sentence instead of a traceback: a person can act on it.
        return Failed(message=str(error))
    artifacts.publish(run, plan.folder, f"{settings.pages_url.rstrip('/')}/runs/{run.run_id}/", held)
    return artifacts.final_state(run, strict=request.strictness is Strictness.fail_on_errors, held=len(held))
