"""Seeded faults of form: text left untranslated, loops, cut sentences, words doubled, marks and negations lost.

As in `qa_injector`, what to damage is found with plain regular expressions and nothing else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from re import Match

from benchmarks.qa_injector import SEED, Damage, Seeded, drawn, in_one_place


def _look_alike(match: Match[str], rng: random.Random) -> str | None:
    letters = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р"}
    word = match.group()
    places = [index for index, char in enumerate(word) if char in letters]
    if not places:
        return None
    place = rng.choice(places)
    return word[:place] + letters[word[place]] + word[place + 1 :]


_LONG_WORD = re.compile(r"(?<=[a-z,] )[a-z]{5,}\b")
_MARKS = re.compile(r"[«\"“]")
_LEFT = ("أوشاكوف", "المفاوضات", "بيونغ", "وزير")
_CLAUSE = re.compile(r"(?:\b[A-Za-z]+ ){4}")
_LONG = re.compile(r".{80,}", re.DOTALL)
_QUOTED = re.compile(r".*\".*\".*|.*“.*”.*", re.DOTALL)
_NEGATED = re.compile(r"\b(?:did|do|does|is|was|are|were|has|have|will) not |\bcannot ")
KEPT = (0.3, 0.5, 0.7, 0.9)  # of a cut sentence's words


def _cut(source: str, target: str, rng: random.Random) -> tuple[str, str, str] | None:
    words = target.split()
    if len(words) < 8:
        return None
    kept = " ".join(words[: int(len(words) * rng.choice(KEPT))])
    return kept, target, kept


def _copied(source: str, target: str, rng: random.Random) -> tuple[str, str, str] | None:
    return (source, target, source) if sum(char.isalpha() for char in source) >= 40 else None


# kind -> (check that must see it, damage)
FORM_RULES: dict[str, tuple[str, Damage]] = {
    "empty": ("form.empty", lambda source, target, rng: ("", target, "")),
    "source script left": ("form.source_script", in_one_place(_LONG_WORD, lambda match, rng: rng.choice(_LEFT))),
    "loop": ("form.repetition", in_one_place(_CLAUSE, lambda match, rng: match.group() * 3)),
    "cut to a quarter": ("form.length", in_one_place(_LONG, lambda match, rng: match.group()[: len(match.group()) // 4])),
    "cut": ("form.truncated", _cut),
    "doubled word": ("form.doubled_word", in_one_place(_LONG_WORD, lambda match, rng: f"{match.group()} {match.group()}")),
    "mixed script": ("form.mixed_script", in_one_place(_LONG_WORD, _look_alike)),
    # People quote indirectly too: only where the source has marks can marks have been lost.
    "quotation marks lost": (
        "form.quotation",
        in_one_place(
            _QUOTED,
            lambda match, rng: re.sub(r"[\"“”]|(?<!\w)['‘’]|['‘’](?!\w)", "", match.group()),
            lambda source, rest: _MARKS.search(source) is not None,
        ),
    ),
    "negation lost": (
        "form.negation",
        in_one_place(_NEGATED, lambda match, rng: match.group().replace(" not", "").replace("cannot", "can")),
    ),
    "copied": ("form.copied", _copied),
}


def seeded_form(pairs: Sequence[tuple[str, str]], per_kind: int) -> Iterator[tuple[Seeded, str]]:
    """Faults of form with the id of the check that must see each."""
    for kind, (check, damage) in FORM_RULES.items():
        for fault in drawn(pairs, per_kind, kind, damage):
            yield fault, check
    rng = random.Random(f"{SEED} sentences")
    for row in rng.sample(range(len(pairs) - 2), min(per_kind, len(pairs) - 2)):
        three = pairs[row : row + 3]
        # Three segments in one, of which the English has only the first.
        if all(source.rstrip()[-1:] in ".؟!?" for source, _ in three):
            source = " ".join(source for source, _ in three)
            english = " ".join(target for _, target in three)
            yield Seeded(row, "sentences lost", three[0][1], english, three[0][1], source), "form.sentences"
