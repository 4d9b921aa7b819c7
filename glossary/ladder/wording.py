"""A term put into an English sentence: which of its forms, with the article, possessive and capital that the place asks for."""

from __future__ import annotations

import re

from glossary.forms import Span
from glossary.terms import Term

_PLURAL_NAMES = frozenset({"agency", "country", "organisation", "place"})  # the United States', but Stoltenberg's and Hollis's
_PERSONAL = frozenset({"person", "place", "country", "region"})  # names without an article, a possessive one included
_POSSESSIVE = re.compile(r"(['’]s?)$")
_DETERMINER = re.compile(
    r"\b(the|a|an|this|that|these|those|his|her|its|their|our|my|your|no|any|each|every|\w+['’]s?)\s+(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}|\b(?!The\b)[A-Z][^\W\d_]{2}\b")
_WORD_BEFORE = re.compile(r"(?<![\w'’-])([\w'’-]{1,40}) $")
_WORD_AFTER = re.compile(r" ([\w'’-]{1,40})")
_ARTICLE = re.compile(r"\b(an?)(\s+)$", re.IGNORECASE)
_VOWEL_SOUND = re.compile(r"(?:[aeio]|u(?!n[ai]|k|s|r[aou]|ti))|(?:[FHLMNRSX](?=[A-Z]))|(?:8|11|18)", re.IGNORECASE)
_ACRONYM_VOWEL = re.compile(r"[AEFHILMNORSX][A-Z.]")


def put(text: str, span: Span, term: Term, form: str = "") -> str:
    """`text` with the term's preferred form (or `form`) in the place of `span`.

    A possessive ending is kept, "the" is added where the term takes it and no other determiner stands there, a/an follows the
    new first sound, a sentence begins with a capital, and the word after is kept apart.
    """
    start, end = span
    form = form or term.target
    before, after = text[:start], text[end:]
    possessive = _POSSESSIVE.search(text[start:end])
    if possessive and not _POSSESSIVE.search(form):
        form += "'" if form.endswith("s") and term.kind in _PLURAL_NAMES else "'s"
    if term.kind == "currency" and text[start:end].casefold() == f"{form.rpartition(' ')[2]}s".casefold():
        form += "s"
    if (
        term.article_policy == "the"
        and not form.lower().startswith("the ")
        and not _DETERMINER.search(before)
        and not possessive_before(before)
    ):
        form = f"the {form}"
    elif form.lower().startswith("the ") and re.search(r"\b[Tt]he\s+$", before):
        form = form[4:]
    if term.article_policy != "the" and term.kind in _PERSONAL and _POSSESSIVE.search(form):
        before = re.sub(r"\b[Tt]he $", "", before)  # no "the North Korea's"
    before = _article_before(before, form)
    if before and before[-1].isalnum():
        before += " "
    if after and after[0].isalnum():
        after = f" {after}"
    if at_sentence_start(before):
        form = form[0].upper() + form[1:]
    return f"{before}{form}{after}"


def widened(text: str, span: Span, term: Term) -> Span:
    """`span` with the words beside it that are words of the term too: a model that stammers a long name ("the Democratic People's
    Democratic People's Republic") is written over as a whole.
    """
    theirs = {word.casefold() for word in _LONG_WORD.findall(term.target)}
    start, end = span
    while theirs and (match := _WORD_BEFORE.search(text[:start])):
        if not _is_theirs(match.group(1), theirs) and not (
            match.group(1) == "of" and (more := _WORD_BEFORE.search(text[: match.start(1)])) and _is_theirs(more.group(1), theirs)
        ):
            break
        start = match.start(1)
    while theirs and (match := _WORD_AFTER.match(text[end:])):
        word, lead = match.group(1), match.start(1)
        more = _WORD_AFTER.match(text[end + match.end(1) :])
        if not _is_theirs(word, theirs) and not (word == "of" and more and _is_theirs(more.group(1), theirs)):
            break
        end += lead + len(word)
    return start, end


def _is_theirs(word: str, theirs: set[str]) -> bool:
    return re.sub(r"['’]s?$", "", word).casefold() in theirs


def at_sentence_start(before: str) -> bool:
    """Whether what follows `before` begins a sentence (quotation marks and brackets aside)."""
    head = before.rstrip(" \"'“”«»‘(")
    return not head or head[-1] in ".!?"


def possessive_before(before: str) -> bool:
    """Whether a possessive noun stands right before."""
    return bool(re.search(r"\w['’]s?\s+$", before))


def vowel_sound(word: str) -> bool:
    """Whether a word begins with a vowel sound, as far as spelling tells: an agreement, a UN body, an FBI agent."""
    head = word.lstrip(" \"'“”«»‘(")
    if len(head) > 1 and head[:2].isupper():
        return bool(_ACRONYM_VOWEL.match(head))
    return bool(_VOWEL_SOUND.match(head)) and not head.lower().startswith(("one", "once", "eu"))


def _article_before(before: str, form: str) -> str:
    match = _ARTICLE.search(before)
    if not match:
        return before
    if form.lower().startswith("the "):
        return before[: match.start()]
    article = "an" if vowel_sound(form) else "a"
    if match.group(1)[0].isupper():
        article = article.capitalize()
    return f"{before[: match.start()]}{article}{match.group(2)}"
