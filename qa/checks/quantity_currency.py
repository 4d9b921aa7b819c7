"""The right sum in the wrong money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from qa.checks import say, units
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.quantities.tables import fold, tables
from translations.text import plain

SURE = 4  # letters of a word that names a currency wherever it stands; «ين» and "won" are other words too
ALSO_OTHER = frozenset({"cent", "pound"})


@check(
    "quantity.currency",
    mqm="accuracy/mistranslation",
    severity="error",
    version=2,
    summary="A sum has another currency in the English, or is money on one side only.",
    example="«5 ملايين يورو» – “$5 million”",
)
def currency(seen: Seen) -> Iterator[Found]:
    """A generic name (pound, riyal) agrees with its countries' own. Money without a sum counts too: "millions of dollars"."""
    clear = True
    known = {quantity.unit for quantity in seen.comparison.source if quantity.kind == "money"}
    for source, target in seen.comparison.agreed:
        kinds = (source.kind, target.kind)
        if kinds == ("money", "money"):
            if not units.agree(source.unit, target.unit):
                clear = False
                yield say.contrast(source, target, "the currency differs")
        elif "money" in kinds and set(kinds) <= {"money", "number", "measure", "percent", "duration"}:
            if source.kind == "number" and known and not any(units.agree(unit, target.unit) for unit in known):
                # «1580 millones de dólares … 60 millones»: a currency that the source nowhere has.
                clear = False
                yield say.contrast(source, target, "the source has another currency")
                continue
            other = target if source.kind == "money" else source
            if other.kind != "number" and not units.agree(source.unit, target.unit):
                clear = False
                yield say.contrast(source, target, "one is a sum of money")
    if clear:
        yield from _named_only(seen)


@cache
def _names(lang: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """The words of a language that name a currency, behind its prefixes, and what each names; the $ of R$ names none."""
    table = tables(lang)
    codes = {word: str(roles["cur"].value) for word, roles in table.words.items() if "cur" in roles}
    codes = {word: code for word, code in codes.items() if code not in ALSO_OTHER and (len(word) >= SURE or not word.isalpha())}
    letters = "|".join(re.escape(word) for word in sorted(codes, key=len, reverse=True) if word.isalpha()) or r"(?!)"
    signs = "|".join(re.escape(word) for word in sorted(codes) if not word.isalpha()) or r"(?!)"
    prefixes = "|".join(re.escape(prefix) for prefix in table.prefixes)
    return re.compile(rf"(?<!\w)(?:{prefixes})?(?P<word>{letters})(?!\w)|(?<![^\W\d_])(?P<sign>{signs})"), codes


def _named(text: str, lang: str) -> dict[str, re.Match[str]]:
    pattern, codes = _names(lang)
    return {codes[match["word"] or match["sign"]]: match for match in pattern.finditer(text)}


def _named_only(seen: Seen) -> Iterator[Found]:
    """A currency that only the source names, where the English names another one."""
    english = _named(seen.target.casefold(), seen.pair.target_lang)
    if not english:
        return
    source = _named(fold(plain(seen.source)), seen.pair.source_lang)
    lost = [code for code in source if not any(units.agree(code, other) for other in english)]
    gained = [code for code in english if not any(units.agree(code, other) for other in source)]
    if lost and gained and len(seen.target.casefold()) == len(seen.target):
        span = english[gained[0]].span()
        yield Found(
            message=f"Source speaks of money in {lost[0]} ({source[lost[0]].group()}); "
            f"the English says {gained[0]} ({seen.target[slice(*span)]}) – the currency differs.",
            target_span=span,
            source_value=lost[0],
            target_value=gained[0],
        )
