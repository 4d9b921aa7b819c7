"""The cache that several machines share: a table in PostgreSQL, spoken to with pg8000."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from translations.cache.records import CacheBroken, Stats, checksum

TIMEOUT_SECONDS = 30.0
ROWS_AT_ONCE = 1_000
# Any number that no other program is likely to choose: machines that make the table at once wait for each other.
ADVISORY_LOCK = 0x64726167
PASSWORD_VARIABLES = ("DRAGOMAN_CACHE_PASSWORD", "PGPASSWORD")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS dragoman_entries (
    key bytea PRIMARY KEY, value bytea NOT NULL, checksum bytea NOT NULL, model text NOT NULL, used date NOT NULL
)
"""
_GIVEN = "SELECT decode(k, 'hex') FROM unnest(CAST(:keys AS text[])) AS k"
T = TypeVar("T")


class PostgresCache:
    """See `translations.cache.records.Cache`. The connection is made at the first use, and anew after it was lost."""

    def __init__(self, address: str, *, day: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        """A cache at `postgresql://user@host:port/database`; `?sslmode=require` asks for TLS with a trusted certificate.

        The password comes from `DRAGOMAN_CACHE_PASSWORD` or `PGPASSWORD`. One in the address is refused: addresses get shown.
        """
        parts = urlsplit(address)
        if parts.password:
            raise CacheBroken(f"Take the password out of the cache's address and put it into {PASSWORD_VARIABLES[0]}.")
        self.place = address.partition("?")[0]
        self._host, self._port = parts.hostname or "localhost", parts.port or 5432
        self._user = unquote(parts.username or os.environ.get("PGUSER") or "dragoman")
        self._database = unquote(parts.path.strip("/")) or self._user
        self._tls = parse_qs(parts.query).get("sslmode", [""])[0] not in ("", "disable", "allow", "prefer")
        self._day = day
        self._lock = threading.Lock()
        self._db: Any = None
        self._use(lambda db: None)

    def _connect(self) -> Any:
        from pg8000.native import Connection

        password = next((os.environ[name] for name in PASSWORD_VARIABLES if os.environ.get(name)), None)
        db = Connection(
            self._user,
            host=self._host,
            port=self._port,
            database=self._database,
            password=password,
            timeout=TIMEOUT_SECONDS,
            ssl_context=True if self._tls else None,
            application_name="dragoman",
        )
        with _transaction(db):
            db.run("SELECT pg_advisory_xact_lock(:lock)", lock=ADVISORY_LOCK)
            db.run(_SCHEMA)
        return db

    def _use(self, work: Callable[[Any], T]) -> T:
        """What `work` does with the connection; every trouble becomes a CacheBroken that names no secret."""
        from pg8000.exceptions import DatabaseError, InterfaceError

        with self._lock:
            try:
                if self._db is None:
                    self._db = self._connect()
                return work(self._db)
            except (DatabaseError, InterfaceError, OSError) as error:
                told = error.args[0].get("M", "") if error.args and isinstance(error.args[0], dict) else str(error)
                self._drop()
                raise CacheBroken(f"The cache {self.place} cannot be used ({told or type(error).__name__}).") from None

    def _drop(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            try:
                db.close()
            except Exception:  # noqa: BLE001 - it is lost either way, and its own words may hold anything
                return

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are there and whole; their day of use is brought up to date where it has changed."""
        day = self._day()

        def work(db: Any) -> dict[bytes, bytes]:
            found, stale = {}, []
            for key, value, check, used in _rows(db, list(dict.fromkeys(keys))):
                if checksum(key, value) == check:
                    found[key] = value
                    if used != day:
                        stale.append(key)
            if stale:
                update = f"UPDATE dragoman_entries SET used = :day WHERE key IN ({_GIVEN} ORDER BY k) AND used < :day"
                db.run(update, day=day, keys=_hex(sorted(stale)))
            return found

        return self._use(work)

    def put_many(self, values: Mapping[bytes, bytes], model: str) -> None:
        """Keep all the values or none."""
        if not values:
            return
        day, keys = self._day(), sorted(values)  # in one order everywhere, so that machines never wait for each other in a ring

        def work(db: Any) -> None:
            with _transaction(db):
                damaged = [key for key, value, check, _ in _rows(db, keys) if checksum(key, value) != check]
                if damaged:
                    db.run(f"DELETE FROM dragoman_entries WHERE key IN ({_GIVEN})", keys=_hex(damaged))
                for some in (keys[start : start + ROWS_AT_ONCE] for start in range(0, len(keys), ROWS_AT_ONCE)):
                    db.run(
                        "INSERT INTO dragoman_entries (key, value, checksum, model, used)"
                        " SELECT decode(k, 'hex'), decode(v, 'hex'), decode(c, 'hex'), :model, :day"
                        " FROM unnest(CAST(:keys AS text[]), CAST(:values AS text[]), CAST(:checks AS text[])) AS given(k, v, c)"
                        " ORDER BY k ON CONFLICT (key) DO NOTHING",
                        model=model,
                        day=day,
                        keys=_hex(some),
                        values=_hex([values[key] for key in some]),
                        checks=_hex([checksum(key, values[key]) for key in some]),
                    )

        self._use(work)

    def stats(self) -> Stats:
        """Counts by model, and the size of the table with its index."""

        def work(db: Any) -> Stats:
            by_model = dict(db.run("SELECT model, count(*) FROM dragoman_entries GROUP BY model ORDER BY model"))
            ((oldest, size),) = db.run("SELECT min(used), pg_total_relation_size('dragoman_entries') FROM dragoman_entries")
            return Stats(place=self.place, entries=sum(by_model.values()), bytes=size, by_model=by_model, oldest=oldest)

        return self._use(work)

    def prune(self, *, unused_since: date | None = None, models: Sequence[str] | None = None) -> int:
        """Drop entries; the server gives their space to new ones."""

        def work(db: Any) -> int:
            gone = 0
            with _transaction(db):
                if unused_since is not None:
                    db.run("DELETE FROM dragoman_entries WHERE used < :since", since=unused_since)
                    gone += db.row_count
                if models is not None:
                    db.run("DELETE FROM dragoman_entries WHERE model <> ALL (CAST(:models AS text[]))", models=list(models))
                    gone += db.row_count
            return gone

        return self._use(work)

    def verify(self) -> list[bytes]:
        """Read every value, a thousand at a time; damaged values are dropped."""

        def work(db: Any) -> list[bytes]:
            damaged: list[bytes] = []
            last = b""
            while True:
                query = "SELECT key, value, checksum FROM dragoman_entries WHERE key > :last ORDER BY key LIMIT :count"
                rows = db.run(query, last=last, count=ROWS_AT_ONCE)
                damaged += [key for key, value, check in rows if checksum(key, value) != check]
                if len(rows) < ROWS_AT_ONCE:
                    break
                last = rows[-1][0]
            db.run(f"DELETE FROM dragoman_entries WHERE key IN ({_GIVEN})", keys=_hex(damaged))
            return damaged

        return self._use(work)

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._drop()


def _rows(db: Any, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes, bytes, date]]:
    for start in range(0, len(keys), ROWS_AT_ONCE):
        query = f"SELECT key, value, checksum, used FROM dragoman_entries WHERE key IN ({_GIVEN})"
        yield from db.run(query, keys=_hex(keys[start : start + ROWS_AT_ONCE]))


def _hex(values: Sequence[bytes]) -> list[str]:
    return [value.hex() for value in values]


@contextmanager
def _transaction(db: Any) -> Iterator[None]:
    db.run("BEGIN")
    try:
        yield
    except BaseException:
        db.run("ROLLBACK")
        raise
    db.run("COMMIT")
