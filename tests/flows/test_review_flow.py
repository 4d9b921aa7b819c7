"""The flow `apply-review` and held runs on Prefect's test server."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey
from prefect.client.schemas.objects import State
from pydantic import ValidationError

from flows.apply_review import ReviewRequest, apply_review
from flows.params import Review, TranslateRequest
from flows.publishing import english_of
from flows.translate_articles import translate_articles
from translations.decisions.records import english_digest

pytestmark = pytest.mark.usefixtures("prefect_server")

ARTICLE = "قمة في بيونغ يانغ\n\nوقعت روسيا وكوريا الشمالية، اليوم الأربعاء، اتفاقية شراكة استراتيجية شاملة.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk of its own, with a held run of one article."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setenv("DRAGOMAN_INPUT_ROOTS", json.dumps([str(tmp_path / "inbox")]))
    monkeypatch.setenv("DRAGOMAN_OUTPUT_ROOT", str(tmp_path / "runs"))
    monkeypatch.setenv("DRAGOMAN_DECISIONS", str(tmp_path / "desk" / "decisions.sqlite"))
    monkeypatch.setenv("DRAGOMAN_CACHE", "off")
    return tmp_path


def translated(desk: Path, review: Review) -> State[Any]:
    state: State[Any] = translate_articles(TranslateRequest(path=str(desk / "inbox"), review=review), return_state=True)
    return state


def summary_left_by(state: State[Any]) -> str:
    """The artifact `qa-report` of a flow run."""
    run_id = state.state_details.flow_run_id
    assert run_id is not None

    async def ask() -> str:
        async with get_client() as client:
            wanted = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]), key=ArtifactFilterKey(any_=["qa-report"]))
            (found,) = await client.read_artifacts(artifact_filter=wanted)
            return str(found.data)

    return asyncio.run(ask())


def applied(**asked: Any) -> State[Any]:
    state: State[Any] = apply_review(ReviewRequest(**asked), return_state=True)
    return state


def test_a_held_run_awaits_review_until_its_article_is_approved(desk: Path) -> None:
    state = translated(desk, Review.always)
    assert (state.type.value, state.name) == ("COMPLETED", "AwaitingReview")
    assert "1 article waits for review" in str(state.message)
    report = summary_left_by(state)
    assert "## Waiting for review" in report
    assert "- a: not approved yet" in report
    (folder,) = (desk / "runs").iterdir()
    content = english_digest(english_of(folder, "a"))
    approval = {
        "decision": "approved", "made": datetime.now(UTC).isoformat(), "author": "Ada", "article_id": "a", "content": content
    }  # fmt: skip
    decisions = {"schema": 1, "run_id": folder.name, "decisions": []}
    state = applied(run_id=folder.name, decisions=json.dumps(decisions))
    assert (state.type.value, state.name) == ("COMPLETED", "AwaitingReview")
    (desk / "inbox" / "d.json").write_text(json.dumps(decisions | {"decisions": [approval]}), encoding="utf-8")
    state = applied(run_id=folder.name, path=str(desk / "inbox" / "d.json"))
    assert (state.type.value, state.name) == ("COMPLETED", "Completed")
    assert state.message == "1 new decision, 0 known already; 1 article published, 0 held"
    assert sorted(path.name for path in (desk / "runs" / "published" / folder.name).iterdir()) == ["a.html", "a.json", "a.md"]
    # The same English needs no second approval.
    (desk / "inbox" / "d.json").unlink()
    assert translated(desk, Review.always).name in {"Completed", "CompletedWithFindings"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"path": "{desk}/elsewhere.json"}, "outside"),
        ({"path": "{desk}/inbox/link.json"}, "outside"),
        ({"path": "{desk}/inbox/none.json"}, "cannot be read"),
        ({"decisions": "{"}, "The pasted text cannot be used"),
        ({"decisions": '{"schema":1,"run_id":"two","decisions":[]}'}, "on the run two, not on one"),
    ],
)
def test_what_cannot_be_applied_fails_with_one_clear_sentence(desk: Path, asked: dict[str, str], sentence: str) -> None:
    (desk / "elsewhere.json").write_text("{}")
    (desk / "inbox" / "link.json").symlink_to(desk / "elsewhere.json")
    state = applied(run_id="one", **{name: value.replace("{desk}", str(desk)) for name, value in asked.items()})
    assert state.type.value == "FAILED"
    assert sentence in str(state.message)
    assert not (desk / "desk").exists()


def test_the_form_wants_one_input() -> None:
    for asked in ({}, {"path": "a", "decisions": "b"}, {"path": " "}):
        with pytest.raises(ValidationError, match="either a path or pasted decisions"):
            ReviewRequest(run_id="one", **asked)
    with pytest.raises(ValidationError):
        ReviewRequest(run_id="../x", path="a")
