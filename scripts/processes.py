"""Processes that outlive the command which started them: begun in a group of their own, ended without touching others.

A process is told from a later one with the same number by the moment it started.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GRACE_SECONDS = 20.0  # for SIGTERM: a worker tells the server that its runs were cut off
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A process this project started; `pid` is also the number of its process group. `began` is what `start_mark` said then."""

    name: str
    pid: int
    began: str
    log: str


def start_mark(pid: int) -> str:
    """When process `pid` started, in the system's own terms; empty if there is no such process or it is a zombie."""
    return _from_proc(pid) if Path("/proc/self/stat").exists() else _from_ps(pid)


def _from_proc(pid: int) -> str:
    try:
        # "pid (name) state ppid …": the name may hold spaces and brackets; field 22 is the start in clock ticks since boot.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return "" if fields[0] in "ZX" else f"{boot}:{fields[19]}"


def _from_ps(pid: int) -> str:
    asked = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    shown = subprocess.run(asked, capture_output=True, text=True, check=False, env={"PATH": os.defpath, "LC_ALL": "C"})
    state, _, began = shown.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else began.strip()


def alive(process: Started) -> bool:
    """Whether this very process still runs."""
    return bool(process.began) and start_mark(process.pid) == process.began


def begin(name: str, command: Sequence[str], *, env: Mapping[str, str], cwd: Path, log: Path) -> Started:
    """Start `command` in its own session, its output going to `log` (begun anew)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Started(name=name, pid=process.pid, began=start_mark(process.pid), log=str(log))


def end(process: Started, grace: float = GRACE_SECONDS) -> bool:
    """End the process and its group: SIGTERM, then SIGKILL after `grace` seconds. False if it was not running any more."""
    if not alive(process):
        return False
    _signal(process.pid, signal.SIGTERM)
    if not _gone(process.pid, grace):
        _signal(process.pid, signal.SIGKILL)
        _gone(process.pid, grace)
    return True


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


def _gone(group: int, seconds: float) -> bool:
    """Whether every member of the group ends within `seconds`; our own children are reaped so that none lingers as a zombie."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        except PermissionError:  # macOS answers so when only zombies are left
            return True
        time.sleep(POLL_SECONDS)
    return False
