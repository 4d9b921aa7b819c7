"""Prefect's server and worker as `make ui` runs them: the environment they get, and what is asked of the server over HTTP."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
POOL = "local"
OTHER_POOLS = ("shards",)  # deployed to, but worked on only where a person starts a worker for it
MODELS_LIMIT = "models"  # as in flows/batch_runs.py
PAGE_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws://127.0.0.1:*"


def environment(home: Path, port: int, pages: str) -> dict[str, str]:
    """Ours, without any Prefect settings of the person's own (a profile, a cloud address, a key), telemetry off."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    direct = ",".join(filter(None, [HOST, "localhost", env.get("NO_PROXY", "")]))
    return env | {
        "DO_NOT_TRACK": "1",
        "DRAGOMAN_PAGES_URL": pages,
        "NO_PROXY": direct,
        "no_proxy": direct,
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # Not `server start --port`: the pages would look for the API on Prefect's usual port.
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
        "PROJECT_ROOT": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def confine(pages: Path) -> None:
    """Let Prefect's pages speak to this machine only.

    They ask a statistics service for its settings at every visit, also when statistics are off (seen in 3.9.1), and would load a
    picture from anywhere that an article names. The server has copied them here; a policy in them makes the browser refuse both.
    """
    policy = f'<meta http-equiv="Content-Security-Policy" content="{PAGE_POLICY}">'
    for page in pages.glob("*/index.html"):
        text = page.read_text(encoding="utf-8")
        if policy not in text:
            part = page.with_suffix(".part")
            part.write_text(text.replace("<head>", f"<head>{policy}", 1), encoding="utf-8")
            part.replace(page)


def close_cut_off(prefect: str) -> None:
    """Say of runs that were at work when everything was last stopped, or the machine went down, that they were cut off.

    No worker is there yet, so nothing can be working on them; Prefect would call them running for ever.
    """
    at_work = {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}}
    found = get(f"{prefect}/api/flow_runs/filter", {"flow_runs": at_work, "work_pools": {"name": {"any_": [POOL]}}}) or []
    for run in found:
        crashed = {"type": "CRASHED", "name": "Crashed", "message": "Cut off: everything was stopped while it ran. Retry it."}
        get(f"{prefect}/api/flow_runs/{run['id']}/set_state", {"state": crashed, "force": True})


def limit_models(prefect: str) -> None:
    """Let one run at a time hold a model: each fills memory and uses all cores. A limit that a person has set stays."""
    if get(f"{prefect}/api/v2/concurrency_limits/{MODELS_LIMIT}") is None:
        get(f"{prefect}/api/v2/concurrency_limits/", {"name": MODELS_LIMIT, "limit": 1})


def worker_online(prefect: str, name: str) -> bool:
    """Whether the worker has reported to the server."""
    workers = get(f"{prefect}/api/work_pools/{POOL}/workers/filter", {}) or []
    return any(worker["name"] == name and worker["status"] == "ONLINE" for worker in workers)


def get(url: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON answer, or None when there is none (yet)."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return None
