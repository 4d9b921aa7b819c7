"""Layers of a glossary: what is shipped, the desk's own, a project's override. Later wins; what it replaced is reported."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from glossary.formats import load
from glossary.keys import phrase
from glossary.terms import Glossary, Term


@dataclass(frozen=True, slots=True)
class Conflict:
    """A term of an earlier layer that a later layer replaced with another target."""

    earlier: Term
    later: Term


@cache
def default(language: str) -> Glossary:
    """The glossary shipped for a language (primary subtag): CLDR's names under our own table; empty where none is shipped."""
    from glossary.cldr import base

    if not language.isalpha() or not language.isascii():
        return Glossary(())
    resource = files("glossary") / "data" / f"{language.lower()}.csv"
    if not resource.is_file():
        return Glossary(base(language).terms)
    with as_file(resource) as path:
        return layered(base(language), load(path, layer="base"))


def layered(*glossaries: Glossary) -> Glossary:
    """One glossary of several; a later term replaces earlier ones with its id, or its language and source spelling.

    Homographs that differ in `requires`/`excludes` live side by side within one layer.
    """
    merged, _ = merge(*glossaries)
    return merged


def merge(*glossaries: Glossary) -> tuple[Glossary, tuple[Conflict, ...]]:
    """`layered`, and every replacement that changed the target (a later layer that agrees is no conflict)."""
    kept: dict[str, Term] = {}
    ids_of_source: dict[tuple[str, str], list[str]] = {}
    conflicts: list[Conflict] = []
    for glossary in glossaries:
        incoming: dict[tuple[str, str], list[str]] = {}
        for term in glossary.terms:
            source = (term.source_lang, phrase(term.source)[1])
            for earlier_id in dict.fromkeys((term.id, *ids_of_source.get(source, ()))):
                earlier = kept.pop(earlier_id, None)
                if earlier is not None and earlier.target != term.target:
                    conflicts.append(Conflict(earlier, term))
            kept[term.id] = term
            incoming.setdefault(source, []).append(term.id)
        ids_of_source.update(incoming)
    return Glossary(tuple(kept.values())), tuple(conflicts)
