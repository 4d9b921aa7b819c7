"""A "not" that was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from translations.text import plain

# What negates in the source, negated verbs as `verb`. «لا يزال» (still) and «لا يقل عن» (at least) are no "not"; «غير» is left
# out: English has too many adjectives of its own for what is "not" something.
NEGATIONS: dict[str, re.Pattern[str]] = {
    "ar": re.compile(
        r"\b(?:(?P<verb>[وفأا]?(?:لم|لن|ليس|ليست|ليسوا|لسنا|لست)\b|"
        r"[وف]?لا (?!يزال|تزال|نزال|يزالون|يتجاوز|تتجاوز|يزيد|تزيد|يقل|تقل)[يتن]\w{2,})|"
        r"[وف]?[أا]لا (?!يقل|تقل|يزيد|تزيد|يتجاوز|تتجاوز)[يتن]\w{2,}|"
        r"(?:[وفبلك]|ول|وب)?عدم (?!الانحياز)\w+|"
        r"[وف]?(?:بدون|دون|بلا)(?! سن|\w| حدود))"
    ),
    "fr": re.compile(r"(?<!\w)(?:ne|n')[ ]?\w+ (?:pas|jamais|rien)(?!\w)", re.IGNORECASE),
    "es": re.compile(r"(?<!\w)(?:no|nunca|jamás) (?!solo|sólo)(?:se |lo |la |le |les |los )?\w+", re.IGNORECASE),
    "pt": re.compile(r"(?<!\w)(?:não|nunca|jamais) (?!só|apenas)\w+", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)не (?!только|менее|более)\w+", re.IGNORECASE),
}
# What stands for a negated verb in English.
_FIRM = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely|rarely|seldom|unless|only|except|yet|"
    r"far from|remains? to be|fail\w*|lack\w*|refus\w+|den(?:y|ies|ied|ying)|reject\w*|declin\w+|avoid\w*|absen\w+|impossible|"
    r"un(?:able|likely|clear|known|certain|willing|available|aware|precedented)|asympt\w+)\b|n['’]t\b",
    re.IGNORECASE,
)
# Anything in English that can carry a negation: a word, a verb or adjective that means one, a prefix.
_WORDS = (
    r"not?|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely|rarely|seldom|unless|except|instead|unlike|"
    r"against|beyond|only|yet|too|few|little|minus|far from|free of|other than|rather than|dead.end|remains? to be|fail\w*|"
    r"lack\w*|refus\w+|den(?:y|ies|ied|ying)|reject\w*|declin\w+|avoid\w*|absen\w+|exclud\w+|ruled? out|stop\w*|prevent\w*|"
    r"prohibit\w*|bans?|banned|miss(?:ing|ed)|loss|lost|shortage\w*|non\w*|\w{3,}less|irrespective"
)
_PREFIXED = (
    r"un(?!i|der|til|ct|cle)\w{3,}|"
    r"in(?=ab|ac|ad|ap|cap|cons|cor|dep|dire|disti|eff|ex|form?al|freq|grat|sec|sens|sig|sta|suf|val|vis|vol)\w{5,}|"
    r"im(?=mat|mob|mun|pass|pati|perf|poss|prob|prop)\w+|ir(?=reg|rel|resp|rev)\w+|il(?=leg|lit|log)\w+|"
    r"dis(?=ag|all|app|bel|conn|cont|hon|incl|obe|order|prov|qual|reg|sat|trust)\w+|"
    r"a(?=rrhyth|symm|sympt|typic)\w+|abnormal\w*|anti\w+|counter\w+|mis\w{4,}|sub\w{4,}"
)
_ANY = re.compile(rf"\b(?:{_WORDS}|{_PREFIXED})\b|n['’]t\b", re.IGNORECASE)


@check(
    "form.negation",
    mqm="accuracy/mistranslation",
    severity="warning",
    version=2,
    summary="The source negates more often than the English can.",
    example="«لم يوقع الرئيس» – “the president signed”",
)
def negation(seen: Seen) -> Iterator[Found]:
    """More negated verbs than English words that negate one, or more negations of any sort than words and prefixes for them."""
    every = NEGATIONS.get(seen.pair.source_lang)
    if every is None:
        return
    matches = list(every.finditer(plain(seen.source)))
    if not matches:
        return
    found = [match.group() for match in matches]
    negated = [match.group() for match in matches if match.lastgroup == "verb"]
    for words, carriers in ((negated, _FIRM), (found, _ANY)):
        carried = sum(1 for _ in carriers.finditer(seen.target))
        if len(words) > carried:
            quoted = ", ".join(dict.fromkeys(say.quoted(word) for word in words))
            times = "once" if len(words) == 1 else f"{len(words)} times"
            has = f"only {carried} word{'s'[: carried != 1]} of that sort" if carried else "no such word"
            yield Found(
                message=f"The source says “not” or “without” {times} ({quoted}); the English has {has}.",
                source_value=quoted,
                target_value=str(carried),
            )
            return
