"""`make ui` and `make ui-stop`: Prefect's server, a worker, the deployments and the result pages, all on 127.0.0.1.

Everything Prefect keeps lies in `.prefect` of this checkout, and so does the list of what was started (`ui.json`), with one log
for each process. What another Prefect on this machine uses is neither read nor changed.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from local_prefect import HOST, OTHER_POOLS, POOL, ROOT, close_cut_off, confine, environment, get, limit_models, worker_online
from processes import Started, alive, begin, end

DEPLOYMENT = "translate-articles/local"
PREFECT_PORT, PAGES_PORT = 4200, 4300
PORTS_TRIED = 10
START_SECONDS = 180.0  # the first start makes the database: 10 s on two idle cores
POLL_SECONDS = 0.2
RUNS_AT_ONCE = 4


class NotStarted(Exception):
    """Something did not come up; the message says what and shows the end of its log."""


def main() -> int:
    """Start or stop; the exit code is 0 when that is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["start", "stop"])
    parser.add_argument("--home", type=Path, default=ROOT / ".prefect", help="where Prefect's database and the logs lie")
    options = parser.parse_args()
    home: Path = options.home.resolve()
    if options.command == "stop" and not home.is_dir():
        print("Nothing is running.")
        return 0
    home.mkdir(parents=True, exist_ok=True)
    # Prefect keeps pasted articles here, and the logs hold the desk's token.
    home.chmod(0o700)
    with only_one(home):
        try:
            return start(home) if options.command == "start" else stop(home)
        except NotStarted as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130


def start(home: Path) -> int:
    """Bring everything up and print the addresses; if it is up already, only print them."""
    state = read_state(home)
    running = [process for process in state.processes if alive(process)]
    if running and len(running) == len(state.processes) and "desk" in state.addresses:
        print("Already running (make ui-stop ends it).")
        return announce(state, home)
    if running:
        missing = sorted({p.name for p in state.processes} - {p.name for p in running})
        print(f"Not everything is running any more ({', '.join(missing) or 'the start was cut off'}): starting anew.")
        stop(home)
    state = State(home)
    try:
        bring_up(state, home)
    except BaseException:
        stop(home)
        raise
    return announce(state, home)


def stop(home: Path) -> int:
    """End what `start` began, the last first, and forget it."""
    ended = [process.name for process in reversed(read_state(home).processes) if end(process)]
    (home / "ui.json").unlink(missing_ok=True)
    print(f"Stopped: {', '.join(ended)}." if ended else "Nothing is running.")
    return 0


def bring_up(state: State, home: Path) -> None:
    """Server first; then pages, worker and deployments side by side."""
    prefect_port, pages_port = free_port(PREFECT_PORT), free_port(PAGES_PORT)
    prefect, pages = f"http://{HOST}:{prefect_port}", f"http://{HOST}:{pages_port}"
    env = environment(home, prefect_port, pages)
    cli = [sys.executable, "-m", "prefect", "--no-prompt"]

    print("Starting Prefect's server (the first time it makes its database) …", flush=True)
    server = state.begin("server", [*cli, "server", "start"], env)
    wait_for(lambda: get(f"{prefect}/api/health") is True, "Prefect's server", server)
    confine(home / "ui")
    close_cut_off(prefect)

    serve = [sys.executable, "-c", "from flows.cli import main; main()", "serve", "--port", str(pages_port)]
    pages_process = state.begin("pages", serve, env)
    print("Starting the worker and the result pages, deploying the flows …", flush=True)
    for pool in (POOL, *OTHER_POOLS):
        if get(f"{prefect}/api/work_pools/{pool}") is None:
            run([*cli, "work-pool", "create", pool, "--type", "process"], env, state.log("deploy"))
    worker_name = f"{POOL}-{time.time_ns()}"
    # Translating is one run at a time by the limit on models; what needs no model does not wait for it.
    limit_models(prefect)
    start_worker = [*cli, "worker", "start", "--pool", POOL, "--name", worker_name, "--limit", str(RUNS_AT_ONCE)]
    worker = state.begin("worker", start_worker, env)
    run([*cli, "deploy", "--all"], env, state.log("deploy"))

    wait_for(lambda: worker_online(prefect, worker_name), "the worker", worker)
    wait_for(lambda: get(f"{pages}/health") is not None, "the result pages (dragoman serve)", pages_process)
    deployment = get(f"{prefect}/api/deployments/name/{DEPLOYMENT}")
    if deployment is None:
        raise NotStarted(f"The deployment {DEPLOYMENT} is missing.\n{tail(state.log('deploy'))}")
    form = f"{prefect}/v2/deployments/deployment/{deployment['id']}/run"
    state.ready(
        {
            "prefect": prefect,
            "form": form,
            "artifacts": f"{prefect}/v2/artifacts",
            "pages": f"{pages}/",
            "desk": printed_address(state.log("pages"), f"{pages}/"),
        }
    )


