"""`published/`: the articles of held runs that may be used. It holds approved ones only, each file appearing whole, by rename."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import polars as pl

from flows.folders import PUBLISHED
from flows.params import Review
from flows.published_files import publish, take_back
from qa.decided import status
from qa.findings import STANDING
from qa.report.safe import file_name
from translations.decisions.history import InForce, in_force
from translations.decisions.records import DecisionsError, english_digest, segment_key
from translations.decisions.store import DecisionStore
from translations.errors import SettingsError

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 20_000
ARTICLES_AT_ONCE = 200


_Error = tuple[str, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Which articles of a run are published now, and which are held, each with the reason."""

    run_id: str
    review: Review
    published: tuple[str, ...] = ()
    held: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    article_id: str
    language: str
    sources: list[str]
    targets: list[str]


def settle(folder: Path, store: DecisionStore, today: date) -> Settled:
    """Publish what is approved of the finished run in `folder`, take back what is not; by the review it was started with.

    `on_errors`: an article is approved when no error finding of it is open or accepted as an error, or when a person approved
    it. `always`: only a person approves. An approval counts for exactly the English it was given to. An article for which a
    person has written other English is held until a run has used it. `never`: nothing is held, and nothing is published.
    """
    record = _record(folder)
    review = Review(record.get("parameters", {}).get("review", Review.never))
    run_id = str(record["run_id"])
    if review is Review.never:
        return Settled(run_id=run_id, review=review)
    done = pl.scan_parquet(folder / "articles.parquet").filter(pl.col("status") == "done").select("id", "slug").collect()
    files = {article_id: file_name(slug) for article_id, slug in done.iter_rows()}
    target = folder.parent / PUBLISHED / folder.name
    errors = _errors(folder / "findings.parquet")
    published, held = [], []
    for texts, people in _decided(_texts(folder / "translations.parquet"), store, today):
        reason = _held(review, texts, people, _undecided(errors.get(texts.article_id, []), people))
        if texts.article_id not in files:
            continue
        if reason:
            take_back(target, files[texts.article_id])
            held.append((texts.article_id, reason))
        else:
            publish(folder, target, files[texts.article_id], people)
            published.append(texts.article_id)
    log.info("run %s: %d articles published, %d held", run_id, len(published), len(held))
    return Settled(run_id=run_id, review=review, published=tuple(published), held=tuple(held))


def review_named(name: str) -> Review:
    """The review of that name; raises SettingsError for any other name."""
    try:
        return Review(name)
    except ValueError:
        raise SettingsError(f"There is no review {name!r}; choose {', '.join(Review)}.") from None


def published_runs(root: Path) -> list[Path]:
    """The folders of the runs in `root` of which something is published."""
    place = root / PUBLISHED
    names = sorted(entry.name for entry in place.iterdir() if not entry.name.startswith(".")) if place.is_dir() else []
    return [root / name for name in names if (root / name / "run.json").is_file()]


def english_of(folder: Path, article_id: str) -> list[str]:
    """The English of an article's segments in order, as a run has it; empty where it has no such article."""
    table = pl.scan_parquet(folder / "translations.parquet").filter(pl.col("article_id") == article_id)
    return table.select("target").collect()["target"].to_list()


def _record(folder: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads((folder / "run.json").read_bytes())
        return record
    except (OSError, ValueError, RecursionError) as error:
        raise DecisionsError(f"{folder} holds no finished run ({error}).") from error


def _texts(path: Path) -> Iterator[_Texts]:
    """Each article's texts; an article's rows stand together, and the table is read in parts."""

    def rows() -> Iterator[dict[str, Any]]:
        table = pl.scan_parquet(path).select("article_id", "source_lang", "source", "target")
        at = 0
        while (frame := table.slice(at, ROWS_AT_ONCE).collect()).height:
            yield from frame.iter_rows(named=True)
            at += frame.height

    for article_id, group in groupby(rows(), key=lambda row: str(row["article_id"])):
        found = list(group)
        yield _Texts(
            article_id=article_id,
            language=found[0]["source_lang"],
            sources=[row["source"] for row in found],
            targets=[row["target"] for row in found],
        )


def _decided(articles: Iterator[_Texts], store: DecisionStore, today: date) -> Iterator[tuple[_Texts, InForce]]:
    """Each article with what is in force about it; looked up for many at once."""
    while some := list(islice(articles, ARTICLES_AT_ONCE)):
        keys = {segment_key(texts.language, source) for texts in some for source in texts.sources}
        people = in_force(store.about([texts.article_id for texts in some], keys), today)
        yield from ((texts, people) for texts in some)


def _errors(path: Path) -> dict[str, list[_Error]]:
    """The run's error findings by article: fingerprint, English, and whether it is about values."""
    columns = ["article_id", "fingerprint", "target", "source_value", "target_value"]
    table = pl.scan_parquet(path).filter(pl.col("severity") == "error").select(columns).collect()
    found: dict[str, list[_Error]] = {}
    for article_id, fingerprint, english, source, target in table.iter_rows():
        found.setdefault(article_id, []).append((fingerprint, english, bool(source or target)))
    return found


def _undecided(errors: list[_Error], people: InForce) -> int:
    """Number of error findings that nobody has waived or fixed."""
    found = [status(people.findings.get(fingerprint), english, values=values) for fingerprint, english, values in errors]
    return sum(each in STANDING for each in found)


def _held(review: Review, texts: _Texts, people: InForce, errors: int) -> str:
    """Why the article may not be published; empty if it may."""
    for source, target in zip(texts.sources, texts.targets, strict=True):
        correction = people.correction(texts.language, source, texts.article_id)
        if correction is not None and correction.corrected != target:
            return "corrected; the next run has the corrected English"
    if (texts.article_id, english_digest(texts.targets)) in people.approvals:
        return ""
    if review is Review.always:
        return "not approved yet"
    return f"{errors} error finding{'' if errors == 1 else 's'} to decide on" if errors else ""
