"""Large runs: nothing that grows with the corpus is kept, lists are bounded and say so, and the pace is told."""

from __future__ import annotations

import csv
import gc
import json
import logging
import os
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from steady import Steady, go

from flows import logs, steps
from flows.ending import Sums
from flows.pace import Pace, documents_in
from flows.settings import Settings
from qa.report.records import ArticleSummary, tally
from qa.report.rows import SavedRows, write_rows
from translations.articles import InputFile, load
from translations.cache.sqlite import SqliteCache


def corpus(path: Path, count: int) -> Path:
    rows = (
        {"id": f"a{n}", "text": f"وصل الوزير رقم {n % 7} إلى المدينة.\nعدد الحاضرين {n}.", "lang": "ar", "published": day(n)}
        for n in range(count)
    )
    with path.open("w", encoding="utf-8", newline="") as stream:
        if path.suffix == ".csv":
            table = csv.DictWriter(stream, ["id", "text", "lang", "published"])
            table.writeheader()
            table.writerows(rows)
        else:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def day(number: int) -> str:
    return f"2024-{number % 12 + 1:02}-01"


def test_limit_and_since_hold_for_a_table(tmp_path: Path) -> None:
    path = corpus(tmp_path / "a.csv", 20)
    with path.open("a", encoding="utf-8") as stream:
        stream.write('20,"never closed\n' * 3)  # what lies beyond the limit is not even looked at
    settings = Settings(decisions=tmp_path / "d.sqlite")
    request = steps.Request(paths=(str(path),), out=tmp_path / "out", run_id="r", limit=12, since=date(2024, 10, 1))
    report = go(request, Steady(settings, None), settings)
    assert (report.tally.done, report.tally.skipped, report.tally.failed) == (3, 9, 0)


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_reading_holds_no_article(tmp_path: Path, suffix: str) -> None:
    def peak(count: int) -> int:
        path = corpus(tmp_path / f"{count}.{suffix}", count)
        gc.collect()
        tracemalloc.start()
        assert sum(1 for _ in load([InputFile(path.name, path)], None)) == count
        (_, highest) = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)  # tables are read once
    assert peak(3_000) < 1.2 * peak(300) + 50_000


def test_batches_are_summed_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.batches.MAX_BATCH_ARTICLES", 5)
    settings = Settings(decisions=tmp_path / "d.sqlite")
    request = steps.Request(paths=(str(corpus(tmp_path / "a.jsonl", 23)),), out=tmp_path / "out", run_id="r")
    report = go(request, Steady(settings, SqliteCache(tmp_path / "c.sqlite")), settings)
    assert isinstance(report.articles, SavedRows)
    assert (len(report.articles), report.tally.done, report.counters["batches"]) == (23, 23, 5)
    assert [article.id for article in report.articles] == [f"a{n}" for n in range(23)]
    assert report.tally == tally(report.articles)
    held = {name for name in Sums.__dataclass_fields__ if isinstance(getattr(Sums(), name), list)}
    assert held == set()


def test_lists_of_articles_are_bounded_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.report.writer.MAX_LISTED", 4)
    monkeypatch.setattr("qa.report.writer.MAX_BUNDLED", 4)
    settings = Settings(decisions=tmp_path / "d.sqlite")
    request = steps.Request(paths=(str(corpus(tmp_path / "a.jsonl", 9)),), out=tmp_path / "out", run_id="r")
    go(request, Steady(settings, None), settings)
    folder = tmp_path / "out" / "r"
    record = json.loads((folder / "run.json").read_text())
    assert (len(record["articles"]), record["totals"]["done"]) == (4, 9)
    assert pl.read_parquet(folder / "articles.parquet").height == 9
    assert not (folder / "bundle.zip").exists()


def test_rows_in_a_file_are_a_sequence(tmp_path: Path) -> None:
    rows = [ArticleSummary(id=f"a{n}", path="p", status="done", title="عنوان", errors=n) for n in range(7)]
    write_rows(tmp_path / "r.parquet", rows)
    saved = SavedRows(tmp_path / "r.parquet")
    assert list(saved) == rows
    assert (len(saved), saved[0], saved[-1]) == (7, rows[0], rows[-1])
    for piece in (slice(2, 5), slice(None, 3), slice(5, 2), slice(None, None, 2), slice(None, None, -1), slice(90, 99)):
        assert saved[piece] == rows[piece]
    with pytest.raises(IndexError):
        saved[7]
    write_rows(tmp_path / "none.parquet", [])
    assert list(SavedRows(tmp_path / "none.parquet")) == []


def test_documents_are_counted_without_reading_them(tmp_path: Path) -> None:
    corpus(tmp_path / "a.jsonl", 12)
    (tmp_path / "b.csv").write_text("id,text\n1,x\n2,y")
    pl.DataFrame({"id": ["1", "2", "3"], "text": ["a", "b", "c"]}).write_parquet(tmp_path / "c.parquet")
    (tmp_path / "d.txt").write_text("x\ny\n")
    (tmp_path / "e.parquet").write_text("broken")
    (tmp_path / "f.jsonl").touch()
    files = [InputFile(path.name, path) for path in sorted(tmp_path.iterdir())]
    assert [documents_in([item]) for item in files] == [12, 2, 3, 1, 1, 0]
    assert documents_in([InputFile("gone.jsonl", tmp_path / "gone.jsonl")]) == 1


