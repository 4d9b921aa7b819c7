"""The flow `translate-articles`: `flows.steps` with Prefect around it, and nothing decided here."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Failed

from flows import artifacts, steps
from flows.batch_runs import CORE_LOGGERS, carry_out
from flows.folders import run_id_for
from flows.params import Strictness, TranslateRequest
from flows.publishing import settle
from flows.resources import Resources
from flows.settings import load as load_settings
from translations.cache import open_cache
from translations.errors import DragomanError


def run_name() -> str:
    """What the list of runs shows: the path, or the pasted text's title."""
    request: Any = flow_run.parameters.get("request") or {}
    asked = request if isinstance(request, dict) else request.model_dump()
    name = asked.get("path") or asked.get("title") or "pasted text"
    return " ".join(str(name).split())[:80] or "pasted text"


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
        run = carry_out(plan, resources)
        held = settle(plan.folder, plan.decisions, plan.started.date()).held
    except DragomanError as error:
        # One clear sentence instead of a traceback: a person can act on it.
        return Failed(message=str(error))
    artifacts.publish(run, plan.folder, f"{settings.pages_url.rstrip('/')}/runs/{run.run_id}/", held)
    return artifacts.final_state(run, strict=request.strictness is Strictness.fail_on_errors, held=len(held))
