"""The flow `apply-review`: `flows.review` with Prefect around it, so that a desk applies its decisions from the UI."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import BaseModel, ConfigDict, Field, model_validator

from flows import review
from flows.batch_runs import CORE_LOGGERS
from flows.params import one_box
from flows.planning import Request, check_roots
from flows.settings import Settings
from flows.settings import load as load_settings
from qa.report.safe import one_line
from translations.articles import InputFile
from translations.decisions.exchange_file import MAX_FILE_BYTES
from translations.decisions.records import DecisionsError
from translations.errors import DragomanError

ARTIFACT = "review-applied"
MAX_ROWS = 500
CELL_CHARACTERS = 80
MAX_PASTED_CHARACTERS = 400 * 1024


class ReviewRequest(BaseModel):
    """Decisions on a run: the path of the file a page exported, or its content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: str = Field(
        title="Run",
        description="The run the decisions are on, as its page names it.",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
    )
    path: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Path",
        description="The file of decisions, below one of the configured input folders. Leave empty to paste its content instead.",
        max_length=4096,
    )
    decisions: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Pasted decisions",
        description="The content of the file, up to 400 KB. Leave empty when a path is given.",
        max_length=MAX_PASTED_CHARACTERS,
    )

    @model_validator(mode="after")
    def _one_input(self) -> ReviewRequest:
        if bool((self.path or "").strip()) == bool((self.decisions or "").strip()):
            raise ValueError("give either a path or pasted decisions")
        return self


def run_name() -> str:
    """What the list of runs shows: the reviewed run."""
    from prefect.runtime import flow_run

    request: Any = flow_run.parameters.get("request") or {}
    asked = request if isinstance(request, dict) else request.model_dump()
    return f"review of {asked.get('run_id', '')}"[:80]


@flow(name="apply-review", flow_run_name=run_name, persist_result=False)
def apply_review(request: ReviewRequest) -> State[None]:
    """Keep people's decisions on a run, and publish the articles they approve.

    Args:
        request: Which run, and the decisions.
    """
    for name in CORE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        settings = load_settings()
        content, name = _content(request, settings)
        done = review.apply(content, name, settings, datetime.now(UTC), run_id=request.run_id)
    except DragomanError as error:
        return Failed(message=str(error))
    create_table_artifact(_rows(done), key=ARTIFACT, description=done.headline)
    if done.settled is not None and done.settled.held:
        return Completed(name="AwaitingReview", message=done.headline)
    return Completed(message=done.headline)


def _content(request: ReviewRequest, settings: Settings) -> tuple[bytes | str, str]:
    if not request.path or not request.path.strip():
        return request.decisions or "", "The pasted text"
    path = Path(request.path)
    check_roots(Request(), [InputFile(name=request.path, path=path)], settings)
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1), request.path
    except OSError as error:
        raise DecisionsError(f"{request.path} cannot be read ({error.strerror or error}).") from error


def _rows(done: review.Applied) -> list[dict[str, str]]:
    """What was decided anew, and what is held; texts cut to what a cell can show."""
    decided = [
        {"what": decision.kind, "article": decision.article_id, "who": decision.author, "why": decision.reason}
        for decision in done.new
    ]
    held = [
        {"what": "held", "article": article, "who": "", "why": reason}
        for article, reason in (done.settled.held if done.settled else ())
    ]
    cells = [*held, *decided][:MAX_ROWS]
    return [{name: one_line(value)[:CELL_CHARACTERS] for name, value in row.items()} for row in cells]
