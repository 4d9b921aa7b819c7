from collections.abc import Sequence
from dataclasses import replace

import pytest
from fake_engine import FakeEngine, hypothesis

from glossary.enforcement import enforce
from glossary.ladder.records import Limits
from glossary.ladder.wording import put, widened
from glossary.matching import Matcher
from glossary.terms import Glossary, Term, TermOutcome
from translations.records import Segment, Translation


def term(source: str, target: str, **more: object) -> Term:
    fields = {"id": f"t.{target.lower().replace(' ', '-')}", "kind": "person", "source_lang": "ar", **more}
    return Term(source=source, target=target, **fields)  # type: ignore[arg-type]


USHAKOV = term("أوشاكوف", "Ushakov")
PUTIN = term("بوتين", "Putin", accepted=("Vladimir Putin",))
KREMLIN = term("الكرملين", "Kremlin", kind="place", article_policy="the")
DOCUMENT = term("وثيقة تأسيسية", "founding document", kind="treaty", case_policy="any", forbidden=("institutional document",))
PYONGYANG = term("بيونغ يانغ", "Pyongyang", kind="place")
NO_INSERTION = Limits(max_drop_inserted=float("-inf"))
TERMS = Glossary((USHAKOV, PUTIN, KREMLIN, DOCUMENT, PYONGYANG))


def run(
    source: str,
    english: str,
    engine: FakeEngine | None = None,
    *,
    alternatives: tuple[str, ...] = (),
    guard: object = None,
    limits: Limits | None = None,
    **more: object,
) -> tuple[str, tuple[TermOutcome, ...]]:
    segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
    translation = Translation(
        segment_id=segment.id, text=english, model="fake@0", score=-1.0, alternatives=tuple(map(hypothesis, alternatives))
    )
    translation = replace(translation, **more)  # type: ignore[arg-type]
    matches = Matcher(TERMS).match([source])
    done, outcomes = enforce([segment], [translation], matches, TERMS, engine, guard=guard, limits=limits)  # type: ignore[arg-type]
    return done[0].text, outcomes[0]


def test_without_an_engine_terms_are_only_judged() -> None:
    text, (outcome,) = run("قال أوشاكوف", "Uzbekistan said")
    assert (text, outcome.outcome) == ("Uzbekistan said", "unmet")
    assert "Ushakov" in outcome.reason


def test_a_satisfied_segment_is_not_decoded_again() -> None:
    engine = FakeEngine()
    text, (outcome,) = run("قال أوشاكوف", "Ushakov's men said", engine)
    assert (text, outcome.outcome, outcome.target_span, engine.calls) == ("Ushakov's men said", "satisfied_free", (0, 9), [])


def test_rerank_takes_another_hypothesis() -> None:
    text, (outcome,) = run("قال أوشاكوف", "Uzbekistan said", FakeEngine(), alternatives=("Ushakov said",))
    assert (text, outcome.outcome) == ("Ushakov said", "reranked")
    assert (outcome.before, outcome.after) == ("Uzbekistan said", "Ushakov said")


def test_prefix_keeps_what_stood_before_the_name() -> None:
    engine = FakeEngine(prefixed=lambda source, prefix: f"{prefix} is new")
    text, (outcome,) = run("وثيقة تأسيسية جديدة", "This institutional document is new", engine)
    assert (text, outcome.outcome) == ("This founding document is new", "redecoded")
    assert "prefix This founding document" in engine.calls


def test_a_well_known_name_stands_in_and_is_put_back() -> None:
    engine = FakeEngine({"هكذا حدث امس حين قال أوباما": "so it was when Obama said it"}, prefixed=lambda source, prefix: "")
    text, (outcome,) = run("هكذا حدث امس حين قال أوشاكوف", "so it was when he said it", engine)
    assert (text, outcome.outcome) == ("so it was when Ushakov said it", "substituted")


def test_no_stand_in_is_ever_left_behind() -> None:
    twice = "so it was when Obama and Obama said it"
    engine = FakeEngine(
        {"هكذا حدث امس حين قال أوباما": twice, "هكذا حدث امس حين قال كلينتون": "when Ushakov of Clinton said it so"}
    )
    text, (outcome,) = run("هكذا حدث امس حين قال أوشاكوف", "so it was when he said it", engine, limits=NO_INSERTION)
    assert (text, outcome.outcome) == ("so it was when he said it", "unmet")


def test_forbidden_forms_are_decoded_away() -> None:
    engine = FakeEngine(prefixed=lambda source, prefix: "", avoided="this founding document is new")
    text, (outcome,) = run("هذه وثيقة تأسيسية", "this institutional document is new", engine)
    assert (text, outcome.outcome) == ("this founding document is new", "redecoded")


