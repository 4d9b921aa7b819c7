"""Looks at everything a run needs, and says for each thing how it is and what to do."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from flows.pace import size_words
from flows.settings import Settings, config_file
from translations.errors import DragomanError

State = Literal["good", "note", "bad"]
# A run of 1,000 articles leaves about 250 MB with its pages, tables and archive.
LITTLE_SPACE = 1_000_000_000
NO_SPACE = 100_000_000
API_SECONDS = 2.0
# What CTranslate2 is fast with, best first (ctranslate2 documentation, hardware support).
FAST_FEATURES = ("avx512_vnni", "avx512f", "avx_vnni", "avx2", "asimd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing looked at: `bad` keeps runs from working, `note` is worth knowing; `advice` says what to do."""

    what: str
    state: State
    found: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Seen]:
    """Everything in turn; what goes wrong while looking is itself a finding, never an exception."""
    for what, look in LOOKS.items():
        try:
            yield from look(settings)
        except (DragomanError, OSError, RuntimeError, ValueError) as error:
            yield Seen(what=what, state="bad", found=f"cannot be looked at: {error}")


def _code(settings: Settings) -> Iterator[Seen]:
    from flows.planning import code_version

    yield Seen(
        what="code", state="good", found=f"Dragoman {code_version()}, Python {platform.python_version()} ({sys.executable})"
    )


def _settings(settings: Settings) -> Iterator[Seen]:
    path = config_file()
    yield Seen(what="settings", state="good", found=f"{path}" if path.is_file() else f"defaults (no {path})")
    for root in settings.input_roots:
        if not root.is_dir():
            advice = f"Make it (mkdir {root}) or take it out of input_roots: runs started in the Prefect UI read only from there."
            yield Seen(what="input folder", state="note", found=f"{root} is not there", advice=advice)


def _models(settings: Settings) -> Iterator[Seen]:
    from translations import models
    from translations.models import COMPACT_NOTICE
    from translations.store.installed import check
    from translations.store.places import Store

    installed = check(Store(settings.models_dir)) if settings.models_dir.is_dir() else []
    for model, wrong in installed:
        advice = (
            f"Install it again: dragoman models remove {model.folder.name}, then dragoman models pull LANGUAGE." if wrong else ""
        )
        found = f"{model.folder.name}: {wrong or 'as it was installed'}"
        yield Seen(what="model", state="bad" if wrong else "good", found=found, advice=advice)
    if not installed:
        advice = "Install one: dragoman models pull ar (or another language)."
        yield Seen(what="model", state="note", found=f"none installed in {settings.models_dir}", advice=advice)
    if (models.EMBEDDED / "model.bin").is_file():
        info = models.describe(models.EMBEDDED)
        yield Seen(what="model", state="good", found=f"{info.label} is embedded: {COMPACT_NOTICE}")
    if settings.model is not None:
        yield Seen(what="model", state="good", found=f"{models.describe(settings.model).label} is set for every article")


def _decoder(settings: Settings) -> Iterator[Seen]:
    from translations.engine import Engine
    from translations.models import find

    info = find("ar", settings.model, settings.models_dir)
    engine = Engine(info, device=settings.device, threads=settings.threads)
    ((best,),) = engine.translate(["مرحبا"])
    if best.text.strip():
        yield Seen(what="decoder", state="good", found=f"{info.label} answers on the device {settings.device}")
    else:
        yield Seen(what="decoder", state="bad", found=f"{info.label} answers with nothing", advice="Install the model again.")


def _glossary(settings: Settings) -> Iterator[Seen]:
    from glossary import formats, layers

    shipped = layers.default("ar")
    yield Seen(what="glossary", state="good", found=f"{len(shipped.terms):,} shipped terms for Arabic, version {shipped.version}")
    if settings.glossary is not None:
        desk = formats.load(settings.glossary)
        yield Seen(what="glossary", state="good", found=f"{len(desk.terms):,} terms of the desk in {settings.glossary}")


