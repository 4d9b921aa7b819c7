"""The corpus of the speed benchmarks, bare CTranslate2 on it, and a stopwatch."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import Any

from benchmarks.data import pairs
from translations.articles import InputFile, load
from translations.engine import Engine
from translations.records import Article
from translations.segments import segment_article, split_line
from translations.text import for_model

SETS = ("flores200-devtest.ar-en", "tico19.ar-en")
GROUP = 3  # segments an article
PASSES = len(list(permutations(range(GROUP))))  # orders of an article's lines, so that each pass has articles of its own


def sources(limit: int | None = None) -> list[str]:
    """The distinct source segments of the evaluation sets."""
    return list(dict.fromkeys(source for name in SETS for source, _ in pairs(name)))[:limit]


def corpus(path: Path, limit: int | None = None, number: int = 0) -> int:
    """Write the segments as articles of three lines, as JSON lines; how many articles.

    Another `number` gives other articles (ids, order of lines) of the same segments.
    """
    lines, order = sources(limit), list(permutations(range(GROUP)))[number]
    starts = range(0, len(lines), GROUP)
    with path.open("w", encoding="utf-8") as stream:
        for start in starts:
            group = lines[start : start + GROUP]
            text = "\n".join(group[i] for i in order if i < len(group))
            stream.write(json.dumps({"id": f"{number}-{start:05}", "text": text, "lang": "ar"}, ensure_ascii=False) + "\n")
    return len(starts)


def bare_input(path: Path, engine: Engine) -> list[list[str]]:
    """What the pipeline will decode of a corpus, tokenised, each text once, sorted by length."""
    articles = [document for document in load([InputFile(path.name, path)]) if isinstance(document, Article)]
    texts = dict.fromkeys(for_model(segment.text) for article in articles for segment in segment_article(article))
    return sorted(engine.encode(list(texts)), key=len)


def sentences(limit: int) -> list[list[str]]:
    """Of so many segments, spread over the sets, the sentences as the pipeline cuts them; each sentence once."""
    lines = sources()
    seen: set[str] = set()
    paragraphs = []
    for line in lines[:: max(1, len(lines) // limit)][:limit]:
        cut = [for_model(line[start:end]) for start, end in split_line(line, "ar")]
        new = [sentence for sentence in dict.fromkeys(cut) if sentence not in seen]
        seen.update(new)
        paragraphs += [new] if new else []
    return paragraphs


def translator(engine: Engine, threads: int, folder: Path | None = None) -> Any:
    """CTranslate2 on an engine's model (or on another form of it), nothing around it."""
    import ctranslate2

    return ctranslate2.Translator(str(folder or engine.info.folder), inter_threads=1, intra_threads=threads)


def bare(translator: Any, tokens: list[list[str]], engine: Engine) -> list[Any]:
    """Decode with the engine's options: tokens in, tokens out."""
    options = engine.info.decoding
    results: list[Any] = translator.translate_batch(
        tokens,
        beam_size=options.beam_size,
        length_penalty=options.length_penalty,
        num_hypotheses=options.n_best,
        max_batch_size=options.batch_tokens,
        batch_type="tokens",
        return_scores=True,
    )
    return results


class Stopwatch:
    """Seconds on the wall and of this process's processor time (all threads) that blocks took, kept by side."""

    def __init__(self) -> None:
        self.wall: dict[str, list[float]] = {}
        self.processor: dict[str, list[float]] = {}

    @contextmanager
    def __call__(self, side: str) -> Iterator[None]:
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall.setdefault(side, []).append(time.perf_counter() - wall)
        self.processor.setdefault(side, []).append(time.process_time() - processor)
