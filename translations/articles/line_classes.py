"""What each line of a document is: title, body, caption, page furniture, other stories. None is dropped; each class has a reason.

The rules read only the line, its neighbours and the language's table of press conventions (`translations/data`); each rule below
claims lines that no earlier rule claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from translations.conventions import Conventions, conventions
from translations.datelines import dateline
from translations.records import Line, LineClass
from translations.text import plain

MAX_TITLE_WORDS = 30
MAX_SUBHEADING_WORDS = 16
MAX_CAPTION_WORDS = 40
MAX_BYLINE_WORDS = 8
MAX_STANDFIRSTS = 2
MIN_DUPLICATE_WORDS = 4  # "نعم." said twice in an interview is speech, not a repeated caption

_SENTENCE_END = re.compile(r"[.!?؟。…:؛;][\s\"'»”’)\]]*$")
_STOP_END = re.compile(r"(?<![.])[.。][\s\"'»”’)\]]*$")
_DECORATION = re.compile(r"^[\s+|•·*:\-–—_.…>«»\"]+|[\s+|•·*:\-–—_.…<«»\"]+$")
_BULLET = re.compile(r"^\s*[-–—•▪●*]\s+\S")
_PARENTHESISED = re.compile(r"^\s*[(\[]([^()\[\]]{1,120})[)\]]\s*$")
_TRAILING_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]{1,120})[)\]]\s*$")
_QUOTED_OUTLET = re.compile(r"[«\"“]([^«»\"“”]{2,40})[»\"”]\s*(?:\([^()]{2,60}\))\s*$")
_SEPARATORS = re.compile(r"\s*[,،؛;/|]\s*|\s+[-–—]\s+")
_INITIALS = re.compile(r"^(?:[^\W\d_]\s*[./]?\s*){1,4}$")


@dataclass(slots=True)
class _Draft:
    """The document while its lines are being claimed."""

    texts: Sequence[str]
    press: Conventions
    keys: list[str] = field(default_factory=list)
    claimed: dict[int, tuple[LineClass, str]] = field(default_factory=dict)

    def claim(self, number: int, cls: LineClass, reason: str) -> None:
        self.claimed.setdefault(number, (cls, reason))

    def open(self) -> list[int]:
        """Numbers of the lines that have text and no class yet."""
        return [n for n, key in enumerate(self.keys) if key and n not in self.claimed]


def words(text: str) -> int:
    """Number of white-space separated words."""
    return len(text.split())


def _bare(key: str) -> str:
    return _DECORATION.sub("", key)


def _is_credit_name(text: str, press: Conventions) -> bool:
    key = _bare(plain(text).casefold()).rstrip(".")
    return key in press.credit_names or f"{key}." in press.credit_names


def _is_credit(text: str, press: Conventions) -> bool:
    """Whether words in parentheses name an agency, an outlet or a photo's source: "Getty", "أ.ب", "رويترز، العربي الجديد"."""
    names = [part for part in _SEPARATORS.split(plain(text)) if part]
    if any(_is_credit_name(name, press) for name in names):
        return True
    first = plain(text).casefold().split()
    return bool(first) and first[0] in press.photo_words


def _names_outlet(text: str, press: Conventions) -> bool:
    quoted = _QUOTED_OUTLET.search(text)
    return quoted is not None and _is_credit_name(quoted[1], press)


# --- rules, in the order they are tried -------------------------------------------------------------------------


def _related(draft: _Draft) -> None:
    """A heading such as "related articles" ends the article: it and all below it belong to other stories."""
    seen_text = False
    for number, key in enumerate(draft.keys):
        heads = bool(key) and _bare(key) in draft.press.related_headings
        if heads and not seen_text:
            draft.claim(number, "furniture", "heading of other stories, above the article")
        elif heads:
            draft.claim(number, "related", "heading of other stories")
            for below in range(number + 1, len(draft.keys)):
                if draft.keys[below]:
                    draft.claim(below, "related", f"below the heading of other stories in line {number + 1}")
            return
        seen_text = seen_text or words(key) >= MIN_DUPLICATE_WORDS
        head, colon, teaser = key.partition(":")
        if colon and teaser.strip() and _bare(head) in draft.press.related_headings:
            draft.claim(number, "related", "points to another story")


def _furniture(draft: _Draft) -> None:
    for number in draft.open():
        key = draft.keys[number]
        if _bare(key) in draft.press.summary_headings:
            draft.claim(number, "furniture", "heading of the summary below")
        elif _bare(key) in draft.press.furniture_lines:
            draft.claim(number, "furniture", "a button or label of the page")
        elif _bare(key) in draft.press.desk_labels:
            draft.claim(number, "byline", "the desk's own label")
        elif not any(char.isalnum() for char in key):
            draft.claim(number, "furniture", "no letter and no figure")


def _datelines(draft: _Draft) -> date | None:
    published: date | None = None
    for number in draft.open():
        when = dateline(draft.texts[number], draft.press.language)
        if when is not None:
            draft.claim(number, "dateline", f"a date and little else: {when.isoformat()}")
            published = published or when
    return published


