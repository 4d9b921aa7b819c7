"""`make ui` for tests: started in folders of its own, asked over its API and from a browser, ended with nothing left running."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

RUN_SECONDS = 150.0


@dataclass(frozen=True)
class Ui:
    """What `make ui` started, and how to ask it."""

    home: Path
    inbox: Path
    runs: Path
    prefect: str
    form: str
    pages: str

    def call(self, path: str, body: Any = None) -> Any:
        """A request as the browser sends it. Prefect answers 503 when its database was locked for a moment: asked again."""
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(self.prefect + path, data=data, headers={"Content-Type": "application/json"})

        def answered() -> list[Any] | None:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return [json.load(answer)]
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                return None

        return until(answered, path)[0]

    def ask(self, **asked: Any) -> str:
        """Ask for a run; its id."""
        deployment = self.call("/api/deployments/name/translate-articles/local")
        wanted = {"parameters": {"request": asked}, "idempotency_key": str(uuid4())}
        return str(self.call(f"/api/deployments/{deployment['id']}/create_flow_run", wanted)["id"])

    def ended(self, run_id: str) -> Any:
        """The run, once it has ended."""
        return until(lambda: self._if_ended(run_id), f"run {run_id} to end")

    def _if_ended(self, run_id: str) -> Any:
        run = self.call(f"/api/flow_runs/{run_id}")
        return run if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} else None

    def artifacts(self, run_id: str) -> dict[str, Any]:
        """The run's artifacts by key."""
        found = self.call("/api/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}}})
        return {artifact["key"]: artifact for artifact in found if artifact["key"]}


def until(found: Callable[[], Any], what: str, patience: float = 1) -> Any:
    """The first true answer; `patience` times the usual wait for what takes long."""
    limit, pause = time.monotonic() + patience * RUN_SECONDS, threading.Event()
    while time.monotonic() < limit:
        answer = found()
        if answer:
            return answer
        pause.wait(0.2)
    raise AssertionError(f"waited {patience * RUN_SECONDS:.0f} s for {what}")


def opened(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status, answer.read().decode()


def ui_command(root: Path, command: str, home: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, str(root / "scripts" / "ui.py"), command, "--home", str(home)]
    return subprocess.run(asked, capture_output=True, text=True, env=env, check=False, timeout=240)


def started_here(home: Path) -> list[int]:
    """All processes whose environment says that they belong to this Prefect home."""
    mark = f"PREFECT_HOME={home}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@contextmanager
def desk_in(base: Path, root: Path) -> Iterator[Ui]:
    """Everything that `make ui` starts, its files in `base`; a batch holds one article, so that a short run has several."""
    home, inbox, runs = base / "prefect home", base / "inbox", base / "runs"
    inbox.mkdir()
    env = os.environ | {
        "DRAGOMAN_INPUT_ROOTS": json.dumps([str(inbox)]),
        "DRAGOMAN_OUTPUT_ROOT": str(runs),
        "DRAGOMAN_CACHE": str(base / "cache.sqlite"),
        "DRAGOMAN_DECISIONS": str(base / "decisions.sqlite"),
        "DRAGOMAN_BATCH_ARTICLES": "1",
        "DRAGOMAN_THREADS": "1",  # so that many cores do not end a run before it can be cancelled
        # A person's own Prefect must neither be used nor disturbed.
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "PREFECT_PROFILE": "no such profile",
    }
    try:
        started = ui_command(root, "start", home, env)
        assert started.returncode == 0, started.stdout + started.stderr
        again = ui_command(root, "start", home, env)
        assert "Already running" in again.stdout
        addresses = json.loads((home / "ui.json").read_text(encoding="utf-8"))["addresses"]
        assert all(address in started.stdout and address in again.stdout for address in addresses.values())
        yield Ui(
            home=home, inbox=inbox, runs=runs, prefect=addresses["prefect"], form=addresses["form"], pages=addresses["pages"]
        )
    finally:
        stopped = ui_command(root, "stop", home, env)
    assert stopped.returncode == 0
    assert "worker, pages, server" in stopped.stdout
    if Path("/proc").is_dir():
        assert started_here(home) == []
