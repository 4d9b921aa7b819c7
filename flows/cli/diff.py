"""`dragoman diff`: what changed in English and findings between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import Format, emit

COLUMNS = ("article", "segment", "change", "check", "before", "after")


def diff(
    before: Annotated[str, typer.Argument(help="The earlier run, by its id or folder.")],
    after: Annotated[str, typer.Argument(help="The later run, by its id or folder.")],
    html: Annotated[Path | None, typer.Option(help="Write the comparison as a page to this file.")] = None,
    root: Annotated[Path | None, typer.Option(help="The folder that holds the runs; by default the output_root setting.")] = None,
    fmt: Annotated[Format, typer.Option("--format", help="table or jsonl.")] = Format.table,
) -> None:
    """Compare two runs: English that changed, findings that came, went or were decided on, articles that only one has."""
    from flows.removing import find_run
    from flows.settings import load
    from qa.report.compare import changes, compare
    from qa.report.compare_page import comparison_page
    from translations.files import write_whole

    place = root if root is not None else load().output_root
    folders = [Path(run) if (Path(run) / "run.json").is_file() else find_run(place, run) for run in (before, after)]
    comparison = compare(*folders)
    if html is not None:
        write_whole(html, comparison_page(comparison))
        typer.echo(f"{html} written.", err=fmt is Format.jsonl)
    if html is None or fmt is Format.jsonl:
        emit(changes(comparison), COLUMNS, fmt, title=comparison.headline)
