"""`dragoman doctor`: is everything there that a run needs, and what to do where it is not."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.output import Format, emit

MARKS = {"good": "ok", "note": "note", "bad": "BAD"}


def doctor(fmt: Annotated[Format, typer.Option("--format", help="table or jsonl.")] = Format.table) -> None:
    """Look at models, decoder, glossary, cache, disk, processor and Prefect; exit code 1 where runs cannot work."""
    from dataclasses import asdict

    from flows.doctor import examine
    from flows.settings import load

    seen = list(examine(load()))
    if fmt is Format.jsonl:
        emit((asdict(one) for one in seen), (), fmt)
    else:
        for one in seen:
            typer.echo(f"{MARKS[one.state]:5}{one.what}: {one.found}")
            if one.advice:
                typer.echo(f"     {one.advice}")
    if any(one.state == "bad" for one in seen):
        raise typer.Exit(1)
