"""Where decisions are kept: one SQLite file that only grows. It is people's work, so nothing in it is ever changed or removed."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from translations.decisions.records import Decision, DecisionsError, SegmentKey, StoreUnavailable, record_of

log = logging.getLogger(__name__)

BUSY_SECONDS = 15  # how long a writer waits for another one; a transaction takes milliseconds
ASKED_AT_ONCE = 500  # values in one query; SQLite allows 32,766

# One script a version; `PRAGMA user_version` says how many have run. Never change one that was released, add the next.
# The columns repeat what is searched for; `record` holds the decision whole.
SCHEMAS: tuple[str, ...] = (
    """
    CREATE TABLE decisions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        run_id TEXT NOT NULL,
        article_id TEXT NOT NULL,
        language TEXT NOT NULL,
        source_key TEXT NOT NULL,
        applied TEXT NOT NULL,
        record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decisions_by_article ON decisions (article_id);
    CREATE INDEX decisions_by_source ON decisions (source_key) WHERE kind = 'fixed';
    CREATE INDEX decisions_by_kind ON decisions (kind);
    CREATE INDEX decisions_by_run ON decisions (run_id);
    CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;
    CREATE TRIGGER decisions_are_final BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions never change'); END;
    """,
)


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: the decisions that are new, and how many were there already."""

    new: tuple[Decision, ...]
    known: int


class DecisionStore:
    """The decisions in one file. Any number of processes may read and add at the same time; each call is one transaction.

    The file is made when something is first added; without it there are no decisions. Raises DecisionsError where the file is
    no store, was made by a newer version, or cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """Raise DecisionsError if there is a file and it cannot be used; so that a run says so before it starts."""
        self.get("")

    def add(self, decisions: Sequence[Decision], now: datetime) -> Added:
        """Add what is not there yet, all or nothing, safe on disk when this returns."""
        with self._open(write=True) as connection:
            connection.execute("BEGIN IMMEDIATE")
            new = [decision for decision in decisions if connection.execute(_INSERT, _row(decision, now)).rowcount]
            connection.commit()
        log.info("decisions: %d added, %d known already", len(new), len(decisions) - len(new))
        return Added(tuple(new), len(decisions) - len(new))

    def all(self, run_id: str | None = None) -> list[Decision]:
        """The history in the order of its rows; of one run only (with the undos of its decisions), if asked."""
        if run_id is None:
            return self._read("SELECT record FROM decisions ORDER BY seq")
        mine = self._read("SELECT record FROM decisions WHERE run_id = ? ORDER BY seq", [run_id])
        ids = {decision.id for decision in mine}
        for undo in self._undos():
            if undo.undoes in ids and undo.id not in ids:
                mine.append(undo)
                ids.add(undo.id)
        return mine

    def about(self, article_ids: Iterable[str], segments: Iterable[SegmentKey]) -> list[Decision]:
        """All that was ever decided about these articles, all corrections of these texts anywhere, and all undos."""
        articles, sources = sorted(set(article_ids)), sorted({source for _, source, _ in segments})
        if not self.path.exists():
            return []
        with self._open(write=False) as connection:
            records = [
                *_matching(connection, "decisions_by_article", "article_id", articles),
                *_matching(connection, "decisions_by_source", "kind = 'fixed' AND source_key", sources),
                *connection.execute("SELECT seq, record FROM decisions WHERE kind = 'undone'"),
            ]
        return [_decision(record) for _, record in sorted(dict(records).items())]

    def terms(self) -> list[Decision]:
        """Every proposed glossary entry, and all undos."""
        return self._read("SELECT record FROM decisions WHERE kind IN ('term', 'undone') ORDER BY seq")

    def get(self, decision_id: str) -> Decision | None:
        """The decision with an id."""
        found = self._read("SELECT record FROM decisions WHERE id = ?", [decision_id])
        return found[0] if found else None

    def _undos(self) -> list[Decision]:
        return self._read("SELECT record FROM decisions WHERE kind = 'undone' ORDER BY seq")

    def _read(self, query: str, values: Sequence[str] = ()) -> list[Decision]:
        if not self.path.exists():
            return []
        with self._open(write=False) as connection:
            return [_decision(record) for (record,) in connection.execute(query, values)]

    @contextmanager
    def _open(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        try:
            if write:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            # Not read-only even for reading: what a killed writer left half done must be taken back first.
            where = f"{self.path.absolute().as_uri()}?mode={'rwc' if write else 'rw'}"
            with closing(sqlite3.connect(where, uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                # Whole on disk before a caller is told so (sqlite.org/pragma.html#pragma_synchronous).
                connection.execute("PRAGMA synchronous = FULL")
                self._upgrade(connection)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise StoreUnavailable(f"The decisions in {self.path} cannot be read or kept ({error}).") from error

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == len(SCHEMAS):
            return
        connection.execute("BEGIN IMMEDIATE")  # from here on no other process makes or upgrades the file
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(SCHEMAS):
            raise DecisionsError(f"{self.path} was made by a newer version of Dragoman; update this one.")
        if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise DecisionsError(f"{self.path} is a database of something else; move it away.")
        if version and version < len(SCHEMAS):
            self._back_up(version)
        for number in range(version, len(SCHEMAS)):
            for statement in _statements(SCHEMAS[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(SCHEMAS)}")
        connection.commit()

    def _back_up(self, version: int) -> None:
        copy = self.path.with_name(f"{self.path.stem}-schema-{version}-{datetime.now(UTC):%Y%m%d-%H%M%S}{self.path.suffix}")
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        log.info("decisions backed up to %s before the change to schema %d", copy.name, len(SCHEMAS))


def _matching(connection: sqlite3.Connection, index: str, condition: str, values: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Number and record of the rows where a column has one of the values."""
    for at in range(0, len(values), ASKED_AT_ONCE):
        some = values[at : at + ASKED_AT_ONCE]
        places = ", ".join("?" * len(some))
        # The index is named because SQLite, knowing no statistics, would rather go through all rows of a kind.
        query = f"SELECT seq, record FROM decisions INDEXED BY {index} WHERE {condition} IN ({places})"
        yield from connection.execute(query, some)


_INSERT = (
    "INSERT OR IGNORE INTO decisions (id, kind, run_id, article_id, language, source_key, applied, record) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def _row(decision: Decision, now: datetime) -> tuple[str, ...]:
    record = json.dumps(record_of(decision), ensure_ascii=False, sort_keys=True)
    applied = now.astimezone(UTC).isoformat(timespec="seconds")
    key = decision.segment_key[1] if decision.source else ""
    return decision.id, decision.kind, decision.run_id, decision.article_id, decision.language, key, applied, record


def _decision(record: str) -> Decision:
    given = json.loads(record)
    made = datetime.fromisoformat(given.pop("made"))
    expires = date.fromisoformat(given.pop("expires")) if "expires" in given else None
    return Decision(kind=given.pop("decision"), made=made.astimezone(UTC), expires=expires, **given)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
