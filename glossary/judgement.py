"""What the English of one segment says about each matched term: satisfied and where, or not and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glossary.forms import Span, approved, find_any
from glossary.scoring import assign
from glossary.terms import Term, TermMatch

# A later mention in the same sentence may be a pronoun, as a translator would write it.
_PRONOUNS: Mapping[str, tuple[str, ...]] = {
    "person": ("he", "him", "his", "himself", "she", "her", "herself"),
    "country": ("it", "its", "itself", "they", "their", "the country", "there"),
    "place": ("it", "its", "there", "the city", "the capital", "they", "their"),
    "organisation": ("it", "its", "they", "their", "the alliance", "the organisation", "the organization", "the group"),
    "treaty": ("it", "its", "the agreement", "the treaty", "the document", "the deal"),
    "office": ("he", "him", "his", "she", "her"),
}

AT_ONE_PLACE = 2  # characters between two mentions: "/", " (", " "


@dataclass(frozen=True, slots=True)
class Verdict:
    """One occurrence judged: `span` of the English that satisfies it, or None and the `reason`; `by_pronoun` for later
    mentions.
    """

    span: Span | None
    reason: str = ""
    by_pronoun: bool = False

    @property
    def satisfied(self) -> bool:
        """Whether an approved form (or a pronoun for a later mention) stands there."""
        return self.span is not None


def judge(
    text: str,
    matches: Sequence[TermMatch],
    terms: Mapping[str, Term],
    seen: frozenset[str] = frozenset(),
    *,
    strict: bool = False,
) -> list[Verdict]:
    """A verdict for each match, in order. `seen` are the ids of terms that the article has already named in full.

    `strict` takes no pronoun for a later mention: the figure that benchmarks report beside the other.
    """
    found = [_terms_spans(text, terms[match.term_id], seen) for match in matches]
    spans = assign(found)
    taken = [span for span in spans if span]
    verdicts = [Verdict(span) for span in spans]
    for i, match in enumerate(matches):
        term = terms[match.term_id]
        wrong = [s for s in find_any(text, term.forbidden, term.case_policy) if not _covered(s, taken)]
        if wrong:
            form = text[slice(*wrong[0])]
            verdicts[i] = Verdict(None, f"“{form}” is not an approved form of “{term.target}”")
        elif verdicts[i].span is None and (beside := _same_place(i, matches, spans)):
            verdicts[i] = Verdict(beside, "named twice at one place of the source")
        elif verdicts[i].span is None and not strict:
            pronoun = _later_mention(i, text, matches, terms, spans, taken)
            if pronoun:
                taken.append(pronoun)
                verdicts[i] = Verdict(pronoun, "a later mention in the same sentence, by a pronoun", by_pronoun=True)
        if verdicts[i].span is None and not verdicts[i].reason:
            verdicts[i] = Verdict(None, _missing(i, matches, terms, spans))
    return verdicts


def same_entity(one: Term, other: Term) -> bool:
    """Whether two terms name the same thing: one's target is an approved form of the other (Putin, Vladimir Putin)."""
    return one.id == other.id or one.target in approved(other) or other.target in approved(one)


def _terms_spans(text: str, term: Term, seen: frozenset[str]) -> list[Span]:
    return find_any(text, approved(term, later=term.id in seen), term.case_policy)


def _covered(span: Span, others: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _same_place(index: int, matches: Sequence[TermMatch], spans: Sequence[Span | None]) -> Span | None:
    """The span of the term's other mention where the source names it twice at one place: «سبتمبر/أيلول», «منظمة (منظمة)»."""
    mine = matches[index]
    for other in (index - 1, index + 1):
        if 0 <= other < len(matches) and matches[other].term_id == mine.term_id:
            one, two = sorted((mine, matches[other]), key=lambda match: match.start)
            if two.start - one.end <= AT_ONE_PLACE and not two.prefix:
                return spans[other]
    return None


def _later_mention(
    index: int,
    text: str,
    matches: Sequence[TermMatch],
    terms: Mapping[str, Term],
    spans: Sequence[Span | None],
    taken: Sequence[Span],
) -> Span | None:
    term = terms[matches[index].term_id]
    first = next((spans[j] for j in range(index) if spans[j] and same_entity(terms[matches[j].term_id], term)), None)
    if first is None:
        return None
    short = (term.short,) if term.short else ()
    candidates = find_any(text, (*short, *_PRONOUNS.get(term.kind, ())), "any")
    return next((s for s in candidates if not any(s[0] < end and start < s[1] for start, end in taken)), None)


def _missing(index: int, matches: Sequence[TermMatch], terms: Mapping[str, Term], spans: Sequence[Span | None]) -> str:
    term = terms[matches[index].term_id]
    mentions = [j for j, match in enumerate(matches) if match.term_id == term.id]
    served = sum(spans[j] is not None for j in mentions)
    if served:
        return f"“{term.target}” stands {served} of {len(mentions)} times"
    return f"no approved form of “{term.target}” in the English"
