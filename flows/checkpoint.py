"""What of a run is done and need not be done again: a record a batch, written when everything else of the batch is on disk.

A record holds for exactly the batch it was made from (`key`): where the input, a model or a setting has changed since, the batch
is done anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qa.report.records import ArticleSummary
from qa.report.rows import SavedRows, write_rows
from qa.report.writer import PARTS
from translations.files import digest, write_whole
from translations.models import Decoding, ModelInfo
from translations.records import Article

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What became of a batch: one summary a document in input order, models used, seconds a stage, counts.

    `resumed` says that an earlier process did it.
    """

    number: int
    summaries: Sequence[ArticleSummary]
    models: tuple[ModelInfo, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    resumed: bool = False


def batch_key(articles: Sequence[Article], others: Sequence[object], made: str) -> str:
    """Digest of a batch: its articles with all that is known of them, what gave no article, and what makes the English."""
    return digest(made, *(repr(article) for article in articles), *(repr(other) for other in others))


def save(folder: Path, key: str, result: BatchResult) -> None:
    """Record a batch as done; every file of it must be written."""
    write_rows(_rows(folder, result.number), result.summaries)
    record = {
        "schema": SCHEMA,
        "key": key,
        "models": [_model(info) for info in result.models],
        "timings": result.timings,
        "counters": result.counters,
    }
    write_whole(_record(folder, result.number), json.dumps(record, ensure_ascii=False))


def done(folder: Path, number: int, key: str | None) -> BatchResult | None:
    """The result of a batch that another process recorded, if it is this very batch; without a `key`, whatever it recorded."""
    try:
        record = json.loads(_record(folder, number).read_bytes())
        if record["schema"] != SCHEMA or key not in (None, record["key"]):
            return None
        summaries = tuple(SavedRows(_rows(folder, number)))
        models = tuple(_info(model) for model in record["models"])
        return BatchResult(
            number=number,
            summaries=summaries,
            models=models,
            timings=record["timings"],
            counters=record["counters"],
            resumed=True,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def drop_beyond(folder: Path, batches: int) -> None:
    """Remove what an earlier process left of batches that the run no longer has."""
    for path in _numbered(folder / PARTS):
        if int(path.stem.rsplit("-", 1)[1]) >= batches:
            path.unlink(missing_ok=True)


def _numbered(parts: Path) -> Iterator[Path]:
    return (path for path in parts.iterdir() if not path.name.startswith(".") and path.stem.rsplit("-", 1)[-1].isdigit())


def _record(folder: Path, number: int) -> Path:
    return folder / PARTS / f"batch-{number:08d}.json"


def _rows(folder: Path, number: int) -> Path:
    return folder / PARTS / f"articles-{number:08d}.parquet"


def _model(info: ModelInfo) -> dict[str, Any]:
    return asdict(info) | {"folder": str(info.folder), "languages": sorted(info.languages)}


def _info(record: dict[str, Any]) -> ModelInfo:
    given = record | {
        "folder": Path(record["folder"]),
        "languages": frozenset(record["languages"]),
        "decoding": Decoding(**record["decoding"]),
    }
    return ModelInfo(**given)
