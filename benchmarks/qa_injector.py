"""Seeded errors for human translations: each row is one damaged English sentence and what was done to it.

What to damage is found with the plain regular expressions below and nothing else: the measure must not see with the
eyes of the checks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from re import Match

SEED = 20240619
NUMBER = re.compile(r"(?<![\w./:-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w/:-])|(?<![\w.,/:-])\d+(?:\.\d+)?(?![\w/:-]|,\d|\.\d)")
YEAR = re.compile(r"(?<![\w.,/:-])(?:1[89]|20)\d\d(?![\w/:-]|,\d|\.\d)")
MONTHS = ("January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPELLED = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
)
ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SCALES = {
    "hundred": "thousand",
    "thousand": "million",
    "million": "billion",
    "billion": "million",
    "trillion": "billion",
    "hundreds": "thousands",
    "thousands": "millions",
    "millions": "billions",
}
CURRENCIES = {
    "$": "€",
    "€": "£",
    "£": "$",
    "dollars": "euros",
    "dollar": "euro",
    "euros": "dollars",
    "pounds": "dollars",
    "yuan": "dollars",
}
FLIPPED = {
    "more than": "less than",
    "less than": "more than",
    "at least": "at most",
    "at most": "at least",
    "fewer than": "more than",
    "up to": "at least",
    "over": "under",
    "no more than": "at least",
    "as many as": "at least",
}
_WORD = re.compile(r"(?<=[a-z,] )[a-z]{4,}\b")
# "40%-50%" and "40-50%" are the same.
_PERCENT = re.compile(r"(\d)( ?%| percent| per cent)(?! ?[-–] ?\d)")
# A day is no size: "up to 23 January" is "until", and "at least 23 January" says nothing.
_BOUND = re.compile(
    r"\b("
    + "|".join(sorted(FLIPPED, key=len, reverse=True))
    + r")(?= (?:a |an )?[$€£]?\d)(?! \d{1,2} (?:"
    + "|".join(MONTHS)
    + "|May))",
    re.I,
)
_AHEAD = re.compile(r"\d[\d,.]*")
# What states a bound in the source, in any form of the word; without one there is nothing that the English could have lost.
STATED = {
    "ar": "أكثر|اكثر|أقل|اقل|أعل|أكبر|أصغر|زيادة|حد |"
    "[يت]زيد|زاد|تجاوز|فوق|دون (?:سن|ال)|تحت|[يتو]صل|حت[ىي]|أقص|أدن|[يت]قل|فاق|[يت]فوق|تعد[ىي]|تخط|[يت]رب[وى]",
    "fr": "plus|moins|supérieur|inférieur|jusqu|maxim|minim|dépass|excéd|au-del|"
    "au-dessus|en dessous|sous|au bas mot|atteindre|outre",
    "es": "más|menos|mayor|menor|superior|inferior|hasta|máxim|mínim|super[aóe]|exced|encima|debajo|sobrepas|por lo",
    "pt": "mais|menos|maior|menor|superior|inferior|até|máxim|mínim|super[aoe]|exced|acima|abaixo|ultrapass|pelo",
    "ru": "боле|больш|мене|меньш|свыше|выше|ниже|\\bдо\\b|старш|младш|"
    "минимум|максимум|превы|сверх|по крайней|хотя бы|лишним|достиг",
}
_STATED = {lang: re.compile(pattern, re.I) for lang, pattern in STATED.items()}
BEFORE, AFTER = 60, 25  # characters of the source around the number; further on stands the next number's bound
_CURRENCY = re.compile(r"[$€£](?=\d)|(?<=\d )(?:dollars?|euros?|pounds|yuan)\b|(?<=illion )(?:dollars?|euros?|pounds|yuan)\b")


@dataclass(frozen=True, slots=True)
class Seeded:
    """One seeded error: the pair's number, the kind, the damaged English, and the words before and after."""

    row: int
    kind: str
    target: str
    before: str
    after: str
    source: str = ""  # where the fault needs another source than the row's own


Change = Callable[[Match[str], random.Random], str | None]
Fits = Callable[[str, str], bool]  # of the source and the English behind the place
# (damaged English, the words before, the words after) of one pair, or nothing where the fault cannot be made.
Damage = Callable[[str, str, random.Random], tuple[str, str, str] | None]


def _words(words: Sequence[str], *, caseless: bool = False) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(words) + r")(?![\w-])", re.I if caseless else 0)


def _like(original: str, word: str) -> str:
    return word.capitalize() if original[:1].isupper() and original[1:2].islower() else word


def _digit(match: Match[str], rng: random.Random) -> str | None:
    text = match.group()
    places = [index for index, char in enumerate(text) if char.isdigit()]
    place = rng.choice(places)
    choices = [digit for digit in "123456789" if digit != text[place]]
    return text[:place] + rng.choice(choices) + text[place + 1 :]


def _times_ten(match: Match[str], rng: random.Random) -> str | None:
    text = match.group()
    if "." in text:
        whole, _, part = text.partition(".")
        return (
            f"{int(whole.replace(',', '') + part[0]):,}" + (f".{part[1:]}" if part[1:] else "")
            if int(whole.replace(",", "") or "0")
            else None
        )
    value = int(text.replace(",", ""))
    return None if value == 0 else f"{value * 10:,}" if "," in text or value * 10 >= 10000 else str(value * 10)


