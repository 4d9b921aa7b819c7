import pytest
from fake_engine import FakeEngine

from glossary.enforcement import enforce
from glossary.ladder.records import Limits
from glossary.matching import Matcher
from glossary.terms import Glossary, Term, TermOutcome
from translations.records import Segment, Translation

NO_INSERTION = Limits(max_drop_inserted=float("-inf"))


def term(source: str, target: str, kind: str = "country", **more: object) -> Term:
    fields = {"id": f"t.{target.lower().replace(' ', '-')}", "kind": kind, "source_lang": "ar", **more}
    return Term(source=source, target=target, **fields)  # type: ignore[arg-type]


TERMS = Glossary(
    (
        term("إيطاليا", "Italy"),
        term("هولندا", "Netherlands", article_policy="the"),
        term("إسبانيا", "Spain"),
        term("روسيا", "Russia", accepted=("Russian",)),
        term("أوكرانيا", "Ukraine"),
        term("الصين", "China", accepted=("Chinese",)),
        term("ووهان", "Wuhan", "place"),
        term("بوتين", "Putin", "person"),
        term("كيم", "Kim", "person"),
        term("الروسية", "Russian", "nationality"),
        term("الكورية الشمالية", "North Korean", "nationality", accepted=("North Korea",)),
        term("مارس", "March", "month"),
        term("سبتمبر", "September", "month", variants=("أيلول",)),
        term("دولار أمريكي", "US dollar", "currency", case_policy="any"),
    )
)  # fmt: skip


def run(source: str, english: str) -> tuple[str, tuple[TermOutcome, ...]]:
    segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
    translation = Translation(segment_id=segment.id, text=english, model="fake@0", score=-1.0)
    engine = FakeEngine(prefixed=lambda source, prefix: "")
    done, outcomes = enforce([segment], [translation], Matcher(TERMS).match([source]), TERMS, engine, limits=NO_INSERTION)
    return done[0].text, outcomes[0]


# what stands there: (source, English of free decoding, what must come out)
CASES = {
    "in a list, between two members": (
        "مثل إيطاليا وهولندا وإسبانيا", "such as Italy and Spain", "such as Italy, the Netherlands and Spain"),
    "in a list, after the first of more": (
        "إيطاليا وهولندا وإسبانيا وروسيا", "Italy, Spain and Russia", "Italy, the Netherlands, Spain and Russia"),
    "in a list, last": ("إيطاليا وإسبانيا وهولندا", "Italy and Spain", "Italy, Spain and the Netherlands"),
    "in a list, first": ("هولندا وإسبانيا قالتا", "Spain said", "The Netherlands and Spain said"),
    "two names": ("في روسيا وأوكرانيا هذا", "this in Russia", "this in Russia and Ukraine"),
    "a place in a country": ("تلعبه روسيا في أوكرانيا منذ عام", "made by Russia since a year", "made by Russia in Ukraine since a year"),
    "a town before its country": ("اكتشف في ووهان بالصين", "it was discovered in China", "it was discovered in Wuhan, China"),
    "two nationalities": (
        "بعد المحادثات الروسية الكورية الشمالية", "after North Korean talks", "after Russian-North Korean talks"),
    "a month after its day": ("بين 31 سبتمبر و15 مارس", "between 31 September and 15.", "between 31 September and 15 March."),
    "a month before its year": ("منذ مارس 2020", "since 2020 it was", "since March 2020 it was"),
    "a currency's nation": ("قيمته 4 ملايين دولار أمريكي", "worth 4 million dollars", "worth 4 million US dollars"),
    # and where nothing may be put
    "an adjective is no member": ("الصين وروسيا هنا", "Chinese officials are here", "Chinese officials are here"),
    "a noun follows": ("روسيا وأوكرانيا هنا", "Russia officials were here", "Russia officials were here"),
    "no neighbour": ("هكذا كان ذلك في روسيا", "so it was", "so it was"),
    "nine people are no date": ("في 9 مارس", "there were 9 people", "there were 9 people"),
    "the day has its month": ("9 مارس", "on 9 April 2020", "on 9 April 2020"),
    "two days could be meant": ("9 مارس", "on 9, and 9.", "on 9, and 9."),
}  # fmt: skip


@pytest.mark.parametrize(("source", "free", "expected"), CASES.values(), ids=CASES.keys())
def test_a_left_out_term_is_put_beside_its_neighbour(source: str, free: str, expected: str) -> None:
    text, outcomes = run(source, free)
    assert text == expected
    assert {o.outcome for o in outcomes} <= {"satisfied_free", "edited" if free != expected else "unmet"}


def test_two_names_of_one_month_at_one_place_are_one_mention() -> None:
    text, outcomes = run("يوم 16 سبتمبر/أيلول", "on 16 September")
    assert (text, [o.outcome for o in outcomes]) == ("on 16 September", ["satisfied_free", "satisfied_free"])
    _, outcomes = run("في سبتمبر الماضي ثم أيلول", "in September")
    assert [o.outcome for o in outcomes] == ["satisfied_free", "unmet"]
