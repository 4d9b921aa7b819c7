"""`dragoman runs`: which runs the output folder holds, and taking them away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import Format, emit

app = typer.Typer(no_args_is_help=True, help="Runs in the output folder: list, remove.")
RootOption = Annotated[
    Path | None, typer.Option("--root", help="The folder that holds the runs; by default the output_root setting.")
]


@app.command("list")
def list_runs(
    root: RootOption = None, fmt: Annotated[Format, typer.Option("--format", help="table or jsonl.")] = Format.table
) -> None:
    """List the runs, newest first."""
    from flows.runs import list_runs as all_runs
    from flows.settings import load

    rows = (
        {
            "run": run.id,
            "finished": run.finished.isoformat(timespec="seconds").replace("+00:00", "Z") if run.complete else "",
            "complete": run.complete,
            "headline": run.headline,
        }
        for run in all_runs(root if root is not None else load().output_root)
    )
    emit(rows, ("run", "finished", "headline"), fmt, title="Runs")


@app.command()
def remove(
    run_ids: Annotated[list[str], typer.Argument(help="Ids of runs.")],
    root: RootOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove runs with everything in them, and what of them is published. Decisions stay."""
    from flows.removing import find_run, remove_run
    from flows.settings import load

    place = root if root is not None else load().output_root
    folders = [find_run(place, run_id) for run_id in dict.fromkeys(run_ids)]
    if not yes:
        typer.confirm(f"Remove {len(folders)} run{'' if len(folders) == 1 else 's'} from {place}?", abort=True)
    for folder in folders:
        remove_run(folder)
        typer.echo(f"{folder.name} removed.")
