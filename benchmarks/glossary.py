"""What the glossary does to the English: `python -m benchmarks.glossary [--held-out] [--control] [--large]`.

Term success is counted by maximal exclusive matching: n mentions in the source need n disjoint approved forms in the English.
`strict` takes no pronoun for a later mention in the same sentence. The held-out texts are the lines of FLORES-200 devtest and
TICO-19 (ar-en) that hold a term, cut into segments as articles are; their human English gives the oracle rate, the ceiling of
this measure. One half of them was read while the ladder's rules and limits were set, so for these it is no blind test; no
approved form in the glossary comes from them.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT, pairs
from flows.assemble import number_guard
from glossary.enforcement import enforce
from glossary.judgement import judge
from glossary.ladder.records import Limits
from glossary.layers import default
from glossary.matching import Matcher
from glossary.terms import OUTCOMES, Glossary, TermMatch, TermOutcome
from translations.articles import expand, load
from translations.decoding import translate_segments
from translations.engine import Engine
from translations.models import find
from translations.records import Article, Line, Segment, Translation
from translations.segments import segment_article

N_BEST = 4
SEED = 20240619
NO_LIMITS = Limits(
    max_drop=1e9,
    max_drop_with_terms=1e9,
    max_drop_inserted=1e9,
    max_drop_after_inserted=1e9,
    min_length=0.0,
    max_length=1e9,
    words_per_source_word=(0.0, 1e9),
)
Matches = Sequence[Sequence[TermMatch]]


@dataclass
class Clock:
    """An engine whose calls are timed: processor seconds of all its threads by method, whatever else the machine does."""

    engine: Engine
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self.engine, name)
        if not callable(attribute):
            return attribute
        return self._timed(name, attribute)

    def _timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            begin = time.process_time()
            try:
                return call(*args, **kwargs)
            finally:
                self.seconds[name] += time.process_time() - begin

        return timed


@dataclass(frozen=True)
class Texts:
    """What is measured: segments in order, the articles they are of, and an article's human English where there is some."""

    name: str
    segments: list[Segment]
    articles: list[Article]
    references: list[str] = field(default_factory=list)


def five_articles() -> Texts:
    """The segments of the sample articles."""
    articles = [item for item in load(expand([ROOT / "samples" / "articles"]), "ar") if isinstance(item, Article)]
    return Texts("five articles", [segment for article in articles for segment in segment_article(article)], articles)


def held_out(matcher: Matcher) -> Texts:
    """The lines of FLORES-200 and TICO-19 that hold a term; each is an article of its own, cut into segments as any other."""
    segments, articles, references = [], [], []
    for name in ("flores200-devtest.ar-en", "tico19.ar-en"):
        for number, (source, reference) in enumerate(pairs(name)):
            if source and matcher.match([source])[0]:
                id = f"{name}-{number}"
                line = Line(number=0, cls="body", text=source)
                article = Article(id=id, digest=id, slug=id, path=name, language="ar", lines=(line,))
                segments += segment_article(article)
                articles.append(article)
                references.append(reference)
    return Texts("held-out sentences", segments, articles, references)


def measure(texts: Texts, glossary: Glossary, matcher: Matcher, engine: Engine) -> None:
    """Decode, enforce and print the figures of one set."""
    begin = time.perf_counter()
    matches = matcher.match([segment.text for segment in texts.segments])
    matching = time.perf_counter() - begin
    clock = Clock(engine)
    free = translate_segments(texts.segments, "ar", clock, replace(engine.info.decoding, n_best=N_BEST))
    decoding = clock.seconds["translate"]
    clock.seconds.clear()
    begin = time.perf_counter()
    done, outcomes = enforce(
        texts.segments, free, matches, glossary, clock, guard=number_guard({a.id: a for a in texts.articles})
    )
    enforcing = time.perf_counter() - begin
    print(f"\n== {texts.name}: {len(texts.segments)} segments, {sum(map(len, matches))} occurrences of terms")
    print_success(oracle(texts, glossary, matcher), glossary, matches, free, done, outcomes)
    print_quality(texts, free, done)
    print_scores(outcomes, len(texts.segments))
    again = sum(clock.seconds[name] for name in ("translate", "translate_from_prefix", "translate_avoiding", "alternatives"))
    scoring = clock.seconds["token_scores"]
    print(
        f"extra decoding {again / decoding:.2f} x free decoding ({decoding:.1f} processor s), scoring {scoring / decoding:.2f} x"
    )
    thousand = 1000 / len(texts.segments)
    print(f"per 1,000 segments: matching {matching * thousand:.2f} s, ladder {enforcing * thousand:.1f} s")


