"""TBX in (ISO 30042:2008, `martif`; ISO 30042:2019, `tbx`, styles DCA and DCT) and out (2019, TBX-Basic, DCA).

A concept's terms of the source language become one term's source and variants; its English terms become target, accepted and
forbidden by their administrative status. What a term has that TBX-Basic has no place for is counted, not lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from glossary.columns import COLUMNS, row_of, slug
from glossary.losses import Losses
from glossary.terms import Term
from glossary.xml import check_size, elements, local, text_of

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONCEPTS = frozenset({"termEntry", "conceptEntry"})
_LANGUAGES, _TERMS = frozenset({"langSet", "langSec"}), frozenset({"tig", "ntig", "termSec"})
_STATUS_TYPES = frozenset({"administrativeStatus", "normativeAuthorization"})
_WRONG = ("deprecated", "superseded")
_NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_NOT_NAME = re.compile(r"[^A-Za-z0-9._-]")
# Columns that have a place in the file written; the rest is reported.
_WRITTEN = frozenset({"id", "kind", "source_lang", "source", "variants", "target", "accepted", "forbidden", "note"})
_TRIVIAL = frozenset({"status", "layer"})


def read(path: Path, language: str, losses: Losses, *, layer: str = "desk") -> Iterator[Term]:
    """The concepts of a TBX file that have terms in `language` and in English, one term each, as a stream."""
    check_size(path)
    with path.open("rb") as stream:
        for number, concept in enumerate(elements(stream, path, _CONCEPTS), 1):
            id = concept.get("id") or str(number)
            term = _term(concept, id, language, losses, layer)
            if term:
                yield term


def write(terms: Iterable[Term], losses: Losses) -> Iterator[str]:
    """A TBX-Basic file of ISO 30042:2019 in pieces; the same terms give the same text."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">\n'
    yield "<tbxHeader><fileDesc><sourceDesc><p>Glossary written by Dragoman</p></sourceDesc></fileDesc></tbxHeader>\n"
    yield "<text><body>\n"
    for term in terms:
        _count_losses(term, losses)
        yield f"<conceptEntry id={quoteattr(_name(term.id))}>"
        yield f'<descrip type="subjectField">{_text(term.kind)}</descrip>'
        if term.note:
            yield f"<note>{_text(term.note)}</note>"
        yield _section(term.source_lang, [(term.source, "preferred"), *((v, "admitted") for v in term.variants)])
        english = [
            (term.target, "preferred"),
            *((a, "admitted") for a in term.accepted),
            *((f, "deprecated") for f in term.forbidden),
        ]
        yield f"{_section('en', english)}</conceptEntry>\n"
    yield "</body></text>\n</tbx>\n"


def _term(concept: Any, id: str, language: str, losses: Losses, layer: str) -> Term | None:
    sources: list[str] = []
    english: dict[str, list[str]] = {"preferred": [], "admitted": [], "deprecated": []}
    note, kind = "", "term"
    for child in concept:
        name = local(child)
        if name in _LANGUAGES:
            tag = (child.get(_LANG) or child.get("lang") or "").lower()
            found = _terms(child, id, losses)
            if tag.split("-")[0] == language:
                sources += [
                    text for text, status in sorted(found, key=lambda item: item[1] != "preferred") if status != "deprecated"
                ]
                for _ in (1 for _, status in found if status == "deprecated"):
                    losses.add("a source term marked deprecated", id)
            elif tag.split("-")[0] == "en":
                for text, status in found:
                    english[status].append(text)
            else:
                losses.add(f"terms in {tag or 'an unnamed language'}", id)
        elif name in {"note", "definition"} or child.get("type") == "definition":
            note = f"{note} {text_of(child)}".strip()
        elif name == "subjectField" or child.get("type") == "subjectField":
            kind = slug(text_of(child)) or kind
        elif name:
            losses.add(f"{child.get('type') or name} of a concept", id)
    good = english["preferred"] + english["admitted"]
    if not sources or not good:
        losses.add(f"a concept without terms in {language} and English", id)
        return None
    sources, good = list(dict.fromkeys(sources)), list(dict.fromkeys(good))
    wrong = tuple(form for form in dict.fromkeys(english["deprecated"]) if form not in good)
    return Term(
        id=id, kind=kind, source_lang=language, source=sources[0], variants=tuple(sources[1:]), target=good[0],
        accepted=tuple(good[1:]), forbidden=wrong, note=note, layer=layer,
    )  # fmt: skip


def _terms(section: Any, id: str, losses: Losses) -> list[tuple[str, str]]:
    """(term, preferred | admitted | deprecated) of one language, in the file's order."""
    found: list[tuple[str, str]] = []
    for group in section:
        if local(group) not in _TERMS:
            if local(group):
                losses.add(f"{group.get('type') or local(group)} of a language", id)
            continue
        text, status = "", "preferred"
        for element in group.iter():
            name, kind = local(element), element.get("type") or ""
            if name == "term":
                text = text or text_of(element)
            elif name in _STATUS_TYPES or kind in _STATUS_TYPES:
                status = _status(text_of(element))
            elif (name in {"termNote", "descrip", "admin", "note"} or "{" in str(element.tag)) and name not in {
                *_TERMS,
                "termGrp",
            }:
                losses.add(f"{kind or name} of a term", id)
        if text:
            found.append((text, status))
    if len([1 for _, status in found if status == "preferred"]) > 1:
        found = [(text, "admitted" if i and status == "preferred" else status) for i, (text, status) in enumerate(found)]
    return found


def _status(value: str) -> str:
    plain = value.lower()
    if plain.startswith(_WRONG):
        return "deprecated"
    return "admitted" if plain.startswith("admitted") else "preferred"


def _section(language: str, terms: Iterable[tuple[str, str]]) -> str:
    inner = "".join(
        f'<termSec><term>{_text(text)}</term><termNote type="administrativeStatus">{status}Term-admn-sts</termNote></termSec>'
        for text, status in terms
    )
    return f"<langSec xml:lang={quoteattr(language)}>{inner}</langSec>"


def _count_losses(term: Term, losses: Losses) -> None:
    row = row_of(term)
    for column in COLUMNS:
        if column not in _WRITTEN | _TRIVIAL and row[column]:
            losses.add(f"the column {column}", term.id)
    if term.status != "approved":
        losses.add("the column status", term.id)


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _name(id: str) -> str:
    name = _NOT_NAME.sub("-", id)
    return name if name[:1].isalpha() or name[:1] == "_" else f"c-{name}"
