"""The measured figures, kept part by part in `benchmarks/results.json`: a part can be measured anew without the others."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from translations.files import write_whole

KEPT = ROOT / "benchmarks" / "results.json"
PACKAGES = ("ctranslate2", "prefect", "polars", "sentencepiece")


def version(package: str) -> str:
    return importlib.metadata.version(package)


def processor() -> str:
    """The processor's name as the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def taken_on(threads: int) -> dict[str, Any]:
    """When and on what a part was measured. The load tells whether the machine was quiet."""
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "threads": threads,
        "system": f"{platform.system()} {platform.machine()}",
        "python": ".".join(map(str, sys.version_info[:3])),
        "versions": {name: version(name) for name in PACKAGES},
        "load": round(os.getloadavg()[0], 1),
    }


def kept(path: Path = KEPT) -> dict[str, Any]:
    """All parts measured so far."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def keep(part: str, figures: dict[str, Any], threads: int, path: Path = KEPT) -> None:
    """Put a part's figures in place of its older ones; the other parts stay."""
    parts = kept(path) | {part: {**figures, "taken": taken_on(threads)}}
    text = json.dumps(_short(parts), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(path, text)


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _short(item) for name, item in value.items()}
    return [_short(item) for item in value] if isinstance(value, list | tuple) else value