def _year(match: Match[str], rng: random.Random) -> str | None:
    return str(int(match.group()) + rng.choice([-9, -3, -2, -1, 1, 2, 3, 10]))


def _other(words: Sequence[str]) -> Change:
    def change(match: Match[str], rng: random.Random) -> str | None:
        return _like(match.group(), rng.choice([word for word in words if word.casefold() != match.group().casefold()]))

    return change


def _mapped(table: dict[str, str]) -> Change:
    return lambda match, rng: _like(match.group(), table[match.group().casefold()])


def _percent(match: Match[str], rng: random.Random) -> str | None:
    return match.group(1) + rng.choice(["", " percentage points"])


# kind -> (what to find, what to put there)
RULES: dict[str, tuple[re.Pattern[str], Change]] = {
    "digit changed": (NUMBER, _digit),
    # "1 million" without its 1 is still a million.
    "number dropped": (re.compile(f"(?!1 (?:{'|'.join(SCALES)}))(?:{NUMBER.pattern}) "), lambda match, rng: ""),
    "number added": (_WORD, lambda match, rng: f"{rng.choice([13, 17, 27, 37, 48, 64, 170, 4300])} {match.group()}"),
    "times ten": (NUMBER, _times_ten),
    "scale word": (_words(tuple(SCALES)), _mapped(SCALES)),
    "spelled number": (_words(SPELLED, caseless=True), _other(SPELLED)),
    "ordinal": (_words(ORDINALS, caseless=True), _other(ORDINALS)),
    "year": (YEAR, _year),
    "month": (_words(MONTHS), _other(MONTHS)),
    "weekday": (_words(DAYS), _other(DAYS)),
    "percent": (_PERCENT, _percent),
    "currency": (_CURRENCY, lambda match, rng: CURRENCIES[match.group()]),
    "bound flipped": (_BOUND, lambda match, rng: _like(match.group(), FLIPPED[match.group().casefold()])),
    "bound dropped": (re.compile(_BOUND.pattern + " ", re.I), lambda match, rng: ""),
}


def _stated(source: str, english: str, lang: str) -> bool:
    """Whether the source states a bound: near the number that the English goes on with where its digits stand, else anywhere."""
    number = _AHEAD.search(english)
    digits = number.group().rstrip(".,") if number else ""
    places = [m.start() for m in re.finditer(rf"(?<!\d){re.escape(digits)}(?!\d)", source)] if digits else []
    around = [source[max(0, place - BEFORE) : place + len(digits) + AFTER] for place in places] or [source]
    return lang not in _STATED or any(_STATED[lang].search(text) for text in around)


def drawn(pairs: Sequence[tuple[str, str]], per_kind: int, kind: str, damage: Damage) -> Iterator[Seeded]:
    """Up to `per_kind` pairs with this fault, in an order that a fixed seed chooses."""
    rng = random.Random(f"{SEED} {kind}")
    rows = list(range(len(pairs)))
    rng.shuffle(rows)
    made = 0
    for row in rows:
        if made == per_kind:
            return
        fault = damage(*pairs[row], rng)
        if fault is not None and fault[1] != fault[2]:
            made += 1
            yield Seeded(row, kind, *fault)


def in_one_place(pattern: re.Pattern[str], change: Change, fits: Fits = lambda source, rest: True) -> Damage:
    """The damage that changes one of the places that a pattern finds in the English; `fits` may refuse it."""

    def damage(source: str, target: str, rng: random.Random) -> tuple[str, str, str] | None:
        matches = list(pattern.finditer(target))
        if not matches:
            return None
        match = rng.choice(matches)
        after = change(match, rng)
        if after is None or not fits(source, target[match.end() :]):
            return None
        return target[: match.start()] + after + target[match.end() :], match.group(), after

    return damage


def _swapped(source: str, target: str, rng: random.Random) -> tuple[str, str, str] | None:
    """Two different numbers of one sentence exchanged."""
    matches = list(NUMBER.finditer(target))
    couples = [
        (a, b)
        for k, a in enumerate(matches)
        for b in matches[k + 1 :]
        if a.group() != b.group() and target[a.end() : b.start()] != " or "
    ]
    if not couples:
        return None
    a, b = rng.choice(couples)
    damaged = target[: a.start()] + b.group() + target[a.end() : b.start()] + a.group() + target[b.end() :]
    return damaged, f"{a.group()} … {b.group()}", f"{b.group()} … {a.group()}"


def seeded(pairs: Sequence[tuple[str, str]], per_kind: int, lang: str) -> Iterator[Seeded]:
    """Up to `per_kind` damaged sentences of each kind, chosen by a fixed seed; one error a row.

    What would leave the English as right as it was is not seeded: a bound dropped that the source never states (translators add
    "up to" and "over"), "1" before "million", the first sign of "40%-50%", and the two numbers of "0 or 1" exchanged.
    """
    for kind, (pattern, change) in RULES.items():
        damage = in_one_place(pattern, change)
        if kind == "bound dropped":
            damage = in_one_place(pattern, change, lambda source, rest: _stated(source, rest, lang))
        yield from drawn(pairs, per_kind, kind, damage)
    yield from drawn(pairs, per_kind, "two numbers swapped", _swapped)
