"""Where an English form stands in an English text: the tolerant comparison that every judgement of a term rests on.

Tolerated: possessive and plural endings, hyphen for space and the other way, typographic apostrophes and hyphens, accents left
out,
a lower-case letter after a hyphen (Jong-un), the particle al-/el- in either case. Not tolerated: parts of words ("Mali" in
"Normalisation"), a name in small letters ("us" for US).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from glossary.terms import Term

Span = tuple[int, int]

_APOSTROPHES = "'’ʼ‘`´"
_JOINERS = r"[\s\-‐‑–]+"
_ENDING = f"(?:[{_APOSTROPHES}]s|s[{_APOSTROPHES}]?|[{_APOSTROPHES}])?"
_SPLIT = re.compile(r"[\s\-‐‑–]+")
_PARTICLES = frozenset({"al", "el"})


@lru_cache(maxsize=4096)
def _flat_char(char: str) -> str:
    if char.isascii():
        return char
    base = unicodedata.normalize("NFKD", char)
    letter = base[0] if base and base[0].isascii() else char
    return "'" if char in _APOSTROPHES else letter


def flat(text: str) -> str:
    """The text without accents and with plain apostrophes, of the same length."""
    return text if text.isascii() else "".join(map(_flat_char, text))


def find(text: str, form: str, case_policy: str = "") -> list[Span]:
    """All spans where `form` stands in `text`, its possessive or plural ending included; never overlapping.

    `case_policy`: "" a capital of the form must be one in the text; "any" case is free; "exact" as written (or a sentence's
    capital).

    >>> find("Kim Jong-un's aide met Kim Jong Un.", "Kim Jong Un")
    [(0, 13), (23, 34)]
    >>> find("it helps us", "US")
    []
    """
    return find_flat(flat(text), form, case_policy)


def find_flat(text: str, form: str, case_policy: str = "") -> list[Span]:
    """`find` for a text that is flat already."""
    pattern, letters = _pattern(form)
    if pattern is None or letters not in text.casefold():
        return []
    return [match.span() for match in pattern.finditer(text) if _case_fits(match.group(1), flat(form), case_policy)]


def find_any(text: str, forms: Iterable[str], case_policy: str = "") -> list[Span]:
    """Spans of any of the forms, each once, ordered by place, the longer first."""
    copy = flat(text)
    spans = {span for form in forms for span in find_flat(copy, form, case_policy)}
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def approved(term: Term, *, later: bool = False) -> tuple[str, ...]:
    """The forms that satisfy a term, the preferred one first; `later` adds the short form of later mentions."""
    return tuple(dict.fromkeys((term.target, *term.accepted, *((term.short,) if later and term.short else ()))))


@lru_cache(maxsize=16384)
def _pattern(form: str) -> tuple[re.Pattern[str] | None, str]:
    """(pattern, a lower-case word that must occur: the cheap test before the pattern)."""
    parts = [part for part in _SPLIT.split(flat(form).strip()) if part]
    if not parts:
        return None, ""
    body = _JOINERS.join(re.escape(part) for part in parts)
    end = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    start = r"(?<!\w)" if parts[0][0].isalnum() else ""
    return re.compile(f"{start}({body}){_ENDING}{end}", re.IGNORECASE), max(parts, key=len).casefold()


def _case_fits(found: str, form: str, policy: str) -> bool:
    if policy == "any":
        return True
    theirs, ours = _SPLIT.split(found), _SPLIT.split(form.strip())
    if policy == "exact":
        return all(
            a == b or (i == 0 and a[1:] == b[1:] and a[:1].isupper()) for i, (a, b) in enumerate(zip(theirs, ours, strict=False))
        )
    hyphenated = [separator.strip() != "" for separator in re.findall(r"[\s\-‐‑–]+", found)]
    for i, (a, b) in enumerate(zip(theirs, ours, strict=False)):
        if b.casefold() in _PARTICLES or (i > 0 and hyphenated[i - 1] and a == b.lower()):
            continue
        if any(y.isupper() and not x.isupper() for x, y in zip(a, b, strict=False)):
            return False
    return True