def test_a_misspelling_is_written_over_at_last() -> None:
    engine = FakeEngine(prefixed=lambda source, prefix: "")
    text, (outcome,) = run("موقع الكرملين الرسمي", "the official site of Karmlin today", engine)
    assert (text, outcome.outcome) == ("the official site of the Kremlin today", "edited")


def test_a_neighbour_said_twice_makes_room_for_the_name_left_out() -> None:
    engine = FakeEngine(prefixed=lambda source, prefix: "")
    text, outcomes = run("الكرملين وبيونغ يانغ هنا", "Pyongyang and Pyongyang are here", engine)
    assert text == "The Kremlin and Pyongyang are here"
    assert [o.outcome for o in outcomes] == ["edited", "satisfied_free"]


def test_what_the_model_makes_of_a_name_alone_tells_its_place() -> None:
    engine = FakeEngine({"أوشاكوف": "Oshkosh."}, prefixed=lambda source, prefix: "")
    text, (outcome,) = run("هنا قال ذلك كله أوشاكوف", "here Oshkosh said all of that", engine)
    assert (text, outcome.outcome) == ("here Ushakov said all of that", "edited")


REFUSED = {
    "the model finds its surroundings unlikely": ("Ushakov said so", {"likes": lambda s, t: -9.0 if "Ushakov" in t else -1.0}),
    "it repeats itself": ("Ushakov said so said so said so said so", {}),
    "it is much shorter": ("Ushakov", {}),
    "it is much longer": ("Ushakov " + " ".join(f"word{n}" for n in range(40)), {}),
    "it leaks the source": ("Ushakov قال so", {}),
    "it breaks a word": ("Ushakov said ⁇ so", {}),
}


@pytest.mark.parametrize(("candidate", "how"), REFUSED.values(), ids=REFUSED.keys())
def test_a_worse_candidate_is_refused(candidate: str, how: dict[str, object]) -> None:
    free = "he said so there then"
    engine = FakeEngine(**how)  # type: ignore[arg-type]
    text, (outcome,) = run("قال ذلك هناك وبعدها أوشاكوف", free, engine, alternatives=(candidate,), limits=NO_INSERTION)
    assert (text, outcome.outcome) == (free, "unmet")


def test_a_term_that_was_there_is_never_lost() -> None:
    text, outcomes = run("بوتين وأوشاكوف", "Putin and Uzbekistan", FakeEngine(), alternatives=("Ushakov and another",))
    assert [o.outcome for o in outcomes] == ["satisfied_free", "unmet"] or text == "Putin and Ushakov"


def test_the_number_guard_has_the_last_word() -> None:
    free = "Uzbekistan came in 2022"
    text, _ = run(
        "جاء أوشاكوف 2022", free, FakeEngine(), alternatives=("Ushakov came in 20222",), guard=lambda s, b, a: "20222" not in a
    )
    assert "20222" not in text


@pytest.mark.parametrize("origin", ["correction", "passthrough"])
def test_what_people_wrote_is_not_touched(origin: str) -> None:
    text, (outcome,) = run("قال أوشاكوف", "Uzbekistan said", FakeEngine(), alternatives=("Ushakov said",), origin=origin)
    assert (text, outcome.outcome) == ("Uzbekistan said", "unmet")


def test_two_mentions_need_two_forms_or_a_pronoun() -> None:
    _, outcomes = run("بوتين قال إن بوتين", "Putin said that he")
    assert [o.outcome for o in outcomes] == ["satisfied_free", "satisfied_free"]
    assert outcomes[1].reason
    _, outcomes = run("بوتين قال إن بوتين", "Putin said so")
    assert [o.outcome for o in outcomes] == ["satisfied_free", "unmet"]
    assert "1 of 2" in outcomes[1].reason


def test_marks_in_the_source_do_not_move_the_spans() -> None:
    source = "قـال  أوشاكـوفُ هناك"
    engine = FakeEngine({"قال أوباما هناك": "there Obama spoke"}, prefixed=lambda s, p: "")
    text, (outcome,) = run(source, "there he spoke", engine)
    assert (text, outcome.match.surface) == ("there Ushakov spoke", "أوشاكـوفُ")


def test_equal_sentences_get_equal_english() -> None:
    source, free = "قال أوشاكوف", "Uzbekistan said"
    segments = [Segment(article_id=a, index=0, line=0, start=0, end=len(source), text=source) for a in ("a", "b")]
    free_ones = [
        Translation(segment_id=s.id, text=free, model="m", score=-1.0, alternatives=(hypothesis("Ushakov said"),))
        for s in segments
    ]
    done, _ = enforce(segments, free_ones, Matcher(TERMS).match([source, source]), TERMS, FakeEngine())
    assert [t.text for t in done] == ["Ushakov said", "Ushakov said"]


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="one length"):
        enforce([], [], [()], TERMS)


