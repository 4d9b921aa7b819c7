"""The root command; sub-commands live one group a file beside it."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Foreign-language news into English that a desk can cite.")


def main() -> None:
    """Run the command line."""
    app()
