"""Seconds spent, by stage."""

from __future__ import annotations

import time


class Timer:
    """Seconds spent in named stages: `with timer("decode"): …`."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", 0.0

    def __call__(self, stage: str) -> Timer:
        """Name the stage that begins."""
        self._stage = stage
        return self

    def __enter__(self) -> None:
        self._since = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + time.perf_counter() - self._since
