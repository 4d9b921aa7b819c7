"""`dragoman review`: what people decided about findings, applied, listed, taken back and exchanged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import Format, emit

if TYPE_CHECKING:
    from datetime import datetime

    from flows.review import Applied

app = typer.Typer(no_args_is_help=True, help="Decisions on findings: apply, list, undo, export, import.")
FormatOption = Annotated[Format, typer.Option("--format", help="table or jsonl.")]
RunOption = Annotated[str | None, typer.Option("--run-id", help="Only of this run.")]
COLUMNS = ("id", "made", "author", "decision", "about", "reason")
# Characters in the table: enough to name a decision and to know it again, few enough for a narrow window.
SHOWN_ID, SHOWN_DAY, SHOWN_WORDS = 8, 10, 60


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The file a page exported; - reads standard input.")],
    run_id: Annotated[str | None, typer.Option("--run-id", help="Refuse the file if it is of another run.")] = None,
) -> None:
    """Keep the decisions of a page's file, and publish the articles they approve. Applying a file twice changes nothing."""
    from flows.review import apply as apply_one
    from flows.settings import load

    done = apply_one(_content(file), str(file), load(), _now(), run_id=run_id or "")
    _say(done)
    if any(decision.kind != "approved" for decision in done.new):
        typer.echo("Translate the articles again to see them respected.")


@app.command("import")
def bring_in(
    file: Annotated[Path, typer.Argument(help="A file that `dragoman review export` wrote; - reads standard input.")],
) -> None:
    """Add another desk's decisions to this one's; nothing of either is lost."""
    from flows.review import apply as apply_one
    from flows.settings import load

    _say(apply_one(_content(file), str(file), load(), _now()))


@app.command()
def export(
    run_id: RunOption = None,
    out: Annotated[Path | None, typer.Option(help="The file to write; by default standard output.")] = None,
) -> None:
    """Write all decisions ever made, or those of one run, as one small JSON file."""
    from flows.review import export as export_all
    from flows.settings import load
    from translations.files import write_whole

    text = export_all(load(), run_id)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_whole(out, text)
        typer.echo(f"{out} written.")


@app.command("list")
def list_decisions(
    run_id: RunOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those undone, superseded or expired.")] = False,
    fmt: FormatOption = Format.table,
) -> None:
    """List the decisions that hold: who decided what, when and why."""
    from flows.review import rows
    from flows.settings import load

    listed = rows(load(), _now(), run_id=run_id, everything=everything)
    if fmt is Format.table:
        listed = map(_short, listed)
    emit(listed, (*COLUMNS, "state") if everything else COLUMNS, fmt, title="Decisions")


@app.command()
def undo(
    ids: Annotated[list[str], typer.Argument(help="Ids of decisions, or their first six characters or more.")],
    author: Annotated[str | None, typer.Option(help="Who takes them back; by default the user's name on this machine.")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Take decisions back. Nothing is removed: the undo is a decision of its own and can be undone too."""
    from getpass import getuser

    from flows.review import undo as undo_all
    from flows.settings import load

    for decision in undo_all(ids, author or getuser(), reason, load(), _now()):
        typer.echo(f"{decision.id} ({decision.kind}) is undone.")


def _short(row: dict[str, Any]) -> dict[str, Any]:
    words = row["corrected"] or row["reason"]
    return {
        **row,
        "id": row["id"][:SHOWN_ID],
        "made": row["made"][:SHOWN_DAY],
        "reason": words if len(words) <= SHOWN_WORDS else words[: SHOWN_WORDS - 1] + "…",
    }


def _content(file: Path) -> bytes:
    import sys

    from translations.decisions.exchange_file import MAX_FILE_BYTES
    from translations.decisions.records import DecisionsError

    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise DecisionsError(f"{file} cannot be read ({error.strerror or error}).") from error


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _say(done: Applied) -> None:
    from qa.report.safe import one_line

    typer.echo(f"{done.headline}.")
    if done.proposed is not None:
        typer.echo(f"Proposed glossary entries: {done.proposed}")
    for article, reason in (done.settled.held if done.settled else ())[:50]:
        typer.echo(f"Held: {one_line(article)}: {reason}")
