"""Peers on the same weights, beam and threads as bare CTranslate2, each in an environment of its own outside the project.

    python -m benchmarks.peers --setup FOLDER      # makes FOLDER/argos and FOLDER/transformers (PyTorch among it: gigabytes)
    python -m benchmarks.peers --peers FOLDER

A few hundred segments, bare CTranslate2 on the same ones before, between and after. What is timed is translating, models loaded
and warmed up. Nothing of a peer is ever imported here; what cannot be run says why in its row.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import pipeline_page
from benchmarks import pipeline_results as results
from benchmarks.data import ROOT, shared
from benchmarks.pipeline_corpus import Stopwatch, bare, translator
from benchmarks.pipeline_corpus import sentences as sentences_of
from translations.engine import Engine
from translations.models import ModelInfo, find
from translations.store import convert, releases

PEERS = {"argos": ["argostranslate==1.11.0"], "transformers": ["transformers", "sentencepiece", "sacremoses"]}
NAMES = {"argos": "Argos Translate", "transformers": "transformers MarianMT"}
SEGMENTS = 200
TOKENS = 2048  # a batch of Argos: more than any paragraph


def set_up(folder: Path, torch: str) -> None:
    """An environment a peer, from where pip is set to; give PyTorch's CPU build as `torch` where there is one."""
    for name, packages in PEERS.items():
        subprocess.run([sys.executable, "-m", "venv", str(folder / name)], check=True)
        subprocess.run([str(folder / name / "bin" / "python"), "-m", "pip", "install", "-q", torch, *packages], check=True)


def release(info: ModelInfo) -> Path:
    """The Marian release that the model was converted from."""
    return shared() / "model" / f"{info.name}.marian"


def job(engine: Engine, paragraphs: list[list[str]], threads: int) -> dict[str, Any]:
    info = engine.info
    return {
        "model": str(info.folder), "marian": str(release(info)), "language": "ar", "threads": threads,
        "beam": info.decoding.beam_size, "batch_tokens": TOKENS, "paragraphs": paragraphs,
    }  # fmt: skip


def asked(name: str, folder: Path | None, order: dict[str, Any], work: Path) -> list[dict[str, Any]]:
    """The rows of a peer, or one row that says why there are none."""
    python = (folder or work) / name / "bin" / "python"
    if not python.exists():
        return [{"peer": NAMES[name], "why": "not set up here (`python -m benchmarks.peers --setup`)"}]
    path = work / f"{name}.json"
    path.write_text(json.dumps(order), encoding="utf-8")
    script = ROOT / "benchmarks" / "peers_engines.py"
    environment = {**os.environ, "OMP_NUM_THREADS": str(order["threads"]), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [str(python), str(script), name, str(path)], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        return [{"peer": NAMES[name], "why": f"does not run: {(done.stderr.strip().splitlines() or ['no word'])[-1][:200]}"}]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def measure(folder: Path | None, segments: int, threads: int) -> dict[str, Any]:
    """A row a system: seconds on the wall and of the processor, and how many times as long as bare CTranslate2 beside it."""
    engine = Engine(find("ar"))
    paragraphs = sentences_of(segments)
    flat = [sentence for lines in paragraphs for sentence in lines]
    tokens = sorted(engine.encode(flat), key=len)
    watch, rows = Stopwatch(), []
    plain = translator(engine, threads)
    bare(plain, tokens[:100], engine)

    def beside() -> None:
        with watch("int8"):
            bare(plain, tokens, engine)

    with tempfile.TemporaryDirectory() as name:
        beside()
        for peer in PEERS:
            rows += asked(peer, folder, job(engine, paragraphs, threads), Path(name))
            beside()
        convert.convert(releases.inspect(release(engine.info)), Path(name) / "float32", "float32")
        precise = translator(engine, threads, Path(name) / "float32")
        bare(precise, tokens[:100], engine)
        with watch("float32"):
            exact = bare(precise, tokens, engine)
    english = dict(zip(map(tuple, tokens), engine.decode([result.hypotheses[0] for result in exact]), strict=True))
    same = {sentence: english[tuple(pieces)] for sentence, pieces in zip(flat, engine.encode(flat), strict=True)}
    ours = [
        {"peer": "bare CTranslate2", "settings": f"{kind}, batches of {engine.info.decoding.batch_tokens} tokens",
         "version": results.version("ctranslate2"), "wall": statistics.median(watch.wall[kind]),
         "processor": statistics.median(watch.processor[kind])}
        for kind in ("int8", "float32")
    ]  # fmt: skip
    for row in rows:
        if theirs := row.pop("english", None):
            row["same_as_float32"] = sum(theirs[s].split() == same[s].split() for s in theirs) / len(theirs)
    for row in [*ours, *rows]:
        print(", ".join(f"{name} {value:.2f}" if isinstance(value, float) else f"{value}" for name, value in row.items()))
    return {"segments": segments, "sentences": len(flat), "beam": engine.info.decoding.beam_size, "rows": [*ours, *rows]}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="the folder that --setup made")
    parser.add_argument("--setup", type=Path, metavar="FOLDER", help="make the peers' environments, nothing else")
    parser.add_argument("--torch", default="torch", help="what to ask pip for, for example a CPU build: torch==2.13.0+cpu")
    parser.add_argument("--segments", type=int, default=SEGMENTS)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    if options.setup:
        set_up(options.setup.resolve(), options.torch)
        return
    results.keep("peers", measure(options.peers, options.segments, options.threads), options.threads)
    pipeline_page.write()


if __name__ == "__main__":
    main()
