"""What a process loads once and shares: one engine a model, behind a lock; one compiled glossary a language."""

from __future__ import annotations

import threading
from pathlib import Path

from flows.settings import Settings
from glossary.matching import Matcher
from glossary.terms import Glossary
from translations import models
from translations.engine import Engine


class Resources:
    """Loads on demand, each thing once however many threads ask (a plain cache would load a model once a thread)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._engines: dict[str, Engine] = {}
        self._matchers: dict[str, Matcher] = {}

    def engine(self, language: str, override: Path | None = None) -> Engine:
        """The engine for a language; raises ModelNotFound or ModelBroken."""
        with self._lock:
            info = models.find(language, override)
            if info.digest not in self._engines:
                self._engines[info.digest] = Engine(info, device=self._settings.device, threads=self._settings.threads)
            return self._engines[info.digest]

    def matcher(self, terms: Glossary) -> Matcher:
        """The compiled matcher of a glossary."""
        with self._lock:
            key = terms.version
            if key not in self._matchers:
                self._matchers[key] = Matcher(terms)
            return self._matchers[key]
