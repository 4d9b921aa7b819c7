"""`make ui` starts processes that outlive it, and `make ui-stop` ends those and no others."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
# The leader starts a child in its group and tells its number.
PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(600)\n"
)
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"


@pytest.fixture
def processes(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "scripts"))
    import processes

    return processes


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process of somebody else, in a group of its own."""
    process = subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def first_line(log: Path, pid: int) -> str:
    """The first line of a log, once the process has written it."""
    while True:
        with log.open("rb") as lines:
            line = lines.readline()
        if line.endswith(b"\n"):
            return line.decode().strip()
        os.kill(pid, 0)


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")


@needs_proc
def test_a_whole_group_is_ended_and_others_are_left(
    processes: ModuleType, tmp_path: Path, bystander: subprocess.Popen[bytes]
) -> None:
    log = tmp_path / "logs" / "parent.log"
    started = processes.begin("parent", [sys.executable, "-c", PARENT], env=os.environ, cwd=tmp_path, log=log)
    child = int(first_line(log, started.pid))
    assert processes.alive(started)
    assert running(child)
    assert processes.end(started)
    assert not running(started.pid)
    assert not running(child)
    assert not processes.alive(started)
    assert not processes.end(started)
    assert bystander.poll() is None


@needs_proc
def test_a_process_that_will_not_go_is_killed(processes: ModuleType, tmp_path: Path) -> None:
    log = tmp_path / "stubborn.log"
    started = processes.begin("stubborn", [sys.executable, "-c", STUBBORN], env=os.environ, cwd=tmp_path, log=log)
    first_line(log, started.pid)
    assert processes.end(started, grace=0.3)
    assert not running(started.pid)


def test_a_number_that_now_belongs_to_another_process_is_left_alone(
    processes: ModuleType, bystander: subprocess.Popen[bytes]
) -> None:
    stale = processes.Started(name="server", pid=bystander.pid, began="long ago", log="")
    assert not processes.alive(stale)
    assert not processes.end(stale)
    assert not processes.end(replace(stale, began=""))
    assert bystander.poll() is None


@pytest.mark.parametrize("way", ["start_mark", "_from_proc", "_from_ps"])
def test_the_start_mark_tells_processes_apart(processes: ModuleType, bystander: subprocess.Popen[bytes], way: str) -> None:
    needed = {"_from_proc": Path("/proc/self/stat").exists(), "_from_ps": shutil.which("ps") is not None}
    if not needed.get(way, True):
        pytest.skip("this system has the other way")
    mark = getattr(processes, way)
    assert mark(os.getpid())
    assert mark(os.getpid()) == mark(os.getpid())
    assert mark(bystander.pid)
    bystander.send_signal(signal.SIGKILL)
    while mark(bystander.pid):  # until the signal has done its work; a zombie counts as gone
        pass
    bystander.wait()
    assert mark(bystander.pid) == ""


@pytest.mark.parametrize("content", ["", "{", "[]", '{"processes": [{"pid": 1}]}', '{"processes": 5, "addresses": {}}'])
def test_a_broken_list_of_processes_counts_as_none(root: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "ui.json").write_text(content, encoding="utf-8")
    stopped = subprocess.run(
        [sys.executable, str(root / "scripts" / "ui.py"), "stop", "--home", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (stopped.returncode, stopped.stdout) == (0, "Nothing is running.\n")
    assert not (tmp_path / "ui.json").exists()


def test_stopping_where_nothing_ever_ran(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(root / "scripts" / "ui.py"), "stop", "--home", str(tmp_path / "none")]
    stopped = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (stopped.returncode, stopped.stdout) == (0, "Nothing is running.\n")
    assert not (tmp_path / "none").exists()
