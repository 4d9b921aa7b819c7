"""Sentences that obey the glossary and are worse than an honest finding; each was once taken."""

from collections.abc import Sequence

import pytest
from fake_engine import FakeEngine, hypothesis

from glossary.enforcement import enforce
from glossary.judgement import judge
from glossary.ladder.insert import inserted
from glossary.ladder.parts import joined, parts_of
from glossary.ladder.records import Job, Limits
from glossary.ladder.scores import Scores
from glossary.matching import Matcher
from glossary.terms import Glossary, Term
from translations.records import Segment, Translation


def term(source: str, target: str, kind: str, **more: object) -> Term:
    fields = {"id": f"t.{target.lower().replace(' ', '-')}", "kind": kind, "source_lang": "ar", **more}
    return Term(source=source, target=target, **fields)  # type: ignore[arg-type]


TERMS = Glossary(
    (
        term("روسيا", "Russia", "country"),
        term("كوريا الشمالية", "North Korea", "country"),
        term("الهند", "India", "country"),
        term("جنوب أفريقيا", "South Africa", "country"),
        term("الصينية", "Chinese", "nationality"),
        term("بوتين", "Putin", "person"),
        term("كيم", "Kim", "person"),
        term("الحرب في أوكرانيا", "war in Ukraine", "event"),
        term("وكالة ريا", "RIA news agency", "agency"),
        term("البولندية", "Polish", "nationality", accepted=("Poland",)),
    )
)  # fmt: skip

