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
    """Show the result pages of all runs at http://127.0.0.1 until interrupted (Ctrl-C). Decisions made on them are saved at once.

    The address it prints holds this desk's token: a browser that has opened it once may decide, another may only read.
    """
    from flows import saving
    from flows import serve as pages
    from flows.settings import load

    settings = load()
    if root is not None:
        settings = settings.model_copy(update={"output_root": root.absolute()})
    token = saving.token_of(settings)
    typer.echo(f"Runs in {settings.output_root}: http://{pages.HOST}:{port}/#token={token}")
    pages.serve(settings.output_root, port, saving.routes(settings, token))
