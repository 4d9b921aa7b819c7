"""Any glossary file to terms and back, by its ending, with what was left out on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from glossary import formats, tbx
from glossary.columns import COLUMNS, row_of, slug
from glossary.losses import Losses
from glossary.terms import Term
from translations.errors import GlossaryError
from translations.exchange import TranslationUnit, read_units, write_tmx
from translations.files import whole_file

READABLE = (".csv", ".tsv", ".xlsx", ".tbx", ".xml", ".tmx")
WRITABLE = (".csv", ".tsv", ".tbx", ".tmx")


def read(path: Path, language: str, losses: Losses, *, layer: str = "desk") -> Iterator[Term]:
    """The terms of a file of any readable format; `language` (primary subtag) is the source's where the file does not say it."""
    suffix = path.suffix.lower()
    if suffix in {".tbx", ".xml"}:
        return tbx.read(path, language, losses, layer=layer)
    if suffix == ".tmx":
        return _from_tmx(path, language, losses, layer)
    if suffix in {".csv", ".tsv", ".xlsx"}:
        return iter(formats.load(path, layer=layer, language=language).terms)
    raise GlossaryError(f"{path}: no glossary format is known by this ending; readable are {', '.join(READABLE)}")


def write(terms: Iterable[Term], path: Path, losses: Losses) -> int:
    """Write terms as a stream, whole or not at all, in the format of the path's ending; returns how many."""
    suffix = path.suffix.lower()
    if suffix in {".csv", ".tsv"}:
        return formats.save(terms, path)
    if suffix not in WRITABLE:
        raise GlossaryError(f"{path}: cannot be written in this format; writable are {', '.join(WRITABLE)}")
    counted = _Counted(terms)
    pieces = tbx.write(counted, losses) if suffix == ".tbx" else _to_tmx(counted, losses)
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
    return counted.count


class _Counted:
    def __init__(self, terms: Iterable[Term]) -> None:
        self.count = 0
        self._terms = terms

    def __iter__(self) -> Iterator[Term]:
        for term in self._terms:
            self.count += 1
            yield term


def _from_tmx(path: Path, language: str, losses: Losses, layer: str) -> Iterator[Term]:
    taken: set[str] = set()
    for number, unit in enumerate(read_units(path, source_lang=language), 1):
        source, target = " ".join(unit.source.split()), " ".join(unit.target.split())
        if not source or not target:
            losses.add("a unit without a source or a target", unit.id)
            continue
        id = f"term.{slug(target) or number}"
        id = f"{id}-{number}" if id in taken else id
        taken.add(id)
        yield Term(id=id, kind="term", source_lang=language, source=source, target=target, layer=layer)


def _to_tmx(terms: Iterable[Term], losses: Losses) -> Iterator[str]:
    def units() -> Iterator[TranslationUnit]:
        for term in terms:
            row = row_of(term)
            for column in COLUMNS:
                if column not in {"id", "source", "target", "source_lang", "layer", "status", "kind", "variants"} and row[column]:
                    losses.add(f"the column {column}", term.id)
            for number, source in enumerate((term.source, *term.variants)):
                id = term.id if not number else f"{term.id}.{number}"
                yield TranslationUnit(id=id, source=source, target=term.target, source_lang=term.source_lang, target_lang="en")

    stream = iter(units())
    first = next(stream, None)
    language = first.source_lang if first else "und"
    return write_tmx(_chained(first, stream), source_lang=language)


def _chained(first: TranslationUnit | None, rest: Iterator[TranslationUnit]) -> Iterator[TranslationUnit]:
    if first is not None:
        yield first
    yield from rest
