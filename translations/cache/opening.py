"""Which kind of cache an address names."""

from __future__ import annotations

from pathlib import Path

from translations.cache.records import Cache, CacheBroken

OFF = "off"
POSTGRES = ("postgresql://", "postgres://")


def open_cache(address: str) -> Cache | None:
    """The cache at a path (SQLite, made when it is not there) or a PostgreSQL address, or none for `off`; raises CacheBroken."""
    if address == OFF:
        return None
    if address.startswith(POSTGRES):
        try:
            from translations.cache.postgres import PostgresCache

            return PostgresCache(address)
        except ModuleNotFoundError as error:
            raise CacheBroken("A cache in PostgreSQL needs the extra: pip install 'dragoman[postgres]'.") from error
    if "://" in address:
        raise CacheBroken(f"There is no cache of the kind {address.partition(':')[0]}; name a path or a postgresql:// address.")
    from translations.cache.sqlite import SqliteCache

    return SqliteCache(Path(address))
