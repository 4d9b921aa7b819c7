"""XML from strangers: read as a stream, no entities, no document type's network, bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from translations.errors import GlossaryError

MAX_XML_BYTES = 2 * 1024**3


def elements(stream: IO[bytes], path: Path, names: frozenset[str]) -> Iterator[Any]:
    """Every finished element whose local name is in `names`, in order, its memory freed once the next is asked for.

    Raises `GlossaryError` for broken XML and for a file that declares entities (the billion-laughs file does).
    """
    from lxml import etree

    try:
        # huge_tree stays off, so that libxml2's own limits on depth and text size hold.
        safe = {"load_dtd": False, "no_network": True, "resolve_entities": False, "remove_comments": True, "remove_pis": True}
        events = etree.iterparse(stream, events=("start", "end"), **safe)
        for event, element in events:
            if event == "start":
                if element.getparent() is None and _declares_entities(element):
                    raise GlossaryError(f"{path}: declares entities, which are not read")
                continue
            if local(element) in names:
                yield element
                _free(element)
    except etree.XMLSyntaxError as error:
        raise GlossaryError(f"{path}: broken XML ({error.msg})") from None


def local(element: Any) -> str:
    """An element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Any) -> str:
    """All text inside an element, spaces folded."""
    return " ".join("".join(element.itertext()).split())


def check_size(path: Path) -> None:
    """Raises `GlossaryError` where the file is missing or too large."""
    if not path.is_file():
        raise GlossaryError(f"{path}: there is no such file")
    if path.stat().st_size > MAX_XML_BYTES:
        raise GlossaryError(f"{path}: larger than {MAX_XML_BYTES // 1024**3} GB")


def _declares_entities(root: Any) -> bool:
    dtd = root.getroottree().docinfo.internalDTD
    return dtd is not None and any(True for _ in dtd.iterentities())


def _free(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
