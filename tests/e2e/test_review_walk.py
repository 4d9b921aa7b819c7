"""The walk of a first day: open the run, find the worst problem, waive one finding, fix another, run again, see both respected.

Every action counts, and uses only words that stand on the page before it: at most twelve. The pages are real ones, made from the
five articles with the compact model; `dragoman serve` and `dragoman translate` run in processes of their own.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import report_builder as build
from browsing import Watched
from playwright.sync_api import Browser, Page, expect
from test_pages import CONTRAST

from qa.report.compare import compare
from qa.report.compare_page import comparison_page
from qa.report.writer import RunWriter

MOST_ACTIONS = 12
REASON = "The source itself says it so."
ENGLISH = "This sentence was written by the desk."
START_SECONDS = 60.0


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from flows.cli import main; main()", *words]


@dataclass
class Desk:
    """A desk's folder, its runs, and the server of its pages."""

    folder: Path
    articles: Path
    port: int = 0
    server: subprocess.Popen[str] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def dragoman(self, *words: str) -> str:
        done = subprocess.run(
            command(*words), cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=250
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def translate(self, run_id: str) -> str:
        return self.dragoman("translate", str(self.articles), "--run-id", run_id)

    def serve(self) -> str:
        """Start the server (on the same port as before) and return the address it prints."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        self.server = subprocess.Popen(
            command("serve", "--port", str(self.port)),
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.server.stdout is not None
        printed = self.server.stdout.readline()
        address = re.search(r"http://\S+", printed)
        assert address, printed
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.server.poll() is None, "dragoman serve ended"
            assert time.monotonic() < until, "dragoman serve does not answer"
            threading.Event().wait(0.05)
        return address[0]

    def answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return bool(json.load(answer)["status"] == "ok")
        except OSError:
            return False

    def kill(self) -> None:
        if self.server is not None:
            self.server.kill()
            self.server.communicate()
            self.server = None

    def decisions(self) -> list[dict[str, Any]]:
        listed = self.dragoman("review", "list", "--format", "jsonl")
        return [json.loads(line) for line in listed.splitlines()]


@pytest.fixture(scope="module")
def translated(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with the run `one` of the five articles, which every test copies."""
    folder = tmp_path_factory.mktemp("desk")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DRAGOMAN_")}
    desk = Desk(folder, samples, environment={**environment, "LOGNAME": "ada"})
    desk.translate("one")
    return desk


@pytest.fixture
def desk(translated: Desk, tmp_path: Path) -> Iterator[Desk]:
    import shutil

    shutil.copytree(translated.folder, tmp_path / "desk")
    desk = Desk(tmp_path / "desk", translated.articles, environment=translated.environment)
    yield desk
    desk.kill()


class Walk:
    """Counts what the user does: clicks, keys, filled fields, commands, addresses opened."""

    def __init__(self) -> None:
        self.actions = 0

    def __call__(self, action: Callable[..., Any], *given: Any) -> Any:
        self.actions += 1
        return action(*given)


def both_are_respected(page: Page, waived: str, author: str) -> None:
    card = page.locator(f'.card[data-fingerprint="{waived}"]').first
    expect(card.locator(".status")).to_have_text("waived")
    expect(card).to_contain_text(f"{author}, ")
    expect(card).to_contain_text(REASON)
    corrected = page.locator(".en .s").filter(has=page.locator(".origin", has_text="corrected by the desk"))
    expect(corrected).to_have_count(1)
    expect(corrected).to_contain_text(ENGLISH)


def test_the_walk_under_serve_takes_twelve_actions(browser: Browser, desk: Desk) -> None:
    address = desk.serve()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context)
    page, do = watched.page, Walk()
    do(page.goto, address)
    do(page.click, "text=5 articles")
    do(page.click, "#results .hit a >> nth=0")  # findings stand worst first
    worst = page.locator(".card.current")
    expect(worst.locator("dt")).to_have_text(["Source", "English"])
    expect(worst.locator("dd").first).not_to_be_empty()
    expect(worst.locator("dd").last).not_to_be_empty()
    waived = worst.get_attribute("data-fingerprint") or ""
    segment = worst.get_attribute("data-s")
    do(page.keyboard.press, "w")
    do(page.get_by_label("Reason").fill, REASON)
    do(page.keyboard.press, "Enter")
    do(page.keyboard.press, "n")
    assert page.locator(".card.current").get_attribute("data-s") != segment, "the walk needs findings in two sentences"
    do(page.keyboard.press, "f")
    do(page.get_by_label("The right English").fill, ENGLISH)
    do(page.click, "text=Save decision")
    expect(page.locator("#decided")).to_have_text("2 decisions, all saved")  # saved is applied
    do(desk.translate, "two")
    do(page.goto, page.url.replace("/one/", "/two/").partition("#")[0])
    both_are_respected(page, waived, "ada")
    assert do.actions <= MOST_ACTIONS
    assert {row["decision"] for row in desk.decisions()} == {"waived", "fixed"}
    assert watched.complaints == []
    assert {url.partition("/")[2].partition("/")[2].partition("/")[0] for url in watched.fetched if url.startswith("http")} == {
        f"127.0.0.1:{desk.port}"
    }
    context.close()


