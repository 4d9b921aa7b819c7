"""A "not" that was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check

# Words that negate in the source; each must be sure, for a missed one costs less than a false one.
NEGATIONS: dict[str, re.Pattern[str]] = {
    "ar": re.compile(
        r"(?<!\w)[وف]?(?:(?:لم|لن|ليس|ليست|ليسوا|لسنا|لست)(?!\w)|"
        r"لا (?!يزال|تزال|نزال|يزالون|يتجاوز|تتجاوز|يزيد|تزيد|يقل|تقل)[يتن]\w{2,})"
    ),
    "fr": re.compile(r"(?<!\w)(?:ne|n')[ ]?\w+ (?:pas|jamais|rien)(?!\w)", re.IGNORECASE),
    "es": re.compile(r"(?<!\w)(?:no|nunca|jamás) (?:se |lo |la |le |les |los )?\w+", re.IGNORECASE),
    "pt": re.compile(r"(?<!\w)(?:não|nunca|jamais) \w+", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)не (?!только|менее|более)\w+", re.IGNORECASE),
}
# Anything in English that can carry a negation, in a word or in a prefix.
_WORDS = (
    r"not?|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely|rarely|seldom|fail\w*|lack\w*|refus\w+|"
    r"den(?:y|ies|ied|ying)|reject\w*|declin\w+|instead|unless|avoid\w*|absen\w+|impossible|yet|only|except|far from|few|little|"
    r"missing|free of|exclud\w+|ruled? out|beyond|too|asymptomatic|non\w*|\w+less"
)
_NEGATED = (
    r"able|accurate|active|adequate|complete|correct|dependent|direct|effective|perfect|proper|regular|responsib\w+|sufficient|valid|"
    r"visible|agree\w*|allow\w*|appear\w*|approv\w+|certain|clear|common|expected|familiar|fortunate\w*|known|like\w*|necessary|"
    r"precedented|proven|related|reported|safe|tested|usual\w*|willing|mature|mun\w+|possible|affected|detected|identified|published|"
    r"treated|confirmed|available"
)
_ENGLISH = re.compile(rf"\b(?:{_WORDS}|(?:in|im|ir|dis|un)(?:{_NEGATED}))\b|n['’]t\b", re.IGNORECASE)


@check(
    "form.negation",
    mqm="accuracy/mistranslation",
    severity="warning",
    summary="The source negates and nothing in the English does.",
    example="«لم يوقع الرئيس» – “the president signed”",
)
def negation(seen: Seen) -> Iterator[Found]:
    """One sure negation in the source, no word or prefix in the English that could carry it."""
    pattern = NEGATIONS.get(seen.pair.source_lang)
    if pattern is None or _ENGLISH.search(seen.target):
        return
    match = pattern.search(seen.source)
    if match:
        yield Found(message="The source negates something (it says “not”); the English does not.", source_value=match.group())
