"""The quantity words of a language, read from its table file: which words mean what, alone or as a phrase.

A new language is `qa/quantities/data/<language>.toml`; months and weekdays come from `translations.conventions`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from translations.conventions import conventions
from translations.text import plain

# Letters that the press writes one for the other (Arabic: ة/ه, ى/ي, hamza seats; Persian: ی/ي, ک/ك; accents stay).
_FOLD = str.maketrans({"ة": "ه", "ى": "ي", "ئ": "ي", "ؤ": "و", "ی": "ي", "ک": "ك", "ё": "е", "’": "'", "µ": "μ"})
_WORDS = re.compile(r"[^\W_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Role:
    """One thing a word can mean: its class, its value (a number, or a name such as "percent"), whether it is weak evidence."""

    cls: str
    value: Any
    weak: bool = False


Roles = Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several words that mean one thing: `rest` after the first, `glued` where nothing may part one from the word before."""

    rest: tuple[str, ...]
    glued: tuple[bool, ...]
    roles: Roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All that extraction knows of a language: single `words`, and `phrases` by their first word, longest first."""

    language: str
    words: Mapping[str, Roles]
    phrases: Mapping[str, tuple[Phrase, ...]]
    prefixes: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    thousands: frozenset[str] = frozenset()
    decimals: frozenset[str] = frozenset()
    dual_ending: re.Pattern[str] | None = None
    ambiguous: frozenset[str] = frozenset()
    ordinal_suffixes: frozenset[str] = frozenset()
    decade_suffixes: frozenset[str] = frozenset()
    of_before_unit: frozenset[str] = frozenset()
    after_only: frozenset[str] = frozenset()
    roman_leads: frozenset[str] = frozenset()
    bound_hints: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hint_prefixes: Mapping[str, int] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    glued_scales: Mapping[str, int] = field(default_factory=dict)


def fold(text: str) -> str:
    """The key of a normalised word: caseless, look-alike letters made one."""
    return text.casefold().translate(_FOLD)


folded = lru_cache(maxsize=65536)(fold)  # of a word: a text has the same ones again and again


def number(text: str) -> Fraction:
    """A table key as an exact number: "20", "1/2"."""
    return Fraction(text)


def _relative(key: str) -> tuple[int, str]:
    offset, _, unit = key.partition(" ")
    return int(offset), unit


def _role_lists(table: Mapping[str, Any]) -> Iterator[tuple[str, Role]]:
    """(word or phrase as written, role) for every line of a table file."""
    weak = table.get("weak", {})
    weak_ordinals, weak_cardinals = set(weak.get("ordinals", ())), set(weak.get("cardinals", ()))
    numeric = {
        "cardinals": "card",
        "scales": "scale",
        "scale_duals": "card",
        "fractions": "frac",
        "fraction_plurals": "fracs",
        "ordinals": "ord",
        "ordinal_units": "ordunit",
        "idioms": "idiom",
        "decades": "dec",
        "open": "open",
        "hijri_months": "hijri",
        "multipliers": "mult",
        "cardinals_inside": "one",
    }
    named = {
        "units": "unit",
        "currencies": "cur",
        "percent": "pct",
        "bounds_before": "bnd",
        "bounds_after": "aft",
        "bound_verbs": "bndv",
        "open_units": "openunit",
    }
    for section, cls in numeric.items():
        for key, forms in table.get(section, {}).items():
            value = number(key)
            light = (cls == "ord" and value in weak_ordinals) or (cls == "card" and value in weak_cardinals) or cls == "idiom"
            yield from ((form, Role(cls, value, light)) for form in forms)
    for section, cls in named.items():
        for key, forms in table.get(section, {}).items():
            yield from ((form, Role(cls, key)) for form in forms)
    for key, forms in table.get("relative", {}).items():
        yield from ((form, Role("rel", _relative(key))) for form in forms)
    for key, forms in table.get("relative_words", {}).items():
        yield from ((form, Role("reladj", int(key))) for form in forms)
    for name, forms in table.get("words", {}).items():
        yield from ((form, Role("w:" + name, name)) for form in forms)
    yield from ((form, Role("name", form)) for form in table.get("designators", {}).get("words", ()))
    yield from ((form, Role("never", form)) for form in table.get("never", {}).get("phrases", ()))
    yield from _duals(table.get("dual", {}))


def _duals(dual: Mapping[str, Any]) -> Iterator[tuple[str, Role]]:
    for stems, endings in (("stems", "endings"), ("feminine", "feminine_endings")):
        for unit, words in dual.get(stems, {}).items():
            for word in words:
                for ending in dual.get(endings, ()):
                    yield word + ending, Role("dual", unit, weak=True)


def _keys(form: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The words of a table entry, and for each after the first whether it is glued to the one before ("us$", "km/h")."""
    found = [(match.group(), match.start(), match.end()) for match in _WORDS.finditer(fold(plain(form))) if match.group() != "-"]
    return tuple(word for word, _, _ in found), tuple(left[2] == right[1] for left, right in pairwise(found))