DPRK = term("جمهورية كوريا الديمقراطية الشعبية", "Democratic People's Republic of Korea", kind="country", article_policy="the")
STAMMERED = [
    "The Democratic People's Democratic Democratic People's Republic of Korea answered",
    "The Democratic People's Republic of Korea of Korea answered",
    "The Democratic Democratic People's Republic of Korea answered",
    "The Republic of the Democratic People's Republic of Korea answered",
    "it answered answered the Democratic People's Republic of Korea",
]


@pytest.mark.parametrize("candidate", STAMMERED)
@pytest.mark.parametrize(
    "free", ["The People's Democratic answered", "The Republic Republic of the Republic of the Korea Korea did"]
)
def test_a_name_said_over_and_over_is_never_taken(candidate: str, free: str) -> None:
    source = "ردت جمهورية كوريا الديمقراطية الشعبية"
    segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
    heard = Translation(segment_id=segment.id, text=free, model="m", score=-1.0, alternatives=(hypothesis(candidate),))
    terms = Glossary((DPRK,))
    done, _ = enforce([segment], [heard], Matcher(terms).match([source]), terms, FakeEngine(), limits=NO_INSERTION)
    assert done[0].text != candidate


def test_a_stammered_name_is_written_over_as_a_whole() -> None:
    text = "with the Democratic People's Democratic People's Democratic Republic of Korea today"
    at = text.index("Democratic Republic")
    span = widened(text, (at, at + len("Democratic Republic")), DPRK)
    assert put(text, span, DPRK) == "with the Democratic People's Republic of Korea today"


def test_who_speaks_is_put_before_words_said_by_nobody() -> None:
    engine = FakeEngine(prefixed=lambda s, p: "", likes=lambda s, t: -1.0 if '" Ushakov said' in t else -1.1)
    text, (outcome,) = run("أمس كان ذلك كله قال أوشاكوف هذا", '"It was all so yesterday," said on this day', engine)
    assert (text, outcome.outcome) == ('"It was all so yesterday," Ushakov said on this day', "edited")


def test_a_name_left_out_stands_in_a_gap_only_where_the_model_likes_it() -> None:
    free, source = "he was seen there with his aide", "شوهد هناك مع مساعده وأوشاكوف"
    dislikes = FakeEngine(prefixed=lambda s, p: "", likes=lambda s, t: -2.0 if "Ushakov" in t else -1.0)
    assert run(source, free, dislikes)[0] == free
    likes = FakeEngine(prefixed=lambda s, p: "", likes=lambda s, t: -0.5 if "aide and Ushakov" in t or t == free else -2.0)
    text, (outcome,) = run(source, "he was seen there with his aide today", likes)
    assert (text, outcome.outcome) == ("he was seen there with his aide and Ushakov today", "edited")


def test_the_word_that_a_source_without_the_term_cannot_explain_stands_for_it() -> None:
    class Occluding(FakeEngine):
        def token_scores(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[list[float]]:
            return [
                [-6.0 if word == "Gaza" and "أوشاكوف" not in text else -1.0 for word in (*target, "</s>")]
                for text, target in zip(texts, targets, strict=True)
            ]

    text, (outcome,) = run("حدث كل ذلك هناك مع أوشاكوف", "All of that was there with Gaza", Occluding(prefixed=lambda s, p: ""))
    assert (text, outcome.outcome) == ("All of that was there with Ushakov", "edited")


def test_no_name_is_put_after_a_negation_into_a_name_or_before_what_a_word_needs() -> None:
    place = term("الصين", "China", kind="country")
    for source, free in (("هكذا كتب غير الصين", "he wrote so then"), ("ذهب هناك الصين", "North Korea"), ("ذهب الصين", "to the")):
        segment = Segment(article_id="a", index=0, line=0, start=0, end=len(source), text=source)
        heard = Translation(segment_id=segment.id, text=free, model="m", score=-1.0)
        terms = Glossary((place,))
        done, _ = enforce([segment], [heard], Matcher(terms).match([source]), terms, FakeEngine(prefixed=lambda s, p: ""))
        assert done[0].text == free


def test_an_accepted_spelling_becomes_the_preferred_one() -> None:
    kim = term("كيم جونغ أون", "Kim Jong Un", accepted=("Kim Jong-un",))
    terms = Glossary((kim,))
    segment = Segment(article_id="a", index=0, line=0, start=0, end=16, text="قال كيم جونغ أون")
    free = Translation(segment_id=segment.id, text="Kim Jong-un's aide said", model="fake@0", score=-1.0)
    matches = Matcher(terms).match([segment.text])
    (done,), ((outcome,),) = enforce([segment], [free], matches, terms, FakeEngine())
    assert (done.text, done.score, outcome.outcome) == ("Kim Jong Un's aide said", -1.0, "satisfied_free")
    (kept,), _ = enforce([segment], [replace(free, origin="correction")], matches, terms, FakeEngine())
    assert kept.text == free.text
