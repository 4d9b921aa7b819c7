"""Articles from web pages: the article by trafilatura, and all visible text it left out, listed as furniture.

Date and outlet are taken only where the page states them in so many words (schema.org, Open Graph);
trafilatura's own date finder is not used, because it also guesses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from translations.articles.raw_document import Document, as_date
from translations.articles.sources import InputFile, lines_of
from translations.errors import ArticleUnreadable
from translations.records import LineClass
from translations.text import plain

_INVISIBLE = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "option"})
_BLOCKS = frozenset(
    "address article aside blockquote body button caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead title tr ul br label".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
MAX_DEPTH = 400  # deeper nesting is an attack or a broken page
LEFT_OUT = "visible on the page, but outside the article"


def read_page(item: InputFile, raw: bytes, text: str) -> Document:
    """The document of an HTML page; raises ArticleUnreadable where the page has no visible text."""
    import lxml.html
    import trafilatura
    from lxml import etree

    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise ArticleUnreadable(item.name, f"is no readable HTML page ({str(error).strip() or type(error).__name__}).") from error
    facts = _facts(tree)
    blocks = list(_visible_blocks(tree))
    if not blocks:
        raise ArticleUnreadable(item.name, "the page has no visible text.")
    extracted = trafilatura.bare_extraction(
        text, include_comments=False, include_tables=True, with_metadata=False, favor_recall=True
    )
    body = getattr(extracted, "body", None)
    lines, hints = _article_lines(body) if body is not None else ([], {})
    if not lines:
        lines, left_out = blocks, []
    else:
        joined = "\n".join(plain(line) for line in lines)
        left_out = [block for block in blocks if plain(block) not in joined]
    lines, hints = _with_title(lines, hints, facts.get("title"), left_out)
    first_left_out = len(lines)
    lines = lines_of("\n".join([*lines, *left_out]), item.name)
    hints.update(dict.fromkeys(range(first_left_out, len(lines)), ("furniture", LEFT_OUT)))
    return Document(
        name=item.name, lines=lines, title=facts.get("title"), url=facts.get("url"), outlet=facts.get("outlet"),
        published=facts.get("published"), language=facts.get("language"), hints=hints,
    )  # fmt: skip


def _with_title(
    lines: list[str], hints: dict[int, tuple[LineClass, str]], title: str | None, left_out: list[str]
) -> tuple[list[str], dict[int, tuple[LineClass, str]]]:
    """Puts the page's own title first where the extracted text lacks it, so that it is translated."""
    if not title:
        return lines, hints
    key = plain(title)
    for number, line in enumerate(lines[:3]):
        if plain(line) == key:
            return lines, {**hints, number: ("title", "the page's title")}
    left_out[:] = [block for block in left_out if plain(block) != key]
    shifted: dict[int, tuple[LineClass, str]] = {number + 1: hint for number, hint in hints.items()}
    return [title, *lines], {0: ("title", "the page's title"), **shifted}


def _article_lines(body: Any) -> tuple[list[str], dict[int, tuple[LineClass, str]]]:
    """One line a paragraph, heading, list item or table row of trafilatura's tree; headings are known to be subheadings."""
    lines: list[str] = []
    hints: dict[int, tuple[LineClass, str]] = {}
    for element in body.iter("p", "head", "item", "quote", "row", "code"):
        if any(parent.tag in {"p", "head", "item", "quote", "row"} for parent in element.iterancestors()):
            continue
        separator = " | " if element.tag == "row" else ""
        text = _SPACE.sub(" ", separator.join(element.itertext())).strip()
        if not text:
            continue
        if element.tag == "head":
            hints[len(lines)] = ("subheading", "a heading of the page")
        lines.append(f"- {text}" if element.tag == "item" else text)
    return lines, hints


def _visible_blocks(tree: Any) -> Iterator[str]:
    """The page's visible text in document order, one string a block."""
    buffer: list[str] = []

    def flush() -> Iterator[str]:
        text = _SPACE.sub(" ", "".join(buffer)).strip()
        buffer.clear()
        if text:
            yield text

    # An explicit stack: pages nest deeper than Python's recursion.
    stack: list[tuple[Any, bool, int]] = [(tree, False, 0)]
    while stack:
        node, closing, depth = stack.pop()
        block = node.tag in _BLOCKS if isinstance(node.tag, str) else False
        if closing:
            if block:
                yield from flush()
            buffer.append(node.tail or "")
            continue
        if not isinstance(node.tag, str) or node.tag in _INVISIBLE or _is_hidden(node) or depth > MAX_DEPTH:
            buffer.append(node.tail or "")
            continue
        if block:
            yield from flush()
        buffer.append(node.text or "")
        stack.append((node, True, depth))
        stack.extend((child, False, depth + 1) for child in reversed(node))
    yield from flush()


def _is_hidden(node: Any) -> bool:
    return "hidden" in node.attrib or node.get("aria-hidden") == "true" or bool(_HIDDEN_STYLE.search(node.get("style", "")))


def _facts(tree: Any) -> dict[str, Any]:
    """Title, date, outlet, address and language that the page states; nothing is inferred."""
    meta = {
        (node.get("property") or node.get("name") or node.get("itemprop") or "").lower(): (node.get("content") or "").strip()
        for node in tree.iter("meta")
    }
    linked = _schema_org(tree)
    heading = next((_SPACE.sub(" ", "".join(node.itertext())).strip() for node in tree.iter("h1")), "")
    page_title = next((_SPACE.sub(" ", "".join(node.itertext())).strip() for node in tree.iter("title")), "")
    published: date | None = None
    for stated in (meta.get("article:published_time"), linked.get("published"), meta.get("datepublished"), meta.get("dc.date")):
        published = published or as_date(stated or None)
    canonical = next((node.get("href") for node in tree.iter("link") if (node.get("rel") or "").lower() == "canonical"), None)
    return {
        "title": heading or linked.get("title") or meta.get("og:title") or page_title or None,
        "published": published,
        "outlet": linked.get("outlet") or meta.get("og:site_name") or None,
        "url": canonical or meta.get("og:url") or None,
        "language": (tree.get("lang") or "").strip() or None,
    }


def _schema_org(tree: Any) -> dict[str, str]:
    """Headline, publisher and datePublished of the first schema.org article in the page's JSON-LD."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(script.text)
        except (json.JSONDecodeError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        nodes = [inner for node in nodes if isinstance(node, dict) for inner in (node.get("@graph") or [node])]
        for node in nodes:
            if isinstance(node, dict) and "datePublished" in node:
                publisher = node.get("publisher")
                outlet = publisher.get("name") if isinstance(publisher, dict) else None
                stated = {"title": node.get("headline"), "published": node.get("datePublished"), "outlet": outlet}
                return {key: value for key, value in stated.items() if isinstance(value, str) and value}
    return {}