def test_a_very_large_file_is_counted_by_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.pace.MAX_COUNTED_BYTES", 1000)
    monkeypatch.setattr("flows.pace._BLOCK", 500)
    path = corpus(tmp_path / "a.jsonl", 400)
    assert documents_in([InputFile("a.jsonl", path)]) == pytest.approx(400, rel=0.2)


def test_the_pace_counts_only_its_own_work() -> None:
    now = [0.0]
    pace = Pace(1000, clock=lambda: now[0])
    assert str(pace) == "0 of 1,000 documents"
    pace.add(400, resumed=True)
    now[0] = 50.0
    pace.add(100)
    assert pace.rate == 2.0
    assert str(pace) == "500 of 1,000 documents, about 4 min left, 2.0 a second"
    pace.add(600)  # more than was thought
    assert (pace.expected, str(pace)) == (1100, "1,100 of 1,100 documents, 14.0 a second")


@contextmanager
def json_logs() -> Iterator[None]:
    """JSON lines on standard error, and the loggers afterwards as they were."""
    loggers = [logging.getLogger(name) for name in logs.LOGGERS]
    before = [(logger.handlers, logger.level, logger.propagate) for logger in loggers]
    try:
        logs.json_lines()
        yield
    finally:
        for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
            logger.handlers, logger.level, logger.propagate = handlers, level, propagate


def test_json_logs_have_ids_and_no_article_text(capsys: pytest.CaptureFixture[str]) -> None:
    with json_logs():
        logging.getLogger("flows.work").info("batch %d done", 3, extra={"article_id": "a1", "segments": 4})
        try:
            raise ValueError("وصل الوزير")
        except ValueError:
            logging.getLogger("qa.checks").exception("one article failed")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("info", "flows.work", "batch 3 done")
    assert (first["article_id"], first["segments"]) == ("a1", 4)
    assert second["error"] == "ValueError"
    assert "test_large.py" in second["where"]
    assert "الوزير" not in json.dumps(second, ensure_ascii=False)


def test_json_logs_carry_the_ids_of_what_they_are_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"id": f"a{n}", "text": f"عنوان الخبر {n}\nوصل {n}7 شخصا إلى المدينة في 12 مايو.", "lang": "ar"} for n in range(3)]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([*map(json.dumps, lines), "{}"]))
    settings = Settings(decisions=tmp_path / "d.sqlite", batch_articles=2)
    with json_logs():
        go(steps.Request(paths=(str(path),), out=tmp_path / "out", run_id="r"), Steady(settings, None), settings)
    written = capsys.readouterr().err
    said = [json.loads(line) for line in written.splitlines()]
    assert {(line["run_id"], line["batch"]) for line in said if line["logger"] != "translations.engine"} == {("r", 0), ("r", 1)}
    assert {"translations.retry", "glossary.enforcement", "flows.work"} <= {line["logger"] for line in said}
    done = [line for line in said if line["message"] == "article done"]
    assert [(line["article_id"], line["segments"]) for line in done] == [("a0", 2), ("a1", 2), ("a2", 2)]
    found = pl.read_parquet(tmp_path / "out" / "r" / "findings.parquet").filter(pl.col("severity") == "error")
    errors = [line for line in said if line["message"] == "error finding"]
    assert found.height > 0
    told = {(line["article_id"], line["segment_id"], line["check"]) for line in errors}
    assert told == set(found.select("article_id", "segment_id", "check").iter_rows())
    assert len(errors) == found.height
    (failed,) = [line for line in said if line["message"].endswith("failed")]
    assert (failed["article_id"], failed["batch"]) == ("a.jsonl#4", 1)
    assert not any("\u0600" <= letter <= "\u06ff" for line in said for letter in json.dumps(line, ensure_ascii=False))


def test_a_larger_run_is_not_a_heavier_one(tmp_path: Path) -> None:
    """Peak memory of whole processes, small sizes; `make bench-growth` measures large ones."""
    code = (
        "import sys, resource; from pathlib import Path; from steady import Steady, go; from flows import batches, steps\n"
        "from flows.settings import Settings; from translations.cache.sqlite import SqliteCache\n"
        "batches.MAX_BATCH_ARTICLES = 50; home = Path(sys.argv[1]); s = Settings(decisions=home / 'd.sqlite')\n"
        "go(steps.Request(paths=(sys.argv[2],), out=home / 'out', run_id=sys.argv[3]), Steady(s, SqliteCache(home / 'c.sqlite')), s)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    import subprocess

    peaks = []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parents[2])])}
    for count in (100, 800):
        path = corpus(tmp_path / f"{count}.jsonl", count)
        command = [sys.executable, "-c", code, str(tmp_path), str(path), f"r{count}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        peaks.append(int(done.stdout.split()[-1]))
    assert peaks[1] < 1.2 * peaks[0]
