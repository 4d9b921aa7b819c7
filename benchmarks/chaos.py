"""Kills a run of many articles at random places with SIGKILL, again and again, and compares the end with an undisturbed run.

Half of the kills are at a step that changes the disk (before or after a rename, a sync, a transaction), half at a random time.
Each run is killed until it has ended; then every file but those with times must be the same, byte by byte, and `run.json` but for
times and for how the run went. The engine is a quick fake: what is tried here is the keeping, not the translating.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.data import ROOT

VICTIM = ROOT / "tests" / "victim.py"
TIMED = ("run.json", "index.html", "bundle.zip")
VOLATILE = ("started", "finished", "timings", "counters")


def desk(home: Path, count: int) -> None:
    (home / "in").mkdir(parents=True)
    for number in range(count):
        body = "\n".join(f"وصل الوزير في {number % 28 + 1} مايو إلى المدينة رقم {number * 3 + line}." for line in range(4))
        (home / "in" / f"a{number:04}.txt").write_text(f"عنوان الخبر رقم {number}\n\n{body}\n", encoding="utf-8")


def victim(home: Path, out: str, kill: str, batch: int) -> tuple[int, str]:
    command = [sys.executable, str(VICTIM), str(home), str(home / out), "run", kill]
    environment = {**os.environ, "VICTIM_BATCH": str(batch)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"a run ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.returncode, done.stdout


def state(folder: Path) -> tuple[dict[str, bytes], dict[str, object]]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    shown = {name: path.read_bytes() for name, path in files.items() if path.name not in TIMED and not name.startswith(".")}
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return shown, {name: value for name, value in record.items() if name not in VOLATILE}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--batch", type=int, default=32, help="articles a batch")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        desk(home, options.articles)
        start = time.perf_counter()
        _, output = victim(home, "undisturbed", "never", options.batch)
        seconds, steps = time.perf_counter() - start, int(output.splitlines()[-1])
        expected = state(home / "undisturbed" / "run")
        print(f"undisturbed: {options.articles} articles, {len(expected[0])} files, {steps:,} steps, {seconds:.1f} s", flush=True)
        kills = runs = 0
        while kills < options.kills:
            shutil.rmtree(home / "out", ignore_errors=True)
            shutil.rmtree(home / "cache", ignore_errors=True)
            deaths = 0
            while not (home / "out" / "run" / "run.json").exists():
                # A resumed run has fewer steps and less time; what lies beyond its end does not kill it.
                kill = f"call:{chance.randint(1, steps)}" if chance.random() < 0.5 else f"time:{chance.uniform(0, seconds):.3f}"
                code, _ = victim(home, "out", kill if kills < options.kills else "never", options.batch)
                if code:
                    kills, deaths = kills + 1, deaths + 1
            runs += 1
            if state(home / "out" / "run") != expected:
                kept = Path(tempfile.mkdtemp(prefix="chaos-"))
                shutil.copytree(home, kept, dirs_exist_ok=True)
                raise SystemExit(f"run {runs}, killed {deaths} times, differs from the undisturbed one: see {kept}")
            print(f"run {runs}: killed {deaths} times, the same in the end ({kills} kills so far)", flush=True)
    print(f"{kills} kills over {runs} runs of {options.articles} articles: every end is byte-identical")


if __name__ == "__main__":
    main()