def oracle(texts: Texts, glossary: Glossary, matcher: Matcher) -> float | None:
    """Term success of the human English by the strict count: the ceiling of this measure; None where there is none."""
    terms = {term.id: term for term in glossary.terms}
    matches = matcher.match([article.lines[0].text for article in texts.articles])
    verdicts = [v for text, found in zip(texts.references, matches, strict=False) for v in judge(text, found, terms, strict=True)]
    return sum(v.satisfied for v in verdicts) / len(verdicts) if verdicts else None


def print_success(
    human: float | None,
    glossary: Glossary,
    matches: Matches,
    free: Sequence[Translation],
    done: Sequence[Translation],
    outcomes: Sequence[Sequence[TermOutcome]],
) -> None:
    """Success before and after, by rung, the oracle, and what must not have changed."""
    terms = {term.id: term for term in glossary.terms}
    counts: Counter[str] = Counter(outcome.outcome for found in outcomes for outcome in found)
    total = sum(counts.values())
    met = total - counts["unmet"]

    def strict(english: Iterable[str]) -> float:
        verdicts = [v for text, found in zip(english, matches, strict=True) for v in judge(text, found, terms, strict=True)]
        return sum(v.satisfied for v in verdicts) / len(verdicts)

    before = sum(v.satisfied for t, found in zip(free, matches, strict=True) for v in judge(t.text, found, terms)) / total
    print(f"term success: free {before:.3f}, enforced {met / total:.3f}", end="")
    print(f"; strict: free {strict(t.text for t in free):.3f}, enforced {strict(t.text for t in done):.3f}", end="")
    print(f"; human English {human:.3f} (strict)" if human is not None else "")
    print(
        "by outcome:",
        ", ".join(f"{name} {counts[name]}" for name in OUTCOMES),
        f"; edited {counts['edited'] / met:.3f} of success",
    )
    wrong_free = round((1 - before) * total)
    print(f"of {wrong_free} occurrences wrong in free decoding, {wrong_free - counts['unmet']} came right")
    changed = [found for a, b, found in zip(free, done, matches, strict=True) if a.text != b.text]
    print(f"segments changed: {len(changed)}, of them without a term: {sum(not found for found in changed)}")
    print(f"consistency (share of each term's occurrences in its commonest form): {consistency(outcomes):.3f}")


def consistency(outcomes: Sequence[Sequence[TermOutcome]]) -> float:
    """Over terms found at least twice: the share of their satisfied occurrences that have the term's commonest form."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for found in outcomes:
        for outcome in found:
            if outcome.found and not outcome.reason:
                forms[outcome.match.term_id][outcome.found.casefold().removesuffix("'s").replace("-", " ")] += 1
    several = [counter for counter in forms.values() if counter.total() > 1]
    return sum(max(counter.values()) for counter in several) / max(1, sum(counter.total() for counter in several))


def print_quality(texts: Texts, free: Sequence[Translation], done: Sequence[Translation]) -> None:
    """chrF against human English, where there is some, before and after; every article of such a set holds a term."""
    if texts.references:
        from sacrebleu.metrics.chrf import CHRF

        before, after = (by_article(texts, english) for english in (free, done))
        changed = [i for i, text in enumerate(before) if text != after[i]]

        def chrf(chosen: Sequence[int], english: Sequence[str]) -> float:
            return float(CHRF().corpus_score([english[i] for i in chosen], [[texts.references[i] for i in chosen]]).score)

        everything = range(len(before))
        print(f"chrF on lines with terms: free {chrf(everything, before):.2f}, enforced {chrf(everything, after):.2f}", end="")
        print(f"; on the {len(changed)} changed: free {chrf(changed, before):.2f}, enforced {chrf(changed, after):.2f}")


def by_article(texts: Texts, english: Sequence[Translation]) -> list[str]:
    """The English of each article's segments in one line."""
    found: dict[str, list[str]] = defaultdict(list)
    for segment, translation in zip(texts.segments, english, strict=True):
        found[segment.article_id].append(translation.text)
    return [" ".join(found[article.id]) for article in texts.articles]


