"""The watched folder: what is taken and when, where it goes, and that no file is lost, changed or written over."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import Path

import pytest
from steady import Steady, go

from flows import inbox, steps
from flows.inbox import Watched
from flows.settings import Settings
from qa.report.records import ArticleSummary
from translations.cache import Cache
from translations.errors import OutputError

TEXT = "وصل الوزير إلى المدينة في 12 مايو.\n"
NOW = datetime(2026, 5, 1, 9, 30)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    folder = Watched(tmp_path / "watch")
    folder.make()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != inbox.LOCK)


def at_once(seconds: float) -> None:
    """No waiting."""


def test_only_what_stands_still_is_taken(watched: Watched) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "sub/d.txt", ".hidden.txt", "e.txt.part", "f~"):
        path = watched.inbox / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT)
    (watched.inbox / "link.txt").symlink_to(watched.inbox / "a.txt")

    def meanwhile(seconds: float) -> None:
        assert seconds == inbox.STILL_SECONDS == 10
        # One grows while its time stays (as a copy that keeps times does), one is replaced, one is new.
        before = (watched.inbox / "b.txt").stat()
        with (watched.inbox / "b.txt").open("a") as stream:
            stream.write(TEXT)
        os.utime(watched.inbox / "b.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
        (watched.inbox / "c.new").write_text(TEXT)
        (watched.inbox / "c.new").replace(watched.inbox / "c.txt")
        (watched.inbox / "late.txt").write_text(TEXT)

    found = inbox.still(watched, meanwhile)
    assert [path.relative_to(watched.inbox).as_posix() for path in found] == ["a.txt", "sub/d.txt"]


def test_an_empty_inbox_is_not_waited_for(watched: Watched) -> None:
    def never(seconds: float) -> None:
        raise AssertionError

    assert inbox.still(watched, never) == []
    assert inbox.take(watched, [], NOW) is None
    assert inbox.unfinished(watched) == []


def run(watched: Watched, run_id: str, tmp_path: Path, cache: Cache | None = None) -> object:
    settings = Settings(output_root=tmp_path / "runs", decisions=tmp_path / "d.sqlite")
    request = steps.Request(paths=(str(watched.work / run_id),), run_id=run_id)
    return go(request, Steady(settings, cache), settings).articles


def test_the_way_of_files(watched: Watched, tmp_path: Path) -> None:
    files = {
        "a.txt": TEXT.encode(),
        "sub/b.txt": TEXT.replace("12", "13").encode(),
        "empty.txt": b"",
        "many.jsonl": b'{"id": "1", "lang": "ar", "text": "\xd9\x88\xd8\xb5\xd9\x84 \xd8\xa7\xd9\x84\xd9\x88\xd8\xb2\xd9\x8a\xd8\xb1"}\n{broken\n',
        "photo.jpg": b"\xff\xd8\xff",
    }  # fmt: skip
    for name, raw in files.items():
        (watched.inbox / name).parent.mkdir(exist_ok=True)
        (watched.inbox / name).write_bytes(raw)
    (watched.done / "a.txt").write_text("an older one")
    run_id = inbox.take(watched, inbox.still(watched, at_once), NOW)
    assert run_id
    assert run_id.startswith("20260501-093000-")
    assert names(watched.inbox) == []
    assert inbox.unfinished(watched) == [run_id]
    assert inbox.put_away(watched, run_id, run(watched, run_id, tmp_path)) == (2, 3)  # type: ignore[arg-type]
    assert names(watched.done) == ["a-2.txt", "a.txt", "sub/b.txt"]
    bad = ["empty.txt", "many.jsonl", "photo.jpg"]
    assert names(watched.failed) == sorted([*bad, *(name + ".reason.txt" for name in bad)])
    assert (watched.done / "a.txt").read_text() == "an older one"
    assert (watched.done / "a-2.txt").read_bytes() == files["a.txt"]
    assert all((watched.failed / name).read_bytes() == files[name] for name in bad)
    assert "line 2: broken JSON" in (watched.failed / "many.jsonl.reason.txt").read_text()
    assert "no known kind" in (watched.failed / "photo.jpg.reason.txt").read_text()
    assert inbox.unfinished(watched) == []
    assert inbox.finished(tmp_path / "runs", run_id) is not None
    assert inbox.finished(tmp_path / "runs", "other") is None


def test_a_death_in_any_move_loses_and_doubles_nothing(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (watched.inbox / name).write_text(TEXT + name)
    unlink = Path.unlink
    deaths = iter([0, 1])  # the second file's name in the inbox is not removed any more

    def dying(self: Path, missing_ok: bool = False) -> None:
        if next(deaths, 1):
            raise KeyboardInterrupt
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", dying)
    with pytest.raises(KeyboardInterrupt):
        inbox.take(watched, inbox.still(watched, at_once), NOW)
    monkeypatch.setattr(Path, "unlink", unlink)
    assert names(watched.inbox) == ["b.txt", "c.txt"]
    (old,) = inbox.unfinished(watched)
    new = inbox.take(watched, inbox.still(watched, at_once), NOW.replace(hour=10))
    assert new
    assert (names(watched.work / old), names(watched.work / new)) == (["a.txt", "b.txt"], ["c.txt"])
    # Put away, and dead again after the first file's new name.
    monkeypatch.setattr(Path, "unlink", dying)
    with pytest.raises(KeyboardInterrupt):
        inbox.put_away(watched, old, [])
    monkeypatch.setattr(Path, "unlink", unlink)
    assert inbox.put_away(watched, old, []) == (2, 0)
    assert inbox.put_away(watched, new, []) == (1, 0)
    assert names(watched.done) == ["a.txt", "b.txt", "c.txt"]


def test_a_move_to_another_disk(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    (watched.inbox / "a.txt").write_text(TEXT)
    os.utime(watched.inbox / "a.txt", (1_000_000_000, 1_000_000_000))

    def other_disk(self: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", other_disk)
    place = inbox.move(watched.inbox / "a.txt", watched.done / "a.txt")
    assert place == watched.done / "a.txt"
    assert place.read_text() == TEXT
    assert place.stat().st_mtime == 1_000_000_000
    assert (names(watched.inbox), names(watched.done)) == ([], ["a.txt"])


def test_a_copy_that_differs_leaves_the_source_alone(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    (watched.inbox / "a.txt").write_text(TEXT)

    def other_disk(self: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def short(source: Path, target: Path) -> None:
        target.write_text(TEXT[:5])

    monkeypatch.setattr(Path, "hardlink_to", other_disk)
    monkeypatch.setattr("flows.inbox.shutil.copy2", short)
    with pytest.raises(OutputError, match="differs"):
        inbox.move(watched.inbox / "a.txt", watched.done / "a.txt")
    assert (names(watched.inbox), names(watched.done)) == (["a.txt"], [])


def test_one_watcher_at_a_time(watched: Watched) -> None:
    with inbox.watching(watched) as first:
        assert first
        with inbox.watching(watched) as second:
            assert not second
    with inbox.watching(watched) as third:
        assert third


def test_many_reasons_are_cut_and_counted(watched: Watched) -> None:
    (watched.work / "r").mkdir()
    (watched.work / "r" / "a.jsonl").write_text("x")
    rows = [ArticleSummary(id=str(n), path=f"a.jsonl#{n}", status="failed", reason=f"row {n}") for n in range(150)]
    assert inbox.put_away(watched, "r", rows) == (0, 1)
    lines = (watched.failed / "a.jsonl.reason.txt").read_text().splitlines()
    assert (lines[0], lines[1], lines[-1], len(lines)) == ("run r", "row 0", "… and 50 more", 102)