def _cache(settings: Settings) -> Iterator[Seen]:
    from translations.cache import open_cache
    from translations.cache.opening import OFF

    if settings.cache == OFF:
        advice = "Name a path in the setting cache: unchanged articles are then not translated again."
        yield Seen(what="cache", state="note", found="off", advice=advice)
        return
    if "://" not in settings.cache and not Path(settings.cache).exists():
        yield Seen(what="cache", state="good", found=f"{settings.cache} will be made by the first run")
        return
    cache = open_cache(settings.cache)
    assert cache is not None
    held = cache.stats()
    cache.close()
    yield Seen(what="cache", state="good", found=f"{held.place}: {held.entries:,} entries, {size_words(held.bytes)}")


def _disk(settings: Settings) -> Iterator[Seen]:
    place = settings.output_root
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        advice = "Give yourself the right to write there, or name another folder in output_root."
        yield Seen(what="output folder", state="bad", found=f"{place} cannot be written", advice=advice)
    free = shutil.disk_usage(place).free
    state: State = "bad" if free < NO_SPACE else "note" if free < LITTLE_SPACE else "good"
    advice = (
        "" if state == "good" else "Make room: dragoman runs list shows old runs, dragoman cache prune drops what is not used."
    )
    yield Seen(what="disk", state=state, found=f"{size_words(free)} free for {settings.output_root}", advice=advice)


def _processor(settings: Settings) -> Iterator[Seen]:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = settings.threads or "as many as CTranslate2 chooses"
    yield Seen(
        what="threads",
        state="note" if settings.threads > usable else "good",
        found=f"{usable} processors usable, threads of a decoder: {asked}",
        advice="More threads than processors are slower, not faster." if settings.threads > usable else "",
    )
    features = _cpu_features()
    best = next((name for name in FAST_FEATURES if name in features), None)
    if features and best is None:
        advice = "Decoding works but is slow: a processor with AVX2 is several times faster."
        yield Seen(what="processor", state="note", found="has none of the features that decoding is fast with", advice=advice)
    elif best:
        yield Seen(what="processor", state="good", found=f"{platform.machine()} with {best}")
    else:
        yield Seen(what="processor", state="good", found=f"{platform.machine()} (its features are not told)")


def _cpu_features(path: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """The features that Linux names for the first processor; nothing elsewhere."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    lines = (line.partition(":") for line in text.splitlines())
    return frozenset(next((value.split() for name, _, value in lines if name.strip().lower() in ("flags", "features")), ()))


def _prefect(settings: Settings) -> Iterator[Seen]:
    """Whether something listens where Prefect is looked for; Prefect itself is not loaded."""
    address = os.environ.get("PREFECT_API_URL") or _project_api()
    parts = urlsplit(address)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        socket.create_connection((parts.hostname or "", port), API_SECONDS).close()
        yield Seen(what="Prefect", state="good", found=f"something answers at {parts.hostname}:{port}")
    except (OSError, ValueError):
        advice = "Only needed for the UI and schedules: make ui starts it; dragoman translate works without."
        yield Seen(what="Prefect", state="note", found=f"nothing answers at {parts.hostname}:{parts.port}", advice=advice)


def _project_api() -> str:
    import tomllib

    path = Path("pyproject.toml")
    try:
        project = tomllib.loads(path.read_text(encoding="utf-8"))
        return str(project["tool"]["prefect"]["api"]["url"])
    except (OSError, KeyError, ValueError):
        return "http://127.0.0.1:4200/api"


LOOKS: dict[str, Callable[[Settings], Iterator[Seen]]] = {
    "code": _code,
    "settings": _settings,
    "model": _models,
    "decoder": _decoder,
    "glossary": _glossary,
    "cache": _cache,
    "disk": _disk,
    "threads": _processor,
    "Prefect": _prefect,
}
