"""What is wrong or doubtful with a glossary, before it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from glossary.keys import phrase
from glossary.matching import Matcher
from glossary.terms import Glossary, Term
from glossary.variants import spellings
from translations.languages import script_of
from translations.text import INVISIBLE, has_letters

Level = Literal["error", "warning", "info"]
MIN_LETTERS = 3  # a shorter source word is nearly always also another word


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: `rule` (a dotted name), the terms it is about, one sentence."""

    level: Level
    rule: str
    term_ids: tuple[str, ...]
    message: str


def lint(glossary: Glossary, corpus: Sequence[str] = ()) -> list[Remark]:
    """All remarks, errors first; with a `corpus` also the terms that occur nowhere in it."""
    remarks = [*_each(glossary.terms), *_sources(glossary.terms), *_spellings(glossary.terms), *_nested(glossary.terms)]
    if corpus:
        remarks += _dead(glossary, corpus)
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(remarks, key=lambda remark: (order[remark.level], remark.rule, remark.term_ids))


def _each(terms: Iterable[Term]) -> Iterator[Remark]:
    for term in terms:
        cells = (term.source, *term.variants, term.target, *term.accepted, *term.forbidden, term.short, term.canonical_source)
        if any(char in _INVISIBLE for cell in cells for char in cell):
            yield Remark("error", "characters.invisible", (term.id,), "a cell holds an invisible character")
        if any(
            has_letters(form, script) for form in (term.target, *term.accepted) for script in ("Arab", "Cyrl", "Hebr", "Hani")
        ):
            yield Remark(
                "error", "target.script", (term.id,), f"the target “{term.target}” or an accepted form is not in Latin letters"
            )
        script = script_of(term.source_lang)
        if script and not has_letters(term.source, script) and not term.do_not_translate:
            yield Remark(
                "warning", "source.script", (term.id,), f"the source “{term.source}” has no letter of the script {script}"
            )
        clash = set(term.forbidden) & {term.target, *term.accepted, term.short}
        if clash:
            yield Remark("error", "form.forbidden", (term.id,), f"“{min(clash)}” is approved and forbidden at once")
        bare = "".join(char for char in phrase(term.source)[0] if char.isalnum())
        if len(bare) < MIN_LETTERS and not (term.requires or term.excludes):
            yield Remark("warning", "source.short", (term.id,), f"the source “{term.source}” is short and has no conditions")
        if term.valid_from and term.valid_to and term.valid_from > term.valid_to:
            yield Remark("error", "dates.order", (term.id,), "valid_from is later than valid_to")


def _sources(terms: Iterable[Term]) -> Iterator[Remark]:
    by_source: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        if term.status == "approved":
            by_source.setdefault((term.source_lang, phrase(term.source)[1]), []).append(term)
    for group in by_source.values():
        if len(group) < 2:
            continue
        ids = tuple(term.id for term in group)
        unconditional = [term for term in group if not (term.requires or term.excludes)]
        if len({term.target for term in group}) == 1:
            yield Remark(
                "warning", "source.duplicate", ids, f"“{group[0].source}” stands {len(group)} times with the same target"
            )
        elif len(unconditional) > 1:
            targets = ", ".join(f"“{term.target}”" for term in unconditional)
            yield Remark(
                "error", "source.two-targets", ids, f"“{group[0].source}” has several targets and no conditions: {targets}"
            )


def _spellings(terms: Iterable[Term]) -> Iterator[Remark]:
    owners: dict[tuple[str, str], dict[str, Term]] = {}
    for term in terms:
        if term.status == "approved":
            for spelling in spellings(term):
                if not spelling.bare:
                    owners.setdefault((term.source_lang, spelling.exact), {})[term.id] = term
    seen: set[tuple[str, ...]] = set()
    for (_, written), group in owners.items():
        plain = [t for t in group.values() if not (t.requires or t.excludes)]
        ids = tuple(sorted(t.id for t in plain))
        if (
            len(plain) > 1
            and len({t.target for t in plain}) > 1
            and ids not in seen
            and len({phrase(t.source)[1] for t in plain}) > 1
        ):
            seen.add(ids)
            yield Remark("warning", "variant.collision", ids, f"the spelling “{written}” belongs to several terms")


def _nested(terms: Sequence[Term]) -> Iterator[Remark]:
    """Terms whose source stands inside another's: the longer wins where both stand, which is mostly what is meant."""
    approved = [term for term in terms if term.status == "approved"]
    counts: Counter[str] = Counter()
    for language in sorted({term.source_lang for term in approved}):
        group = Glossary(tuple(term for term in approved if term.source_lang == language))
        matcher = Matcher(Glossary(tuple(_unconditional(term) for term in group.terms)))
        for term in group.terms:
            counts.update({match.term_id for match in matcher.explain(term.source)[1] if match.term_id != term.id})
    for id, count in sorted(counts.items()):
        yield Remark("info", "source.nested", (id,), f"stands inside the source of {count} longer terms, which win there")


def _unconditional(term: Term) -> Term:
    from dataclasses import replace

    return replace(term, requires=(), excludes=())


def _dead(glossary: Glossary, corpus: Sequence[str]) -> Iterator[Remark]:
    found = {match.term_id for matches in Matcher(glossary).match(corpus) for match in matches}
    for term in glossary.terms:
        if term.status == "approved" and term.id not in found:
            yield Remark("info", "term.dead", (term.id,), f"“{term.source}” stands nowhere in the corpus")


def _expanded(ranges: str) -> frozenset[str]:
    chars: set[str] = set()
    index = 0
    while index < len(ranges):
        if ranges[index + 1 : index + 2] == "-":
            chars.update(chr(code) for code in range(ord(ranges[index]), ord(ranges[index + 2]) + 1))
            index += 3
        else:
            chars.add(ranges[index])
            index += 1
    return frozenset(chars)


_INVISIBLE = _expanded(INVISIBLE)
