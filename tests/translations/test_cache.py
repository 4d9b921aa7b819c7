"""The cache as a store: what goes in comes out, whole or not at all, with many processes at it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.cache import CacheBroken, key_of, open_cache
from translations.cache.sqlite import APPLICATION_ID, SqliteCache
from translations.stages import code_of, stage_version

KEYS = [key_of(str(number)) for number in range(1200)]


def test_what_is_kept_is_found(tmp_path: Path) -> None:
    cache = SqliteCache(tmp_path / "deep" / "c.sqlite")
    values = {key: f"value {n}".encode() for n, key in enumerate(KEYS)}
    cache.put_many(values, "m@1")
    assert cache.get_many([*KEYS, key_of("other")]) == values
    again = SqliteCache(tmp_path / "deep" / "c.sqlite")
    assert again.get_many(KEYS[:3]) == {key: values[key] for key in KEYS[:3]}
    assert again.get_many([]) == {}


def test_what_is_there_stays(tmp_path: Path) -> None:
    cache = SqliteCache(tmp_path / "c.sqlite")
    cache.put_many({KEYS[0]: b"first"}, "m@1")
    cache.put_many({KEYS[0]: b"second", KEYS[1]: b"new"}, "m@1")
    assert cache.get_many(KEYS[:2]) == {KEYS[0]: b"first", KEYS[1]: b"new"}


def test_a_damaged_value_is_not_found_and_takes_a_new_one(tmp_path: Path) -> None:
    cache = SqliteCache(tmp_path / "c.sqlite")
    cache.put_many({KEYS[0]: b"right", KEYS[1]: b"other"}, "m@1")
    with sqlite3.connect(tmp_path / "c.sqlite") as other:
        other.execute("UPDATE entries SET value = ? WHERE key = ?", (b"wrong", KEYS[0]))
    assert cache.get_many(KEYS[:2]) == {KEYS[1]: b"other"}
    cache.put_many({KEYS[0]: b"again"}, "m@1")
    assert cache.get_many(KEYS[:1]) == {KEYS[0]: b"again"}
    with sqlite3.connect(tmp_path / "c.sqlite") as other:  # a value that got under another's key
        other.execute("UPDATE entries SET value = b.value, checksum = b.checksum FROM entries b WHERE b.key = ?", (KEYS[1],))
    assert cache.verify() == [KEYS[0]]
    assert cache.get_many(KEYS[:2]) == {KEYS[1]: b"other"}


def test_use_is_remembered_and_pruned_by(tmp_path: Path) -> None:
    day = ["2026-01-01"]
    cache = SqliteCache(tmp_path / "c.sqlite", day=lambda: day[0])
    cache.put_many({KEYS[0]: b"a", KEYS[1]: b"b"}, "m@1")
    cache.put_many({KEYS[2]: b"c"}, "n@2")
    day[0] = "2026-03-01"
    cache.get_many([KEYS[0]])
    stats = cache.stats()
    assert (stats.entries, dict(stats.by_model), stats.oldest) == (3, {"m@1": 2, "n@2": 1}, date(2026, 1, 1))
    assert stats.bytes > 0
    assert cache.prune(unused_since=date(2026, 2, 1)) == 2
    assert cache.get_many(KEYS[:3]) == {KEYS[0]: b"a"}
    assert cache.prune(models=["n@2"]) == 1
    assert cache.stats().entries == 0


def test_other_files_are_refused_untouched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "desk.sqlite") as other:
        other.execute("CREATE TABLE decisions (id TEXT)")
    (tmp_path / "text").write_text("not a database, " * 100)
    (tmp_path / "newer.sqlite").touch()
    with sqlite3.connect(tmp_path / "newer.sqlite") as other:
        other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        other.execute("PRAGMA user_version = 99")
    for name, words in (("desk.sqlite", "another program"), ("text", "not a database"), ("newer.sqlite", "newer Dragoman")):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(CacheBroken, match=words):
            SqliteCache(tmp_path / name)
        assert (tmp_path / name).read_bytes() == before
    with pytest.raises(CacheBroken):
        SqliteCache(tmp_path / "text" / "inside.sqlite")
    assert open_cache("off") is None


def test_a_full_disk_leaves_what_was_before(tmp_path: Path) -> None:
    cache = SqliteCache(tmp_path / "c.sqlite")
    cache.put_many({KEYS[0]: b"a"}, "m@1")
    cache._db.execute("PRAGMA max_page_count = 6")
    with pytest.raises(CacheBroken, match="full"):
        cache.put_many(dict.fromkeys(KEYS[1:200], b"x" * 500), "m@1")
    assert cache.stats().entries == 1
    cache._db.execute("PRAGMA max_page_count = 100000")
    cache.put_many({KEYS[1]: b"b"}, "m@1")
    assert cache.get_many(KEYS[:3]) == {KEYS[0]: b"a", KEYS[1]: b"b"}


def test_a_locked_file_is_said_after_a_while_and_still_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translations.cache.sqlite.BUSY_SECONDS", 0.05)
    cache = SqliteCache(tmp_path / "c.sqlite", day=lambda: "2026-01-01")
    cache.put_many({KEYS[0]: b"a"}, "m@1")
    other = SqliteCache(tmp_path / "c.sqlite", day=lambda: "2026-01-02")
    cache._db.execute("BEGIN IMMEDIATE")
    with pytest.raises(CacheBroken, match="locked"):
        other.put_many({KEYS[1]: b"b"}, "m@1")
    assert other.get_many(KEYS[:2]) == {KEYS[0]: b"a"}  # though its day of use cannot be brought up to date
    cache._db.execute("ROLLBACK")
    other.put_many({KEYS[1]: b"b"}, "m@1")
    assert cache.get_many(KEYS[:2]) == {KEYS[0]: b"a", KEYS[1]: b"b"}


WRITER = """
import sys
from pathlib import Path
from translations.cache import key_of
from translations.cache.sqlite import SqliteCache
cache = SqliteCache(Path(sys.argv[1]))
for batch in range(30):
    values = {key_of(str(n)): f"value {n}".encode() for n in range(batch * 20, batch * 20 + 40)}
    cache.put_many(values, "m@1")
    assert cache.get_many(list(values)) == values
