"""Decisions: which hold, whatever the order they come in; what a file may say; what the store keeps."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.decisions import store as store_module
from translations.decisions.corrections import corrected, signature
from translations.decisions.exchange_file import MAX_DECISIONS, MAX_FILE_BYTES, read, write
from translations.decisions.history import in_force, states
from translations.decisions.records import Decision, DecisionsError
from translations.decisions.store import DecisionStore
from translations.records import Segment

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
PRINT = "0123456789abcdef"
SOURCE = "وقّعت روسيا اتفاقيةً في عام 2024."


def made(kind: str, minute: int = 0, **given: object) -> Decision:
    shared: dict[str, object] = {"author": "Ada", "run_id": "run-1", "made": NOW - timedelta(days=1) + timedelta(minutes=minute)}
    about: dict[str, object] = {"article_id": "a", "language": "ar", "source": SOURCE}
    by_kind: dict[str, dict[str, object]] = {
        "waived": {**about, "fingerprint": PRINT, "english": "old", "reason": "an idiom"},
        "accepted": {**about, "fingerprint": PRINT, "english": "old"},
        "fixed": {**about, "fingerprint": PRINT, "english": "old", "corrected": "Russia signed."},
        "term": {"language": "ar", "source": "بيونغ يانغ", "corrected": "Pyongyang"},
        "approved": {"article_id": "a", "content": PRINT},
        "undone": {},
    }
    return Decision(kind=kind, **{**shared, **by_kind[kind], **given})  # type: ignore[arg-type]


def undo(decision: Decision, minute: int) -> Decision:
    return made("undone", minute, undoes=decision.id)


# Which hold


def test_the_last_word_on_a_finding_holds_and_the_first_is_kept() -> None:
    first, second = made("waived", 1), made("accepted", 2)
    for history in ([first, second], [second, first]):
        assert in_force(history, TODAY).findings == {PRINT: second}
        assert states(history, TODAY) == {first.id: "superseded", second.id: "in force"}


def test_an_undo_brings_back_what_was_before_and_can_be_undone() -> None:
    first, second = made("waived", 1), made("accepted", 2)
    back = undo(second, 3)
    again = undo(back, 4)
    assert in_force([first, second, back], TODAY).findings == {PRINT: first}
    assert in_force([first, second, back, again], TODAY).findings == {PRINT: second}
    assert states([first, second, back, again], TODAY)[back.id] == "undone"


def test_an_expired_waiver_leaves_the_finding_open() -> None:
    until = made("waived", 2, expires=TODAY)
    older = made("accepted", 1)
    assert in_force([older, until], TODAY).findings == {PRINT: until}
    assert in_force([older, until], TODAY + timedelta(days=1)).findings == {}
    assert states([until], TODAY + timedelta(days=1)) == {until.id: "expired"}


def test_a_correction_for_one_article_goes_before_one_for_all() -> None:
    general, here = made("fixed", 2, article_id="b"), made("fixed", 1, only_here=True, corrected="Here.")
    held = in_force([general, here], TODAY)
    assert [held.correction("ar", SOURCE, article) for article in ("a", "b", "c")] == [here, general, general]
    assert held.correction("fa", SOURCE, "a") is None
    # The same person in the same article, later, meaning everywhere.
    later = made("fixed", 3)
    assert in_force([general, here, later], TODAY).correction("ar", SOURCE, "a") == later


def test_spellings_that_say_the_same_share_a_correction() -> None:
    held = in_force([made("fixed")], TODAY)
    assert held.correction("ar", "وقعت  روسيا اتفاقية في عام 2024.", "x") is not None
    assert held.correction("ar", "وقعت روسيا اتفاقية في عام 2023.", "x") is None
    assert in_force([made("fixed", source="ab?")], TODAY).correction("ar", "ab\ud800", "x") is not None
    segments = [Segment(article_id="x", index=n, line=n, start=0, end=len(t), text=t) for n, t in enumerate((SOURCE, "غير ذلك"))]
    given_, none = corrected(segments, "ar", held)
    assert none is None
    assert given_ is not None
    assert (given_.text, given_.origin, given_.model, given_.segment_id) == ("Russia signed.", "correction", "", "x#0")
    assert signature([given_]).startswith("corrections:")
    assert signature([replace(given_, origin="model")]) == ""


decisions = st.lists(
    st.builds(
        made,
        st.sampled_from(["waived", "accepted", "fixed", "approved", "term"]),
        st.integers(0, 3),
        author=st.sampled_from(["Ada", "Bo"]),
    ),
    max_size=6,
)


@given(decisions, st.data())
def test_the_order_of_applying_does_not_matter(history: list[Decision], data: st.DataObject) -> None:
    for number in range(data.draw(st.integers(0, 4))):
        if history:
            history = [*history, undo(data.draw(st.sampled_from(history)), 10 + number)]
    shuffled = data.draw(st.permutations(history))
    assert in_force(history, TODAY) == in_force(shuffled, TODAY)
    assert in_force([*history, *shuffled], TODAY) == in_force(history, TODAY)


# The file


def file_of(*entries: dict[str, object], **changes: object) -> str:
    return json.dumps({"schema": 1, "run_id": "run-1", "decisions": list(entries), **changes})


WAIVER: dict[str, object] = {
    "decision": "waived", "made": "2026-02-28T12:00:00.000Z", "author": "Ada", "article_id": "a", "language": "ar",
    "fingerprint": PRINT, "source": SOURCE, "reason": "an idiom",
}  # fmt: skip


def test_what_is_written_is_read_back() -> None:
    history = [made(kind, n) for n, kind in enumerate(("waived", "accepted", "fixed", "term", "approved"))]
    history = [*history, undo(history[0], 9), made("waived", 20, expires=date(2026, 5, 1), run_id="run-2")]
    run_id, again = read(write(history, "run-1"), "x.json", NOW)
    assert run_id == "run-1"
    assert again == history
    assert [decision.id for decision in again] == [decision.id for decision in history]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "EOF"),
        ("[]", "object"),
        ("[" * 100_000, "recursion"),
        (file_of(schema=2), "schema"),
        (file_of(run_id="../x"), "run_id"),
        (file_of(extra=1), "extra"),
        (file_of({**WAIVER, "decision": "deleted"}), "decision 1"),
        (file_of(WAIVER, {**WAIVER, "reason": " \n "}), "decision 2, reason: it is empty"),
        (file_of({**WAIVER, "fingerprint": "xyz"}), "decision 1, fingerprint"),
        (file_of({**WAIVER, "made": "2026-02-28T12:00:00"}), "decision 1, made"),
        (file_of({**WAIVER, "made": "2036-02-28T12:00:00Z"}), "still to come"),
        (file_of({**WAIVER, "expires": "soon"}), "decision 1, expires"),
        (file_of({**WAIVER, "source": "\ud800"}), "hex escape"),
        (file_of({**WAIVER, "source": ""}), "decision 1, source"),
        (file_of({**WAIVER, "reason": "x" * 3000}), "decision 1, reason"),
        (file_of({**WAIVER, "corrected": "x"}), "decision 1, corrected"),
        (file_of({**WAIVER, "author": "x" * 300}), "decision 1, author"),
        ('{"schema":1,"run_id":"r","decisions":[' + ",".join(["1"] * (MAX_DECISIONS + 1)) + "]}", "decisions"),
        (b"\xff" * 10, "x.json"),
        (b" " * (MAX_FILE_BYTES + 1), "at most 16 MB"),
    ],
)
def test_a_bad_file_is_one_clear_sentence(content: str | bytes, sentence: str) -> None:
    with pytest.raises(DecisionsError, match=r"^x\.json") as raised:
        read(content, "x.json", NOW)
    assert sentence.lower() in str(raised.value).lower()
    assert "\n" not in str(raised.value)


@given(st.text(), st.text(max_size=300))
def test_any_text_is_read_or_refused(source: str, reason: str) -> None:
    content = file_of({**WAIVER, "source": source, "reason": reason})
    try:
        _, (decision,) = read(content, "x.json", NOW)
    except DecisionsError:
        return
    assert decision.source == source
    assert read(write([decision], "run-1"), "x.json", NOW)[1] == [decision]


# The store


@pytest.fixture
def store(tmp_path: Path) -> DecisionStore:
    return DecisionStore(tmp_path / "desk" / "decisions.sqlite")


def test_adding_twice_adds_nothing_and_two_people_lose_nothing(store: DecisionStore) -> None:
    mine, hers = [made("waived", 1), made("fixed", 2)], [made("accepted", 3, author="Bo"), made("fixed", 2)]
    assert store.all() == []
    assert not store.path.exists()
    assert store.add(mine, NOW).new == tuple(mine)
    assert store.add(mine, NOW) == store_module.Added((), 2)
    assert store.add(hers, NOW) == store_module.Added((hers[0],), 1)
    assert store.all() == [*mine, hers[0]]
    assert store.get(hers[0].id) == hers[0]
    assert store.get("nothing") is None


def test_rows_can_neither_be_changed_nor_removed(store: DecisionStore) -> None:
    store.add([made("waived")], NOW)
    with sqlite3.connect(store.path) as connection:
        for statement in ("DELETE FROM decisions", "UPDATE decisions SET kind = 'accepted'"):
            with pytest.raises(sqlite3.IntegrityError, match="decisions"):
                connection.execute(statement)


def test_what_is_about_an_article_or_a_text_is_found(store: DecisionStore) -> None:
    waiver, general = made("waived"), made("fixed", article_id="elsewhere")
    other = made("fixed", article_id="elsewhere", source="غير ذلك")
    back = undo(general, 5)
    store.add([waiver, general, other, back, made("approved", article_id="z")], NOW)
    found = store.about(["a", *(f"x{n}" for n in range(1200))], [general.segment_key])
    assert found == [waiver, general, back]
    assert store.all("run-1")[-1].kind == "approved"
    assert store.all("no run") == []


def test_a_run_s_history_has_the_undos_made_elsewhere(store: DecisionStore) -> None:
    waiver = made("waived")
    back = made("undone", 5, undoes=waiver.id, run_id="")
    store.add([waiver, back], NOW)
    assert store.all("run-1") == [waiver, back]


def test_many_writers_lose_nothing(store: DecisionStore) -> None:
    def work(author: str) -> None:
        for minute in range(10):
            DecisionStore(store.path).add([made("waived", minute, author=author)], NOW)

    threads = [Thread(target=work, args=(f"author {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.all()) == 40


def test_many_make_the_file_at_the_same_moment(tmp_path: Path) -> None:
    def make(path: Path, start: Barrier, minute: int) -> None:
        start.wait()
        DecisionStore(path).add([made("waived", minute)], NOW)

    for turn in range(20):
        path, start = tmp_path / f"{turn}.sqlite", Barrier(6)
        threads = [Thread(target=make, args=(path, start, minute)) for minute in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(DecisionStore(path).all()) == 6


def test_a_killed_writer_leaves_all_or_nothing(store: DecisionStore, tmp_path: Path) -> None:
    store.add([made("waived", 1)], NOW)
    script = (
        "import sqlite3, sys, os, signal\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
        'for n in range(3000): c.execute("INSERT INTO decisions (id,kind,run_id,article_id,language,source_key,applied,record)'
        " VALUES (?, 'x', '', '', '', '', '', ?)\", (str(n), 'y' * 500))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(store.path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert store.path.with_name(store.path.name + "-journal").exists()
    assert store.all() == [made("waived", 1)]
    store.add([made("waived", 2)], NOW)
    assert len(store.all()) == 2


def test_the_file_is_backed_up_before_its_schema_changes(store: DecisionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add([made("waived")], NOW)
    newer = (*store_module.SCHEMAS, "ALTER TABLE decisions ADD COLUMN extra TEXT NOT NULL DEFAULT '';")
    monkeypatch.setattr(store_module, "SCHEMAS", newer)
    assert store.all() == [made("waived")]
    (copy,) = store.path.parent.glob("decisions-schema-1-*.sqlite")
    monkeypatch.undo()
    assert DecisionStore(copy).all() == [made("waived")]
    with pytest.raises(DecisionsError, match="newer version"):
        store.all()


def test_a_change_of_schema_that_fails_changes_nothing(store: DecisionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add([made("waived")], NOW)
    broken = (*store_module.SCHEMAS, "CREATE TABLE extra (id TEXT);\nNO SUCH STATEMENT;")
    monkeypatch.setattr(store_module, "SCHEMAS", broken)
    with pytest.raises(DecisionsError):
        store.all()
    monkeypatch.undo()
    assert store.all() == [made("waived")]


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 50, b""])
def test_what_is_no_store_is_said_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    if content:
        with pytest.raises(DecisionsError, match=r"x\.sqlite"):
            DecisionStore(path).all()
        assert path.read_bytes() == content
    else:  # an empty file is an empty database
        assert DecisionStore(path).all() == []
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE mine (x)")
    with pytest.raises(DecisionsError, match="something else"):
        DecisionStore(tmp_path / "other.sqlite").add([made("waived")], NOW)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DecisionsError, match="cannot be read or kept"):
        DecisionStore(tmp_path / "no" / "x.sqlite").add([made("waived")], NOW)
