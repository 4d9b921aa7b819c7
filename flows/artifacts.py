"""What a run leaves in the Prefect UI; `flows.summary` makes the texts, this publishes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows import summary
from flows.pace import Pace
from qa.report.records import RunReport


class Progress:
    """The run's progress bar; call `show` at most once a batch, each call is a request to the server."""

    def __init__(self) -> None:
        """Create it, at nothing done."""
        # Typed for both ways of calling; in a flow that is no coroutine it is the plain value.
        self._id = cast("UUID", create_progress_artifact(0.0, key="progress", description="Reading the articles"))

    def show(self, pace: Pace) -> None:
        """Move it to where the run is; its words say how many documents are done, how fast, and what time is left."""
        share = 100.0 * min(1.0, pace.done / pace.expected) if pace.expected else 0.0
        update_progress_artifact(self._id, progress=share, description=str(pace))

    def finished(self, headline: str) -> None:
        """Everything is done."""
        update_progress_artifact(self._id, progress=100.0, description=headline)


def publish(run: RunReport, folder: Path, address: str, held: Sequence[tuple[str, str]] = ()) -> None:
    """Publish a finished run's summary (`qa-report`), its findings (`qa-findings`) and its first translations (`translated`).

    `held` are the articles that wait for a person, by id, with the reason.
    """
    rows = summary.findings(folder, summary.MAX_TABLE_ROWS)
    create_markdown_artifact(
        summary.report_markdown(run, rows[: summary.WORST_FINDINGS], folder, address, held),
        key="qa-report",
        description=run.headline,
    )
    create_table_artifact(
        summary.table_rows(rows),
        key="qa-findings",
        description=f"Open findings, worst first, at most {summary.MAX_TABLE_ROWS}; all are in {address}",
    )
    create_markdown_artifact(
        summary.translated_markdown(run, folder, address),
        key="translated",
        description="Source and English of the first articles",
    )


def final_state(run: RunReport, *, strict: bool, held: int = 0) -> State[None]:
    """The Prefect state that tells how the run ended."""
    ended = summary.outcome(run, strict=strict, held=held)
    make = Completed if ended.kind == "completed" else Failed
    return make(name=ended.name, message=ended.message)
