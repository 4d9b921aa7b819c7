"""The root command and how it ends: one clear line for an error, and the exit codes of `docs/cli.md`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from flows.cli import cache, diff, doctor, glossary, models, qa, review, runs, serve, translate

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Foreign-language news into English that a desk can cite: translation, a glossary, and QA of every number and date.",
)
app.command("translate")(translate.translate)
app.add_typer(cache.app, name="cache")
app.add_typer(glossary.app, name="glossary")
app.add_typer(models.app, name="models")
app.add_typer(qa.app, name="qa")
app.add_typer(review.app, name="review")
app.add_typer(runs.app, name="runs")
app.add_typer(serve.app, name="serve")
app.command("diff")(diff.diff)
app.command("doctor")(doctor.doctor)

DONE, ERROR_FINDINGS, CANNOT_START, ARTICLES_FAILED, INTERRUPTED = 0, 1, 2, 3, 130


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dragoman {version('dragoman')}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; every end is an exit code."""
    from translations.errors import DragomanError

    try:
        app()
    except DragomanError as error:
        typer.echo(f"dragoman: {error}", err=True)
        sys.exit(CANNOT_START)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is no error of ours.
        sys.stderr.close()
        sys.exit(DONE)
