"""Further source spellings of one term, made from the term itself and lintable: never by folding letters of the text globally.

Measured on 15,897 name pairs: folding ج/غ/ق/ك for all words at once triples the number of colliding keys, so these letters vary
only on terms marked `foreign`. What each rule stands for is written beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from glossary.keys import phrase
from glossary.scripts import has_article, is_arabic
from glossary.terms import Term

MAX_VARIANTS = 64  # a term: more says that a rule ran away, and every one is a pattern to search for

# Foreign g by region: Levant and Gulf agencies غ, Egypt ج, Gulf and Libya ق, older ك, Iraq and Kurdish گ.
_FOREIGN_G = ("غ", "ج", "ق", "ك", "گ")
# v and p, which Arabic lacks: ف or ڤ, ب or پ; all of one word alike.
_FOREIGN_LABIALS = (("ف", "ڤ"), ("ڤ", "ف"), ("ب", "پ"), ("پ", "ب"))
# First parts of compound names that are written apart or joined: عبد الله/عبدالله, أبو ظبي/أبوظبي, أم درمان/أمدرمان.
_JOINED = re.compile(r"(?<!\w)(عبد|ابو|ابي|ابا|ام|ذو|سيف|نور|صلاح|زين|شمس|بدر|نصر|فتح|جار|آل) (?=\w)")
# The five nouns: أبو (subject), أبا (object), أبي (genitive).
_ABU = re.compile(r"(?<!\w)ابو(?=[ \w])")
# Hamza on waw or ya, as the Egyptian press writes it: شؤون/شئون, مسؤول/مسئول.
_HAMZA = (("شؤون", "شئون"), ("مسؤول", "مسئول"), ("رؤوس", "رءوس"))
# Sound masculine plural, subject and object: المسلمون/المسلمين.
_PLURAL = re.compile(r"(?<=\w{3})ون(?!\w)")
# Dual, subject and object: الكوريتان/الكوريتين; with the article, for باكستان and طالبان are none.
_DUAL = re.compile(r"(?<!\w)(ال\w{2,})ان(?!\w)")
_DUAL_KINDS = frozenset({"country", "region", "office", "organisation", "nationality", "treaty"})
_PLURAL_KINDS = frozenset({"organisation", "nationality"})  # not persons: جونسون is no plural
# Kinds whose Arabic may take the article that the glossary leaves out: اتفاق/الاتفاق.
DEFINITE_KINDS = frozenset({"treaty", "office", "nationality", "organisation", "event"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """One key a term is looked up by. `bare`: its own article is off; `written`: the spelling it stands for."""

    folded: str
    exact: str
    written: str
    bare: bool = False


def written_variants(term: Term) -> list[str]:
    """All spellings of a term in plain text: those given, then those generated, without repetition, at most `MAX_VARIANTS`."""
    found: dict[str, str] = {}
    for written in _generate(term):
        found.setdefault(phrase(written)[1], written)
        if len(found) >= MAX_VARIANTS:
            break
    found.pop("", None)
    return list(found.values())


def spellings(term: Term) -> list[Spelling]:
    """The keys of a term: every variant, and Arabic ones also without their own article, for لل and compounds."""
    keys: dict[tuple[str, bool], Spelling] = {}
    for written in written_variants(term):
        folded, exact = phrase(written)
        # Equal strings are kept once: a large glossary has several spellings a term.
        exact = folded if exact == folded else exact
        written = exact if written == exact else written
        keys.setdefault((folded, False), Spelling(folded, exact, written))
        if is_arabic(folded) and has_article(folded):
            bare = folded[2:]
            keys.setdefault((bare, True), Spelling(bare, bare if exact == folded else exact[2:], written, bare=True))
    return list(keys.values())


def _generate(term: Term) -> Iterator[str]:
    given = (term.source, *term.variants, *((term.canonical_source,) if is_arabic(phrase(term.canonical_source)[0]) else ()))
    yield from given
    for written in given:
        base = phrase(written)[1]
        if not is_arabic(base):
            continue
        for made in (base, *_compounds(base), *_plurals(base, term.kind)):
            yield made
            if term.foreign and "غ" in made:
                yield from (made.replace("غ", other) for other in _FOREIGN_G[1:])
            if term.foreign:
                yield from (made.replace(one, other) for one, other in _FOREIGN_LABIALS if one in made)


def _plurals(base: str, kind: str) -> Iterator[str]:
    for made in (
        _PLURAL.sub("ين", base) if kind in _PLURAL_KINDS else base,
        _DUAL.sub(r"\1ين", base) if kind in _DUAL_KINDS else base,
    ):
        if made != base:
            yield made


def _compounds(base: str) -> Iterator[str]:
    joined = _JOINED.sub(r"\1", base)
    if joined != base:
        yield joined
    for other in ("ابي", "ابا"):
        made = _ABU.sub(other, base)
        if made != base:
            yield made
    for one, other in _HAMZA:
        if one in base:
            yield base.replace(one, other)
        elif other in base:
            yield base.replace(other, one)