def _index(pairs: Iterable[tuple[str, Role]]) -> tuple[dict[str, dict[str, Role]], dict[str, tuple[Phrase, ...]]]:
    words: dict[str, dict[str, Role]] = {}
    phrases: dict[str, dict[tuple[tuple[str, ...], tuple[bool, ...]], dict[str, Role]]] = {}
    for form, role in pairs:
        keys, glued = _keys(form)
        if not keys:
            continue
        roles = (
            words.setdefault(keys[0], {}) if len(keys) == 1 else phrases.setdefault(keys[0], {}).setdefault((keys[1:], glued), {})
        )
        # The first meaning given to a word in a class wins.
        roles.setdefault(role.cls, role)
    return words, {
        first: tuple(
            Phrase(rest, glued, roles) for (rest, glued), roles in sorted(rests.items(), key=lambda item: -len(item[0][0]))
        )
        for first, rests in phrases.items()
    }


@cache
def _english() -> Mapping[str, Any]:
    return tomllib.loads((files("qa.quantities") / "data" / "en.toml").read_text(encoding="utf-8"))


def _everywhere(form: str, role: Role) -> bool:
    """Signs and ISO 4217 codes mean the same in every language: $, US$, €, KWD, °C, %."""
    sign = not form.replace(" ", "").isalpha() and " " not in form and "." not in form
    return (role.cls in ("cur", "unit", "pct") and sign) or (role.cls == "cur" and len(form) == 3 and role.value == form.upper())


@cache
def tables(language: str) -> Tables:
    """The tables of a language (primary subtag); a language without a file gets digits, and what its conventions know."""
    known = conventions(language)
    source = files("qa.quantities") / "data" / f"{language}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8")) if language.isalpha() and source.is_file() else {}
    calendar = [(word, Role("month", month)) for month, names in known.months.items() for word in names]
    calendar += [(word, Role("month", int(month))) for month, names in table.get("months", {}).items() for word in names]
    calendar += [(word, Role("wday", day)) for day, names in known.weekdays.items() for word in names]
    calendar += [(word, Role("wday", int(day))) for day, names in table.get("weekdays", {}).items() for word in names]
    signs = [] if language == "en" else [(form, role) for form, role in _role_lists(_english()) if _everywhere(form, role)]
    words, phrases = _index([*calendar, *_role_lists(table), *signs])
    ambiguous = table.get("ambiguous", {})
    flags = {name for name in FLAGS if table.get(name)} | ({"capital"} if ambiguous.get("capital") else set())
    return Tables(
        language=language,
        words=words,
        phrases=phrases,
        prefixes=tuple(fold(plain(prefix)) for prefix in table.get("prefixes", ())),
        flags=frozenset(flags),
        thousands=frozenset(table.get("thousands", (",",))),
        decimals=frozenset(table.get("decimals", (".",))),
        dual_ending=re.compile(table["dual_ending"]) if "dual_ending" in table else None,
        ambiguous=frozenset(fold(plain(word)) for name in ("months", "weekdays") for word in ambiguous.get(name, ())),
        ordinal_suffixes=frozenset(fold(plain(word)) for word in table.get("ordinal_suffixes", ())),
        decade_suffixes=frozenset(fold(plain(word)) for word in table.get("decade_suffixes", ())),
        of_before_unit=frozenset(table.get("of_before_unit", ())),
        after_only=frozenset(fold(plain(word)) for word in table.get("after_only", ())),
        roman_leads=frozenset(table.get("roman", {}).get("leads", ())),
        bound_hints={
            group: frozenset(fold(plain(word)) for word in words) for group, words in table.get("bound_hints", {}).items()
        },
        hint_prefixes={fold(plain(form)): int(key) for key, forms in table.get("hint_prefixes", {}).items() for form in forms},
        hints={fold(plain(form)): int(key) for key, forms in table.get("hints", {}).items() for form in forms},
        glued_scales={form: int(key) for key, forms in table.get("scales_glued", {}).items() for form in forms},
    )


# Facts about a language's grammar that its table file may state (`name = true`); each is explained in the table that uses it.
FLAGS = (
    "unit_first",
    "teens",
    "joined_and",
    "adjective_after",
    "century_before",
    "vigesimal",
    "space_groups",
    "characters",
    "bare_join",
    "article_years",
    "hijri_years",
    "feminine_ordinals",
    "bare_thousand",
    "one_joined",
)


@lru_cache(maxsize=65536)
def readings(language: str, word: str) -> tuple[tuple[str, str, Roles | None], ...]:
    """(stem, prefix, roles of the stem alone) for each way to read a folded word; empty when it can start nothing.

    >>> [(stem, prefix) for stem, prefix, _ in readings("ar", "بثلاثه")]
    [('ثلاثه', 'ب')]
    """
    table = tables(language)
    found = []
    for prefix in ("", *table.prefixes):
        if not word.startswith(prefix):
            continue
        stem = word[len(prefix) :]
        stems = [stem, "ال" + stem] if prefix.endswith("لل") else [stem]
        for candidate in stems:
            if len(candidate) > 1 or not prefix:
                roles = table.words.get(candidate)
                if roles is not None or candidate in table.phrases:
                    found.append((candidate, prefix, roles))
    return tuple(found)
