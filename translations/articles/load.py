"""From files to articles: read, identify, classify; one bad document is one failure, a repeated one is skipped."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from translations.articles.line_classes import classify
from translations.articles.raw_document import Document, from_fields
from translations.articles.read_html import read_page
from translations.articles.read_tables import read_rows
from translations.articles.sources import (
    HTML_SUFFIXES,
    JSONL_SUFFIXES,
    TABLE_SUFFIXES,
    TEXT_SUFFIXES,
    InputFile,
    decode,
    lines_of,
    read_bytes,
)
from translations.errors import ArticleUnreadable, LanguageUnknown, OutputError
from translations.files import digest
from translations.languages import UNDETERMINED, identify, primary
from translations.records import Article

SEEN_KILOBYTES = 8_192  # of what a run has seen, held in memory
MAX_SLUG_BYTES = 80  # of UTF-8; file systems take 255, people read less
UNTOLD = "its language cannot be told; give it (option --lang, column or field `lang`)."
_NOT_IN_SLUG = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A document that could not become an article: its id as far as known, where it stands, and why."""

    id: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A document that has the same content as an earlier one of the run (`reason` names it)."""

    id: str
    path: str
    reason: str


class _Seen:
    """Ids, contents and file names of a run so far, in a temporary file that SQLite removes itself: a run may have millions."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute(f"PRAGMA cache_size = -{SEEN_KILOBYTES}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID")
        self._db.execute("CREATE TABLE contents (content TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID")
        self._db.execute("CREATE TABLE slugs (slug TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("BEGIN")  # never committed: nothing has to reach the disk

    def content_of(self, article_id: str) -> str | None:
        """The content that an id was used for."""
        row = self._db.execute("SELECT content FROM ids WHERE id = ?", (_stored(article_id),)).fetchone()
        return row[0] if row else None

    def first_with(self, content: str) -> str | None:
        """The id of the first article with this content."""
        row = self._db.execute("SELECT id FROM contents WHERE content = ?", (content,)).fetchone()
        return row[0] if row else None

    def add(self, article_id: str, content: str) -> None:
        """An article of the run."""
        self._db.execute("INSERT OR REPLACE INTO ids VALUES (?, ?)", (_stored(article_id), content))
        self._db.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (content, _stored(article_id)))

    def slug(self, article_id: str, content: str) -> str:
        """A safe, readable, unused file name; compared without case, as some file systems do."""
        slug = slugify(article_id)
        if self._db.execute("SELECT 1 FROM slugs WHERE slug = ?", (_stored(slug.casefold()),)).fetchone():
            slug = f"{slug}-{digest(article_id, content)[:8]}"
        self._db.execute("INSERT OR IGNORE INTO slugs VALUES (?)", (_stored(slug.casefold()),))
        return slug


def _stored(text: str) -> str:
    """The text as SQLite can hold it: lone surrogates written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def slugify(text: str) -> str:
    """A file name from an id: letters, digits, `_` and `-` of any script, no dot, at most 80 bytes.

    >>> slugify("../../etc/passwd"), slugify("https://example.org/a?b=1")
    ('etc-passwd', 'https-example-org-a-b-1')
    """
    slug = _NOT_IN_SLUG.sub("-", text).strip("-_")
    while len(slug.encode("utf-8", "replace")) > MAX_SLUG_BYTES:
        slug = slug[:-1]
    return slug.strip("-_") or f"article-{digest(text)[:8]}"


def load(files: Iterable[InputFile], language: str | None = None) -> Iterator[Article | Failed | Skipped]:
    """The articles of the files in order, with a Failed or Skipped in the place of each document that gives none.

    `language` (any tag) holds for all documents that do not state their own; without either, the text is identified.
    Raises OutputError where the temporary folder is full.
    """
    try:
        seen = _Seen()
        for item in files:
            for document in _documents(item):
                if isinstance(document, ArticleUnreadable):
                    row = f"#{document.row}" if document.row else ""
                    yield Failed(id=f"{item.name}{row}", path=item.name, reason=str(document))
                else:
                    yield _article(document, language, seen)
    except sqlite3.Error as error:
        reason = (
            f"What a run has seen cannot be kept in the temporary folder ({error}); make room, or name another in SQLITE_TMPDIR."
        )
        raise OutputError(reason) from error


def pasted(text: str, *, title: str | None, published: date | None, outlet: str | None, language: str | None) -> Article | Failed:
    """The article of a text pasted into a form; its id is the digest of the text."""
    fields = {"text": text, "title": title, "published": published, "outlet": outlet, "lang": language}
    try:
        document = from_fields("pasted text", None, fields)
    except ArticleUnreadable as error:
        return Failed(id="pasted", path="pasted text", reason=str(error))
    result = _article(replace(document, id=document.id or f"pasted-{digest(text)[:8]}"), language, _Seen())
    assert not isinstance(result, Skipped)  # nothing was seen before it
    return result


def _documents(item: InputFile) -> Iterator[Document | ArticleUnreadable]:
    suffix = item.path.suffix.lower()
    if suffix in JSONL_SUFFIXES | TABLE_SUFFIXES:
        yield from read_rows(item)
        return
    try:
        if suffix not in TEXT_SUFFIXES | HTML_SUFFIXES:
            raise ArticleUnreadable(item.name, "is of no known kind; known are .txt, .html, .jsonl, .ndjson, .csv and .parquet.")
        raw = read_bytes(item)
        text = decode(raw, item.name)
        yield read_page(item, raw, text) if suffix in HTML_SUFFIXES else Document(name=item.name, lines=lines_of(text, item.name))
    except ArticleUnreadable as error:
        yield error


def _article(document: Document, language: str | None, seen: _Seen) -> Article | Failed | Skipped:
    content = digest(*document.lines)
    path = document.name if document.row is None else f"{document.name}#{document.row}"
    article_id = document.id or document.url or slugify(path.removesuffix(".txt"))
    known = seen.content_of(article_id)
    if known is not None and known != content:
        if document.id:
            reason = f"{path}: the id {article_id!r} was used before for another text; ids must be unique."
            return Failed(id=article_id, path=path, reason=reason)
        article_id = f"{article_id}-{content[:8]}"
    first = seen.first_with(content)
    if first is not None:
        return Skipped(id=article_id, path=path, reason=f"duplicate of {first}")
    try:
        tag = primary(document.language or language or "") if document.language or language else None
    except LanguageUnknown as error:
        return Failed(id=article_id, path=path, reason=f"{path}: {error}")
    found = tag or identify("\n".join(document.lines))
    if found == UNDETERMINED:
        return Failed(id=article_id, path=path, reason=f"{path}: {UNTOLD}")
    lines, dated = classify(document.lines, found, dict(document.hints))
    seen.add(article_id, content)
    title = document.title or next((line.text.strip() for line in lines if line.cls == "title"), None)
    return Article(
        id=article_id, digest=content, slug=seen.slug(article_id, content), path=path,
        language=found, language_given=tag is not None, title=title, published=document.published or dated,
        outlet=document.outlet, url=document.url, lines=lines, extra=document.extra,
    )  # fmt: skip
