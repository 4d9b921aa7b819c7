"""`make ui` as a desk uses it: started, a run asked for over the API and from the form, its artifacts and pages opened, ended.

Everything real: Prefect's server, a worker, the deployment, `dragoman serve`, Chromium.
"""

import json
import re
import shutil
import urllib.error
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from prefect_desk import Ui, opened, until

from flows.params import TranslateRequest

PASTED_BYTES = 400 * 1024
HOSTILE = "<script>alert(1)</script><img src=http://192.0.2.1/x onerror=alert(2)> [x](javascript:alert(3)) # `|a|`"


@pytest.fixture(scope="module")
def by_path(ui: Ui, samples: Path) -> tuple[str, Any]:
    """A finished run over the samples and a hostile article: its id, and what Prefect knows of it."""
    folder = ui.inbox / "by path"  # other tests hand in articles of their own
    folder.mkdir()
    for article in samples.glob("*.txt"):
        shutil.copy(article, folder)
    first = next(iter(sorted(samples.glob("*.txt")))).read_text(encoding="utf-8").splitlines()
    (folder / "hostile.txt").write_text("\n".join([HOSTILE, *first[1:6], HOSTILE]), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    run_id = ui.ask(path=str(folder))
    return run_id, ui.ended(run_id)


def test_only_this_machine_is_served(ui: Ui) -> None:
    for address in (ui.prefect, ui.form, ui.pages):
        assert address.startswith("http://127.0.0.1:")
    settings = ui.call("/api/admin/settings")
    assert settings["server"]["analytics_enabled"] is False
    assert settings["server"]["api"]["host"] == "127.0.0.1"
    assert settings["home"] == str(ui.home)
    assert ui.home.stat().st_mode & 0o077 == 0


def test_every_flow_is_deployed(ui: Ui) -> None:
    for name in ("translate-articles/local", "pull-models/local"):
        deployment = ui.call(f"/api/deployments/name/{name}")
        assert deployment["enforce_parameter_schema"] is True
        assert deployment["work_pool_name"] == "local"


def test_a_run_by_path_ends_with_the_truth_and_its_artifacts(ui: Ui, by_path: tuple[str, Any]) -> None:
    run_id, run = by_path
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "CompletedWithFailures")
    artifacts = ui.artifacts(run_id)
    assert artifacts.keys() == {"qa-report", "qa-findings", "translated", "progress"}
    report, translated = artifacts["qa-report"]["data"], artifacts["translated"]["data"]
    assert max(len(report.encode()), len(translated.encode())) <= 200_000
    assert artifacts["progress"]["data"] == 100.0
    folder = next(f for f in ui.runs.iterdir() if f"/runs/{f.name}/" in report)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert run["state"]["message"] == record["headline"]
    assert re.fullmatch(r"7 articles, .*1 failed", record["headline"])
    rows = json.loads(artifacts["qa-findings"]["data"])
    assert len(rows) <= 500
    assert all(list(row) == ["severity", "check", "article", "source", "target"] for row in rows)


def test_the_artifacts_links_open(ui: Ui, by_path: tuple[str, Any]) -> None:
    artifacts = ui.artifacts(by_path[0])
    text = artifacts["qa-report"]["data"] + artifacts["translated"]["data"]
    links = set(re.findall(rf"{re.escape(ui.pages)}runs/[^\s)\"#]+", text))
    assert len(links) >= 6
    for link in links:
        status, page = opened(link)
        assert status == 200
        assert "<html" in page
    assert by_path[1]["state"]["message"] in opened(ui.pages)[1]


def test_the_logs_say_what_was_done_and_quote_no_article(ui: Ui, by_path: tuple[str, Any]) -> None:
    wanted = {"logs": {"flow_run_id": {"any_": [by_path[0]]}}, "limit": 200}
    logs = until(lambda: _from(ui.call("/api/logs/filter", wanted), {"prefect", "flows", "translations"}), "the logs")
    assert not [log["message"] for log in logs if re.search("[\u0600-\u06ff]", log["message"])]


def _from(logs: list[Any], packages: set[str]) -> list[Any] | None:
    return logs if packages <= {log["name"].partition(".")[0] for log in logs} else None


