"""Taking runs away: first out of sight in one step, then off the disk, so that no reader meets half a run."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from flows.folders import PUBLISHED, RECORD, RUN_ID, claim
from qa.report.writer import PARTS
from translations.errors import InputNotFound, OutputError


def find_run(root: Path, run_id: str) -> Path:
    """The folder of a run in `root`, finished or cut off; raises InputNotFound where there is none."""
    folder = root / run_id
    named = RUN_ID.fullmatch(run_id) and run_id.lower() != PUBLISHED
    if not named or folder.is_symlink() or not ((folder / RECORD).is_file() or (folder / PARTS).is_dir()):
        raise InputNotFound(f"There is no run {run_id} in {root}; `dragoman runs list` shows them.")
    return folder


def remove_run(folder: Path) -> None:
    """Remove a run's folder and what of it was published; raises OutputError where it cannot be removed or is being worked on."""
    if not (folder / RECORD).exists():
        claim(folder.parent, folder.name).release()  # refused while another process is at work on it
    for place in (folder.parent / PUBLISHED / folder.name, folder):
        if not place.is_dir():
            continue
        # A dot folder is no run and is not published.
        gone = place.with_name(f".removed-{secrets.token_hex(4)}-{place.name[:50]}")
        try:
            place.rename(gone)
            shutil.rmtree(gone)
        except OSError as error:
            raise OutputError(f"{place} cannot be removed ({error.strerror or error}).") from error