class State:
    """What has been started, kept in `ui.json` from the first process on, so that a start cut off half-way can be ended too."""

    def __init__(self, home: Path, processes: list[Started] | None = None, addresses: dict[str, str] | None = None) -> None:
        self.home, self.processes, self.addresses = home, processes or [], addresses or {}

    def log(self, name: str) -> Path:
        """The log of one process."""
        return self.home / "logs" / f"{name}.log"

    def begin(self, name: str, command: list[str], env: dict[str, str]) -> Started:
        """Start one process and remember it."""
        process = begin(name, command, env=env, cwd=ROOT, log=self.log(name))
        self.processes.append(process)
        self._write()
        return process

    def ready(self, addresses: dict[str, str]) -> None:
        """Everything is up, at these addresses."""
        self.addresses = addresses
        self._write()

    def _write(self) -> None:
        part = self.home / "ui.json.part"
        content = {"processes": [asdict(p) for p in self.processes], "addresses": self.addresses}
        part.write_text(json.dumps(content, indent=2), encoding="utf-8")
        part.replace(self.home / "ui.json")


def read_state(home: Path) -> State:
    """What `ui.json` says; nothing if it is missing or unreadable."""
    try:
        stored = json.loads((home / "ui.json").read_text(encoding="utf-8"))
        return State(home, [Started(**process) for process in stored["processes"]], dict(stored["addresses"]))
    except (OSError, ValueError, TypeError, KeyError):
        return State(home)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Starting and stopping exclude each other; the second waits for the first. The system frees the lock of a killed one."""
    with (home / "ui.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def free_port(preferred: int) -> int:
    """The preferred port or one of the next few; if all are taken, any that is free."""
    for port in [*range(preferred, preferred + PORTS_TRIED), 0]:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise NotStarted(f"No port is free on {HOST}.")


def wait_for(ready: Callable[[], bool], what: str, process: Started) -> None:
    """Return as soon as `ready`; give up when the process has ended or the time is over."""
    limit = time.monotonic() + START_SECONDS
    while not ready():
        over = "" if alive(process) else "ended at once"
        if time.monotonic() > limit:
            over = f"did not answer within {START_SECONDS:.0f} s"
        if over:
            raise NotStarted(f"{what} {over}. Its log ({process.log}) ends:\n{tail(Path(process.log))}")
        time.sleep(POLL_SECONDS)


def run(command: list[str], env: dict[str, str], log: Path) -> None:
    """Run a command to its end, its output in `log`."""
    with log.open("ab") as out:
        done = subprocess.run(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    if done.returncode:
        raise NotStarted(f"`{' '.join(command[2:])}` failed. Its log ({log}) ends:\n{tail(log)}")


def printed_address(log: Path, address: str) -> str:
    """The address as `dragoman serve` printed it: with the token that lets this desk's browser save decisions."""
    found = re.search(re.escape(address) + r"\S*", log.read_text(encoding="utf-8", errors="replace"))
    return found[0] if found else address


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"


def announce(state: State, home: Path) -> int:
    """Print the addresses."""
    print(f"""
  Start a run      {state.addresses["form"]}
  Watch runs       {state.addresses["prefect"]}
  Artifacts        {state.addresses["artifacts"]}
  Result pages     {state.addresses["desk"]}
  Logs             {home / "logs"}

For the prefect command: export PREFECT_API_URL={state.addresses["prefect"]}/api PREFECT_HOME='{home}'
make ui-stop ends all of it.""")
    return 0


if __name__ == "__main__":
    sys.exit(main())