def test_400_kilobytes_can_be_pasted(ui: Ui, samples: Path) -> None:
    articles = "\n".join(path.read_text(encoding="utf-8") for path in sorted(samples.glob("*.txt")))
    copies = PASTED_BYTES // len(articles.encode()) + 1
    text = (articles + "\n") * copies
    text = text.encode()[:PASTED_BYTES].decode("utf-8", "ignore")
    assert PASTED_BYTES - 2 <= len(text.encode()) <= PASTED_BYTES
    # Prefect measures parameters with every Arabic letter as \uXXXX.
    assert len(json.dumps(text)) > 1_000_000
    run = ui.ended(ui.ask(text=text, title="نص طويل", published="2024-06-19", language="ar", outlet=None, path=""))
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    assert run["name"] == "نص طويل"
    assert ui.artifacts(run["id"]).keys() == {"qa-report", "qa-findings", "translated", "progress"}


def test_what_is_not_allowed_is_said_in_one_sentence(ui: Ui) -> None:
    run = ui.ended(ui.ask(path=str(ui.home)))
    assert (run["state_type"], run["state_name"]) == ("FAILED", "Failed")
    assert "outside" in run["state"]["message"] or "no article" in run["state"]["message"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        ui.ask(path=str(ui.inbox), unknown=1)
    assert refused.value.code == 409


def test_a_person_starts_a_run_from_the_form_and_reads_it(
    ui: Ui, by_path: tuple[str, Any], browser: Browser, tmp_path: Path
) -> None:
    outside: list[str] = []
    dialogs: list[str] = []
    report = ui.artifacts(by_path[0])["qa-report"]
    translated = ui.artifacts(by_path[0])["translated"]
    with browser.new_context(viewport={"width": 1280, "height": 1600}) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on("requestfailed", lambda request: outside.append(f"{request.url} {request.failure}"))
        page.on("response", lambda answer: outside.append(answer.url) if "//127.0.0.1:" not in answer.url else None)

        page.goto(ui.form)
        for field in TranslateRequest.model_fields.values():
            expect(page.get_by_text(f"{field.title} (Optional)", exact=True)).to_be_visible()
            assert field.description is not None
            expect(page.get_by_text(field.description, exact=True)).to_be_visible()
        boxes = page.locator("textarea")
        boxes.nth(1).fill("قمة في بيونغ يانغ\n\nوقعت روسيا وكوريا الشمالية اتفاقية شراكة استراتيجية شاملة.")
        boxes.nth(2).fill("من النموذج")
        page.screenshot(path=str(tmp_path / "form.png"))
        page.get_by_role("button", name="Submit").click()
        asked = until(lambda: _asked_with(ui, "من النموذج"), "the run that was asked for in the form")
        assert ui.ended(asked)["state_type"] == "COMPLETED"

        page.goto(f"{ui.prefect}/v2/artifacts/artifact/{report['id']}")
        expect(page.get_by_role("heading", name=by_path[1]["state"]["message"])).to_be_visible()
        expect(page.locator("div[dir=rtl][lang=ar]").first).to_be_visible()
        page.screenshot(path=str(tmp_path / "report.png"), full_page=True)
        page.goto(f"{ui.prefect}/v2/artifacts/artifact/{translated['id']}")
        expect(page.locator("details")).to_have_count(6)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert page.locator("script", has_text="alert(").count() == 0
        assert page.locator("details img").count() == 0
        page.screenshot(path=str(tmp_path / "translated.png"), full_page=True)

        page.goto(f"{ui.prefect}/v2/artifacts/artifact/{report['id']}")
        page.get_by_role("link", name="Read the articles and the full report").click()
        page.wait_for_url(f"{ui.pages}runs/**")
        expect(page.locator("body")).to_contain_text("7 articles")
    assert dialogs == []
    # The page's policy stopped what Prefect's own pages would have sent elsewhere.
    assert [line for line in outside if "//127.0.0.1:" not in line and "csp" not in line.lower()] == []


def _asked_with(ui: Ui, title: str) -> str | None:
    runs = ui.call("/api/flow_runs/filter", {"limit": 50})
    return next((run["id"] for run in runs if run["parameters"]["request"].get("title") == title), None)
