"""What every cache can do, whatever stores it, and how keys and checksums are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Protocol

from translations.errors import DragomanError

KEY_BYTES = 16  # of blake2b: among 10 billion entries the chance of one collision is about 1 in 7 quintillion
CHECKSUM_BYTES = 8
# What an entry's bytes mean; raised when that changes, so that older entries are no longer found.
FORMAT = "dragoman-translation-1"


class CacheBroken(DragomanError):
    """The cache cannot be opened: another program's file, a damaged one, a server that does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What a cache holds: entries and bytes in all, and entries by model label; `oldest` is the longest unused entry's day."""

    place: str
    entries: int
    bytes: int
    by_model: Mapping[str, int]
    oldest: date | None = None


class Cache(Protocol):
    """Values by key. Thread-safe; several processes may share one. All methods raise CacheBroken when the store gives way."""

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are there and whole, by key; what is missing or damaged is left out."""

    def put_many(self, values: Mapping[bytes, bytes], model: str) -> None:
        """Keep all the values or none (one transaction); a key that is there already keeps its value. `model` is for `stats`."""

    def stats(self) -> Stats:
        """Counts and sizes."""

    def prune(self, *, unused_since: date | None = None, models: Sequence[str] | None = None) -> int:
        """Drop entries last used before a day, and those of models not listed; how many went."""

    def verify(self) -> list[bytes]:
        """Read everything and drop what does not match its checksum; the keys dropped. Raises CacheBroken for a damaged store."""

    def close(self) -> None:
        """Let go of files and connections."""


def key_of(*parts: str | bytes) -> bytes:
    """blake2b of the parts, delimited: ("ab", "c") differs from ("a", "bc").

    >>> key_of("ab", "c") == key_of("a", "bc"), len(key_of())
    (False, 16)
    """
    state = blake2b(digest_size=KEY_BYTES, person=b"dragoman")
    for part in (FORMAT, *parts):
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "big"))
        state.update(raw)
    return state.digest()


def checksum(key: bytes, value: bytes) -> bytes:
    """What is stored beside a value to know it whole, and to belong to its key."""
    return blake2b(value, digest_size=CHECKSUM_BYTES, key=key).digest()
