"""A run from the Prefect UI whose cache is in PostgreSQL: the password comes from a Secret block and is seen nowhere afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from postgres_server import PASSWORD, serving
from prefect_desk import Ui, until

from translations.cache import open_cache

BLOCK = "dragoman-cache-password"
# As docs/running.md has it.
SAVE = "import os; from prefect.blocks.system import Secret; Secret(value=os.environ['SECRET']).save('{}', overwrite=True)"
FROM_BLOCK = "{{ prefect.blocks.secret.dragoman-cache-password }}"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with serving() as address:
        if address is None:
            pytest.skip("there is no PostgreSQL server here (Debian's package postgresql)")
        yield address


def keep_secret(ui: Ui, value: str) -> None:
    env = {**os.environ, "PREFECT_API_URL": f"{ui.prefect}/api", "PREFECT_HOME": str(ui.home), "SECRET": value}
    subprocess.run([sys.executable, "-c", SAVE.format(BLOCK)], env=env, check=True, capture_output=True)


def run_with(ui: Ui, path: Path, database: str) -> Any:
    """A run whose cache is the database; its password is named by the block alone."""
    deployment = ui.call("/api/deployments/name/translate-articles/local")["id"]
    wanted = {
        "parameters": {"request": {"path": str(path)}},
        "idempotency_key": str(uuid4()),
        "job_variables": {"env": {"DRAGOMAN_CACHE": database, "DRAGOMAN_CACHE_PASSWORD": FROM_BLOCK}},
    }
    return ui.ended(str(ui.call(f"/api/deployments/{deployment}/create_flow_run", wanted)["id"]))


def told(ui: Ui, run: Any) -> str:
    """Everything Prefect and the run's files say: the run, its logs, its artifacts, all files of it, the logs of the processes."""
    wanted = {"logs": {"flow_run_id": {"any_": [run["id"]]}}, "limit": 200}
    logs = until(lambda: [log for log in ui.call("/api/logs/filter", wanted) if log["name"].startswith("flows")], "the logs")
    files = [path for folder in (*ui.runs.glob(f"*-{run['id'][:8]}"), ui.home / "logs") for path in folder.rglob("*")]
    texts = [path.read_bytes().decode("utf-8", "replace") for path in files if path.is_file()]
    return "\n".join([json.dumps([run, logs, ui.artifacts(run["id"])]), *texts])


def test_the_password_comes_from_a_block_and_is_seen_nowhere(ui: Ui, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    article = ui.inbox / "secret.txt"
    article.write_text("وصل وفد من 14 دبلوماسيا إلى المدينة يوم الثلاثاء.\nوقعوا الاتفاق بعد ساعتين.", encoding="utf-8")
    keep_secret(ui, PASSWORD)
    run = run_with(ui, article, database)
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    monkeypatch.setenv("DRAGOMAN_CACHE_PASSWORD", PASSWORD)
    cache = open_cache(database)
    assert cache is not None
    assert cache.stats().entries > 0
    cache.close()
    said = told(ui, run)
    assert not [form for form in (PASSWORD, json.dumps(PASSWORD)[1:-1], PASSWORD[:9]) if form in said]


def test_a_wrong_password_fails_with_a_sentence_that_does_not_show_it(ui: Ui, database: str) -> None:
    wrong = "not-the-password-0451"
    keep_secret(ui, wrong)
    run = run_with(ui, ui.inbox / "secret.txt", database)
    assert run["state_name"] == "Failed"
    assert "password authentication failed" in run["state"]["message"]
    logs = json.dumps(run) + (ui.home / "logs" / "worker.log").read_text(encoding="utf-8")
    assert wrong not in logs