print("done")
"""


def test_several_processes_at_once_from_its_making_on(tmp_path: Path, root: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "c.sqlite")]
    processes = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate()[0] for process in processes] == ["done\n"] * 4
    cache = SqliteCache(tmp_path / "c.sqlite")
    assert cache.stats().entries == 620
    assert cache.verify() == []


def test_many_make_the_file_at_the_same_moment(tmp_path: Path) -> None:
    trouble: list[CacheBroken] = []

    def make(path: Path, start: threading.Barrier) -> None:
        start.wait()
        try:
            cache = SqliteCache(path)
            cache.put_many({key_of("a"): b"one"}, "m")
            cache.close()
        except CacheBroken as error:
            trouble.append(error)

    for turn in range(20):
        start = threading.Barrier(6)
        threads = [threading.Thread(target=make, args=(tmp_path / f"{turn}.sqlite", start)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not trouble


KILLED = """
import os, sys
from pathlib import Path
from translations.cache import key_of
from translations.cache.sqlite import SqliteCache
cache = SqliteCache(Path(sys.argv[1]))
cache.put_many({key_of("0"): b"kept"}, "m@1")
cache._db.execute("BEGIN IMMEDIATE")
cache._db.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", (key_of("1"), b"half", b"", "m@1", "2026-01-01"))
os.kill(os.getpid(), 9)
"""


def test_death_in_a_transaction_leaves_what_was_before(tmp_path: Path, root: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "c.sqlite")], cwd=root, check=False)
    assert done.returncode == -9
    cache = SqliteCache(tmp_path / "c.sqlite")
    assert cache.get_many(KEYS[:2]) == {KEYS[0]: b"kept"}
    assert cache.stats().entries == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_is_only_to_be_read_is_still_read(tmp_path: Path) -> None:
    SqliteCache(tmp_path / "c.sqlite", day=lambda: "2026-01-01").put_many({KEYS[0]: b"a"}, "m@1")
    (tmp_path / "c.sqlite").chmod(0o444)
    assert SqliteCache(tmp_path / "c.sqlite").get_many(KEYS[:1]) == {KEYS[0]: b"a"}


@given(st.lists(st.text()), st.lists(st.text()))
def test_keys_differ_where_parts_do(one: list[str], other: list[str]) -> None:
    assert (key_of(*one) == key_of(*other)) == (one == other)


def test_a_stage_changes_with_its_code_alone() -> None:
    base = 'LIMIT = 3\n\n\ndef f(a: int) -> int:\n    """What."""\n    return a + LIMIT\n'
    assert code_of(base) == code_of(base.replace("What.", "Something else").replace("a + LIMIT", "a  +  LIMIT  # why"))
    assert code_of(base) != code_of(base.replace("= 3", "= 4"))
    assert stage_version("translations", ("text.py",)) != stage_version("translations", ("loops.py",))
