"""The cache in PostgreSQL against a real server, started for these tests on a free port of the loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from postgres_server import PASSWORD, serving

from translations.cache import CacheBroken, key_of, open_cache
from translations.cache.postgres import PostgresCache

KEYS = [key_of(str(number)) for number in range(2500)]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with an empty database."""
    with serving() as address:
        if address is None:
            pytest.skip("there is no PostgreSQL server here (Debian's package postgresql)")
        yield address


@pytest.fixture
def address(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server with the table empty, and the password where it belongs."""
    monkeypatch.setenv("DRAGOMAN_CACHE_PASSWORD", PASSWORD)
    cache = PostgresCache(server)
    cache._use(lambda db: db.run("TRUNCATE dragoman_entries"))
    cache.close()
    return server


def test_what_is_kept_is_found_on_another_machine(address: str) -> None:
    cache = open_cache(address)
    assert cache is not None
    values = {key: f"value {n} \0 ش".encode() for n, key in enumerate(KEYS)}
    cache.put_many(values, "m@1")
    cache.put_many({KEYS[0]: b"second"}, "m@1")
    other = PostgresCache(address)
    assert other.get_many([*KEYS, key_of("other")]) == values
    assert other.get_many([]) == {}
    assert other.stats().entries == len(KEYS)


def test_use_is_remembered_pruned_by_and_damage_dropped(address: str) -> None:
    day = [date(2026, 1, 1)]
    cache = PostgresCache(address, day=lambda: day[0])
    cache.put_many({KEYS[0]: b"a", KEYS[1]: b"b"}, "m@1")
    cache.put_many({KEYS[2]: b"c", KEYS[3]: b"d"}, "n@2")
    day[0] = date(2026, 3, 1)
    cache.get_many([KEYS[0], KEYS[3]])
    stats = cache.stats()
    assert (stats.entries, dict(stats.by_model), stats.oldest) == (4, {"m@1": 2, "n@2": 2}, date(2026, 1, 1))
    assert stats.bytes > 0
    assert cache.prune(unused_since=date(2026, 2, 1)) == 2
    assert cache.prune(models=["m@1"]) == 1
    cache._use(lambda db: db.run("UPDATE dragoman_entries SET value = :v", v=b"wrong"))
    assert cache.get_many([KEYS[0]]) == {}
    cache.put_many({KEYS[0]: b"again"}, "m@1")
    assert cache.get_many([KEYS[0]]) == {KEYS[0]: b"again"}
    cache._use(lambda db: db.run("UPDATE dragoman_entries SET value = :v", v=b"wrong"))
    assert cache.verify() == [KEYS[0]]
    assert cache.verify() == []


WRITER = """
import sys
from translations.cache import key_of, open_cache
cache = open_cache(sys.argv[1])
numbers = range(600) if int(sys.argv[2]) % 2 else range(599, -1, -1)
for batch in range(0, 600, 60):
    values = {key_of(str(n)): f"value {n}".encode() for n in list(numbers)[batch:batch + 90]}
    cache.put_many(values, "m@1")
    assert cache.get_many(list(values)) == values
print("done")
"""


def test_several_machines_at_once(address: str, root: Path) -> None:
    cache = PostgresCache(address)
    cache._use(lambda db: db.run("DROP TABLE dragoman_entries"))
    cache.close()
    command = [sys.executable, "-c", WRITER, address]
    processes = [subprocess.Popen([*command, str(n)], cwd=root, stdout=subprocess.PIPE, text=True) for n in range(4)]
    assert [process.communicate()[0] for process in processes] == ["done\n"] * 4
    assert cache.stats().entries == 600
    assert cache.verify() == []


def test_a_transaction_that_fails_leaves_nothing(address: str) -> None:
    cache = PostgresCache(address)
    with pytest.raises(CacheBroken):
        cache.put_many({KEYS[0]: b"a"}, "m\0")  # a text that PostgreSQL cannot hold
    assert cache.stats().entries == 0


def test_a_lost_connection_is_said_and_made_again(address: str) -> None:
    cache, other = PostgresCache(address), PostgresCache(address)
    cache.put_many({KEYS[0]: b"a"}, "m@1")
    other._use(lambda db: db.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
    with pytest.raises(CacheBroken, match="cannot be used"):
        cache.get_many(KEYS[:1])
    assert cache.get_many(KEYS[:1]) == {KEYS[0]: b"a"}


def test_secrets_stay_secret(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CacheBroken) as refused:
        PostgresCache(address.replace("desk@", "desk:hunter2@"))
    assert "hunter2" not in str(refused.value)
    monkeypatch.setenv("DRAGOMAN_CACHE_PASSWORD", "wrong-secret")
    with pytest.raises(CacheBroken, match="authentication") as failed:
        PostgresCache(address)
    assert "wrong-secret" not in str(failed.value)
    assert failed.value.__cause__ is None
    with pytest.raises(CacheBroken, match="cannot be used"):
        PostgresCache("postgresql://desk@127.0.0.1:1/postgres")
    with pytest.raises(CacheBroken, match="no cache of the kind"):
        open_cache("mysql://desk@127.0.0.1/x")
