from glossary.consistency import forms_by_term, short_first, variations
from glossary.terms import Glossary, Term, TermMatch, TermOutcome

KIM = Term(
    id="kim",
    kind="person",
    source_lang="ar",
    source="كيم جونغ أون",
    target="Kim Jong Un",
    accepted=("Kim Jong-un", "K. J. Un"),
    short="Kim",
)
TERMS = Glossary((KIM,))


def outcome(found: str, reason: str = "") -> TermOutcome:
    match = TermMatch(term_id="kim", start=0, end=3, surface="كيم")
    return TermOutcome(
        segment_id="a#0",
        match=match,
        target="Kim Jong Un",
        outcome="satisfied_free",
        found=found,
        target_span=(0, len(found)),
        reason=reason,
    )


def test_two_forms_of_one_name_in_an_article() -> None:
    (found,) = variations([(outcome("Kim Jong Un"),), (outcome("K. J. Un"), outcome("Kim Jong Un's"))], TERMS)
    assert found.forms == (("Kim Jong Un", 2), ("K. J. Un", 1))
    assert [mention.form for mention in found.others] == ["K. J. Un"]


def test_hyphens_short_forms_and_pronouns_are_no_second_form() -> None:
    assert (
        variations([(outcome("Kim Jong-un"), outcome("Kim Jong Un's"), outcome("Kim"), outcome("he", "a pronoun"))], TERMS) == []
    )


def test_a_short_form_before_the_full_name() -> None:
    assert [s.mention.form for s in short_first([(outcome("Kim"),), (outcome("Kim Jong Un"),)], TERMS)] == ["Kim"]
    assert short_first([(outcome("Kim Jong Un"),), (outcome("Kim"),)], TERMS) == []


def test_the_table_of_a_run() -> None:
    assert forms_by_term([(outcome("Kim"), outcome("Kim"), outcome(""))]) == {"kim": {"Kim": 2}}
