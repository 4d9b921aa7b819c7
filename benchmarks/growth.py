"""What a second run costs, what a change costs, and whether memory stays flat as a corpus grows. With the shipped model.

Every run is a process of its own (`dragoman translate`), timed from outside with its peak memory. First 1,000 articles of three
TICO-19 segments: translated, again unchanged, again with one paragraph and one glossary entry changed. Then corpora of other
combinations of the same segments, so that the cache answers, and only the number of articles differs.
The figures are kept as `benchmarks.pipeline` keeps its own; corpora above 10,000 articles as a part of their own, `large`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import pipeline_page
from benchmarks import pipeline_results as results
from benchmarks.data import ROOT, pairs

GROUP = 3
EDITED = "قالت الوزارة في بيان منفصل إن الخطة ستبدأ في 7 مارس."
TERM = "id,source_lang,kind,source,target\nvirus,ar,other,فيروس كورونا,{}\n"
GOALS = {"second run": 0.10, "growth": 1.20}


def sources() -> list[str]:
    return list(dict.fromkeys(source for source, _ in pairs("tico19.ar-en")))


def articles(count: int) -> Iterator[list[str]]:
    """The segments in groups of three; beyond one round, other combinations of the same segments."""
    rounds, segments = random.Random(1), sources()
    made = 0
    while True:
        for start in range(0, len(segments) - GROUP + 1, GROUP):
            if made == count:
                return
            yield segments[start : start + GROUP]
            made += 1
        rounds.shuffle(segments)


def write(path: Path, count: int, edited: int | None = None) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for number, lines in enumerate(articles(count)):
            text = "\n".join([*lines[:1], EDITED, *lines[2:]] if number == edited else lines)
            stream.write(json.dumps({"id": f"{number:07}", "text": text, "lang": "ar"}, ensure_ascii=False) + "\n")


@contextmanager
def at(home: Path | None) -> Iterator[Path]:
    """The folder to work in, a temporary one by default."""
    with tempfile.TemporaryDirectory() as name:
        chosen = home or Path(name)
        chosen.mkdir(parents=True, exist_ok=True)
        yield chosen


def run(home: Path, name: str, corpus: Path, threads: int) -> dict[str, Any]:
    """A run's figures: seconds on the wall and of the processor, peak memory and size of what it wrote, and what it counted."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", "translate", str(corpus), "--out", str(home / "out")]
    command += ["--run-id", name, "--cache", str(home / "cache.sqlite"), "--glossary", str(home / "desk.csv")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DRAGOMAN_THREADS": str(threads)}
    environment["DRAGOMAN_DECISIONS"] = str(home / "decisions.sqlite")
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    folder = home / "out" / name
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if os.waitstatus_to_exitcode(status) or record["totals"]["failed"]:
        raise SystemExit(f"the run {name} failed")
    written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder)
    figures = {
        "articles": record["totals"]["done"],
        "wall": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
        "written_mb": written / 1e6,
        "translated": record["counters"]["segments_translated"],
        "from_cache": record["counters"]["segments_from_cache"],
    }
    spent = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in record["timings"].items() if seconds >= 0.1)
    print(
        f"{name}: {figures['wall']:.1f} s ({figures['processor']:.1f} s of processor time), {figures['articles']:,} articles, "
        f"{figures['translated']:,} segments translated, {figures['from_cache']:,} from the cache, "
        f"peak {figures['peak_mb']:.0f} MB, {figures['written_mb']:.0f} MB written; stages in s: {spent}",
        flush=True,
    )
    return figures


def concerned(corpus: Path) -> set[str]:
    """The segments, as the pipeline cuts them, that hold the term or stand in the edited paragraph."""
    from glossary.formats import load
    from glossary.matching import Matcher
    from translations.articles import InputFile
    from translations.articles import load as read
    from translations.records import Article
    from translations.segments import segment_article
    from translations.text import for_model

    matcher = Matcher(load(corpus.parent / "desk.csv").for_language("ar"))
    found = set()
    for article in read([InputFile(corpus.name, corpus)]):
        assert isinstance(article, Article)
        for segment in segment_article(article):
            if segment.text == EDITED or matcher.match([segment.text])[0]:
                found.add(for_model(segment.text))
    return found


def incremental(home: Path | None, count: int, threads: int) -> dict[str, Any]:
    """Three runs: everything new, nothing changed, a paragraph and a term changed."""
    with at(home) as folder:
        corpus = folder / "corpus.jsonl"
        (folder / "desk.csv").write_text(TERM.format("coronavirus"), encoding="utf-8")
        write(corpus, count)
        first = run(folder, "first", corpus, threads)
        second = run(folder, "unchanged", corpus, threads)
        share = {kind: second[kind] / first[kind] for kind in ("wall", "processor")}
        print(
            f"the second run takes {share['wall']:.1%} of the first's time, {share['processor']:.1%} of its processor time",
            end=" ",
        )
        print(f"(goal: under {GOALS['second run']:.0%})")
        write(corpus, count, edited=count // 2)
        (folder / "desk.csv").write_text(TERM.format("the novel coronavirus"), encoding="utf-8")
        third = run(folder, "changed", corpus, threads)
        expected = len(concerned(corpus))
        print(f"distinct segments that the two changes concern: {expected:,}")
        return {"first": first, "second": second, "third": third, "share": share, "concerned": expected}


def growth(home: Path | None, sizes: list[int], threads: int) -> dict[str, Any]:
    """Runs over ever more articles of the same segments, translated before."""
    with at(home) as folder:
        corpus = folder / "large.jsonl"
        if not (folder / "desk.csv").exists():
            (folder / "desk.csv").write_text(TERM.format("coronavirus"), encoding="utf-8")
        write(corpus, len(sources()) // GROUP)
        run(folder, "all-segments", corpus, threads)
        runs = []
        for size in sizes:
            write(corpus, size)
            runs.append(run(folder, f"articles-{size}", corpus, threads))
        ratio = runs[-1]["peak_mb"] / runs[max(0, len(runs) - 2)]["peak_mb"]
        print(f"peak at {sizes[-1]:,} articles: {ratio:.2f} of that of the size before (goal: at most {GOALS['growth']:.2f})")
        return {"runs": runs, "ratio": ratio}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000, help="articles of the incremental part")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000], help="corpora of the growth part")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=("incremental", "growth"))
    parser.add_argument("--home", type=Path, help="a folder for the cache, to go on with; by default a temporary one")
    options = parser.parse_args()
    with at(options.home) as home:
        if options.only != "growth":
            results.keep("incremental", incremental(home, options.articles, options.threads), options.threads)
        if options.only != "incremental":
            part = "large" if max(options.sizes) > 10_000 else "growth"
            results.keep(part, growth(home, options.sizes, options.threads), options.threads)
    pipeline_page.write()


if __name__ == "__main__":
    main()
