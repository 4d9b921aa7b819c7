"""Which files a path, folder or glob names, and how their bytes become text."""

from __future__ import annotations

import codecs
import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translations.errors import ArticleUnreadable, InputNotFound
from translations.text import letters_of

TEXT_SUFFIXES = frozenset({".txt", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
TABLE_SUFFIXES = frozenset({".csv", ".parquet"})
SUFFIXES = TEXT_SUFFIXES | HTML_SUFFIXES | JSONL_SUFFIXES | TABLE_SUFFIXES

MAX_DOCUMENT_BYTES = 20_000_000  # one text or page; a long book is 2 MB
MAX_LINE_CHARACTERS = 200_000  # one line of a text; the longest paragraph of the samples has 930
# Share of Arabic letters among the non-ASCII letters above which bytes are taken as Windows-1256.
# Russian or French bytes read as Windows-1256 give many accented Latin letters and stay below it.
MIN_ARABIC_SHARE = 0.9


@dataclass(frozen=True, slots=True, order=True)
class InputFile:
    """A file to read and the name it goes by in ids and reports (relative to the folder that was given)."""

    name: str
    path: Path


def expand(patterns: Sequence[str | Path], results: Path | None = None) -> list[InputFile]:
    """The readable files that paths, folders (recursive) and globs name, in stable order, each once.

    A file given by name is kept whatever its suffix (its reader says what is wrong). In folders only known suffixes count;
    hidden files and folders and what lies in the folder of `results` are passed over.
    Raises InputNotFound for a pattern that names nothing.
    """
    found: dict[Path, InputFile] = {}
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            files = sorted(child for child in path.rglob("*") if _is_article(child, path, results))
            named = [InputFile(child.relative_to(path).as_posix(), child) for child in files]
            if not named:
                raise InputNotFound(f"{path}: no article in this folder (looked for {', '.join(sorted(SUFFIXES))}).")
        elif path.exists():
            named = [InputFile(path.name, path)]
        elif glob.has_magic(str(pattern)):
            matches = sorted(Path(match) for match in glob.glob(str(pattern), recursive=True))  # noqa: PTH207 - absolute patterns
            named = [InputFile(match.as_posix().lstrip("/"), match) for match in matches if match.is_file()]
            if not named:
                raise InputNotFound(f"{pattern}: no file has such a name.")
        else:
            raise InputNotFound(f"{path}: no such file or folder.")
        for item in named:
            found.setdefault(item.path.resolve(), item)
    return list(found.values())


def fixed_part(pattern: str) -> Path:
    """The folder or file that a pattern certainly lies in: what stands before its first wildcard.

    >>> fixed_part("inbox/2024-*/a.txt").as_posix(), fixed_part("inbox/a.txt").as_posix()
    ('inbox', 'inbox/a.txt')
    """
    parts = Path(pattern).parts
    wild = next((n for n, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return Path(*parts[:wild])


def _is_article(child: Path, folder: Path, results: Path | None) -> bool:
    if child.suffix.lower() not in SUFFIXES or any(part.startswith(".") for part in child.relative_to(folder).parts):
        return False
    is_result = results is not None and child.absolute().is_relative_to(results) and not folder.absolute().is_relative_to(results)
    return not is_result and child.is_file()


def read_bytes(item: InputFile) -> bytes:
    """The bytes of a document; raises ArticleUnreadable for what is missing, empty, too large or not readable."""
    try:
        size = item.path.stat().st_size
        if size > MAX_DOCUMENT_BYTES:
            limit = MAX_DOCUMENT_BYTES // 1_000_000
            raise ArticleUnreadable(item.name, f"the file has {size // 1_000_000} MB; one document may have {limit} MB.")
        raw = item.path.read_bytes()
    except OSError as error:
        raise ArticleUnreadable(item.name, f"cannot be read ({error.strerror or error}).") from error
    if not raw.strip():
        raise ArticleUnreadable(item.name, "the file is empty.")
    return raw


# How PDF, ZIP (and office documents), PNG, JPEG, GIF and gzip files begin.
_BINARY_STARTS = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")


def _utf16(raw: bytes) -> str | None:
    """UTF-16 text, by its byte order mark or by the zero bytes of its ASCII characters; nothing for anything else."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in raw[:4096] and len(raw) % 2 == 0:
        # Spaces and line ends have a zero byte: at odd places in little-endian text, at even ones in big-endian.
        head = raw[:4096]
        encodings = ["utf-16-le"] if head[1::2].count(0) > head[::2].count(0) else ["utf-16-be"]
    else:
        return None
    try:
        return raw.decode(encodings[0])
    except UnicodeDecodeError:
        return None


def decode(raw: bytes, name: str) -> str:
    """Text from UTF-8 (with or without byte order mark), UTF-16 or Windows-1256 bytes; raises ArticleUnreadable for others."""
    text = None if raw.startswith(_BINARY_STARTS) else _utf16(raw)
    if text is not None:
        printable = sum(char.isprintable() or char.isspace() for char in text[:4096])
        if printable < 0.95 * len(text[:4096]):
            raise ArticleUnreadable(name, "this is a binary file, not a text.")
        return text.removeprefix("\ufeff")
    if b"\0" in raw or raw.startswith(_BINARY_STARTS):
        raise ArticleUnreadable(name, "this is a binary file, not a text.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("cp1256")
    except UnicodeDecodeError:
        text = ""
    foreign = [char for char in text if char.isalpha() and not char.isascii()]
    arabic = sum(end - start for start, end in letters_of("".join(foreign), "Arab"))
    if foreign and arabic >= MIN_ARABIC_SHARE * len(foreign):
        return text
    raise ArticleUnreadable(name, "the encoding is none of UTF-8, UTF-16 and Windows-1256; save it as UTF-8.")


def lines_of(text: str, name: str) -> list[str]:
    """The lines of a text without their ends (LF, CRLF or CR); raises ArticleUnreadable for a line beyond the limit."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE_CHARACTERS:
            limit = f"{MAX_LINE_CHARACTERS:,}"
            raise ArticleUnreadable(name, f"the line has {len(line):,} characters; {limit} is the limit.", row=number)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
