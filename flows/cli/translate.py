"""`dragoman translate`: the whole way without Prefect, with a progress bar and a summary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from flows.steps import BatchResult, Plan
    from qa.report.records import RunReport

TITLE_WIDTH = 60


def translate(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders (recursive) or patterns: .txt .html .jsonl .ndjson .csv .parquet")
    ],
    out: Annotated[Path | None, typer.Option(help="The folder for the run's folder; by default the output_root setting.")] = None,
    run_id: Annotated[str | None, typer.Option(help="The run's name and folder; by default made from the time.")] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of articles that do not say it (ar, ru, pt-BR); else identified.")
    ] = None,
    glossary: Annotated[Path | None, typer.Option(help="The desk's own terms (CSV or TSV), before the shipped ones.")] = None,
    model: Annotated[Path | None, typer.Option(help="A model folder for all articles, instead of the installed ones.")] = None,
    all_lines: Annotated[bool, typer.Option("--all-lines", help="Translate page furniture and other stories too.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 1 when a check reports an error.")] = False,
    threads: Annotated[int | None, typer.Option(min=0, help="Threads of the decoder; 0 lets it choose.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu or cuda.")] = None,
) -> None:
    """Translate articles to English, check terms, numbers and dates, and write pages to read."""
    from flows import steps
    from flows.resources import Resources
    from flows.settings import load

    settings = load(threads=threads, device=device)
    request = steps.Request(
        paths=tuple(paths), out=out, run_id=run_id, language=lang, glossary=glossary, model=model, all_lines=all_lines
    )
    plan = steps.plan(request, settings)
    run = steps.finish(plan, _work(plan, Resources(settings)))
    _report(run, plan.folder)
    raise typer.Exit(exit_code(run, strict=strict))


def exit_code(run: RunReport, *, strict: bool) -> int:
    """3 when an article failed, else 1 when strict and a check reported an error, else 0."""
    from flows.cli.main import ARTICLES_FAILED, DONE, ERROR_FINDINGS

    if any(article.status == "failed" for article in run.articles):
        return ARTICLES_FAILED
    return ERROR_FINDINGS if strict and any(article.errors for article in run.articles) else DONE


def _work(plan: Plan, resources: object) -> list[BatchResult]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from flows import steps
    from flows.resources import Resources
    from translations.articles.sources import JSONL_SUFFIXES, TABLE_SUFFIXES

    assert isinstance(resources, Resources)
    results: list[BatchResult] = []
    counted = not any(item.path.suffix.lower() in JSONL_SUFFIXES | TABLE_SUFFIXES for item in plan.files)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Articles", total=len(plan.files) if counted else None)
        for batch in steps.batches(plan):
            progress.update(task, description=f"Batch {batch.number + 1}: {len(batch.articles)} articles")
            result = steps.translate_batch(batch, plan, resources)
            results.append(result)
            progress.advance(task, len(result.summaries))
    return results


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
    shown = [article for article in run.articles if article.status == "done"]
    for article in shown[:50]:
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
    if len(shown) > 50:
        console.print(f"and {len(shown) - 50} more articles")
    for article in [article for article in run.articles if article.status != "done"][:50]:
        console.print(f"{article.status}: {escape(article.reason)}", soft_wrap=True)
    console.print()
    console.print(f"{run.headline}.", soft_wrap=True)
    if run.compact:
        from translations.models import COMPACT_NOTICE

        console.print(COMPACT_NOTICE[0].upper() + COMPACT_NOTICE[1:] + ".", soft_wrap=True)
    console.print(f"Read: {folder / 'index.html'}", soft_wrap=True, highlight=False)
