"""One spelling for one name: "Kim Jong-un" and "Kim Jong Un" are both right, but a run should not mix them.

An approved form is written as the first of the term's approved forms (the preferred one before the accepted) that differs from
it only in hyphens, spaces, capitals or accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from glossary.forms import Span, approved, flat
from glossary.terms import Term

# Kinds that have one name; in the others a small letter or a hyphen may be the sentence's own ("foreign-minister level").
_NAMED = frozenset({"person", "place", "agency", "outlet", "organisation", "brand", "country"})
_PARTS = re.compile(r"[^\s\-‐‑–]+")
_ENDINGS = ("", "'s", "s'", "'", "s")


def in_one_spelling(text: str, found: Iterable[tuple[Term, Span]]) -> str:
    """The text with the names at the given spans, which must not overlap, spelled as their terms spell them first.

    Possessive and plural endings stay.

    >>> kim = Term(id="kim", kind="person", source_lang="ar", source="كيم جونغ أون", target="Kim Jong Un")
    >>> in_one_spelling("Kim Jong-un's aide", [(kim, (0, 13))])
    "Kim Jong Un's aide"
    """
    for term, (start, end) in sorted(found, key=lambda place: place[1], reverse=True):
        if term.kind in _NAMED:
            text = text[:start] + _first_spelling(text[start:end], approved(term, later=True)) + text[end:]
    return text


def _first_spelling(form: str, approved_forms: Iterable[str]) -> str:
    plain = _plain(form)
    for spelling in approved_forms:
        for ending in _ENDINGS:
            if plain == _plain(spelling) + ending:
                return spelling + form[len(form) - len(ending) :]
    return form


def _plain(form: str) -> str:
    return " ".join(_PARTS.findall(flat(form).casefold()))
