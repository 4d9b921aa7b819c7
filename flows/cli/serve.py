"""`dragoman serve`: the result pages of all runs for the browser on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Show the result pages of all runs at http://127.0.0.1.")


@app.callback(invoke_without_command=True)
def serve(
    root: Annotated[Path | None, typer.Option(help="The folder that holds the runs; by default the output_root setting.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on 127.0.0.1.")] = 4300,
) -> None:
    """Show the result pages of all runs at http://127.0.0.1 until interrupted (Ctrl-C). Nothing can be changed through them."""
    from flows import serve as pages
    from flows.settings import load

    folder = root if root is not None else load().output_root
    typer.echo(f"Runs in {folder}: http://{pages.HOST}:{port}/")
    pages.serve(folder, port)
