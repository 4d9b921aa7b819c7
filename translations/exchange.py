"""TMX and XLIFF: the only place that reads or writes them.

TMX 1.4b (LISA), XLIFF 1.2 and 2.0/2.1 (OASIS). Files come from strangers: no entities, no network, bounded sizes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from translations.errors import InputNotFound, TranslationFileUnreadable

MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_TEXT = 100_000  # characters of one segment; a longer one is no sentence
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Inline markup whose content is code, not text (TMX 1.4b 4.3; XLIFF 1.2 2.1; XLIFF 2 4.2.3).
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut", "x", "bx", "ex"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """One source text and its translation, with the id that the file gives it (or its number from 1)."""

    id: str
    source: str
    target: str
    source_lang: str = ""
    target_lang: str = ""


def read_units(path: Path, source_lang: str = "", target_lang: str = "en") -> Iterator[TranslationUnit]:
    """The units of a `.tmx`, `.xlf` or `.xliff` file in its order, read as a stream; a unit without a target has an empty one.

    Raises `TranslationFileUnreadable` for broken XML, a document type, or a unit that is too long.
    """
    if not path.is_file():
        raise InputNotFound(f"{path}: there is no such file")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise TranslationFileUnreadable(f"{path}: larger than {MAX_FILE_BYTES // 1024**2} MB")
    from lxml import etree

    tags = ("{*}tu", "{*}trans-unit", "{*}unit")
    languages = {"source": "", "target": ""}
    try:
        with path.open("rb") as stream:
            # huge_tree stays off: libxml2's own limits on depth and text size then hold.
            events = etree.iterparse(
                stream,
                events=("start", "end"),
                load_dtd=False,
                no_network=True,
                resolve_entities=False,
                remove_comments=True,
                remove_pis=True,
            )
            number = 0
            for event, element in events:
                name = etree.QName(element).localname
                if event == "start":
                    if element.getparent() is None and element.getroottree().docinfo.doctype and _has_entities(element):
                        raise TranslationFileUnreadable(f"{path}: declares entities, which are not read")
                    for side, keys in (
                        ("source", ("source-language", "srcLang", "srclang")),
                        ("target", ("target-language", "trgLang")),
                    ):
                        languages[side] = next((element.get(key) for key in keys if element.get(key)), languages[side])
                    continue
                if name in ("tu", "trans-unit", "unit") and any(element.tag.endswith(tag[3:]) for tag in tags):
                    for unit in _units(element, name, number, languages, source_lang, target_lang):
                        number += 1
                        if max(len(unit.source), len(unit.target)) > MAX_TEXT:
                            raise TranslationFileUnreadable(f"{path}: unit {unit.id} is longer than {MAX_TEXT} characters")
                        yield unit
                    _forget(element)
    except etree.XMLSyntaxError as error:
        raise TranslationFileUnreadable(f"{path}: not well-formed XML ({error.msg})") from error


def _has_entities(root: Any) -> bool:
    dtd = root.getroottree().docinfo.internalDTD
    return dtd is not None and next(iter(dtd.iterentities()), None) is not None


def _forget(element: Any) -> None:
    """Free what was read, so that memory does not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _units(
    element: Any, name: str, number: int, languages: dict[str, str], source_lang: str, target_lang: str
) -> Iterator[TranslationUnit]:
    if name == "tu":
        texts = {
            (tuv.get(_XML_LANG) or tuv.get("lang") or "").casefold(): _text(tuv.find("{*}seg"))
            for tuv in element.iterfind("{*}tuv")
        }
        wanted = source_lang or languages["source"]
        source_key, target_key = _language(texts, wanted), _language(texts, target_lang)
        if source_key is None:
            source_key = next((key for key in texts if key != target_key), None)
        if source_key is None or target_key is None:
            return
        yield TranslationUnit(
            id=element.get("tuid") or str(number + 1),
            source=texts[source_key],
            target=texts[target_key],
            source_lang=source_key,
            target_lang=target_key,
        )
        return
    pairs = [element] if name == "trans-unit" else list(element.iterfind("{*}segment"))
    for place, pair in enumerate(pairs):
        base = element.get("id") or str(number + place + 1)
        yield TranslationUnit(
            id=base if len(pairs) == 1 else f"{base}.{pair.get('id') or place + 1}",
            source=_text(pair.find("{*}source")),
            target=_text(pair.find("{*}target")),
            source_lang=languages["source"],
            target_lang=languages["target"],
        )


def _language(texts: dict[str, str], wanted: str) -> str | None:
    """The key of a language: exactly, or by its primary subtag ("ar" for "ar-SA")."""
    tag = wanted.casefold()
    return next(
        (key for key in texts if key == tag), next((key for key in texts if tag and key.split("-")[0] == tag.split("-")[0]), None)
    )


def _text(element: Any) -> str:
    """The text of a segment without its inline codes; what stands after a code belongs to the sentence."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name and name not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def write_tmx(
    units: Iterable[TranslationUnit], *, source_lang: str, target_lang: str = "en", tool_version: str = ""
) -> Iterator[str]:
    """A TMX 1.4 document in pieces; the same units give the same text (no date is written)."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    yield (
        f'<header creationtool="Dragoman" creationtoolversion={quoteattr(tool_version or "0")} segtype="sentence" '
        f'o-tmf="Dragoman" '
        f'adminlang="en" srclang={quoteattr(source_lang)} datatype="plaintext"/>\n<body>\n'
    )
    for unit in units:
        yield (
            f"<tu tuid={quoteattr(_clean(unit.id))}>"
            f"<tuv xml:lang={quoteattr(source_lang)}><seg>{escape(_clean(unit.source))}</seg></tuv>"
            f"<tuv xml:lang={quoteattr(target_lang)}><seg>{escape(_clean(unit.target))}</seg></tuv></tu>\n"
        )
    yield "</body>\n</tmx>\n"


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r" or "\x20" <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"
    )
