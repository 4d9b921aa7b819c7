"""The browser and the runs that its pages are of. Without Chromium these tests are skipped, but under CI=true they fail."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import report_builder as build
from browsing import CHROMIUM, FLAGS, Watched
from playwright.sync_api import Browser, Playwright, sync_playwright
from prefect_desk import Ui, desk_in

from qa.report.writer import RunWriter


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs: `sample`, `hostile` and `large` (2,000 findings)."""
    folder = tmp_path_factory.mktemp("runs")
    for name, reports in (("sample", [build.sample()]), ("hostile", build.hostile()), ("large", build.large(2000, 8))):
        writer = RunWriter(folder / name, build.STAMP)
        writer.write(reports)
        writer.finish(build.run_of(reports, build.FAILED))
    return folder


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if os.environ.get("CI") != "true" and not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Watched(context)
    context.close()


@pytest.fixture(scope="session")
def ui(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """Prefect's server, its worker and the result pages as `make ui` starts them; one for all tests, for it takes its time."""
    with desk_in(tmp_path_factory.mktemp("a desk"), root) as desk:
        yield desk
