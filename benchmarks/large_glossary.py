"""How a glossary of 100,000 terms behaves: `python -m benchmarks.large_glossary [--terms N]`.

The terms are made up, of Arabic letters, two to four words each with a second spelling; a quarter spell foreign names. Compiling,
keeping, loading and matching are what the pipeline does; the texts are the lines of the sample articles, over and over, with one
of the names in every tenth. Processor seconds of one core; memory is the process's peak, the glossary itself included.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.data import ROOT
from glossary.matching import Matcher
from glossary.terms import Glossary, Term

SEED = 20240619
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
KINDS = ("person", "place", "organisation")
LINES = 10_000


def large(count: int) -> Glossary:
    """`count` terms, the same each time."""
    dice = random.Random(SEED)
    words = ["".join(dice.choices(LETTERS, k=dice.randint(3, 7))) for _ in range(20_000)]

    def word() -> str:
        return dice.choice(("عبد ", "ال", "ال", *[""] * 7)) + dice.choice(words)

    return Glossary(
        tuple(
            Term(
                id=f"made-up-{n}",
                kind=dice.choice(KINDS),
                source_lang="ar",
                source=" ".join(word() for _ in range(dice.randint(2, 4))),
                variants=(f"{word()} {word()}",),
                foreign=dice.random() < 0.25,
                target=f"Name {n}",
            )
            for n in range(count)
        )
    )


def peak() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def lines(terms: Glossary) -> list[str]:
    """10,000 lines of news, a name of the glossary in every tenth."""
    files = sorted((ROOT / "samples" / "articles").glob("*.txt"))
    found = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = [found[n % len(found)] for n in range(LINES)]
    return [f"{text} {terms.terms[n].source}" if n % 10 == 0 else text for n, text in enumerate(texts)]


def measure(count: int) -> float:
    """Print the figures of one size; the seconds that matching took."""
    terms = large(count)
    version = terms.version
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        patterns = Matcher(terms, Path(folder), version).patterns
        compiling = time.process_time() - begin
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        begin = time.process_time()
        matcher = Matcher(terms, Path(folder), version)
        loading = time.process_time() - begin
    texts = lines(terms)
    begin = time.process_time()
    found = sum(map(len, matcher.match(texts)))
    matching = time.process_time() - begin
    print(f"{count:,} terms, {patterns:,} patterns: compiled and kept in {compiling:.1f} s ({size:.0f} MB on disk), "
          f"loaded in {loading:.2f} s; {len(texts):,} lines matched in {matching:.2f} s, {found:,} matches; "
          f"peak {peak():.0f} MB")  # fmt: skip
    return matching


def main(arguments: Sequence[str] | None = None) -> None:
    """Half the terms, then all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=int, default=100_000)
    options = parser.parse_args(arguments)
    half, whole = measure(options.terms // 2), measure(options.terms)
    print(f"twice the terms: {whole / half:.2f} times the matching time")


if __name__ == "__main__":
    main()
