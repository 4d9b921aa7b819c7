"""A quotation that is no longer one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks import say
from qa.checks.records import Found, Seen
from qa.checks.registry import check
from qa.findings import Span

# Marks of all styles: in their pairs («», „“, “”), or the same mark at both ends in either direction (Arabic also sets ”…“).
_QUOTED = re.compile(r"«[^«»]*»|‹[^‹›]*›|「[^「」]*」|『[^『』]*』|[\"“”„‟][^\"“”„‟]*[\"“”„‟]|(?<!\w)['‘][^'‘’]{0,400}['’](?!\w)")
_OPEN = re.compile(r"[«„“\"]|(?<!\w)['‘](?=\w)")
_WORD = re.compile(r"\w+")
SHORTEST = 2  # words between the marks; one alone is a name or a title
LONG = 4  # words that are no name any more
# Words that say that somebody is quoted: what stands in marks behind them counts whatever its length.
_SAYING: dict[str, re.Pattern[str]] = {
    "ar": re.compile(
        r"(?:قال|قائل|يقول|تقول|وصف|[أا]ضاف|صر[ّ]?ح|[أا]كد|[أا]علن|ذكر|كتب|اعتبر|ب[أا]ن|[إا]ن|تساءل|رد)\w{0,4}(?: \w+)?\W{0,4}$"
    ),
}


def quotations(text: str) -> list[Span]:
    """The spans in quotation marks of any style, the outermost of nested ones."""
    return [match.span() for match in _QUOTED.finditer(text)]


@check(
    "form.quotation",
    mqm="accuracy/omission",
    severity="info",
    version=2,
    summary="The source quotes somebody and the English has fewer quotations.",
    example='«قال: "لن نتراجع"» – “he said they would not retreat”',
)
def quotation(seen: Seen) -> Iterator[Found]:
    """Counts what stands in marks: an information, for English often quotes indirectly. A mark that is not closed counts too."""
    spans = quotations(seen.source)
    if not spans:
        return
    left = max(len(quotations(seen.target)), 1 if _OPEN.search(seen.target) else 0)
    # Where the English quotes at all, a name in marks is not missed.
    spans = [span for span in spans if (_words(seen.source, span) >= LONG if left else _quotes(seen, span))]
    if left < len(spans):
        start, end = spans[0]
        times = "once" if len(spans) == 1 else f"{len(spans)} times"
        has = "has no quotation marks" if not left else f"has {left} in marks"
        yield Found(
            message=f"The source quotes words directly {times} ({say.quoted(seen.source[start:end])}); the English {has}.",
            source_span=spans[0],
            source_value=str(len(spans)),
            target_value=str(left),
        )


def _words(text: str, span: Span) -> int:
    return len(_WORD.findall(text[slice(*span)]))


def _quotes(seen: Seen, span: Span) -> bool:
    if _words(seen.source, span) >= SHORTEST:
        return True
    saying = _SAYING.get(seen.pair.source_lang)
    return saying is not None and saying.search(seen.source, max(0, span[0] - 20), span[0]) is not None
