"""Deciding under a server: saved at once, seen by the next who opens the page, and nothing lost when the server is away."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import report_builder as build
import uvicorn
from browsing import Watched
from playwright.sync_api import Browser, expect

from flows import saving
from flows.serve import create_app
from flows.settings import Settings
from translations.decisions.history import in_force
from translations.decisions.store import DecisionStore

TOKEN = "a-token-of-this-test-that-is-long-enough"


class Desk:
    """A server with the run `sample` under its id, and the decisions that it keeps."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.settings = settings
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.server = uvicorn.Server(
            uvicorn.Config(create_app(root, saving.routes(settings, TOKEN)), host="127.0.0.1", port=self.port, log_level="error")
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/runs/{build.STAMP.run_id}/{path}"

    def kinds(self) -> list[str]:
        history = DecisionStore(self.settings.decisions).about(["visit"], [])
        return sorted(decision.kind for decision in history)

    def held(self) -> list[str]:
        history = DecisionStore(self.settings.decisions).about(["visit"], [])
        return sorted(each.kind for each in in_force(history, datetime.now(UTC).date()).findings.values())


@pytest.fixture
def desk(runs: Path, tmp_path: Path) -> Iterator[Desk]:
    root = tmp_path / "runs"
    root.mkdir()
    (root / build.STAMP.run_id).mkdir()
    for path in (runs / "sample").rglob("*"):
        target = root / build.STAMP.run_id / path.relative_to(runs / "sample")
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    desk = Desk(root, Settings(output_root=root, decisions=tmp_path / "desk" / "decisions.sqlite"))
    desk.thread.start()
    while not desk.server.started and desk.thread.is_alive():
        desk.thread.join(0.01)
    yield desk
    desk.server.should_exit = True
    desk.thread.join(10)


def test_decisions_are_saved_at_once_and_seen_by_the_next_reader(browser: Browser, desk: Desk) -> None:
    context = browser.new_context()
    page = Watched(context).page
    page.goto(desk.address(f"articles/visit.html#token={TOKEN}"))
    assert "token" not in page.url
    page.keyboard.press("n")
    page.keyboard.press("w")
    page.keyboard.type("the print edition says so")
    page.get_by_label("Your name").fill("Amal Haddad")
    page.keyboard.press("Enter")
    expect(page.locator("#decided")).to_have_text("1 decision, all saved")
    assert desk.held() == ["waived"]
    context.close()

    context = browser.new_context()
    page = Watched(context).page
    page.goto(desk.address(f"articles/visit.html#token={TOKEN}"))
    expect(page.locator("#f1 .mine")).to_have_text("You: waived, the print edition says so")
    page.click("#f1 .message")
    page.keyboard.press("u")
    expect(page.locator("#decided")).to_have_text("No decisions yet")
    page.reload()
    expect(page.locator("#f1 .mine")).to_have_count(0)
    assert desk.held() == []
    context.close()


def test_what_cannot_be_saved_is_said_kept_and_saved_later(browser: Browser, desk: Desk) -> None:
    context = browser.new_context()
    context.add_init_script("localStorage.setItem('dragoman.author', 'Amal Haddad')")
    page = Watched(context).page
    page.goto(desk.address(f"articles/visit.html#token={TOKEN}"))
    context.set_offline(True)
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator("#decided")).to_contain_text("1 decision, 1 not saved. Saving failed")
    context.set_offline(False)
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator("#decided")).to_have_text("2 decisions, all saved")
    assert desk.kinds() == ["accepted", "accepted"]
    context.close()


def test_without_the_token_nothing_is_saved_at_the_desk(browser: Browser, desk: Desk) -> None:
    context = browser.new_context()
    watched = Watched(context)
    page = watched.page
    page.goto(desk.address("articles/visit.html"))
    page.keyboard.press("n")
    page.keyboard.press("a")
    page.get_by_label("Your name").fill("Amal Haddad")
    page.keyboard.press("Enter")
    expect(page.locator("#decided")).to_have_text("1 decision, 1 not exported")
    assert not desk.settings.decisions.exists()
    context.close()
