"""Prefect's server and process workers of their own, for tests and benchmarks over several machines' worth of processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from local_prefect import HOST, environment, get  # noqa: E402
from processes import Started, begin, end  # noqa: E402

CLI = [sys.executable, "-m", "prefect", "--no-prompt"]
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
WAIT_SECONDS = 240.0
T = TypeVar("T")


def until(found: Callable[[], T | None], what: str, seconds: float = WAIT_SECONDS, pause: float = 0.1) -> T:
    """The first true answer."""
    limit, waiting = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < limit:
        answer = found()
        if answer:
            return answer
        waiting.wait(pause)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


class Farm:
    """A server and what is started on demand: workers, and the deployments of `prefect.yaml`. All of it ends with `end`."""

    def __init__(self, home: Path, extra: Mapping[str, str]) -> None:
        with socket.socket() as chosen:
            chosen.bind((HOST, 0))
            port = chosen.getsockname()[1]
        self.home, self.prefect = home, f"http://{HOST}:{port}"
        self.env = environment(home / "prefect", port, "http://127.0.0.1:9") | dict(extra)
        self.processes: list[Started] = []

    def serve(self) -> None:
        """Start the server and wait until it answers."""
        self._begin("server", [*CLI, "server", "start"])
        until(lambda: get(f"{self.prefect}/api/health") is True, "Prefect's server")
        for pool in ("local", "shards"):
            until(lambda pool=pool: get(f"{self.prefect}/api/work_pools/", {"name": pool, "type": "process"}), pool)  # type: ignore[misc]

    def _begin(self, name: str, command: list[str]) -> Started:
        self.processes.append(begin(name, command, env=self.env, cwd=ROOT, log=self.home / f"{name}.log"))
        return self.processes[-1]

    def worker(self, pool: str, name: str) -> Started:
        """A worker that takes one run at a time."""
        return self._begin(name, [*CLI, "worker", "start", "--pool", pool, "--name", name, "--limit", "1"])

    def deploy(self) -> None:
        """Register all flows."""
        subprocess.run(
            [*CLI, "deploy", "--all"], env=self.env, cwd=ROOT, check=True, capture_output=True, stdin=subprocess.DEVNULL
        )

    def online(self, pool: str, count: int) -> None:
        """Wait until so many workers of a pool have reported."""
        until(lambda: len(get(f"{self.prefect}/api/work_pools/{pool}/workers/filter", {}) or ()) >= count, f"workers of {pool}")

    def start(self, deployment: str, parameters: Mapping[str, Any]) -> str:
        """Ask for a run; its id."""
        found = until(lambda: get(f"{self.prefect}/api/deployments/name/{deployment}"), deployment)
        wanted = {"parameters": dict(parameters), "idempotency_key": str(uuid4())}
        return str(until(lambda: get(f"{self.prefect}/api/deployments/{found['id']}/create_flow_run", wanted), "a run")["id"])

    def run(self, run_id: str) -> Any:
        """A run as it is now."""
        return get(f"{self.prefect}/api/flow_runs/{run_id}")

    def ended(self, run_id: str, seconds: float = WAIT_SECONDS) -> Any:
        """A run once it has ended."""

        def over() -> Any:
            run = self.run(run_id)
            return run if run and run["state_type"] in ENDED else None

        return until(over, f"run {run_id} to end", seconds)

    def children(self) -> list[Any]:
        """All runs of shards."""
        return get(f"{self.prefect}/api/flow_runs/filter", {"flows": {"name": {"any_": ["translate-shard"]}}}) or []

    def set_state(self, run_id: str, kind: str, name: str) -> None:
        """What the buttons of the UI do."""
        asked = {"state": {"type": kind, "name": name}, "force": False}
        until(lambda: get(f"{self.prefect}/api/flow_runs/{run_id}/set_state", asked), f"{name} for {run_id}")

    def end(self) -> None:
        """End what was started, the last first."""
        for process in reversed(self.processes):
            end(process)


@contextmanager
def farm(home: Path, extra: Mapping[str, str]) -> Iterator[Farm]:
    """A farm that ends with the block; the logs of its processes stay in `home`."""
    made = Farm(home, extra)
    try:
        made.serve()
        yield made
    finally:
        made.end()


def descendants(pid: int) -> list[int]:
    """The process and everything below it; Linux only."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents.setdefault(int((folder / "stat").read_text().rpartition(")")[2].split()[1]), []).append(int(folder.name))
        except (OSError, ValueError, IndexError):
            continue
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def kill(process: Started) -> None:
    """What a power cut does to a worker and to the run it is at."""
    for pid in descendants(process.pid):
        os.kill(pid, signal.SIGKILL)
