"""Logs for machines: one JSON object a line on standard error, with counts and ids, never article text."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_concerned: ContextVar[dict[str, str | int]] = ContextVar("_concerned", default={})  # noqa: B039 - never changed, only replaced
LOGGERS = ("flows", "qa", "glossary", "translations")
# What a log record has of its own; anything else was given as `extra` (ids, counts).
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@contextmanager
def about(**ids: str | int) -> Iterator[None]:
    """Everything logged meanwhile, by whatever part of the pipeline, is about the run, batch or article with these ids."""
    token = _concerned.set(_concerned.get() | ids)
    try:
        yield
    finally:
        _concerned.reset(token)


class JsonLines(logging.Formatter):
    """time, level, logger, message, ids of the run and batch, what was given as `extra`, and for errors their type and place (not
    their text).
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _concerned.get()
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[0]:
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
            line |= {"error": record.exc_info[0].__name__, "where": place}
        return json.dumps(line, ensure_ascii=False, default=str)


def json_lines(level: int = logging.DEBUG) -> None:
    """Send the project's own logs to standard error as JSON lines; DEBUG is an event an article and an event a second look."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
