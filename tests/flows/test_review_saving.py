"""Saving decisions over HTTP: with the token and from the server's own pages only, whole and bounded."""

from __future__ import annotations

import asyncio
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from flows import saving
from flows.review import rows
from flows.settings import Settings

HOST = "127.0.0.1:4300"
PRINT = "0123456789abcdef"
NOW = datetime.now(UTC)
TOKEN = "t" * 43


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "runs" / "one").mkdir(parents=True)
    (tmp_path / "runs" / "one" / "run.json").write_text(json.dumps({"run_id": "one", "articles": []}))
    (tmp_path / "runs" / "unfinished").mkdir()
    return Settings(output_root=tmp_path / "runs", decisions=tmp_path / "desk" / "decisions.sqlite")


def entry(**given: object) -> dict[str, object]:
    made = (NOW - timedelta(minutes=1)).isoformat()
    return {
        "decision": "waived", "made": made, "author": "Ada", "article_id": "a", "language": "ar", "fingerprint": PRINT,
        "source": "نص", "reason": "r", **given,
    }  # fmt: skip


def ask(settings: Settings, method: str, path: str = "/decisions/one", **changes: Any) -> httpx.Response:
    """A request as a page of the server makes it, with some headers changed (None takes one away)."""
    headers = {"host": HOST, "origin": f"http://{HOST}", "sec-fetch-site": "same-origin", "x-dragoman-token": TOKEN}
    if method == "POST":
        headers["content-type"] = "application/json"
    headers = {name: value for name, value in (headers | changes.pop("headers", {})).items() if value is not None}
    app = Starlette(routes=saving.routes(settings, TOKEN))

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as client:
            return await client.request(method, path, headers=headers, **changes)

    return asyncio.run(send())


def post(settings: Settings, *entries: dict[str, object], **changes: Any) -> httpx.Response:
    content = {"schema": 1, "run_id": "one", "decisions": entries or (entry(),)}
    return ask(settings, "POST", **{"content": json.dumps(content).encode(), **changes})


def test_what_is_saved_is_there_and_saving_it_again_changes_nothing(settings: Settings) -> None:
    approval = {"decision": "approved", "made": NOW.isoformat(), "author": "Ada", "article_id": "a", "content": PRINT}
    first, again = post(settings, entry(), approval), post(settings, entry(), approval)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["ids"] == again.json()["ids"]
    assert again.json()["known"] == 2
    known = ask(settings, "GET", "/decisions/one?article=a").json()
    assert {each["id"] for each in known["decisions"]} == set(first.json()["ids"])
    assert {each["decision"] for each in known["decisions"]} == {"waived", "approved"}
    assert ask(settings, "GET", "/decisions/one?article=b").json()["decisions"] == []


def test_an_undo_takes_the_decision_off_the_page(settings: Settings) -> None:
    (made,) = post(settings).json()["ids"]
    post(settings, {"decision": "undone", "made": NOW.isoformat(), "author": "Bo", "undoes": made})
    assert ask(settings, "GET", "/decisions/one?article=a").json()["decisions"] == []
    assert len(list(rows(settings, NOW, everything=True))) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"x-dragoman-token": None},
        {"x-dragoman-token": ""},
        {"x-dragoman-token": "T" * 43},
        {"x-dragoman-token": TOKEN + "x"},
        {"origin": None},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": f"https://{HOST}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_strangers_are_refused(settings: Settings, headers: dict[str, str | None]) -> None:
    answer = post(settings, headers=headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert not settings.decisions.exists()
    if headers != {"origin": None}:
        assert ask(settings, "GET", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"headers": {"content-type": "text/plain"}}, 415),
        ({"headers": {"content-type": None}}, 415),
        ({"headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
        ({"path": "/decisions/two"}, 404),
        ({"path": "/decisions/unfinished"}, 404),
        ({"path": "/decisions/.."}, 404),
        ({"path": "/decisions/%2e%2e%2fruns%2fone"}, 404),
        ({"content": b"{"}, 400),
        ({"content": b"[" * 10_000}, 400),
        ({"content": json.dumps({"schema": 1, "run_id": "two", "decisions": [entry()]}).encode()}, 400),
        ({"content": b" " * (saving.MAX_BODY_BYTES + 1)}, 413),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_kept(settings: Settings, changes: dict[str, Any], status: int) -> None:
    changes = dict(changes)
    path = changes.pop("path", "/decisions/one")
    content = json.dumps({"schema": 1, "run_id": "one", "decisions": [entry()]}).encode()
    answer = ask(settings, "POST", path, **{"content": content, **changes})
    assert answer.status_code == status
    assert not settings.decisions.exists()


def test_all_of_a_request_is_kept_or_nothing(settings: Settings) -> None:
    answer = post(settings, entry(), entry(reason=""))
    assert answer.status_code == 400
    assert "decision 2, reason" in answer.json()["error"]
    assert not settings.decisions.exists()


def test_a_store_that_cannot_be_written_now_is_another_answer(settings: Settings) -> None:
    post(settings)
    settings.decisions.write_bytes(b"no database, and long enough to be looked at " * 20)
    answer = post(settings)
    assert answer.status_code == 503
    assert "cannot be read or kept" in answer.json()["error"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_not_there(settings: Settings, method: str) -> None:
    assert ask(settings, method).status_code == 405


def test_the_token_is_made_once_and_is_its_user_s_alone(settings: Settings) -> None:
    token = saving.token_of(settings)
    assert len(token) >= 43
    assert saving.token_of(settings) == token
    (path,) = settings.decisions.parent.iterdir()
    assert path.name == saving.TOKEN_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
