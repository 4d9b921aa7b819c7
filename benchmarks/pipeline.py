"""How fast the whole pipeline is beside bare CTranslate2, and how good the shipped model is.

Both sides run in one process with the same options and threads on the same segments, alternated; the ratio of the medians is what
counts, seconds depend on the machine. Processor time is printed too, for machines that do other work meanwhile.
The bare side is `translate_batch` alone: tokens in, tokens out, sorted by length. The pipeline side reads JSON lines, classifies,
segments, tokenises, decodes, matches terms, checks, writes pages and tables. Bringing missing terms in decodes more than once by
design; `make bench-glossary` says how much.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.data import pairs
from flows import steps
from flows.resources import Resources
from flows.settings import Settings
from translations.articles import InputFile, load
from translations.decoding import translate_segments
from translations.engine import Engine
from translations.models import find
from translations.records import Article, Segment
from translations.segments import rejoin, segment_article, split_line
from translations.text import for_model

SETS = ("flores200-devtest.ar-en", "tico19.ar-en")
GROUP = 3  # segments an article
GOAL = 0.85


def corpus(folder: Path, limit: int | None) -> tuple[Path, int]:
    """The distinct source segments of the evaluation sets as articles of three lines, in a JSON lines file."""
    sources = list(dict.fromkeys(source for name in SETS for source, _ in pairs(name)))[:limit]
    path = folder / "articles.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for start in range(0, len(sources), GROUP):
            text = "\n".join(sources[start : start + GROUP])
            stream.write(json.dumps({"id": f"{start:05}", "text": text, "lang": "ar"}, ensure_ascii=False) + "\n")
    return path, len(sources)


def bare_input(path: Path, engine: Engine) -> list[list[str]]:
    """What the pipeline will decode of the corpus, tokenised, each text once, sorted by length."""
    articles = [document for document in load([InputFile(path.name, path)]) if isinstance(document, Article)]
    texts = dict.fromkeys(for_model(segment.text) for article in articles for segment in segment_article(article))
    return sorted(engine.encode(list(texts)), key=len)


class Stopwatch:
    """Seconds on the wall and of the processor (all threads) that a block took, kept by side."""

    def __init__(self) -> None:
        self.wall: dict[str, list[float]] = {}
        self.processor: dict[str, list[float]] = {}

    @contextmanager
    def __call__(self, side: str) -> Iterator[None]:
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall.setdefault(side, []).append(time.perf_counter() - wall)
        self.processor.setdefault(side, []).append(time.process_time() - processor)

    def line(self, name: str, times: dict[str, list[float]]) -> str:
        bare, whole = (statistics.median(times[side]) for side in ("bare", "pipeline"))
        return f"median {name}: bare {bare:.1f} s, pipeline {whole:.1f} s; ratio {bare / whole:.3f} (goal {GOAL})"


def bare(translator: Any, tokens: list[list[str]], engine: Engine) -> None:
    options = engine.info.decoding
    translator.translate_batch(
        tokens,
        beam_size=options.beam_size,
        length_penalty=options.length_penalty,
        num_hypotheses=options.n_best,
        max_batch_size=options.batch_tokens,
        batch_type="tokens",
        return_scores=True,
    )


def pipeline(path: Path, out: Path, resources: Resources, settings: Settings) -> dict[str, float]:
    plan = steps.plan(steps.Request(paths=(str(path),), out=out), settings)
    run = steps.finish(plan, [steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)])
    assert all(article.status == "done" for article in run.articles), run.headline
    return dict(run.timings)


def speed(limit: int | None, rounds: int, threads: int) -> None:
    import ctranslate2

    settings = Settings(threads=threads, enforce_terms=False)
    resources = Resources(settings)
    engine = resources.engine("ar")
    translator = ctranslate2.Translator(str(engine.info.folder), inter_threads=1, intra_threads=threads)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, segments = corpus(folder, limit)
        tokens = bare_input(path, engine)
        size = sum(map(len, tokens))
        print(f"{segments:,} distinct source segments, cut into {len(tokens):,} sentences, {size:,} source tokens")
        print(f"{engine.info.label}, {engine.info.decoding.signature()}, {threads} threads", flush=True)
        bare(translator, tokens[:200], engine)
        watch, stages = Stopwatch(), {}
        for turn in range(rounds):
            with watch("bare"):
                bare(translator, tokens, engine)
            with watch("pipeline"):
                stages = pipeline(path, folder / f"run{turn}", resources, settings)
            print(
                f"round {turn + 1}: bare {watch.wall['bare'][-1]:.1f} s, pipeline {watch.wall['pipeline'][-1]:.1f} s", flush=True
            )
        print(watch.line("time", watch.wall))
        print(watch.line("processor time", watch.processor))
        total = sum(stages.values())
        print("stages of the last round: " + ", ".join(f"{k} {v:.1f} s ({100 * v / total:.0f} %)" for k, v in stages.items()))
        print(f"peak memory of both sides together: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def quality(limit: int | None) -> None:
    import sacrebleu

    name = SETS[0]
    engine = Engine(find("ar"))
    sources, references = zip(*pairs(name)[:limit], strict=True)
    article = Article(id="q", digest="", slug="q", path="q", language="ar")
    spans = [split_line(source, "ar") for source in sources]
    flat = [
        Segment(article_id=article.id, index=i, line=i, start=s, end=e, text=source[s:e])
        for i, (source, cuts) in enumerate(zip(sources, spans, strict=True))
        for s, e in cuts
    ]
    english = iter(translate_segments(flat, "ar", engine))
    hypotheses = [rejoin(s, cuts, [next(english).text for _ in cuts]) for s, cuts in zip(sources, spans, strict=True)]
    for metric in (sacrebleu.BLEU(), sacrebleu.CHRF()):
        score = metric.corpus_score(hypotheses, [list(references)])
        print(f"{name}, {len(sources):,} pairs: {score.name} {score.score:.1f}  ({metric.get_signature()})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="only so many segments: a quick look, not a figure to quote")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=("speed", "quality"))
    options = parser.parse_args()
    if options.only != "quality":
        speed(options.limit, options.rounds, options.threads)
    if options.only != "speed":
        quality(options.limit)


if __name__ == "__main__":
    main()
