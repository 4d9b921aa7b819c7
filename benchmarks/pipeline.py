"""How fast the whole pipeline is beside bare CTranslate2 and its peers, what it costs, and how it grows: `make bench`.

Every part keeps its figures in `benchmarks/results.json`; in the end `docs/benchmarks.md` and its chart are made anew from there,
so parts can be measured one at a time (`--only`) and none is lost. All of it takes about half an hour on two idle cores.

The bar (`speed`): both sides run in one process with the same options and threads, alternated pass by pass over the same segments
until the pipeline has run for `--minutes`; the cache is off, and the number of decoded sentences proves that every pass was
decoded. The bare side is `translate_batch` alone: tokens in, tokens out, sorted by length. The pipeline side is one run: it reads
JSON lines, classifies, segments, tokenises, decodes, matches terms, checks, writes pages and tables. `everything` also brings
missing terms in and tries outputs with errors once more.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import growth, peers, pipeline_orchestration, pipeline_page
from benchmarks import pipeline_results as results
from benchmarks.data import pairs
from benchmarks.pipeline_corpus import PASSES, SETS, Stopwatch, bare, bare_input, corpus, translator
from flows import steps
from flows.batches import MAX_BATCH_ARTICLES
from flows.resources import Resources
from flows.settings import Settings
from translations.decoding import translate_segments
from translations.engine import Engine
from translations.models import Decoding, ModelInfo, find
from translations.records import Article, Hypothesis, Segment
from translations.segments import rejoin, split_line

GOAL = 0.85
PARTS = ("speed", "everything", "peers", "orchestration", "incremental", "growth", "quality")


class Counting:
    """An engine that counts the sentences of its first decodings; everything else is the engine's."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.decoded = engine, 0
        self.info: ModelInfo = engine.info

    def translate(self, texts: Sequence[str], decoding: Decoding | None = None, **more: Any) -> list[tuple[Hypothesis, ...]]:
        if decoding is None or decoding == self.info.decoding:
            self.decoded += len(set(texts))
        return self._engine.translate(texts, decoding, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


class Counted(Resources):
    """Resources whose one engine counts."""

    def engine(self, language: str, override: Path | None = None) -> Any:
        if not hasattr(self, "counting"):
            self.counting = Counting(super().engine(language, override))
        return self.counting


def speed(minutes: float, limit: int | None, threads: int, price: float, *, everything: bool) -> dict[str, Any]:
    """One run of as many passes as fill the minutes, a pass of bare decoding before each; seconds, ratios, stages and counts."""
    engine = Engine(find("ar"), threads=threads)
    plain = translator(engine, threads)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(PASSES):
            articles = corpus(folder / f"pass{number}.jsonl", limit, number)
        tokens = bare_input(folder / "pass0.jsonl", engine)
        at_once = -(-articles // -(-articles // MAX_BATCH_ARTICLES))  # so that passes end with a batch, but for some articles
        settings = Settings(threads=threads, enforce_terms=everything, cache="off", batch_articles=at_once)
        resources = Counted(settings)
        resources.engine("ar")
        bare(plain, tokens[:200], engine)
        watch = Stopwatch()
        timings: dict[str, float] = {}

        def timed(stage: str, work: Callable[[], Any]) -> Any:
            with watch("pipeline"):
                start = time.perf_counter()
                result = work()
                timings[stage] = timings.get(stage, 0.0) + time.perf_counter() - start
            return result

        plan = timed(
            "plan", lambda: steps.plan(steps.Request(paths=(str(folder / "pass*.jsonl"),), out=folder / "out"), settings)
        )
        passes: list[tuple[float, float]] = []
        sums, reader = steps.Sums(), steps.batches(plan)

        def so_far() -> tuple[float, float]:
            return sum(watch.wall["pipeline"]), sum(watch.processor["pipeline"])

        before = so_far()
        batches_a_pass = -(-articles // at_once)
        while len(passes) < PASSES and (so_far()[0] < 60 * minutes or not passes):
            with watch("bare"):
                bare(plain, tokens, engine)
            for _ in range(batches_a_pass):
                batch = timed("read", lambda: next(reader, None))
                if batch is None:
                    break
                sums.add(timed("batch", lambda batch=batch: steps.translate_batch(batch, plan, resources)))
            now = so_far()
            passes.append((now[0] - before[0], now[1] - before[1]))
            before = now
            took = watch.wall["bare"][-1]
            print(f"pass {len(passes)}: bare {took:.1f} s, pipeline {passes[-1][0]:.1f} s", flush=True)
        run = timed("end", lambda: steps.finish(plan, sums))
    assert run.tally.failed == 0, run.headline
    assert resources.counting.decoded >= 0.99 * len(passes) * len(tokens), "not every pass was decoded"
    wall, processor = so_far()
    shared_out = [(wall - sum(w for w, _ in passes)) / len(passes), (processor - sum(p for _, p in passes)) / len(passes)]
    ratios = {
        "wall": [b / (p[0] + shared_out[0]) for b, p in zip(watch.wall["bare"], passes, strict=True)],
        "processor": [b / (p[1] + shared_out[1]) for b, p in zip(watch.processor["bare"], passes, strict=True)],
    }
    figures = {
        "passes": len(passes), "articles": run.tally.done, "sentences_a_pass": len(tokens),
        "source_tokens_a_pass": sum(map(len, tokens)), "decoded": resources.counting.decoded,
        "segments": run.tally.segments, "bare_wall": sum(watch.wall["bare"]), "bare_processor": sum(watch.processor["bare"]),
        "pipeline_wall": wall, "pipeline_processor": processor,
        "ratio_wall": statistics.median(ratios["wall"]), "ratio_processor": statistics.median(ratios["processor"]),
        "stages": stages(run.timings, timings, wall), "model": engine.info.label, "decoding": engine.info.decoding.signature(),
        "price": price,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip
    for kind in ("wall", "processor"):
        line = f"median ratio of {kind} time {figures[f'ratio_{kind}']:.3f} over {len(passes)} passes"
        print(line + ("" if everything else f" (goal {GOAL})"))
    print(f"{figures['decoded']:,} sentences decoded by the pipeline, {len(passes)} x {len(tokens):,} by the bare side")
    print("stages: " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in figures["stages"].items()))
    return figures


def stages(inner: dict[str, float], outer: dict[str, float], wall: float) -> dict[str, float]:
    """Seconds a stage as people read them; what no stage claims is "other", so that they sum to the whole."""
    named = {
        "read": outer["read"], "segment": inner.get("segment", 0.0), "decode": inner.get("decode", 0.0),
        "terms": inner.get("terms", 0.0), "checks": inner.get("checks", 0.0), "write": inner.get("write", 0.0),
        "end of the run": outer["end"],
    }  # fmt: skip
    return named | {"other": wall - sum(named.values())}


def quality(limit: int | None) -> dict[str, Any]:
    """BLEU and chrF of the shipped model on FLORES-200, decoded as the pipeline decodes."""
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
    figures: dict[str, Any] = {"set": name, "pairs": len(sources)}
    for metric in (sacrebleu.BLEU(), sacrebleu.CHRF()):
        score = metric.corpus_score(hypotheses, [list(references)])
        print(f"{name}, {len(sources):,} pairs: {score.name} {score.score:.1f}  ({metric.get_signature()})")
        figures[score.name] = {"score": score.score, "signature": str(metric.get_signature())}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--minutes", type=float, default=5.0, help="how long the runs of speed and orchestration take at least")
    parser.add_argument("--limit", type=int, help="only so many segments: a quick look, kept nowhere")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--peers", type=Path, help="the folder that `python -m benchmarks.peers --setup` made")
    parser.add_argument("--price", type=float, default=pipeline_page.PRICE, help="of a core-hour, for what 1,000 articles cost")
    options = parser.parse_args()
    limit, threads = options.limit, options.threads
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "speed": lambda: speed(options.minutes, limit, threads, options.price, everything=False),
        "everything": lambda: speed(0, limit, threads, options.price, everything=True),
        "peers": lambda: peers.measure(options.peers, min(limit or peers.SEGMENTS, peers.SEGMENTS), threads),
        "orchestration": lambda: pipeline_orchestration.measure(options.minutes, limit, threads),
        "incremental": lambda: growth.incremental(home, min(limit or 1_000, 1_000), threads),
        "growth": lambda: growth.growth(home, [100, 1_000] if limit else [100, 1_000, 10_000], threads),
        "quality": lambda: quality(limit),
    }
    # `growth` goes on with the cache that `incremental` has filled.
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        for part in options.only:
            print(f"== {part}", flush=True)
            figures = measures[part]()
            if limit is None:
                results.keep(part, figures, threads)
    if limit is None:
        pipeline_page.write()


if __name__ == "__main__":
    main()
