"""A corpus cut into shards ends in the same bytes as in one process, and shards whose workers fail or fall silent go to others."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from steady import Steady, SteadyEngine, english

from flows import steps
from flows.batches import Batch
from flows.elsewhere import invitation, put, take
from flows.settings import Settings
from flows.shards import Folder, Shard, Superseded, cut, translate_shard
from flows.supervision import Phase, ShardsFailed, Supervisor, Terms, Unreachable
from translations.decisions.records import Decision
from translations.decisions.store import DecisionStore
from translations.errors import OutputError, SettingsError
from translations.records import Article

BATCH, ARTICLES = 4, 30
TIMED = ("run.json", "index.html", "bundle.zip")


def corpus(path: Path) -> Path:
    """Articles with one sentence of their own, one that all share, a repeated text, an id used twice and a broken row."""
    rows: list[dict[str, object]] = []
    for n in range(ARTICLES):
        text = f"عنوان الخبر رقم {n}\n\nوصل الوزير في {n % 28 + 1} مايو إلى المدينة رقم {n}.\nانتهى الاجتماع بعد ساعتين."
        rows.append({"id": f"a{n}", "text": text, "lang": "ar", "desk": n})
    rows[20] = {**rows[3], "id": "copy"}
    rows[25] = {**rows[25], "id": "a1"}
    rows[11] = {"id": "empty", "text": ""}
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("flows.elsewhere.Resources", lambda settings, cache: Steady(settings, cache, SteadyEngine(english)))
    corpus(tmp_path / "a.jsonl")
    return tmp_path


def begun(home: Path, run_id: str) -> tuple[steps.Plan, Steady]:
    settings = Settings(
        decisions=home / "d.sqlite", output_root=home / "out", batch_articles=BATCH, cache=str(home / f"{run_id}.sqlite")
    )
    return steps.plan(steps.Request(paths=("a.jsonl",), run_id=run_id), settings), Steady(settings, None)


def sharded(home: Path, run_id: str, characters: int = 700) -> tuple[steps.Plan, Folder, list[Shard]]:
    plan, resources = begun(home, run_id)
    folder, shards = Folder(plan.folder), []
    folder.invite(invitation(plan))
    for shard, batches in cut(steps.batches(plan), plan, resources, characters):
        folder.save(shard, batches)
        shards.append(shard)
    return plan, folder, shards


def contents(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if path.name not in TIMED}


def test_shards_done_in_any_order_end_in_the_bytes_of_one_process(desk: Path) -> None:
    plan, resources = begun(desk, "r")
    steps.finish(plan, (steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)))
    alone = contents(plan.folder)
    record = json.loads((plan.folder / "run.json").read_text(encoding="utf-8"))
    shutil.rmtree(plan.folder)

    plan, folder, shards = sharded(desk, "r")
    assert len(shards) > 3
    assert [shard.first for shard in shards] == [0, *(shard.last + 1 for shard in shards[:-1])]
    for shard in reversed(shards):
        folder.begin(shard, 1)
        translate_shard(folder, shard.number, 1)
    (plan.folder / "articles" / ".a3.html.x.part").write_text("<ht")  # of a worker that was killed as it wrote
    sums = steps.Sums()
    for result in folder.results(len(shards)):
        sums.add(result)
    steps.finish(plan, sums)
    assert contents(plan.folder) == alone
    again = json.loads((plan.folder / "run.json").read_text(encoding="utf-8"))
    for each in (record, again):
        for name in ("started", "finished", "timings"):
            each.pop(name)
    # Every sentence is decoded once by whoever meets it first, so the counters of the cache differ, and nothing else.
    assert {**again, "counters": 0} == {**record, "counters": 0}
    assert again["counters"]["segments"] == record["counters"]["segments"]
    assert again["counters"]["batches"] == record["counters"]["batches"]
    table = pl.read_parquet(plan.folder / "articles.parquet")
    assert table["status"].value_counts().sort("status").rows() == [("done", ARTICLES - 3), ("failed", 2), ("skipped", 1)]


def test_corrections_reach_machines_that_do_not_see_the_desks_file(desk: Path) -> None:
    sentence = "انتهى الاجتماع بعد ساعتين."
    made = datetime(2026, 1, 2, tzinfo=UTC)
    decision = Decision(
        kind="fixed", made=made, author="a", run_id="q", article_id="a3", language="ar", source=sentence,
        english="x", corrected="The meeting ended after two hours.",
    )  # fmt: skip
    DecisionStore(desk / "d.sqlite").add([decision], made)
    plan, folder, shards = sharded(desk, "r")
    (desk / "d.sqlite").rename(desk / "elsewhere.sqlite")
    for shard in shards:
        folder.begin(shard, 1)
        translate_shard(folder, shard.number, 1)
    counters = [result.counters for result in folder.results(len(shards))]
    assert sum(count["segments_corrected"] for count in counters) == ARTICLES - 3
    plan.claim.leave()


def test_whoever_takes_a_shard_over_goes_on_where_it_was_left(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, folder, shards = sharded(desk, "r", characters=2_000)
    folder.begin(shards[0], 1)
    told: list[bool] = []

    def die(result: steps.BatchResult) -> None:
        told.append(result.resumed)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translate_shard(folder, 0, 1, die)
    folder.begin(shards[0], 2)
    with pytest.raises(Superseded):
        translate_shard(folder, 0, 1)
    told.clear()
    translate_shard(folder, 0, 2, lambda result: told.append(result.resumed))
    assert told[:3] == [True, True, False]
    with pytest.raises(OutputError, match="Not every shard"):
        list(folder.results(len(shards)))
    plan.claim.leave()


def test_a_worker_that_was_given_up_writes_no_more_batches(desk: Path) -> None:
    plan, folder, shards = sharded(desk, "r", characters=2_000)
    folder.begin(shards[0], 1)
    with pytest.raises(Superseded):
        translate_shard(folder, 0, 1, lambda _: folder.begin(shards[0], 2))
    assert len(list((plan.folder / ".parts").glob("batch-*.json"))) == 1
    shutil.rmtree(plan.folder / ".parts")
    with pytest.raises(OutputError, match="no shard"):
        translate_shard(folder, 0, 2)


def test_a_machine_with_another_model_or_other_code_is_refused(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, folder, shards = sharded(desk, "r")
    folder.begin(shards[0], 1)
    other = SteadyEngine(english)
    other.info = replace(other.info, digest="f" * 16)
    with monkeypatch.context() as patched:
        patched.setattr("flows.elsewhere.Resources", lambda settings, cache: Steady(settings, cache, other))
        with pytest.raises(SettingsError, match="another model, or other terms, for ar"):
            translate_shard(folder, 0, 1)
    folder.invite(replace(invitation(plan), code="0"))
    with pytest.raises(SettingsError, match="another version"):
        translate_shard(folder, 0, 1)


def test_a_changed_input_makes_other_shards_and_an_unchanged_one_the_same(desk: Path) -> None:
    plan, folder, shards = sharded(desk, "r")
    kept = {path.name: path.stat().st_mtime_ns for path in (plan.folder / ".parts" / "shards").glob("*.batches")}
    plan.claim.leave()
    plan, folder, again = sharded(desk, "r")
    assert again == shards
    assert {p.name: p.stat().st_mtime_ns for p in (plan.folder / ".parts" / "shards").glob("*.batches")} == kept
    folder.begin(shards[0], 3)
    plan.claim.leave()
    (desk / "a.jsonl").write_text((desk / "a.jsonl").read_text(encoding="utf-8").replace("رقم 0", "رقم 99"), encoding="utf-8")
    plan, folder, changed = sharded(desk, "r")
    assert [a == b for a, b in zip(changed, shards, strict=True)] == [False, *[True] * (len(shards) - 1)]
    assert folder.attempt(changed[0]) == 0
    plan.claim.leave()


def test_records_come_back_as_they_were_and_nothing_else_is_made(tmp_path: Path) -> None:
    extra = {"a": Decimal("1.50"), "b": datetime(2026, 1, 2, tzinfo=UTC), "c": ["\ud800", {"d": date(2026, 1, 2)}], "e": b"\0"}
    article = Article(id="\ud800", digest="d", slug="s", path="p", language="ar", extra=extra)
    batches = [Batch(number=0, articles=(article,)), Batch(number=1)]
    put(tmp_path / "x", batches)
    assert list(take(tmp_path / "x")) == batches
    (tmp_path / "bad").write_bytes(pickle.dumps(print))
    (tmp_path / "half").write_bytes((tmp_path / "x").read_bytes()[:-9])
    for name in ("bad", "half", "missing"):
        with pytest.raises(OutputError, match="cannot be read"):
            list(take(tmp_path / name))


class Fleet:
    """Children that do what a script says of their shard and attempt, one look after the other; the last word stays."""

    def __init__(self, folder: Folder, script: Callable[[int, int], Sequence[Phase]]) -> None:
        self.folder, self.script = folder, script
        self.begun: list[tuple[int, int]] = []
        self.given_up: list[str] = []
        self.most = 0
        self.away = 0
        self._looks: dict[str, int] = {}
        self._shards: dict[str, Shard] = {}

    def begin(self, shard: Shard, attempt: int) -> str:
        if self.away:
            self.away -= 1
            raise Unreachable("away")
        name = f"{shard.number}.{attempt}"
        if name not in self._shards:
            self.begun.append((shard.number, attempt))
        self._shards[name] = shard
        return name

    def phases(self, ids: Sequence[str]) -> Mapping[str, tuple[Phase, str]]:
        self.most = max(self.most, len(ids))
        found: dict[str, tuple[Phase, str]] = {}
        for name in ids:
            number, attempt = map(int, name.split("."))
            script = self.script(number, attempt)
            look = self._looks[name] = self._looks.get(name, -1) + 1
            phase = script[min(look, len(script) - 1)]
            if phase == "done":
                self.folder.end(self._shards[name], [False])
            found[name] = (phase, "broken" if phase == "ended" else "")
        return found

    def give_up(self, child: str, reason: str) -> None:
        self.given_up.append(child)


@pytest.fixture
def supervised(tmp_path: Path) -> Callable[..., tuple[Supervisor, Fleet]]:
    def make(script: Callable[[int, int], Sequence[Phase]], **terms: float) -> tuple[Supervisor, Fleet]:
        folder = Folder(tmp_path)
        now = [0.0]

        def pause(seconds: float) -> None:
            now[0] += seconds

        fleet = Fleet(folder, script)
        return Supervisor(folder, fleet, Terms(**terms), clock=lambda: now[0], pause=pause), fleet  # type: ignore[arg-type]

    return make


def shards(count: int) -> Iterator[Shard]:
    return (Shard(number=n, first=n, last=n, documents=1, digest=str(n), means={}) for n in range(count))


Make = Callable[..., tuple[Supervisor, Fleet]]


def test_so_many_at_once_and_each_once(supervised: Make) -> None:
    supervisor, fleet = supervised(lambda *_: ("waiting", "starting", "working", "done"), at_once=3)
    taken: list[int] = []

    def source() -> Iterator[Shard]:
        for shard in shards(10):
            taken.append(shard.number)
            assert len(taken) - len(done) <= 3  # the corpus is cut no further than there are workers for it
            yield shard

    done: set[int] = set()
    for shard in supervisor.run(source()):
        done.add(shard.number)
    assert sorted(done) == list(range(10))
    assert (fleet.most, fleet.begun) == (3, [(n, 1) for n in range(10)])


def test_a_failed_shard_is_tried_again_so_often_and_the_others_are_done(supervised: Make) -> None:
    def script(number: int, attempt: int) -> Sequence[Phase]:
        if number == 1 and attempt < 3:
            return ("working", "ended")
        return ("ended",) if number == 4 else ("working", "done")

    supervisor, fleet = supervised(script, at_once=2, tries=3)
    done: list[int] = []
    with pytest.raises(ShardsFailed, match="Shard 4 failed 3 times, the last time: broken"):
        done.extend(shard.number for shard in supervisor.run(shards(6)))
    assert sorted(done) == [0, 1, 2, 3, 5]
    assert [attempt for number, attempt in fleet.begun if number == 1] == [1, 2, 3]
    assert [attempt for number, attempt in fleet.begun if number == 4] == [1, 2, 3]


def test_a_silent_worker_is_given_up_and_a_slow_start_is_not(supervised: Make) -> None:
    def script(number: int, attempt: int) -> Sequence[Phase]:
        if number == 0:
            return (*["starting"] * 40, "working", "done")
        return ("working",) if attempt == 1 else ("working", "done")

    supervisor, fleet = supervised(script, silent_seconds=10.0)
    assert sorted(shard.number for shard in supervisor.run(shards(2))) == [0, 1]
    assert fleet.given_up == ["1.1"]
    assert supervisor.retried == 1


def test_a_sign_of_life_counts_only_when_it_is_new(supervised: Make, tmp_path: Path) -> None:
    supervisor, fleet = supervised(lambda _, attempt: ("working",) * 30 if attempt == 1 else ("done",), silent_seconds=10.0)
    beats = supervisor.folder
    beat = 0

    def pause(seconds: float) -> None:
        nonlocal beat
        beat += 1
        path = tmp_path / ".parts" / "shards" / "000000.1.beat"
        if beat < 20:
            path.write_text(f"here 1 {beat}", encoding="utf-8")
        forward(seconds)

    forward, supervisor.pause = supervisor.pause, pause
    assert [shard.number for shard in supervisor.run(shards(1))] == [0]
    assert beats.beat(0, 1) == "here 1 19"
    assert fleet.given_up == ["0.1"]
    assert beat > 20


def test_run_again_it_starts_nothing_that_is_running_or_done(supervised: Make) -> None:
    supervisor, fleet = supervised(lambda number, _: ("working",) if number == 2 else ("done",))
    coming = supervisor.run(shards(3))
    assert [next(coming).number, next(coming).number] == [0, 1]
    again = Supervisor(supervisor.folder, fleet, supervisor.terms, clock=supervisor.clock, pause=supervisor.pause)
    fleet.script = lambda *_: ("done",)
    assert [shard.number for shard in again.run(shards(3))] == [0, 1, 2]
    assert fleet.begun == [(0, 1), (1, 1), (2, 1)]


def test_run_again_after_a_cancel_the_cancelled_ones_do_not_count_as_tries(supervised: Make) -> None:
    supervisor, fleet = supervised(lambda _, attempt: ("ended",) if attempt < 4 else ("done",), tries=1)
    for attempt in (1, 2, 3):
        supervisor.folder.begin(next(shards(1)), attempt)
    assert [shard.number for shard in supervisor.run(shards(1))] == [0]
    assert fleet.begun == [(0, 3), (0, 4)]


def test_a_server_that_is_away_loses_nothing(supervised: Make, caplog: pytest.LogCaptureFixture) -> None:
    supervisor, fleet = supervised(lambda *_: ("working", "done"))
    fleet.away = 5
    assert [shard.number for shard in supervisor.run(shards(1))] == [0]
    assert fleet.begun == [(0, 1)]
    assert "cannot be looked after" in caplog.text


def test_a_pool_without_workers_is_said_once(supervised: Make, caplog: pytest.LogCaptureFixture) -> None:
    supervisor, _ = supervised(lambda *_: (*["waiting"] * 100, "done"))
    assert [shard.number for shard in supervisor.run(shards(1))] == [0]
    assert caplog.text.count("no worker has taken a shard yet") == 1


@pytest.mark.usefixtures("prefect_server")
def test_the_flows_say_in_one_sentence_what_cannot_be(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.params import TranslateRequest
    from flows.translate_corpus import translate_corpus
    from flows.translate_shard import translate_shard_of

    for name, value in (
        ("INPUT_ROOTS", json.dumps([str(desk)])),
        ("OUTPUT_ROOT", "out"),
        ("CACHE", "off"),
        ("DECISIONS", "d.sqlite"),
    ):
        monkeypatch.setenv(f"DRAGOMAN_{name}", value)
    pasted = translate_corpus(TranslateRequest(text="نص"), return_state=True)
    unregistered = translate_corpus(TranslateRequest(path=str(desk / "a.jsonl")), return_state=True)
    outside = translate_shard_of("../elsewhere", 0, return_state=True)
    unknown = translate_shard_of("r", 0, return_state=True)
    assert [(state.type.value, bool(state.message)) for state in (pasted, unregistered, outside, unknown)] == [
        ("FAILED", True)
    ] * 4
    assert "start translate-articles" in str(pasted.message)
    assert "no deployment translate-shard/local" in str(unregistered.message)
    assert "is no run id" in str(outside.message)
    assert "no shard 0" in str(unknown.message)
