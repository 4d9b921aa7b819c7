"""Checks that look at the names of a whole article."""

import pytest

from glossary.terms import Glossary, Term, TermMatch, TermOutcome
from qa.checks.records import Pair
from qa.checks.run import check_article
from translations.records import LineClass, Segment, Translation

KIM = Term(
    id="kim", kind="person", source_lang="ar", source="كيم جونغ أون", target="Kim Jong Un", accepted=("Kim Jong-un",), short="Kim"
)
RUSSIA = Term(id="ru", kind="country", source_lang="ar", source="روسيا", target="Russia", accepted=("Russian",))
GLOSSARY = Glossary((KIM, RUSSIA))


def pair(index: int, term: Term, form: str, line_class: LineClass = "body") -> Pair:
    source, english = f"قال {term.source} ذلك", f"{form} said so"
    match = TermMatch(term_id=term.id, start=4, end=4 + len(term.source), surface=term.source)
    segment = Segment(article_id="a", index=index, line=index, start=0, end=len(source), text=source)
    outcome = TermOutcome(
        segment_id=segment.id, match=match, target=term.target, outcome="satisfied_free", found=form, target_span=(0, len(form))
    )
    translation = Translation(segment_id=segment.id, text=english, model="m", score=-0.5)
    return Pair(segment=segment, translation=translation, source_lang="ar", line_class=line_class, outcomes=(outcome,))


def found(*pairs: Pair) -> list[tuple[int, str, str]]:
    checked = check_article(pairs, glossary=GLOSSARY)
    return [(n, f.check, f.target_value) for n, one in enumerate(checked) for f in one.findings if f.check.startswith("term.")]


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (["Kim Jong Un", "Kim Jong Un", "Kim Jong Il"], [(2, "term.inconsistent", "Kim Jong Il")]),
        (["Kim Jong Un", "Kim Jong-un", "Kim Jong Un's", "Kim"], []),
        (["Kim", "Kim Jong Un"], [(0, "term.short_first", "Kim")]),
        (["Kim Jong Un"], []),
    ],
)
def test_one_name_one_form(forms: list[str], expected: list[tuple[int, str, str]]) -> None:
    assert found(*(pair(n, KIM, form) for n, form in enumerate(forms))) == expected


def test_a_headline_may_name_in_short() -> None:
    assert found(pair(0, KIM, "Kim", "title"), pair(1, KIM, "Kim Jong Un")) == []


def test_a_country_is_an_adjective_at_times() -> None:
    assert found(pair(0, RUSSIA, "Russia"), pair(1, RUSSIA, "Russian")) == []


def test_without_the_glossary_names_are_not_compared() -> None:
    assert [f for one in check_article([pair(0, KIM, "Kim")]) for f in one.findings if f.check.startswith("term.")] == []