def test_the_walk_with_files_exports_and_applies(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    watched = Watched(context)
    page = watched.open(desk.folder / "runs" / "one" / "index.html")
    page.click("#results .hit a >> nth=0")
    waived = page.locator(".card.current").get_attribute("data-fingerprint") or ""
    page.keyboard.press("w")
    page.get_by_label("Reason").fill(REASON)
    page.get_by_label("Your name").fill("Ada")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    page.keyboard.press("f")
    page.get_by_label("The right English").fill(ENGLISH)
    page.click("text=Save decision")
    with page.expect_download() as download:
        page.click("text=Export decisions")
    file = tmp_path / "decisions.json"
    download.value.save_as(file)
    assert "2 new decisions, 0 known already" in desk.dragoman("review", "apply", str(file))
    assert "0 new decisions, 2 known already" in desk.dragoman("review", "apply", str(file))
    desk.translate("two")
    page.goto(page.url.replace("/one/", "/two/").partition("#")[0])
    both_are_respected(page, waived, "Ada")
    compared = [json.loads(line) for line in desk.dragoman("diff", "one", "two", "--format", "jsonl").splitlines()]
    assert {row["change"] for row in compared} >= {"english", "finding decided"}
    watched.assert_quiet()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_comparison_fits_is_quiet_and_has_contrast(browser: Browser, tmp_path: Path, width: int, scheme: Any) -> None:
    report = build.sample()
    text = replace(report.segments[7].translation, text="The Kremlin " + "stresses " * 40)
    changed = build.with_part(build.with_part(report, 7, translation=text), 6, findings=())
    folders = []
    for name, reports in (("one", [report, *build.hostile()]), ("two", [changed])):
        writer = RunWriter(tmp_path / name, build.STAMP)
        writer.write(reports)
        writer.finish(build.run_of(reports))
        folders.append(tmp_path / name)
    (tmp_path / "diff.html").write_text(comparison_page(compare(*folders)), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    watched = Watched(context)
    page = watched.open(tmp_path / "diff.html")
    expect(page.locator("ins").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate("window.hostile === undefined")
    watched.assert_quiet()
    context.close()


def test_a_server_killed_in_the_middle_loses_no_decision(browser: Browser, desk: Desk) -> None:
    address = desk.serve()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = Watched(context).page
    page.goto(address)
    page.click("text=5 articles")
    page.click("#results .hit a >> nth=0")
    page.keyboard.press("w")
    page.get_by_label("Reason").fill(REASON)
    page.keyboard.press("Enter")
    expect(page.locator("#decided")).to_have_text("1 decision, all saved")
    desk.kill()
    page.keyboard.press("n")
    page.keyboard.press("w")
    page.get_by_label("Reason").fill(REASON)
    page.keyboard.press("Enter")
    expect(page.locator("#decided")).to_contain_text("2 decisions, 1 not saved")
    assert len(desk.decisions()) == 1
    assert desk.serve() == address  # the token outlives the server
    expect(page.locator("#decided")).to_have_text("2 decisions, all saved")
    assert len(desk.decisions()) == 2
    context.close()
