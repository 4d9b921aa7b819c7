"""The README's way through the Prefect UI, clicked: start, watch, cancel, go on, read the report, run again, apply decisions.

It takes a minute or two: the articles are really translated, and Prefect's worker looks for work every other second.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from prefect_desk import Ui, until

SECONDS = 60_000  # Playwright's milliseconds: what a loaded machine takes at most to bring about a state
DOCUMENTS = 40  # more than a minute of one core: Prefect takes up to 20 s to cancel a run, which must not have ended by then


@pytest.fixture
def page(browser: Browser) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


def shot(page: Page, name: str) -> None:
    """A picture for people, where DRAGOMAN_SHOTS names a folder."""
    folder = os.environ.get("DRAGOMAN_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def many(samples: Path, folder: Path) -> Path:
    """The five articles in two parts, each in four versions with other words left out, so that all of them have to be decoded."""
    folder.mkdir(exist_ok=True)
    for path in samples.glob("*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for part, some in enumerate((lines[: len(lines) // 2], lines[len(lines) // 2 :])):
            for version in range(4):
                left = [
                    " ".join(w for n, w in enumerate(line.split()) if version == 0 or n % (version + 3) != version)
                    for line in some
                ]
                (folder / f"{path.stem}-{part}-{version}.txt").write_text("\n".join(left), encoding="utf-8")
    return folder


def box(page: Page, label: str) -> Locator:
    """The box of a form's field."""
    return (
        page.get_by_label(label, exact=True)
        .or_(page.locator(f'label:text-is("{label}") >> xpath=ancestor::div[.//textarea][1]//textarea'))
        .first
    )


def submitted(page: Page) -> str:
    """Submit the form and open the run; its id."""
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="View run").click()
    page.wait_for_url("**/runs/flow-run/**")
    return page.url.rpartition("/")[2].partition("?")[0]


def chosen(page: Page, entry: str) -> None:
    """An entry of the run's menu."""
    page.locator("button[aria-haspopup=menu]").first.click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def confirmed(page: Page, button: str) -> None:
    """The question that follows."""
    page.get_by_role("alertdialog").get_by_role("button", name=button, exact=True).click()


def progress(ui: Ui, run_id: str) -> str:
    """What the run's progress bar says."""
    return str(ui.artifacts(run_id).get("progress", {}).get("description", ""))


def places_taken(ui: Ui) -> int:
    return int(ui.call("/api/v2/concurrency_limits/models")["active_slots"])


