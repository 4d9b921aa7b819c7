"""The cache of one machine: an SQLite file in WAL mode, shared by any number of processes."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from translations.cache.records import CacheBroken, Stats, checksum

APPLICATION_ID = 0x44524743  # "DRGC": tells the file from other programs' and from the desk's decisions
SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0  # another process' transaction is one batch of at most a few thousand rows: milliseconds
KEYS_AT_ONCE = 500  # SQLite takes at least 999 parameters a statement
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key BLOB PRIMARY KEY, value BLOB NOT NULL, checksum BLOB NOT NULL, model TEXT NOT NULL, used TEXT NOT NULL
) WITHOUT ROWID
"""
T = TypeVar("T")


def today() -> str:
    """The day in UTC as entries store it."""
    return datetime.now(UTC).date().isoformat()


class SqliteCache:
    """See `translations.cache.records.Cache`. One connection behind a lock: batches ask for thousands of keys at a time."""

    def __init__(self, path: Path, *, day: Callable[[], str] = today) -> None:
        """Open the file, or make it with its folder; raises CacheBroken where it is not ours or cannot be used."""
        self._path, self._day = path, day
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Transactions are begun by hand: the module's own would begin them only at the first write.
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise CacheBroken(f"The cache {path} cannot be opened ({error}).") from error
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        with self._trouble():
            self._db.execute("BEGIN")  # what is asked must be of one moment: another process may be making the file
            version = self._version()
            self._db.execute("COMMIT")
            self._write_ahead()
            # In WAL mode this survives a killed process whole; a power cut may lose the last batches, which are then made again.
            self._db.execute("PRAGMA synchronous = NORMAL")
            if version < SCHEMA_VERSION:
                with self._transaction():
                    if self._version() < SCHEMA_VERSION:
                        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                        self._db.execute(_SCHEMA)
                        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _version(self) -> int:
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != APPLICATION_ID and tables:
            raise CacheBroken(f"{self._path} is another program's database, no cache of translations; name another path.")
        if version > SCHEMA_VERSION:
            raise CacheBroken(f"The cache {self._path} was made by a newer Dragoman; name another path.")
        return int(version)

    def _write_ahead(self) -> None:
        """Switch the file to WAL mode. SQLite does not wait when another connection is just doing the same, so this does."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are there and whole; their day of use is brought up to date where it has changed."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, bytes] = {}
        stale: list[bytes] = []
        day = self._day()
        with self._lock, self._trouble():
            for some in _pieces(wanted):
                marks = ",".join("?" * len(some))
                rows = self._db.execute(f"SELECT key, value, checksum, used FROM entries WHERE key IN ({marks})", some)
                for key, value, check, used in rows:
                    if checksum(key, value) == check:
                        found[key] = value
                        if used != day:
                            stale.append(key)
        if stale:
            self._touch(stale, day)
        return found

    def _touch(self, keys: Sequence[bytes], day: str) -> None:
        try:
            with self._lock, self._transaction():
                self._db.executemany("UPDATE entries SET used = ? WHERE key = ?", [(day, key) for key in keys])
        except sqlite3.Error:
            # A full disk or a file that is only to be read: the values are found all the same.
            return

    def put_many(self, values: Mapping[bytes, bytes], model: str) -> None:
        """Keep all the values or none."""
        if not values:
            return
        day = self._day()
        rows = [(key, value, checksum(key, value), model, day) for key, value in values.items()]
        with self._lock, self._trouble(), self._transaction():
            # A damaged value is not found by `get_many`, so a new one for its key takes its place; a whole one stays.
            for some in _pieces([row[0] for row in rows]):
                marks = ",".join("?" * len(some))
                held = self._db.execute(f"SELECT key, value, checksum FROM entries WHERE key IN ({marks})", some).fetchall()
                damaged = [(key,) for key, value, check in held if checksum(key, value) != check]
                self._db.executemany("DELETE FROM entries WHERE key = ?", damaged)
            self._db.executemany("INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?, ?)", rows)

    def stats(self) -> Stats:
        """Counts by model, and the size of the file with its log."""
        with self._lock, self._trouble():
            by_model = dict(self._db.execute("SELECT model, count(*) FROM entries GROUP BY model ORDER BY model").fetchall())
            (oldest,) = self._db.execute("SELECT min(used) FROM entries").fetchone()
        files = [self._path, self._path.with_name(self._path.name + "-wal")]
        size = sum(file.stat().st_size for file in files if file.exists())
        return Stats(
            place=str(self._path),
            entries=sum(by_model.values()),
            bytes=size,
            by_model=by_model,
            oldest=date.fromisoformat(oldest) if oldest else None,
        )

    def prune(self, *, unused_since: date | None = None, models: Sequence[str] | None = None) -> int:
        """Drop entries and give the space back to the disk."""
        gone = 0
        with self._lock, self._trouble():
            with self._transaction():
                if unused_since is not None:
                    gone += self._db.execute("DELETE FROM entries WHERE used < ?", (unused_since.isoformat(),)).rowcount
                if models is not None:
                    kept = list(models)
                    marks = ",".join("?" * len(kept))
                    gone += self._db.execute(f"DELETE FROM entries WHERE model NOT IN ({marks})", kept).rowcount
            if gone:
                self._db.execute("VACUUM")
        return gone

    def verify(self) -> list[bytes]:
        """Check the file's own structure, then every value; damaged values are dropped."""
        with self._lock, self._trouble():
            (state,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                raise CacheBroken(f"The cache {self._path} is damaged ({state}); remove it, and it is made again.")
            rows = self._db.execute("SELECT key, value, checksum FROM entries")
            damaged = [key for key, value, check in rows if checksum(key, value) != check]
            with self._transaction():
                self._db.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in damaged])
        return damaged

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            # A full disk may have ended the transaction already.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise CacheBroken(f"The cache {self._path} cannot be used ({error}).") from error


def _pieces(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), KEYS_AT_ONCE):
        yield items[start : start + KEYS_AT_ONCE]
