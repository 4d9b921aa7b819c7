"""The flow `translate-shard`: one shard of a corpus that `translate-corpus` cut, on whichever machine's worker took it."""

from __future__ import annotations

import logging

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.batch_runs import CORE_LOGGERS
from flows.folders import RUN_ID
from flows.settings import load as load_settings
from flows.shards import Folder, translate_shard
from translations.errors import DragomanError, SettingsError


def run_name() -> str:
    """What the list of runs shows: the run, the shard, and which attempt at it."""
    asked = flow_run.parameters
    return f"{asked.get('run_id')} shard {asked.get('shard')}, attempt {asked.get('attempt')}"


@flow(name="translate-shard", flow_run_name=run_name, persist_result=False)
def translate_shard_of(run_id: str, shard: int, attempt: int = 1) -> State[None]:
    """Translate one shard of a corpus. The flow translate-corpus starts these; there is nothing to start by hand.

    Args:
        run_id: The run, a folder below this machine's output_root.
        shard: The shard's number.
        attempt: Which attempt at the shard this is.
    """
    for name in CORE_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        if not RUN_ID.fullmatch(run_id):
            raise SettingsError(f"{run_id!r} is no run id.")
        done = translate_shard(Folder(load_settings().output_root.absolute() / run_id), shard, attempt)
    except DragomanError as error:
        return Failed(message=str(error))
    return Completed(message=f"{done.documents} documents, batches {done.first} to {done.last}")