def test_start_watch_cancel_go_on_read_and_run_again(ui: Ui, page: Page, samples: Path) -> None:
    folder = many(samples, ui.inbox / "walk")
    page.goto(ui.form)
    box(page, "Path (Optional)").fill(str(folder))
    shot(page, "1 form")
    run_id = submitted(page)
    expect(page.get_by_text("Running", exact=True).first).to_be_visible(timeout=SECONDS)

    done = until(
        lambda: re.match(rf"([1-9]\d?) of {DOCUMENTS} documents, about .+ left, .+ a second", progress(ui, run_id)), "a batch"
    )
    page.goto(f"{ui.prefect}/v2/runs/flow-run/{run_id}?tab=Artifacts")
    expect(page.get_by_text(re.compile(rf"^\d+ of {DOCUMENTS} documents"))).to_be_visible()
    shot(page, "2 running")

    chosen(page, "Cancel")
    shot(page, "3 cancel")
    confirmed(page, "Cancel Flow Run")
    expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible(timeout=SECONDS)
    (results,) = ui.runs.glob(f"*-{run_id[:8]}")
    kept = sorted((results / ".parts").glob("batch-*.json"))
    assert int(done[1]) <= len(kept) < DOCUMENTS
    assert not (results / "run.json").exists()
    assert re.fullmatch(rf"Stopped after \d+ of {DOCUMENTS} documents; Retry goes on from there", progress(ui, run_id))
    assert places_taken(ui) == 0
    page.reload()
    expect(page.get_by_text(re.compile("^Stopped after"))).to_be_visible()
    shot(page, "4 cancelled")

    pages = {path: path.stat().st_mtime_ns for path in results.glob("articles/*")}
    chosen(page, "Retry")
    confirmed(page, "Retry")
    run = until(lambda: ended_again(ui, run_id), "the run to go on to its end", 4)
    assert run["state_type"] == "COMPLETED"
    assert list(ui.runs.glob(f"*-{run_id[:8]}")) == [results]
    record = json.loads((results / "run.json").read_text(encoding="utf-8"))
    assert (record["counters"]["batches_resumed"], record["counters"]["batches"]) == (len(kept), DOCUMENTS)
    assert record["totals"]["done"] == DOCUMENTS
    # What was finished has not been written again.
    finished = {path for path in pages if path.suffix == ".json"}
    assert len(finished) >= len(kept)
    assert sum(path.stat().st_mtime_ns == pages[path] for path in pages) >= 3 * len(kept)
    bars = ui.call("/api/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}, "key": {"any_": ["progress"]}}})
    assert len(bars) == 1

    page.goto(f"{ui.prefect}/v2/runs/flow-run/{run_id}?tab=Artifacts")
    shot(page, "5 done")
    page.get_by_role("link", name="qa-report").first.click()
    expect(page.get_by_text(f"{len(kept)} of {DOCUMENTS}", exact=True)).to_be_visible()
    shot(page, "6 report")
    page.get_by_role("link", name="Read the articles and the full report").click()
    page.wait_for_url(f"{ui.pages}runs/{results.name}/**")
    expect(page.locator("body")).to_contain_text(record["headline"])
    shot(page, "7 pages")

    page.goto(f"{ui.prefect}/v2/runs/flow-run/{run_id}")
    chosen(page, "Copy to new run")
    expect(box(page, "Path (Optional)")).to_have_value(str(folder))
    again = submitted(page)
    assert again != run_id
    assert ui.ended(again)["state_type"] == "COMPLETED"
    (second,) = ui.runs.glob(f"*-{again[:8]}")
    counters = json.loads((second / "run.json").read_text(encoding="utf-8"))["counters"]
    assert (counters["segments_translated"], counters["batches_resumed"]) == (0, 0)


def ended_again(ui: Ui, run_id: str) -> Any:
    run = ui.call(f"/api/flow_runs/{run_id}")
    return run if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED"} else None


def test_decisions_are_pasted_into_apply_review(ui: Ui, page: Page, samples: Path) -> None:
    article = sorted(samples.glob("*.txt"))[0]
    lines = article.read_text(encoding="utf-8").splitlines()[:8]
    (ui.inbox / "held.txt").write_text("\n".join(lines), encoding="utf-8")
    run = ui.ended(ui.ask(path=str(ui.inbox / "held.txt"), review="always"))
    assert run["state_name"] == "AwaitingReview"
    (results,) = ui.runs.glob(f"*-{run['id'][:8]}")

    # A browser that does not have the desk's token can only export.
    page.goto(f"{ui.pages}runs/{results.name}/articles/held.html")
    page.click("#approve")
    page.fill("#who", "Ada")
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.click("#export")
    decisions = download.value.path().read_text(encoding="utf-8")

    deployment = ui.call("/api/deployments/name/apply-review/local")["id"]
    page.goto(f"{ui.prefect}/v2/deployments/deployment/{deployment}/run")
    box(page, "Run").fill(results.name)
    box(page, "Pasted decisions (Optional)").fill(decisions)
    shot(page, "8 apply-review")
    done = ui.ended(submitted(page))
    assert (done["state_type"], done["name"]) == ("COMPLETED", f"review of {results.name}")
    assert "1 new decision" in done["state"]["message"]
    assert [path.name for path in (ui.runs / "published").rglob("held*") if path.is_file()]
    page.goto(f"{ui.prefect}/v2/runs/flow-run/{done['id']}?tab=Artifacts")
    page.get_by_role("link", name="review-applied").first.click()
    expect(page.get_by_role("cell", name="approved")).to_be_visible()
    shot(page, "9 applied")


def test_two_runs_at_once_take_turns_on_the_models(ui: Ui, samples: Path) -> None:
    asked = []
    for number, path in enumerate(sorted(samples.glob("*.txt"))[:2]):
        lines = path.read_text(encoding="utf-8").splitlines()
        folder = ui.inbox / f"turn {number}"
        folder.mkdir()
        for part in range(2):
            (folder / f"{part}.txt").write_text("\n".join(lines[3 * part : 3 * part + 3]), encoding="utf-8")
        asked.append(ui.ask(path=str(folder)))
    assert [ui.ended(run_id)["state_type"] for run_id in asked] == ["COMPLETED", "COMPLETED"]
    times = []
    for run_id in asked:
        batches = until(lambda run_id=run_id: both_recorded(ui, run_id), "both task runs")
        times.append((min(batch["start_time"] for batch in batches), max(batch["end_time"] for batch in batches)))
    (_, first_ends), (second_starts, _) = sorted(times)
    assert first_ends <= second_starts
    assert places_taken(ui) == 0


def both_recorded(ui: Ui, run_id: str) -> Any:
    """The two batches of a run; Prefect records task runs a little after they end."""
    found = ui.call("/api/task_runs/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
    return found if len(found) == 2 and all(batch["end_time"] for batch in found) else None


def test_the_automation_of_the_docs_tells_counts_and_ids(ui: Ui, samples: Path, root: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(automations:.*?)```", (root / "docs" / "running.md").read_text(encoding="utf-8"), re.DOTALL)
    folder = many(samples, ui.inbox / "walk")
    env = {**os.environ, "PREFECT_API_URL": f"{ui.prefect}/api", "PREFECT_HOME": str(ui.home)}

    def told(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], env=env, capture_output=True, text=True, check=False, cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    with listening() as (address, received):
        make = "import sys; from prefect.blocks.webhook import Webhook\nprint(Webhook(url=sys.argv[1], allow_private_urls=True).save('desk'))"
        block = told("-c", make, address).splitlines()[-1]
        (tmp_path / "automations.yaml").write_text(blocks[0].replace("ID-OF-A-WEBHOOK-BLOCK", block), encoding="utf-8")
        told("-m", "prefect", "automation", "create", "--from-file", str(tmp_path / "automations.yaml"))
        run = ui.ended(ui.ask(path=str(folder)))
        assert run["state_name"] == "CompletedWithFindings"
        (body,) = until(lambda: received, "the webhook to be called")
    assert body == {"run": run["id"], "state": "CompletedWithFindings", "counts": run["state"]["message"]}


@contextmanager
def listening() -> Iterator[tuple[str, list[Any]]]:
    """An address that takes JSON, and what it has taken."""
    received: list[Any] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", received
    finally:
        server.shutdown()
        server.server_close()
