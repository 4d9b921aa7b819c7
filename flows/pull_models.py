"""The flow `pull-models`: `translations.store` with Prefect around it, so that a desk installs models from the UI."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field

from flows.settings import load as load_settings
from translations.errors import DragomanError
from translations.store.convert import DEFAULT_QUANTIZATION
from translations.store.demands import Demands, read_demands
from translations.store.download import Transfer
from translations.store.install import Options
from translations.store.places import Store
from translations.store.pull import Pull, check_mirror, pull

CORE_LOGGERS = ("flows", "translations")
ARTIFACT = "models-pulled"
log = logging.getLogger(__name__)


class PullRequest(BaseModel):
    """Which models to install, and from where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: list[str] = Field(
        min_length=1,
        max_length=200,
        title="Languages",
        description="Tags or English names (ar, pt-BR, Hebrew), or releases by name (ar/opus-2019-12-18).",
    )
    mirror: str = Field(
        "", title="Mirror", description="Address of a folder laid out as the publisher's; empty: where the models were published."
    )
    lock: str = Field(
        "",
        title="Lock file",
        description="Path of a file that `dragoman models lock` wrote: nothing else is installed. May be empty.",
    )
    device: str = Field(
        "cpu", pattern="^(cpu|cuda)$", title="Device", description="cpu installs int8 weights, cuda int8 with float16."
    )


def run_name() -> str:
    """What the list of runs shows: the languages."""
    from prefect.runtime import flow_run

    request: Any = flow_run.parameters.get("request") or {}
    asked = request if isinstance(request, dict) else request.model_dump()
    return " ".join(asked.get("languages") or [])[:80] or "no language"


@task(task_run_name="{language}", tags=["models"], cache_policy=NO_CACHE, persist_result=False)
def pull_model(language: str, store: Store, how: Pull) -> dict[str, str]:
    """Install the model for one language; what went wrong is a row too, so that one language does not stop the others."""
    try:
        done = pull(store, language, how)
    except DragomanError as error:
        log.error("%s: %s", language, error)
        return {"language": language, "model": "", "state": "failed", "why": str(error)}
    state = "was installed already" if done.already else "installed"
    return {"language": language, "model": f"{done.lock.signature} ({done.lock.release})", "state": state, "why": done.reason}


@flow(name="pull-models", flow_run_name=run_name, persist_result=False)
def pull_models(request: PullRequest) -> State[None]:
    """Fetch, verify, convert and install OPUS-MT models, one a language.

    Args:
        request: Which models, and from where.
    """
    for name in CORE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        check_mirror(request.mirror, request.languages)
        demands = read_demands(Path(request.lock)) if request.lock else Demands()
    except DragomanError as error:
        return Failed(message=str(error))
    options = Options(quantization=DEFAULT_QUANTIZATION[request.device], demands=demands)
    how = Pull(mirror=request.mirror, options=options, transfer=Transfer())
    store = Store(load_settings().models_dir)
    rows = [pull_model(language, store, how) for language in request.languages]
    create_table_artifact(table=rows, key=ARTIFACT, description="Models of this run")
    failed = [row["language"] for row in rows if row["state"] == "failed"]
    if failed:
        return Failed(message=f"Not installed: {', '.join(failed)}. The table says why.")
    return Completed(message=f"{len(rows)} models are installed.")
