"""How many documents a run will have, how fast they go, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from translations.articles import InputFile
from translations.articles.sources import JSONL_SUFFIXES

# A file of lines is counted whole up to this size (a second of reading), beyond it by the length of its first lines.
MAX_COUNTED_BYTES = 1_000_000_000
_BLOCK = 1 << 20


def documents_in(files: Iterable[InputFile]) -> int:
    """About how many documents the files hold: rows of tables, lines of line files, else one each."""
    return sum(_documents(item.path) for item in files)


def _documents(path: Path) -> int:
    suffix = path.suffix.lower()
    try:
        if suffix in JSONL_SUFFIXES:
            return _lines(path)
        if suffix == ".csv":
            return max(0, _lines(path) - 1)
        if suffix == ".parquet":
            import polars as pl

            try:
                return int(pl.scan_parquet(path).select(pl.len()).collect().item())
            except pl.exceptions.PolarsError:
                return 1
    except OSError:
        return 1
    return 1


def _lines(path: Path) -> int:
    size = path.stat().st_size
    lines = read = 0
    last = b"\n"
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            lines += block.count(b"\n")
            read += len(block)
            last = block[-1:]
            if size > MAX_COUNTED_BYTES and lines:
                return round(lines * size / read)
    return lines + (last != b"\n")


@dataclass(slots=True)
class Pace:
    """The run's pace. What an earlier process did counts as done, not as fast."""

    expected: int
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    _worked: int = 0
    _began: float = field(default=-1.0)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def add(self, documents: int, *, resumed: bool = False) -> None:
        """Some more documents are done."""
        self.done += documents
        self.expected = max(self.expected, self.done)
        if not resumed:
            self._worked += documents

    @property
    def rate(self) -> float:
        """Documents a second; 0 before the first."""
        seconds = self.clock() - self._began
        return self._worked / seconds if seconds > 0 else 0.0

    def __str__(self) -> str:
        """As a person reads it: "1,200 of 4,000 documents, about 15 min left, 3.1 a second"."""
        text = f"{self.done:,} of {self.expected:,} documents"
        if self.rate:
            if self.done < self.expected:
                text += f", about {duration((self.expected - self.done) / self.rate)} left"
            text += f", {self.rate:.1f} a second"
        return text


def duration(seconds: float) -> str:
    """A time in its largest fitting unit.

    >>> duration(45), duration(600), duration(9000), duration(200000)
    ('45 s', '10 min', '2.5 h', '2.3 days')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 36 * 3600 else f"{seconds / 86400:.1f} days"


def size_words(count: float) -> str:
    """Bytes in their largest fitting unit.

    >>> size_words(900), size_words(2_500_000)
    ('900 bytes', '2.5 MB')
    """
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} bytes"
