"""What a second run costs, what a change costs, and whether memory stays flat as a corpus grows. With the shipped model.

Every run is a process of its own (`dragoman translate`), timed from outside with its peak memory. First 1,000 articles of three
TICO-19 segments: translated, again unchanged, again with one paragraph and one glossary entry changed. Then corpora of other
combinations of the same segments, so that the cache answers, and only the number of articles differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def run(home: Path, name: str, corpus: Path, threads: int) -> dict[str, Any]:
    """A run's counters and timings, with `seconds` and `peak` (bytes) of its process."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", "translate", str(corpus), "--out", str(home / "out")]
    command += ["--run-id", name, "--cache", str(home / "cache.sqlite"), "--glossary", str(home / "desk.csv")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DRAGOMAN_THREADS": str(threads)}
    environment["DRAGOMAN_DECISIONS"] = str(home / "decisions.sqlite")
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    record = json.loads((home / "out" / name / "run.json").read_text(encoding="utf-8"))
    if os.waitstatus_to_exitcode(status) or record["totals"]["failed"]:
        raise SystemExit(f"the run {name} failed")
    cpu = usage.ru_utime + usage.ru_stime
    return record | {"seconds": seconds, "cpu": cpu, "peak": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)}


def said(name: str, result: dict[str, Any]) -> None:
    counters = result["counters"]
    stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in result["timings"].items() if seconds >= 0.1)
    print(
        f"{name}: {result['seconds']:.1f} s ({result['cpu']:.1f} s of CPU), {result['totals']['done']:,} articles, "
        f"{counters['segments_translated']:,} segments translated, {counters['segments_from_cache']:,} from the cache, "
        f"peak {result['peak'] / 2**20:.0f} MB; stages in s: {stages}",
        flush=True,
    )


def concerned(corpus: Path) -> set[str]:
    """The segments, as the pipeline cuts them, that hold the term or stand in the edited paragraph."""
    from flows.reuse import for_model
    from glossary.formats import load
    from glossary.matching import Matcher
    from translations.articles import InputFile
    from translations.articles import load as read
    from translations.records import Article
    from translations.segments import segment_article

    matcher = Matcher(load(corpus.parent / "desk.csv").for_language("ar"))
    found = set()
    for article in read([InputFile(corpus.name, corpus)]):
        assert isinstance(article, Article)
        for segment in segment_article(article):
            if segment.text == EDITED or matcher.match([segment.text])[0]:
                found.add(for_model(segment.text))
    return found


def incremental(home: Path, count: int, threads: int) -> None:
    corpus = home / "corpus.jsonl"
    (home / "desk.csv").write_text(TERM.format("coronavirus"), encoding="utf-8")
    write(corpus, count)
    first = run(home, "first", corpus, threads)
    said("first run", first)
    second = run(home, "second", corpus, threads)
    said("second run, nothing changed", second)
    share = second["seconds"] / first["seconds"]
    print(f"the second run takes {share:.1%} of the first (goal: under {GOALS['second run']:.0%})")
    write(corpus, count, edited=count // 2)
    (home / "desk.csv").write_text(TERM.format("the novel coronavirus"), encoding="utf-8")
    third = run(home, "third", corpus, threads)
    said("third run, a paragraph and a term changed", third)
    print(f"distinct segments that the two changes concern: {len(concerned(corpus)):,}")


def growth(home: Path, sizes: list[int], threads: int) -> None:
    corpus = home / "large.jsonl"
    if not (home / "desk.csv").exists():
        (home / "desk.csv").write_text(TERM.format("coronavirus"), encoding="utf-8")
    write(corpus, len(sources()) // GROUP)
    said("all segments, once", run(home, "all", corpus, threads))
    peaks = []
    for size in sizes:
        write(corpus, size)
        result = run(home, f"size-{size}", corpus, threads)
        said(f"{size:,} articles", result)
        peaks.append(result["peak"])
    for size, peak in zip(sizes[1:], peaks[1:], strict=True):
        ratio = peak / peaks[0]
        print(f"peak at {size:,} articles: {ratio:.2f} of that at {sizes[0]:,} (goal: at most {GOALS['growth']:.2f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000, help="articles of the incremental part")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000], help="corpora of the growth part")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=("incremental", "growth"))
    parser.add_argument("--home", type=Path, help="a folder to keep everything in; by default a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = options.home or Path(name)
        home.mkdir(parents=True, exist_ok=True)
        if options.only != "growth":
            incremental(home, options.articles, options.threads)
        if options.only != "incremental":
            growth(home, options.sizes, options.threads)


if __name__ == "__main__":
    main()
