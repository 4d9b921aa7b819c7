"""The flow `translate-articles` on Prefect's test server: what it leaves there, and the state it ends in."""

import asyncio
import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import Artifact, FlowRun, State

from flows import artifacts, batch_runs, steps
from flows.batch_runs import translate_batch
from flows.params import Review, Strictness, TranslateRequest
from flows.passing import is_passing
from flows.translate_articles import translate_articles
from translations.errors import OutputError

pytestmark = pytest.mark.usefixtures("prefect_server")

ARTICLE = "قمة في بيونغ يانغ\n\nوقعت روسيا وكوريا الشمالية، اليوم الأربعاء، اتفاقية شراكة استراتيجية شاملة.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk's folder with an inbox, and settings that keep everything inside it."""
    (tmp_path / "inbox").mkdir()
    monkeypatch.setenv("DRAGOMAN_INPUT_ROOTS", json.dumps([str(tmp_path / "inbox")]))
    monkeypatch.setenv("DRAGOMAN_OUTPUT_ROOT", str(tmp_path / "runs"))
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache.sqlite"))
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache.sqlite"))
    monkeypatch.setenv("DRAGOMAN_DECISIONS", str(tmp_path / "decisions.sqlite"))
    monkeypatch.setenv("DRAGOMAN_PAGES_URL", "http://127.0.0.1:4999")
    return tmp_path


def run(**asked: Any) -> State[Any]:
    state: State[Any] = translate_articles(TranslateRequest(**asked), return_state=True)
    return state


def left_by(state: State[Any]) -> tuple[FlowRun, dict[str, Artifact]]:
    """The flow run, and its artifacts by key."""
    run_id = state.state_details.flow_run_id
    assert run_id is not None

    async def ask(run_id: UUID) -> tuple[FlowRun, list[Artifact]]:
        async with get_client() as client:
            wanted = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
            return await client.read_flow_run(run_id), await client.read_artifacts(artifact_filter=wanted)

    flow_run, artifacts = asyncio.run(ask(run_id))
    return flow_run, {artifact.key: artifact for artifact in artifacts if artifact.key}


def test_a_path_is_translated_and_leaves_its_artifacts(desk: Path) -> None:
    (desk / "inbox" / "good.txt").write_text(ARTICLE, encoding="utf-8")
    (desk / "inbox" / "empty.txt").write_bytes(b"")
    state = run(path=str(desk / "inbox"))
    assert (state.type.value, state.name) == ("COMPLETED", "CompletedWithFailures")
    assert state.message is not None
    assert "1 failed" in state.message
    flow_run, artifacts = left_by(state)
    (folder,) = (desk / "runs").iterdir()
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert state.message == record["headline"]
    assert flow_run.name == str(desk / "inbox")[:80]
    assert artifacts.keys() == {"qa-report", "qa-findings", "translated", "progress"}
    report, translated = str(artifacts["qa-report"].data), str(artifacts["translated"].data)
    assert f"http://127.0.0.1:4999/runs/{folder.name}/" in report
    assert "empty.txt" in report
    assert "وقعت روسيا وكوريا الشمالية" in translated
    assert artifacts["progress"].data == 100.0


def test_a_pasted_text_is_translated(desk: Path) -> None:
    state = run(text=ARTICLE, title="عنوان", language="ar")
    assert state.type.value == "COMPLETED"
    flow_run, artifacts = left_by(state)
    assert flow_run.name == "عنوان"
    assert "1 article" in str(artifacts["qa-report"].data)


