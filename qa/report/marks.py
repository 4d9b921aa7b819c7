"""Marks in a text: terms, quantities and findings, which may overlap, become flat pieces of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from qa.report.safe import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of a text with its CSS classes and what it tells a reader (`tip`); `finding` is a finding's number, or 0."""

    start: int
    end: int
    classes: str
    tip: str = ""
    finding: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks; `begins` and `ends` are the marks that begin and end with it."""

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]
    ends: tuple[Mark, ...]


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text cut at every border of a mark; joined, the pieces are the text. Marks outside the text are cut to it or left out.

    >>> [(p.text, len(p.marks)) for p in pieces("abcd", [Mark(start=1, end=3, classes="q"), Mark(start=2, end=9, classes="t")])]
    [('a', 0), ('b', 1), ('c', 2), ('d', 1)]
    """
    size = len(text)
    held = [mark for mark in marks if 0 <= mark.start < min(mark.end, size)]
    starts: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in held:
        starts.setdefault(mark.start, []).append(mark)
        ends.setdefault(min(mark.end, size), []).append(mark)
    borders = sorted({0, size, *starts, *ends})
    cut: list[Piece] = []
    active: list[Mark] = []
    for start, end in pairwise(borders):
        closed = ends.get(start, ())
        active = [mark for mark in active if not any(mark is other for other in closed)] if closed else active
        active = active + starts.get(start, [])
        cut.append(Piece(text[start:end], tuple(active), tuple(starts.get(start, ())), tuple(ends.get(end, ()))))
    return cut


def marked(text: str, marks: Sequence[Mark], *, links: bool) -> Markup:
    """HTML of the text with its marks; after a finding's last letter stands its number, a link to its card with `links`."""
    parts: list[str] = []
    for piece in pieces(text, marks):
        shown = escape(visible(piece.text))
        parts.append(_span(piece, shown) if piece.marks else str(shown))
        parts.extend(reference(mark.finding, link=links) for mark in piece.ends if mark.finding)
    return Markup("".join(parts))


def reference(number: int, *, link: bool = True) -> Markup:
    """The small number that leads from a text to a finding's card; on the source side it is only a sign."""
    if link:
        return Markup(f'<a class="ref" href="#f{number}" data-f="{number}" aria-label="Finding {number}">{number}</a>')
    return Markup(f'<span class="ref" data-f="{number}" dir="ltr" aria-hidden="true">{number}</span>')


def _span(piece: Piece, shown: Markup) -> str:
    # Classes and numbers are ours; the words and tips are not, and are escaped. Plain strings: pages are busiest here.
    classes = " ".join(dict.fromkeys(name for mark in piece.marks for name in mark.classes.split()))
    tip = "\n".join(dict.fromkeys(mark.tip for mark in piece.marks if mark.tip))
    findings = " ".join(str(mark.finding) for mark in piece.marks if mark.finding)
    data = f' data-f="{findings}"' if findings else ""
    if not tip:
        return f'<span class="m {classes}"{data}>{shown}</span>'
    # One stop of the keyboard for a mark, however many pieces it has.
    stop = ' tabindex="0"' if any(mark.tip for mark in piece.begins) else ""
    return f'<span class="m {classes}"{data} role="note"{stop} title="{escape(visible(tip))}">{shown}</span>'
