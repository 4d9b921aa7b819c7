"""Which kind of cache an address names."""

from __future__ import annotations

from pathlib import Path

from translations.cache.records import Cache

OFF = "off"
POSTGRES = ("postgresql://", "postgres://")


def open_cache(address: str) -> Cache | None:
    """The cache at a path (SQLite, made when it is not there), or none for `off`; raises CacheBroken."""
    if address == OFF:
        return None
    from translations.cache.sqlite import SqliteCache

    return SqliteCache(Path(address))