# what is wrong: (source, free English, a candidate)
BROKEN = {
    "an article before a possessive name": (
        "مقال في كوريا الشمالية عن روسيا", "an article on friendship in North Korea",
        "an article to Russia on the North Korea's publication"),
    "two people side by side": ("أكد بوتين مع كيم الدعم", "Putin handed hands of support", "Putin Kim praised the support here"),
    "inside a loop": ("تلك الخفافيش الصينية", "the bats are hore hore hore", "the bats are hore Chinese hore"),
    "beside itself": ("روسيا هنا اليوم معنا", "it is here today with us", "Russia, Russia is here with us"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "free", "candidate"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_sentence_is_not_taken(source: str, free: str, candidate: str) -> None:
    segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
    heard = Translation(segment_id=segment.id, text=free, model="m", score=-1.0, alternatives=(hypothesis(candidate),))
    limits = Limits(max_drop_inserted=float("-inf"))
    engine = FakeEngine(prefixed=lambda s, p: "")
    done, _ = enforce([segment], [heard], Matcher(TERMS).match([source]), TERMS, engine, limits=limits)
    assert done[0].text != candidate


def test_an_article_before_a_quotation_that_has_its_own_is_taken_out() -> None:
    source, free = "أعلنت روسيا وثيقة", "it announced a document"
    segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
    other = hypothesis('Russia announced the "a document"')
    heard = Translation(segment_id=segment.id, text=free, model="m", score=-1.0, alternatives=(other,))
    done, _ = enforce([segment], [heard], Matcher(TERMS).match([source]), TERMS, FakeEngine())
    assert done[0].text == 'Russia announced "a document"'


def offered(source: str, english: str) -> list[str]:
    """What the last rung offers where the model likes everything equally."""
    terms = {t.id: t for t in TERMS.terms}
    (matches,) = Matcher(TERMS).match([source])
    job = Job(
        source=source, text=english, score=-1.0, free_text=english, free_score=-1.0, matches=matches,
        verdicts=tuple(judge(english, matches, terms)), seen=frozenset(), how={},
    )  # fmt: skip
    return [c.text for c in inserted([job], terms, Scores(FakeEngine()), Limits())[0]]


def test_a_name_is_joined_as_the_source_joins_it() -> None:
    assert offered("وصل اليوم إلى روسيا", "he arrived today.") == ["he arrived today to Russia."]


# No name goes between a word and its noun, nor into a loop.
NOWHERE = [
    ("مقال عن روسيا", "an article there newspaper"),
    ("روسيا هنا", "the test test test test test test test test test test test"),
]


@pytest.mark.parametrize(("source", "english"), NOWHERE)
def test_a_name_goes_nowhere(source: str, english: str) -> None:
    assert offered(source, english) == []


def test_a_place_is_not_put_into_another_place() -> None:
    texts = offered("في جنوب أفريقيا الكبيرة في الهند", "it was closed in South Africa.")
    assert not any("South Africa in India" in text for text in texts)


# (source, free English, what must come out)
ALIKE = [
    ("قالت إنترفاكس وفق وكالة ريا", "the Interfax news agency said", "the Interfax news agency said"),
    ("في الحرب في أوكرانيا", "the idea of a world in Ukraine", "the idea of a war in Ukraine"),  # not "world war in Ukraine"
    ("الخطط البولندية", "the plans are old", "the plans are old"),  # not "the Poland are old"
]


@pytest.mark.parametrize(("source", "free", "expected"), ALIKE)
def test_a_common_word_is_no_misspelled_name(source: str, free: str, expected: str) -> None:
    segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
    heard = Translation(segment_id=segment.id, text=free, model="m", score=-1.0)
    limits = Limits(max_drop_inserted=float("-inf"))
    engine = FakeEngine(prefixed=lambda s, p: "")
    done, _ = enforce([segment], [heard], Matcher(TERMS).match([source]), TERMS, engine, limits=limits)
    assert done[0].text == expected


def test_a_name_that_another_word_spells_is_not_written_over() -> None:
    class Occluding(FakeEngine):
        def token_scores(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[list[float]]:
            return [
                [-6.0 if word in {"Gilildah's", "Gaza's"} and "صين" not in text else -1.0 for word in (*target, "</s>")]
                for text, target in zip(texts, targets, strict=True)
            ]

    china = term("الصين", "China", "country")
    for source, free, expected in (
        (
            "قدمت غيلياد المركب للصين",
            "Gilildah's vehicle provided some experiments",
            "Gilildah's vehicle provided some experiments",
        ),
        ("قدمت هذا المركب للصين", "Gaza's vehicle provided some experiments", "China's vehicle provided some experiments"),
    ):
        segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
        heard = Translation(segment_id=segment.id, text=free, model="m", score=-1.0)
        terms = Glossary((china,))
        limits = Limits(max_drop_inserted=float("-inf"))
        engine = Occluding(prefixed=lambda s, p: "")
        done, _ = enforce([segment], [heard], Matcher(terms).match([source]), terms, engine, limits=limits)
        assert done[0].text == expected


def test_nothing_of_a_stand_in_is_left_behind() -> None:
    wuhan = Glossary((term("ووهان", "Wuhan", "place"),))
    source, free = "نشرت اليوم أول دراسة عن المرض هناك في ووهان", "the first study on the disease was published"
    for told, expected in (("the first Syrian study on the disease in Damascus was published", free),
                           ("the first study on the disease in Damascus was published",
                            "the first study on the disease in Wuhan was published")):  # fmt: skip
        segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
        heard = Translation(segment_id=segment.id, text=free, model="m", score=-1.0)
        engine = FakeEngine({source.replace("ووهان", "دمشق"): told}, prefixed=lambda s, p: "")
        limits = Limits(max_drop_inserted=float("-inf"))
        done, _ = enforce([segment], [heard], Matcher(wuhan).match([source]), wuhan, engine, limits=limits)
        assert done[0].text == expected


def test_clauses_are_cut_and_joined_again() -> None:
    assert parts_of("واحد اثنان ثلاثة، أربعة خمسة ستة", 3) == (("واحد اثنان ثلاثة", "،"), ("أربعة خمسة ستة", ""))
    assert parts_of("واحد، اثنان", 3) == (("واحد، اثنان", ""),)
    assert joined([("He came.", "،"), ("Moscow was there.", "."), ("The end.", "")]) == "He came, Moscow was there. The end."


def test_a_score_is_asked_for_once() -> None:
    asked: list[str] = []
    scores = Scores(FakeEngine(likes=lambda source, target: float(bool(asked.append(target))) - 1.0))
    assert scores.of([("س", "a b"), ("س", "a b")]) == scores.of([("س", "a b")]) * 2
    assert asked == ["a b"]
