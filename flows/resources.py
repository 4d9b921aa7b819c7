"""What a process loads once and shares: one engine a model within a memory budget, one compiled glossary a language."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from flows.settings import Settings
from glossary.compiled import GLOSSARIES
from glossary.matching import Matcher
from glossary.terms import Glossary
from translations import models
from translations.cache import Cache
from translations.engine import Engine
from translations.models import Decoding, ModelInfo
from translations.records import Hypothesis
from translations.store.serving import Shelf


class Resources:
    """Loads on demand, each thing once however many threads ask (a plain cache would load a model once a thread)."""

    def __init__(self, settings: Settings, cache: Cache | None = None) -> None:
        """Nothing is loaded yet; without a `cache` every segment is decoded."""
        self._settings = settings
        self.cache = cache
        self._lock = threading.Lock()
        self._known: dict[str, ModelInfo] = {}
        self._engines = Shelf(self._load, self._size)
        self._matchers: dict[str, Matcher] = {}

    def engine(self, language: str, override: Path | None = None) -> Engine:
        """The engine for a language; raises ModelNotFound or ModelBroken."""
        with self._lock:
            info = models.find(language, override, self._settings.models_dir)
            self._known[info.digest] = info
            return self._engines.get(info.digest)

    def model(self, language: str, override: Path | None = None) -> ModelInfo:
        """The model that `engine` would load; raises ModelNotFound or ModelBroken."""
        return models.find(language, override, self._settings.models_dir)

    def _load(self, digest: str) -> Engine:
        return Engine(self._known[digest], device=self._settings.device, threads=self._settings.threads)

    def _size(self, digest: str) -> int:
        return sum(path.stat().st_size for path in self._known[digest].folder.glob("*.bin"))

    def matcher(self, terms: Glossary, version: str | None = None) -> Matcher:
        """The compiled matcher of a glossary; who knows its `version` saves making it again."""
        with self._lock:
            key = version or terms.version
            if key not in self._matchers:
                self._matchers[key] = Matcher(terms, GLOSSARIES, key)
            return self._matchers[key]


class Idle:
    """Stands for an engine where nothing is left to decode, so that no model is loaded."""

    def __init__(self, info: ModelInfo) -> None:
        self.info = info

    def translate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[tuple[Hypothesis, ...]]:
        """Nothing for nothing."""
        if texts:
            raise ValueError("no engine is loaded")
        return []
