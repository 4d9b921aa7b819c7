"""`dragoman glossary`: match terms in a text, look after a glossary, convert it, find misspelled names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import Format, emit

if TYPE_CHECKING:
    from glossary.losses import Losses
    from glossary.terms import Glossary

app = typer.Typer(no_args_is_help=True, help="Glossary: match, lint, compare, convert, and suggest misspelled names.")

PROBLEMS = 1
LangOption = Annotated[str, typer.Option("--lang", help="Language of the source side, a tag such as ar.")]
FormatOption = Annotated[Format, typer.Option("--format", help="A table for people or JSON lines for machines.")]
GlossaryOption = Annotated[
    list[Path] | None, typer.Option("--glossary", help="A glossary over the shipped one; may be given again, later ones win.")
]
Only = Annotated[bool, typer.Option("--only", help="Use the given glossaries alone, without the shipped one.")]


@app.command("match")
def match(
    file: Annotated[Path, typer.Argument(help="A text file (UTF-8), or - for standard input.")],
    lang: LangOption = "ar",
    glossary: GlossaryOption = None,
    only: Only = False,
    losers: Annotated[bool, typer.Option("--losers", help="Also matches that a better one overlaps.")] = False,
    fmt: FormatOption = Format.table,
) -> None:
    """Print where terms stand in a text: line and span from 0, in characters of the line."""
    from glossary.matching import Matcher

    terms = _terms(lang, glossary, only)
    matcher = Matcher(terms)
    by_id = {term.id: term for term in terms.terms}

    def rows() -> Iterator[dict[str, Any]]:
        for number, line in enumerate(_lines(file)):
            won, lost = matcher.explain(line)
            kept = [(m, False) for m in won] + ([(m, True) for m in lost] if losers else [])
            for found, is_loser in sorted(kept, key=lambda item: (item[0].start, item[0].end, item[0].term_id)):
                row = {"line": number, "start": found.start, "end": found.end, "text": found.surface, "term_id": found.term_id}
                yield (
                    row
                    | {"target": by_id[found.term_id].target, "prefix": found.prefix}
                    | ({"loser": is_loser} if losers else {})
                )

    emit(rows(), ("line", "start", "end", "text", "prefix", "target", "term_id", *(["loser"] if losers else [])), fmt)


@app.command("lint")
def lint(
    files: Annotated[list[Path] | None, typer.Argument(help="Glossary files; without any, the shipped glossary.")] = None,
    lang: LangOption = "ar",
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="A text file; terms that stand nowhere in it are named.")
    ] = None,
    fmt: FormatOption = Format.table,
) -> None:
    """Look for duplicates, terms with two targets, colliding spellings, invisible characters, wrong scripts and dead terms.

    Ends with exit code 1 when there is an error.
    """
    from glossary.layers import default, layered
    from glossary.lint import lint as remarks_of

    glossary = layered(*(_read(path, lang)[0] for path in files)) if files else default(lang)
    remarks = remarks_of(glossary, _lines(corpus) if corpus else ())
    rows = [{"level": r.level, "rule": r.rule, "terms": ", ".join(r.term_ids[:4]), "message": r.message} for r in remarks]
    emit(rows, ("level", "rule", "terms", "message"), fmt, title=f"{len(glossary.terms)} terms, {len(remarks)} remarks")
    if any(remark.level == "error" for remark in remarks):
        raise typer.Exit(PROBLEMS)


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="The earlier glossary.")],
    new: Annotated[Path, typer.Argument(help="The later glossary.")],
    lang: LangOption = "ar",
    fmt: FormatOption = Format.table,
) -> None:
    """Print which terms were added, removed or changed, and in which column; terms are the same by their id."""
    from glossary.columns import COLUMNS, row_of

    before, after = ({term.id: row_of(term) for term in _read(path, lang)[0].terms} for path in (old, new))

    def rows() -> Iterator[dict[str, str]]:
        for id in sorted(before.keys() | after.keys()):
            if id not in after:
                yield {"change": "removed", "term_id": id, "column": "", "old": before[id]["target"], "new": ""}
            elif id not in before:
                yield {"change": "added", "term_id": id, "column": "", "old": "", "new": after[id]["target"]}
            else:
                for column in COLUMNS:
                    if before[id][column] != after[id][column]:
                        yield {
                            "change": "changed",
                            "term_id": id,
                            "column": column,
                            "old": before[id][column],
                            "new": after[id][column],
                        }

    emit(rows(), ("change", "term_id", "column", "old", "new"), fmt)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV, TSV, XLSX, TBX (2008 or 2019) or TMX file.")],
    out: Annotated[Path, typer.Option("--out", help="The house table to write (.csv or .tsv).")],
    lang: LangOption = "ar",
    layer: Annotated[str, typer.Option("--layer", help="What the terms' layer column says.")] = "desk",
    fmt: FormatOption = Format.table,
) -> None:
    """Turn a glossary of another system into the house table, and say what could not be taken over."""
    from glossary import convert
    from glossary.losses import Losses

    losses = Losses()
    count = convert.write(convert.read(file, _primary(lang), losses, layer=layer), out, losses)
    _report(count, out, losses, fmt)


@app.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", help="The file to write: .csv, .tsv, .tbx (ISO 30042:2019) or .tmx.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Glossary files, later ones win; without any, the shipped glossary.")
    ] = None,
    lang: LangOption = "ar",
    fmt: FormatOption = Format.table,
) -> None:
    """Write a glossary in another format, and say what that format cannot hold."""
    from glossary import convert
    from glossary.layers import default, layered
    from glossary.losses import Losses

    glossary = layered(*(_read(path, lang)[0] for path in files)) if files else default(lang)
    losses = Losses()
    count = convert.write(glossary.terms, out, losses)
    _report(count, out, losses, fmt)


@app.command("suggest")
def suggest(
    file: Annotated[Path, typer.Argument(help="A text file (UTF-8), or - for standard input.")],
    lang: LangOption = "ar",
    glossary: GlossaryOption = None,
    only: Only = False,
    fmt: FormatOption = Format.table,
) -> None:
    """Print words that look like misspelled terms; they are never enforced, a person decides."""
    from dataclasses import asdict

    from glossary.suggest import Suggester

    found = Suggester(_terms(lang, glossary, only)).suggest(_lines(file))
    emit((asdict(s) for s in found), ("line", "start", "end", "text", "target", "distance", "term_id"), fmt)


def _primary(lang: str) -> str:
    from translations.languages import primary

    return primary(lang)


def _terms(lang: str, files: Sequence[Path] | None, only: bool) -> Glossary:
    from glossary.layers import default, layered
    from glossary.terms import Glossary

    language = _primary(lang)
    shipped = Glossary(()) if only else default(language)
    return layered(shipped, *(_read(path, language)[0] for path in files or ())).for_language(language)


def _read(path: Path, lang: str) -> tuple[Glossary, Losses]:
    from glossary import convert
    from glossary.losses import Losses
    from glossary.terms import Glossary

    losses = Losses()
    return Glossary(tuple(convert.read(path, _primary(lang), losses))), losses


def _lines(file: Path) -> list[str]:
    import sys

    from translations.errors import InputNotFound

    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputNotFound(f"{file} cannot be read: {reason}") from None
    return text.split("\n")


def _report(count: int, out: Path, losses: Losses, fmt: Format) -> None:
    if fmt is Format.table:
        typer.echo(f"{count} terms written to {out}.")
    if losses.counts:
        emit(losses.rows(), ("left_out", "count", "first"), fmt, title="Left out, since the format has no place for it")
