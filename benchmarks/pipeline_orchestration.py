"""What Prefect adds to a run: the flow `translate-articles` against a real server, beside `dragoman translate`.

Each run is a process of its own, timed from outside; the server's processor time meanwhile counts as Prefect's. The cache is off.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import pipeline_results as results
from benchmarks.data import ROOT
from benchmarks.pipeline_corpus import PASSES, corpus

sys.path.insert(0, str(ROOT / "scripts"))

from local_prefect import HOST, environment, get
from processes import begin, end

GOAL = 0.03
START_SECONDS = 180.0
FLOW = """
import sys
from flows.params import TranslateRequest
from flows.translate_articles import translate_articles
state = translate_articles(TranslateRequest(path=sys.argv[1]), return_state=True)
sys.exit(0 if state.is_completed() else 1)
"""
LINE = "import sys; from flows.cli import main; main()"


def measure(minutes: float, limit: int | None, threads: int) -> dict[str, Any]:
    """Seconds of both ways on the wall and of the processor, and the share that Prefect adds."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "in").mkdir()
        passes = _passes(minutes)
        articles = sum(corpus(home / "in" / f"pass{number}.jsonl", limit, number) for number in range(passes))
        port = _free_port()
        prefect = environment(home / "prefect", port, f"http://{HOST}:9")
        (home / "prefect").mkdir()
        server = begin(
            "server", [sys.executable, "-m", "prefect", "--no-prompt", "server", "start"], env=prefect, cwd=ROOT, log=home / "log"
        )
        try:
            _wait(f"http://{HOST}:{port}/api/health")
            line = _run([sys.executable, "-c", LINE, "translate", "in"], home, _settings(home, "line", threads, dict(os.environ)))
            began = _group_seconds(server.pid)
            flow = _run([sys.executable, "-c", FLOW, "in"], home, _settings(home, "flow", threads, prefect))
            serving = _group_seconds(server.pid) - began
        finally:
            end(server)
    share = {
        "wall": flow["wall"] / line["wall"] - 1,
        "processor": (flow["processor"] + serving) / line["processor"] - 1,
    }
    print(
        f"{articles:,} articles: command line {line['wall']:.1f} s ({line['processor']:.1f} s of processor time), flow "
        f"{flow['wall']:.1f} s ({flow['processor']:.1f} s, server {serving:.1f} s): Prefect adds {share['wall']:.1%} of "
        f"the time, {share['processor']:.1%} of processor time (goal: at most {GOAL:.0%})"
    )
    return {"articles": articles, "line": line, "flow": flow, "server_processor": serving, "share": share}


def _passes(minutes: float) -> int:
    """As many passes over the corpus as fill the minutes, by what `speed` measured on this machine; all where it did not."""
    speed = results.kept().get("speed")
    return min(PASSES, max(1, -int(-60 * minutes * speed["passes"] // speed["pipeline_wall"]))) if speed else PASSES


def _settings(home: Path, name: str, threads: int, base: dict[str, str]) -> dict[str, str]:
    return base | {
        "PYTHONPATH": str(ROOT), "DRAGOMAN_CACHE": "off", "DRAGOMAN_THREADS": str(threads), "DRAGOMAN_ENFORCE_TERMS": "false",
        "DRAGOMAN_INPUT_ROOTS": f'["{home / "in"}"]', "DRAGOMAN_OUTPUT_ROOT": str(home / name),
        "DRAGOMAN_DECISIONS": str(home / f"{name}.sqlite"),
    }  # fmt: skip


def _run(command: list[str], home: Path, env: dict[str, str]) -> dict[str, float]:
    start = time.perf_counter()
    with (home / "run.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"a run failed:\n{(home / 'run.log').read_text(errors='replace')[-2000:]}")
    return {"wall": seconds, "processor": usage.ru_utime + usage.ru_stime}


def _group_seconds(group: int) -> float:
    """Processor time of a process group so far; Linux only, elsewhere 0."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += sum(map(int, fields[11:15]))  # its own, and that of children it has waited for
    return ticks / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    limit = time.monotonic() + START_SECONDS
    while get(url) is not True:
        if time.monotonic() > limit:
            raise SystemExit("Prefect's server did not start")
        time.sleep(0.2)
