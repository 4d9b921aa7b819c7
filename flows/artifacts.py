"""What a run leaves in the Prefect UI; `flows.summary` makes the texts, this publishes them."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import summary
from flows.pace import Pace
from qa.report.records import RunReport

log = logging.getLogger(__name__)

AWAY_SECONDS = 600.0
PROGRESS = "progress"
WAITING = "Waiting for its turn"
READING = "Reading the articles"


class Progress:
    """The run's progress bar; call `show` at most once a batch, each call is a request to the server.

    A run that is tried again goes on with the bar it had. What the server does not take is left out: showing is not the work.
    """

    def __init__(self) -> None:
        """At nothing done."""
        self._id: UUID | None = None
        self._share, self._done = 0.0, ""

    def __enter__(self) -> Progress:
        with _server.shows():
            self._id = _former_progress() or cast("UUID", create_progress_artifact(0.0, key=PROGRESS, description=WAITING))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._update(self._share, f"Stopped after {self._done or 'nothing'}; Retry goes on from there")

    def reading(self) -> None:
        """It is the run's turn."""
        self._update(0.0, READING)

    def show(self, pace: Pace) -> None:
        """Move it to where the run is; its words say how many documents are done, what time is left, and how fast they go."""
        self._done = f"{pace.done:,} of {pace.expected:,} documents"
        self._update(100.0 * min(1.0, pace.done / pace.expected) if pace.expected else 0.0, str(pace))

    def finished(self, headline: str) -> None:
        """Everything is done."""
        self._update(100.0, headline)

    def _update(self, share: float, words: str) -> None:
        self._share = share
        if self._id is not None and not _server.away:
            with _server.shows():
                update_progress_artifact(self._id, progress=share, description=words)


def _former_progress() -> UUID | None:
    """The bar of this flow run's earlier try."""
    run = flow_run.id
    wanted = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run]), key=ArtifactFilterKey(any_=[PROGRESS]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=wanted) if run else []
    return found[0].id if found else None


class _Server:
    """Prefect's server as something to show results on; one that is away is not asked for a while, as asking takes a minute."""

    def __init__(self) -> None:
        self._away_until = 0.0

    @contextmanager
    def shows(self) -> Iterator[None]:
        """What cannot be shown ends the block and no more."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a lost server shows itself in many ways
            self._away_until = time.monotonic() + AWAY_SECONDS
            log.warning("Prefect's server does not take what it should show (%s)", type(error).__name__)

    @property
    def away(self) -> bool:
        """Whether it did not answer just now."""
        return time.monotonic() < self._away_until


_server = _Server()


def publish(run: RunReport, folder: Path, address: str, held: Sequence[tuple[str, str]] = ()) -> None:
    """Publish a finished run's summary (`qa-report`), its findings (`qa-findings`) and its first translations (`translated`).

    `held` are the articles that wait for a person, by id, with the reason.
    """
    if _server.away:
        return
    with _server.shows():
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
