"""`dragoman translate`: the whole way without Prefect, with a progress bar and a summary."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from flows.ending import Sums
    from flows.planning import Plan
    from flows.resources import Resources
    from flows.stopping import Stop
    from qa.report.records import RunReport

TITLE_WIDTH = 60
LISTED = 50


def translate(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders (recursive) or patterns: .txt .html .jsonl .ndjson .csv .parquet")
    ],
    out: Annotated[Path | None, typer.Option(help="The folder for the run's folder; by default the output_root setting.")] = None,
    run_id: Annotated[
        str | None,
        typer.Option(help="The run's name and folder, by default made from the time; that of an unfinished run goes on with it."),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of articles that do not say it (ar, ru, pt-BR); else identified.")
    ] = None,
    glossary: Annotated[Path | None, typer.Option(help="The desk's own terms (CSV or TSV), before the shipped ones.")] = None,
    model: Annotated[Path | None, typer.Option(help="A model folder for all articles, instead of the installed ones.")] = None,
    all_lines: Annotated[bool, typer.Option("--all-lines", help="Translate page furniture and other stories too.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Read only so many documents.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Skip articles published before this day; undated ones stay.")
    ] = None,
    review: Annotated[
        str, typer.Option(help="never, on_errors or always: which articles wait for a person before they are in published/.")
    ] = "never",
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 1 when a check reports an error.")] = False,
    cache: Annotated[str | None, typer.Option(help="Where translations are kept for later runs; by default the setting.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Translate everything anew and keep nothing.")] = False,
    threads: Annotated[int | None, typer.Option(min=0, help="Threads of the decoder; 0 lets it choose.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu or cuda.")] = None,
    runner: Annotated[
        str | None, typer.Option(help="threads (this process) or dask (a cluster of processes; needs the extra dask).")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="With dask: worker processes on this machine; else one a core.")
    ] = None,
    scheduler: Annotated[str | None, typer.Option(help="With dask: the address of a running scheduler.")] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log to standard error, one JSON object a line.")] = False,
) -> None:
    """Translate articles to English, check terms, numbers and dates, and write pages to read."""
    from flows import logs, steps
    from flows.cli.main import ARTICLES_FAILED, INTERRUPTED
    from flows.publishing import review_named, settle
    from flows.resources import Resources
    from flows.runners import check
    from flows.settings import load
    from flows.stopping import Stop
    from translations.cache import open_cache
    from translations.errors import OutputError

    if log_json:
        logs.json_lines()
    settings = load(
        threads=threads, device=device, cache="off" if no_cache else cache, runner=runner, dask_workers=workers,
        dask_scheduler=scheduler,
    )  # fmt: skip
    request = steps.Request(
        paths=tuple(paths), out=out, run_id=run_id, language=lang, glossary=glossary, model=model, all_lines=all_lines,
        limit=limit, since=since.date() if since else None, review=review_named(review),
    )  # fmt: skip
    check(settings)
    kept = open_cache(settings.cache)  # before the run's folder is made: a cache that cannot be opened starts nothing
    plan = steps.plan(request, settings)
    with Stop() as stop:
        try:
            sums = _work(plan, Resources(settings, kept), stop, bar=not log_json)
            run = steps.finish(plan, sums) if not stop else None
        except OutputError as error:
            typer.echo(f"dragoman: {error}\n{_hint(plan)}", err=True)
            raise typer.Exit(ARTICLES_FAILED) from error
        except KeyboardInterrupt:
            run = None
    if run is None:
        typer.echo(f"Stopped. {_hint(plan)}", err=True)
        raise typer.Exit(INTERRUPTED)
    settled = settle(plan.folder, plan.decisions, plan.started.date())
    _report(run, plan.folder)
    if settled.published or settled.held:
        typer.echo(f"Published: {len(settled.published)} articles; waiting for review: {len(settled.held)}.")
    raise typer.Exit(exit_code(run, strict=strict))


def _hint(plan: Plan) -> str:
    return f"What is done is kept; the same command with --run-id {plan.run_id} goes on with it."


def exit_code(run: RunReport, *, strict: bool) -> int:
    """3 when an article failed, else 1 when strict and a check reported an error, else 0."""
    from flows.cli.main import ARTICLES_FAILED, DONE, ERROR_FINDINGS

    if run.tally.failed:
        return ARTICLES_FAILED
    return ERROR_FINDINGS if strict and run.tally.with_errors else DONE


def _work(plan: Plan, resources: Resources, stop: Stop, *, bar: bool) -> Sums:
    """The sums over all batches, or those up to the wish to stop."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    from flows import steps
    from flows.pace import Pace, documents_in
    from flows.runners import works

    expected = documents_in(plan.files) if plan.files else 1
    pace = Pace(min(expected, plan.request.limit or expected))
    sums = steps.Sums()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30))
    shown = Progress(*columns, console=Console(stderr=True), transient=True, disable=not bar)
    with works(plan, resources) as all_works, shown as progress:
        task = progress.add_task("Reading the articles", total=pace.expected)
        for _, work in all_works:
            if stop:
                break
            result = work()
            sums.add(result)
            pace.add(len(result.summaries), resumed=result.resumed)
            progress.update(task, description=str(pace), completed=pace.done, total=pace.expected)
    return sums


def _report(run: RunReport, folder: Path) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    table = Table(box=None, pad_edge=False)
    for heading, justify in (
        ("article", "left"),
        ("errors", "right"),
        ("warnings", "right"),
        ("terms", "right"),
        ("title", "left"),
    ):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    shown = list(islice((article for article in run.articles if article.status == "done"), LISTED))
    for article in shown:
        terms = f"{article.terms_met}/{article.terms_met + article.terms_unmet}"
        title = article.title_english or "(no title)"
        table.add_row(
            escape(article.id[:40]),
            str(article.errors),
            str(article.warnings),
            terms,
            escape(title if len(title) <= TITLE_WIDTH else title[: TITLE_WIDTH - 1] + "…"),
        )
    if shown:
        console.print(table)
    if run.tally.done > len(shown):
        console.print(f"and {run.tally.done - len(shown):,} more articles")
    if run.tally.failed or run.tally.skipped:
        for article in islice((article for article in run.articles if article.status != "done"), LISTED):
            console.print(f"{article.status}: {escape(article.reason)}", soft_wrap=True)
    console.print()
    console.print(f"{run.headline}.", soft_wrap=True)
    kept = run.counters.get("segments_from_cache", 0)
    if kept:
        console.print(f"{run.counters.get('segments_translated', 0):,} segments translated, {kept:,} taken from the cache.")
    if run.compact:
        from translations.models import COMPACT_NOTICE

        console.print(COMPACT_NOTICE[0].upper() + COMPACT_NOTICE[1:] + ".", soft_wrap=True)
    console.print(f"Read: {folder / 'index.html'}", soft_wrap=True, highlight=False)