def test_one_task_run_is_made_for_a_batch(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.batches.MAX_BATCH_ARTICLES", 2)
    lines = [json.dumps({"id": f"a{n}", "text": ARTICLE.replace("الأربعاء", f"الأربعاء {n}"), "lang": "ar"}) for n in range(5)]
    (desk / "inbox" / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    calls: list[int] = []

    def counted(batch: steps.Batch, plan: steps.Plan, resources: Any) -> steps.BatchResult:
        calls.append(len(batch.articles))
        return translate(batch, plan, resources)

    translate = steps.translate_batch
    monkeypatch.setattr(steps, "translate_batch", counted)
    state = run(path=str(desk / "inbox" / "many.jsonl"))
    assert state.type.value == "COMPLETED"
    assert calls == [2, 2, 1]
    assert "5 articles" in str(state.message)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"path": "{desk}/elsewhere.txt"}, "outside"),
        ({"path": "{desk}/inbox/link.txt"}, "outside"),
        ({"path": "{desk}/inbox/nothing.txt"}, "no such file"),
        ({"path": "{desk}/inbox/*.xyz"}, "{desk}/inbox/*.xyz"),
        ({"text": ARTICLE, "glossary": "{desk}/elsewhere.txt"}, "outside"),
        ({"text": ARTICLE, "model": "{desk}"}, "outside"),
        ({"text": ARTICLE, "language": "klingon-speak"}, "klingon-speak"),
    ],
)
def test_what_cannot_start_fails_with_one_clear_sentence(desk: Path, asked: dict[str, str], sentence: str) -> None:
    (desk / "elsewhere.txt").write_text(ARTICLE, encoding="utf-8")
    (desk / "inbox" / "link.txt").symlink_to(desk / "elsewhere.txt")
    state = run(**{name: value.replace("{desk}", str(desk)) for name, value in asked.items()})
    assert (state.type.value, state.name) == ("FAILED", "Failed")
    assert state.message is not None
    assert sentence.replace("{desk}", str(desk)) in state.message
    assert "\n" not in state.message.strip()
    assert not (desk / "runs").exists() or not list((desk / "runs").rglob("run.json"))


def test_all_articles_failed_is_a_failed_run(desk: Path) -> None:
    (desk / "inbox" / "empty.txt").write_bytes(b"")
    state = run(path=str(desk / "inbox"))
    assert (state.type.value, state.name) == ("FAILED", "Failed")
    assert "no article could be translated" in str(state.message)