def print_scores(outcomes: Sequence[Sequence[TermOutcome]], segments: int) -> None:
    """Mean change of the model's log-probability a token, over all segments."""
    changes = {o.segment_id: o.score_change for found in outcomes for o in found if o.before}
    print(f"mean log-probability a token: {sum(changes.values()) / max(1, segments):+.3f} over all segments, over changed ones "
          f"{sum(changes.values()) / max(1, len(changes)):+.3f}")  # fmt: skip


def control(texts: Texts, glossary: Glossary, engine: Engine) -> None:
    """Every target replaced by another term's of its kind: does the system obey, or does it only guess right?"""
    terms = randomised(glossary)
    matcher = Matcher(terms)
    matches = matcher.match([segment.text for segment in texts.segments])
    free = translate_segments(texts.segments, "ar", engine, replace(engine.info.decoding, n_best=N_BEST))
    print(f"\n== control: random targets, {texts.name}")
    for name, limits in (("limits off", NO_LIMITS), ("limits on", Limits())):
        _, outcomes = enforce(texts.segments, free, matches, terms, engine, limits=limits)
        counts = Counter(outcome.outcome for found in outcomes for outcome in found)
        print(f"{name}: {1 - counts['unmet'] / counts.total():.3f} of {counts.total()} obeyed;", dict(sorted(counts.items())))


def randomised(glossary: Glossary) -> Glossary:
    """The glossary with the targets of each kind dealt out anew, nothing else accepted."""
    dealer = random.Random(SEED)
    targets: dict[str, list[str]] = defaultdict(list)
    for term in glossary.terms:
        targets[term.kind].append(term.target)
    for pool in targets.values():
        dealer.shuffle(pool)
    return Glossary(
        tuple(replace(term, target=targets[term.kind].pop(), accepted=(), forbidden=(), short="") for term in glossary.terms)
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of the five articles, and of more on demand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true", help="also FLORES-200 and TICO-19 (a few minutes)")
    parser.add_argument("--control", action="store_true", help="also the random-term control")
    parser.add_argument("--large", action="store_true", help="also a glossary of 100,000 terms, in a process of its own")
    parser.add_argument("--model", type=Path, help="a model folder instead of the embedded one")
    options = parser.parse_args(arguments)
    glossary = default("ar").for_language("ar")
    begin = time.perf_counter()
    matcher = Matcher(glossary)
    compiled = time.perf_counter() - begin
    print(f"glossary {glossary.version}: {len(glossary.terms)} terms, {matcher.patterns} patterns, compiled in {compiled:.2f} s")
    engine = Engine(find("ar", options.model))
    print(f"model {engine.info.label}, {engine.info.decoding.signature()}")
    engine.translate(["وقال الكرملين في بيان"])  # the first call loads what later ones have
    articles = five_articles()
    measure(articles, glossary, matcher, engine)
    if options.held_out:
        measure(held_out(matcher), glossary, matcher, engine)
    if options.control:
        control(articles, glossary, engine)
    if options.large:
        print("\n== a large glossary", flush=True)
        subprocess.run([sys.executable, "-m", "benchmarks.large_glossary"], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
