"""`dragoman cache`: what is kept of earlier translations, how to drop what is not used, whether it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import Format, emit

if TYPE_CHECKING:
    from translations.cache import Cache

app = typer.Typer(no_args_is_help=True, help="Look after the translations kept for later runs.")

CacheOption = Annotated[str | None, typer.Option("--cache", help="Another cache than the setting's.")]


@app.command()
def stats(
    cache: CacheOption = None, fmt: Annotated[Format, typer.Option("--format", help="table or jsonl.")] = Format.table
) -> None:
    """Say what the cache holds."""
    from flows.pace import size_words

    held = _open(cache).stats()
    if fmt is Format.jsonl:
        oldest = held.oldest.isoformat() if held.oldest else None
        row = {"place": held.place, "entries": held.entries, "bytes": held.bytes, "models": held.by_model, "oldest_use": oldest}
        emit([row], (), fmt)
        return
    emit([{"model": model, "entries": f"{count:,}"} for model, count in held.by_model.items()], ("model", "entries"), fmt)
    typer.echo(f"{held.place}: {held.entries:,} entries, {size_words(held.bytes)}")
    if held.oldest:
        typer.echo(f"Longest unused since {held.oldest}.")


@app.command()
def prune(
    unused_days: Annotated[int | None, typer.Option(min=1, help="Drop what no run has used for so many days.")] = None,
    model: Annotated[list[str] | None, typer.Option(help="Keep only this model's entries; may be repeated.")] = None,
    cache: CacheOption = None,
) -> None:
    """Drop entries and give their space back."""
    from datetime import UTC, datetime, timedelta

    from translations.errors import SettingsError

    if unused_days is None and not model:
        raise SettingsError("Say what to drop: --unused-days DAYS, or all models' entries but those of --model LABEL.")
    since = datetime.now(UTC).date() - timedelta(days=unused_days) if unused_days is not None else None
    gone = _open(cache).prune(unused_since=since, models=model or None)
    typer.echo(f"{gone:,} entries dropped.")


@app.command()
def verify(cache: CacheOption = None) -> None:
    """Read every entry and drop damaged ones; exit code 1 when there were any."""
    kept = _open(cache)
    damaged = kept.verify()
    typer.echo(f"{kept.stats().entries:,} entries are whole; {len(damaged):,} damaged ones dropped.")
    if damaged:
        raise typer.Exit(1)


def _open(address: str | None) -> Cache:
    from flows.settings import load
    from translations.cache import open_cache
    from translations.errors import SettingsError

    cache = open_cache(load(cache=address).cache)
    if cache is None:
        raise SettingsError("The setting cache is off; name one with --cache.")
    return cache