def test_a_strict_run_fails_on_error_findings_and_still_delivers(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    translate = steps.translate_batch

    def with_an_error(*given: Any) -> steps.BatchResult:
        result = translate(*given)
        return replace(result, summaries=tuple(replace(summary, errors=1) for summary in result.summaries))

    monkeypatch.setattr(steps, "translate_batch", with_an_error)
    relaxed, strict = run(text=ARTICLE), run(text=ARTICLE, strictness=Strictness.fail_on_errors)
    assert (relaxed.type.value, relaxed.name) == ("COMPLETED", "CompletedWithFindings")
    assert (strict.type.value, strict.name) == ("FAILED", "FailedStrict")
    assert left_by(strict)[1].keys() >= {"qa-report", "translated"}


class Busy:
    """Work that fails in a given way a number of times."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.calls = list(errors), 0

    def __call__(self) -> steps.BatchResult:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return steps.BatchResult(number=0, summaries=())


def test_passing_errors_are_tried_again_and_others_are_not() -> None:
    from prefect import flow

    @flow
    def once(work: Any) -> State[Any]:
        state: State[Any] = translate_batch.with_options(retry_delay_seconds=0)(1, work.call, return_state=True)
        return state

    def tried(*errors: Exception) -> tuple[str, int]:
        work = Busy(*errors)

        class Holder:
            call = staticmethod(lambda: work())

        state: State[Any] = once(Holder(), return_state=True)
        return state.type.value, work.calls

    assert tried(OSError(errno.EBUSY, "busy")) == ("COMPLETED", 2)
    assert tried(*[OSError(errno.EBUSY, "busy")] * 3) == ("FAILED", 3)
    assert tried(OSError(errno.ENOSPC, "full")) == ("FAILED", 1)
    assert tried(ValueError("bad")) == ("FAILED", 1)


def test_which_errors_pass() -> None:
    wrapped = OutputError("cannot write")
    wrapped.__cause__ = OSError(errno.ETIMEDOUT, "timed out")
    locked = sqlite3.OperationalError("database is locked")
    locked.sqlite_errorcode = sqlite3.SQLITE_BUSY | 2 << 8
    looped = ValueError("loop")
    looped.__cause__ = looped
    assert is_passing(wrapped)
    assert is_passing(locked)
    assert not is_passing(sqlite3.OperationalError("no such table"))
    assert not is_passing(looped)
    assert not is_passing(None)


def test_the_watched_folder_is_translated_and_put_away(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.watch_folder import watch_folder

    monkeypatch.setenv("DRAGOMAN_WATCH", str(desk / "watch"))
    nothing: State[Any] = watch_folder(still_seconds=0, return_state=True)
    assert (nothing.type.value, nothing.name) == ("COMPLETED", "NothingNew")
    (desk / "watch" / "inbox" / "good.txt").write_text(ARTICLE, encoding="utf-8")
    (desk / "watch" / "inbox" / "empty.txt").write_bytes(b"")
    state: State[Any] = watch_folder(still_seconds=0, review=Review.always, return_state=True)
    assert (state.type.value, state.name) == ("COMPLETED", "CompletedWithFailures")
    assert "1 file done, 1 failed" in str(state.message)
    assert (desk / "watch" / "done" / "good.txt").read_text(encoding="utf-8") == ARTICLE
    assert "empty" in (desk / "watch" / "failed" / "empty.txt.reason.txt").read_text(encoding="utf-8")
    (folder,) = (desk / "runs").iterdir()
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["totals"]["done"] == 1
    shown = left_by(state)[1]
    assert shown.keys() >= {"qa-report", "progress"}
    assert "Waiting for review" in str(shown["qa-report"].data)


def test_a_failed_run_that_is_tried_again_goes_on(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.batches.MAX_BATCH_ARTICLES", 2)
    # Retry in the Prefect UI runs the same flow run once more: its id stays.
    same = SimpleNamespace(id="0a1b2c3d-0000-4000-8000-000000000000", parameters={"request": {"path": "many"}})
    monkeypatch.setattr("flows.translate_articles.flow_run", same)
    lines = [json.dumps({"id": f"a{n}", "text": ARTICLE.replace("الأربعاء", f"الأربعاء {n}"), "lang": "ar"}) for n in range(5)]
    (desk / "inbox" / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    translate = steps.translate_batch

    def failing(batch: steps.Batch, plan: steps.Plan, resources: Any) -> steps.BatchResult:
        if batch.number == 1:
            raise RuntimeError("the machine went away")
        return translate(batch, plan, resources)

    monkeypatch.setattr(steps, "translate_batch", failing)
    assert run(path=str(desk / "inbox" / "many.jsonl")).type.value == "FAILED"
    monkeypatch.setattr(steps, "translate_batch", translate)
    assert run(path=str(desk / "inbox" / "many.jsonl")).type.value == "COMPLETED"
    (folder,) = (desk / "runs").iterdir()
    counters = json.loads((folder / "run.json").read_text(encoding="utf-8"))["counters"]
    assert (counters["batches"], counters["batches_resumed"]) == (3, 1)


def test_a_lost_server_costs_what_it_would_show_and_not_the_work(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "inbox" / "good.txt").write_text(ARTICLE, encoding="utf-8")
    asked: list[str] = []

    def lost(*args: Any, **named: Any) -> Any:
        asked.append("asked")
        raise httpx.ConnectError("connection refused")

    @contextmanager
    def no_place(*args: Any, **named: Any) -> Iterator[None]:
        yield lost()

    for name in ("create_progress_artifact", "update_progress_artifact", "create_markdown_artifact", "create_table_artifact"):
        monkeypatch.setattr(artifacts, name, lost)
    monkeypatch.setattr(artifacts, "_server", artifacts._Server())
    monkeypatch.setattr(batch_runs, "concurrency", no_place)
    state = run(path=str(desk / "inbox"))
    assert state.type.value == "COMPLETED"
    (folder,) = (desk / "runs").iterdir()
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["totals"]["done"] == 1
    assert len(asked) == 2  # once for the progress, once for the limit: asking a lost server takes a minute


def test_a_run_tried_again_goes_on_with_its_progress_bar_and_a_stopped_one_says_how_far_it_came(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "inbox" / "good.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setattr(steps, "finish", lambda plan, sums: (_ for _ in ()).throw(OutputError("The disk is full.")))
    state = run(path=str(desk / "inbox"))
    assert (state.name, state.message) == ("Failed", "The disk is full.")
    assert left_by(state)[1]["progress"].description == "Stopped after 1 of 1 documents; Retry goes on from there"
