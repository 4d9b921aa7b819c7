"""A wish to stop: the first Ctrl-C (or SIGTERM) ends the run at the next batch, the second one at once."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """True once a person or the system has asked to stop; the former handlers are back afterwards."""

    def __init__(self) -> None:
        self._asked = False
        self._former: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Stop:
        for number in SIGNALS:
            self._former[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def __bool__(self) -> bool:
        return self._asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        sys.stderr.write("\nStopping after this batch; once more to stop at once.\n")
        sys.stderr.flush()
