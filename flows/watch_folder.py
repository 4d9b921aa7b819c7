"""The flow `watch-folder`: one look at a watched folder, a run over what stands still in it. `flows.inbox` moves the files."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows import artifacts, inbox, steps
from flows.batch_runs import CORE_LOGGERS, carry_out
from flows.inbox import Watched
from flows.params import Review
from flows.publishing import settle
from flows.resources import Resources
from flows.settings import Settings
from flows.settings import load as load_settings
from qa.report.records import ArticleSummary
from translations.cache import open_cache
from translations.errors import DragomanError, InputNotFound


@flow(name="watch-folder", persist_result=False)
def watch_folder(still_seconds: float = inbox.STILL_SECONDS, review: Review = Review.never) -> State[None]:
    """Translate what has arrived in the watched folder's inbox and stands still; then move it to done or failed.

    Args:
        still_seconds: A file counts as complete when its size and time have not changed for so long.
        review: Which articles wait for a person before they are copied to the folder published (never, on_errors, always).
    """
    for name in CORE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        settings = load_settings()
        watched = Watched(settings.watch)
        watched.make()
        with inbox.watching(watched) as alone:
            if not alone:
                return Completed(name="Busy", message="Another process is at work on the watched folder.")
            return _look(watched, settings, still_seconds, review)
    except DragomanError as error:
        return Failed(message=str(error))


def _look(watched: Watched, settings: Settings, seconds: float, review: Review) -> State[None]:
    # What an earlier process left in work/ comes first; then what is new.
    todo = inbox.unfinished(watched)
    taken = inbox.take(watched, inbox.still(watched, time.sleep, seconds), datetime.now(UTC))
    todo += [taken] if taken else []
    done = failed = 0
    for run_id in todo:
        rows = inbox.finished(settings.output_root, run_id)
        moved = inbox.put_away(watched, run_id, _translate(watched, run_id, settings, review) if rows is None else rows)
        done, failed = done + moved[0], failed + moved[1]
    if not todo:
        return Completed(name="NothingNew", message="Nothing stood still in the inbox.")
    message = f"{done} file{'' if done == 1 else 's'} done, {failed} failed; runs: {', '.join(todo)}"
    return Completed(name="CompletedWithFailures" if failed else "Completed", message=message)


def _translate(watched: Watched, run_id: str, settings: Settings, review: Review) -> Sequence[ArticleSummary]:
    """What became of the articles in one folder of `work/`, in a run begun or gone on with."""
    try:
        plan = steps.plan(steps.Request(paths=(str(watched.work / run_id),), run_id=run_id, review=review), settings)
    except InputNotFound:
        return ()  # nothing but files of other kinds
    resources = Resources(settings, open_cache(settings.cache))
    run = carry_out(plan, resources)
    held = settle(plan.folder, plan.decisions, plan.started.date()).held
    artifacts.publish(run, plan.folder, f"{settings.pages_url.rstrip('/')}/runs/{run.run_id}/", held)
    return run.articles