def _credits(draft: _Draft) -> None:
    for number in draft.open():
        text = draft.texts[number]
        whole = _PARENTHESISED.match(text)
        if whole and _INITIALS.match(whole[1].strip()):
            draft.claim(number, "credit", "initials in parentheses: the editor's sign-off")
        elif (whole and _is_credit(whole[1], draft.press)) or _is_credit_name(text, draft.press):
            draft.claim(number, "credit", "names only agencies or outlets")
        elif words(text) <= MAX_BYLINE_WORDS and _names_outlet(text, draft.press):
            draft.claim(number, "byline", "an outlet and a place")


def _bylines(draft: _Draft) -> None:
    for number in draft.open():
        text = draft.texts[number]
        first = re.split(r"[\s:]", draft.keys[number], maxsplit=1)[0]
        if first in draft.press.byline_words and words(text) <= MAX_BYLINE_WORDS and not _SENTENCE_END.search(text):
            draft.claim(number, "byline", "names who wrote it")


def _duplicates(draft: _Draft) -> None:
    first: dict[str, int] = {}
    for number in draft.open():
        key = draft.keys[number]
        if words(key) < MIN_DUPLICATE_WORDS:
            continue
        if key in first:
            draft.claim(number, "duplicate", f"the same as line {first[key] + 1}")
        else:
            first[key] = number


def _captions(draft: _Draft) -> None:
    for number in draft.open():
        text = draft.texts[number]
        credit = _TRAILING_PARENTHESIS.search(text)
        if credit and credit.start() > 0 and words(text) <= MAX_CAPTION_WORDS and _is_credit(credit[1], draft.press):
            draft.claim(number, "caption", "ends with a photo credit")


def _summary(draft: _Draft) -> None:
    """Bulleted lines right below the heading of a summary."""
    for number, (cls, _) in sorted(draft.claimed.items(), reverse=True):  # the nearest heading names the points
        if cls != "furniture" or _bare(draft.keys[number]) not in draft.press.summary_headings:
            continue
        for below in range(number + 1, len(draft.keys)):
            if not draft.keys[below] or below in draft.claimed:
                continue
            if not _BULLET.match(draft.texts[below]):
                break
            draft.claim(below, "summary", f"a point of the summary under line {number + 1}")


def _title(draft: _Draft) -> None:
    """The first line with text, unless it reads like a sentence of the body."""
    remaining = draft.open()
    if not remaining:
        return
    first = remaining[0]
    text = draft.texts[first]
    if words(text) <= MAX_TITLE_WORDS and not _STOP_END.search(text) and any(n > first for n in remaining):
        draft.claim(first, "title", "the first line, and no full stop at its end")


def _standfirst(draft: _Draft) -> None:
    """Up to two lines between the title and the dateline, the byline or the page's repeated title."""
    title = next((n for n, (cls, _) in draft.claimed.items() if cls == "title"), None)
    if title is None:
        return
    heads = [
        number
        for number, (cls, _) in sorted(draft.claimed.items())
        if number > title and (cls in ("dateline", "byline") or (cls == "duplicate" and draft.keys[number] == draft.keys[title]))
    ]
    remaining = [n for n in draft.open() if n > title]
    between = [n for n in remaining if heads and n < heads[0]]
    if 0 < len(between) <= MAX_STANDFIRSTS and len(between) < len(remaining):
        for number in between:
            draft.claim(number, "standfirst", "between the title and the head of the article")
    elif len(remaining) > 1 and words(draft.texts[remaining[0]]) <= MAX_TITLE_WORDS:
        first, second = draft.texts[remaining[0]], draft.texts[remaining[1]]
        if not _SENTENCE_END.search(first) and not _BULLET.match(first) and _SENTENCE_END.search(second):
            draft.claim(remaining[0], "standfirst", "below the title, and no full stop at its end")


def _subheadings(draft: _Draft) -> None:
    remaining = draft.open()
    for number, following in pairwise(remaining):
        text = draft.texts[number]
        heads = words(text) <= MAX_SUBHEADING_WORDS and not _SENTENCE_END.search(text) and not _BULLET.match(text)
        if heads and words(draft.texts[following]) > words(text) // 2:
            draft.claim(number, "subheading", "short, no full stop at its end, and text below it")


_RULES: tuple[Callable[[_Draft], None], ...] = (
    _credits, _bylines, _duplicates, _captions, _summary, _title, _standfirst, _subheadings,
)  # fmt: skip


def classify(
    texts: Sequence[str], language: str, hints: dict[int, tuple[LineClass, str]] | None = None
) -> tuple[tuple[Line, ...], date | None]:
    """All lines of a document with class and reason, in order, and the date of its first dateline (or none).

    `hints` are classes that a reader knows for certain (a page's `<h2>`, a table's title column), by line number; they win.
    Lines without text are `furniture` with the reason "blank".
    """
    draft = _Draft(texts=texts, press=conventions(language), keys=[plain(text).casefold() for text in texts])
    draft.claimed.update(hints or {})
    _related(draft)
    _furniture(draft)
    published = _datelines(draft)
    titled = any(cls == "title" for cls, _ in draft.claimed.values())
    for rule in _RULES:
        if not (titled and rule is _title):
            rule(draft)
    lines: list[Line] = []
    for number, text in enumerate(texts):
        cls, reason = draft.claimed.get(number, ("body", "") if draft.keys[number] else ("furniture", "blank"))
        lines.append(Line(number=number, cls=cls, text=text, reason=reason))
    return tuple(lines), published
