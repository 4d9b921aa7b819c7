"""`dragoman qa`: check anybody's translation, print the quantities of a text, list the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import Format, emit

if TYPE_CHECKING:
    from qa.checks.records import Checked, Setting
    from qa.quantities.records import Quantity

app = typer.Typer(no_args_is_help=True, help="QA: check any translation, print the quantities of a text, list the checks.")

BATCH = 2000  # pairs checked at a time, so that memory does not grow with the file
ERROR_FINDINGS = 1
COLUMNS = ("segment", "check", "severity", "message")


class Report(StrEnum):
    """What `qa check` prints."""

    table = "table"
    jsonl = "jsonl"
    sarif = "sarif"


@app.command("check")
def check(
    file: Annotated[Path | None, typer.Argument(help="A TMX, XLIFF (1.2, 2.x), CSV or TSV file of pairs.")] = None,
    source: Annotated[Path | None, typer.Option(help="Source text, one segment a line (UTF-8).")] = None,
    target: Annotated[Path | None, typer.Option(help="Its English, line by line.")] = None,
    source_lang: Annotated[
        str, typer.Option("--source-lang", help="Language of the source: ar, fr, es, pt, ru, fa, zh, id …")
    ] = "ar",
    article: Annotated[
        bool, typer.Option("--article", help="The lines are one article: look in the neighbouring lines too.")
    ] = False,
    published: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of publication, for words like yesterday.")
    ] = None,
    fmt: Annotated[Report, typer.Option("--format", help="A table for people, JSON lines, or a SARIF log.")] = Report.table,
) -> None:
    """Compare every number and date with the source, and look for broken output. Ends with 1 when there are error findings."""
    from flows.settings import load
    from qa.checks.registry import known
    from translations.errors import SettingsError
    from translations.languages import primary

    if (file is None) == (source is None and target is None) or (source is None) != (target is None):
        raise SettingsError("Give either one file of pairs, or both --source and --target.")
    settings = load().checks
    known(settings)
    name = file or target
    assert name is not None
    checked = _checked(file, source, target, primary(source_lang), settings, article, published.date() if published else None)
    counts = {"error": 0, "warning": 0, "info": 0}
    rows = _counted(_rows(checked), counts)
    if fmt is Report.sarif:
        _sarif(rows, name)
    else:
        emit(rows, COLUMNS, Format(fmt.value), title=f"Findings in {name.name}")
    if fmt is Report.table:
        typer.echo(f"{counts['error']} errors, {counts['warning']} warnings, {counts['info']} notes.")
    if counts["error"]:
        raise typer.Exit(ERROR_FINDINGS)


@app.command("extract")
def extract(
    file: Annotated[Path, typer.Argument(help="UTF-8 text; every line is read for itself.")],
    lang: Annotated[str, typer.Option(help="Language of the text.")] = "ar",
    reference_date: Annotated[
        datetime | None, typer.Option("--reference-date", formats=["%Y-%m-%d"], help="The day that today means in the text.")
    ] = None,
    fmt: Annotated[Format, typer.Option("--format", help="A table for people or JSON lines for machines.")] = Format.table,
) -> None:
    """Print every number, date, weekday and measure of a text with its value and place."""
    from qa.quantities import extract as quantities
    from translations.errors import ArticleUnreadable, InputNotFound
    from translations.languages import primary

    if not file.is_file():
        raise InputNotFound(f"{file}: there is no such file")
    language, day = primary(lang), reference_date.date() if reference_date else None

    def rows() -> Iterator[dict[str, Any]]:
        try:
            with file.open(encoding="utf-8-sig", newline="\n") as stream:
                for number, line in enumerate(stream):
                    for quantity in quantities(line.rstrip("\r\n"), language, day):
                        yield quantity_row(number, quantity)
        except UnicodeDecodeError as error:
            raise ArticleUnreadable(str(file), "not UTF-8 text") from error

    emit(rows(), ("line", "kind", "value", "unit", "start", "end", "text"), fmt, title=f"Quantities in {file.name}")


@app.command("checks")
def list_checks(
    fmt: Annotated[Format, typer.Option("--format", help="A table for people or JSON lines for machines.")] = Format.table,
) -> None:
    """List the checks with their severity, as the settings have it."""
    from flows.settings import load
    from qa.checks.registry import checks

    settings = load().checks
    emit(
        (
            {
                "check": each.id,
                "severity": settings.get(each.id, each.severity),
                "mqm": each.mqm,
                "summary": each.summary,
                "example": each.example,
            }
            for each in checks()
        ),
        ("check", "severity", "summary"),
        fmt,
        title="Checks",
    )


def quantity_row(line: int, quantity: Quantity) -> dict[str, Any]:
    """One quantity as JSON has it: a number, an ISO date or time, or a list: of the open readings, of the two ends of a range."""
    ends = tuple(end.value for end in quantity.ends)
    values = [_json_value(value) for value in ends or quantity.readings or (quantity.value,)]
    if quantity.kind == "weekday":
        values = [int(value) if len(value) == 1 else value for value in map(str, values)]
    return {
        "line": line,
        "kind": quantity.kind,
        "value": values[0] if len(values) == 1 else values,
        "unit": quantity.unit,
        "start": quantity.start,
        "end": quantity.end,
        "text": quantity.text,
        "bound": quantity.bound,
        "confidence": quantity.confidence,
        "shown": quantity.shown(),
    }


def _json_value(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return int(value) if value == int(value) else float(value)


def _checked(
    file: Path | None,
    source: Path | None,
    target: Path | None,
    lang: str,
    settings: dict[str, Setting],
    article: bool,
    published: date | None,
) -> Iterator[Checked]:
    from itertools import islice

    from qa.checks.aligned import aligned, pair, units
    from qa.checks.records import CheckPolicy
    from qa.checks.run import check_article

    if file is not None:
        texts, name = units(file, lang), file.name
    else:
        assert source is not None
        assert target is not None
        texts, name = aligned(source, target), source.name
    pairs = (pair(number, a, b, article=name, lang=lang, published=published) for number, a, b in texts)
    policy = CheckPolicy(settings=settings, independent=not article)
    while batch := list(pairs if article else islice(pairs, BATCH)):
        yield from check_article(batch, policy)


def _rows(checked: Iterable[Checked]) -> Iterator[dict[str, Any]]:
    for one in checked:
        for finding in one.findings:
            yield {
                "segment": one.pair.segment.index,
                "check": finding.check,
                "version": finding.version,
                "mqm": finding.mqm,
                "severity": finding.severity,
                "message": finding.message,
                "source_span": finding.source_span,
                "target_span": finding.target_span,
                "source_value": finding.source_value,
                "target_value": finding.target_value,
                "fingerprint": finding.fingerprint,
            }


def _counted(rows: Iterable[dict[str, Any]], counts: dict[str, int]) -> Iterator[dict[str, Any]]:
    for row in rows:
        counts[row["severity"]] += 1
        yield row


def _sarif(rows: Iterable[dict[str, Any]], name: Path) -> None:
    from importlib.metadata import version

    from qa.report.sarif import sarif

    def placed() -> Iterator[dict[str, Any]]:
        for row in rows:
            span = row["target_span"]
            place = {"column": span[0] + 1, "end_column": span[1] + 1} if span else {}
            yield {**row, "status": "open", "path": name.as_posix(), "line": row["segment"], **place}

    for piece in sarif(placed(), code_version=version("dragoman")):
        typer.echo(piece, nl=False)
