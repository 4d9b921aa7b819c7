"""A "not" that was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks.records import Found, Seen
from qa.checks.registry import check

# Words that negate in the source; each must be sure, for a missed one costs less than a false one.
NEGATIONS: dict[str, re.Pattern[str]] = {
    "ar": re.compile(r"(?<!\w)[وف]?(?:لم|لن|ليس|ليست|ليسوا|لسنا|لست)(?!\w)"),
    "fr": re.compile(r"(?<!\w)(?:ne|n')[ ]?\w+ (?:pas|jamais|rien)(?!\w)", re.IGNORECASE),
    "es": re.compile(r"(?<!\w)(?:no|nunca|jamás) (?:se |lo |la |le |les |los )?\w+", re.IGNORECASE),
    "pt": re.compile(r"(?<!\w)(?:não|nunca|jamais) \w+", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)не (?!только|менее|более)\w+", re.IGNORECASE),
}
# Anything in English that can carry a negation, in a word or in a prefix.
_ENGLISH = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely|rarely|seldom|fails?|failed|failing|failure|lacks?|lacked|"
    r"lacking|refus\w+|den(?:y|ies|ied|ying)|reject\w*|declin\w+|instead|rather|unless|avoid\w*|prevent\w*|stop\w*|absen\w+|impossible|"
    r"yet|only|except|far from|few|little|unable|un\w{3,}|"
    r"in\w{4,}|im\w{4,}|ir\w{4,}|dis\w{3,}|non\w*|\w+less|exclud\w+|ruled? out|missing|wrong|free of|any|"
    r"hasn|don|doesn|didn|isn|aren|wasn|weren|won|wouldn|couldn|shouldn|haven|hadn|can't|lack|still|end|ended|spare\w*|remain\w*|beyond)\b|n['’]t\b",
    re.IGNORECASE,
)


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
