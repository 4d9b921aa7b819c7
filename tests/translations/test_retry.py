"""A better English replaces a wrong one, never at the price of a term, and what was made by people is left alone."""

import re
from collections.abc import Sequence

import pytest
from naughty import NaughtyEngine

from translations.records import Hypothesis, Segment, Translation
from translations.retry import Verdict, second_tries


def segment(index: int, text: str) -> Segment:
    return Segment(article_id="a", index=index, line=index, start=0, end=len(text), text=text)


def made(index: int, text: str, *others: str, origin: str = "model") -> Translation:
    alternatives = tuple(Hypothesis(tokens=(), text=other, score=-1.0, finished=not other.endswith("✂")) for other in others)
    return Translation(segment_id=f"a#{index}", text=text, model="m@1", score=-0.5, origin=origin, alternatives=alternatives)  # type: ignore[arg-type]


def judge(candidates: Sequence[tuple[Segment, Translation]]) -> list[Verdict]:
    """Errors: numbers of the source that the English lacks. Unmet: "NATO" where it is missing from a source that says ناتو."""
    return [
        Verdict(
            translation=translation,
            errors=sum(number not in translation.text for number in re.findall(r"\d+", source.text)),
            unmet=int("ناتو" in source.text and "NATO" not in translation.text),
        )
        for source, translation in candidates
    ]


SOURCE = "قتل 30 شخصا"
CASES = [
    # what stands, other hypotheses, what a re-decoding says, what must come out, by which way
    ("30 people were killed", ("x",), "y", "30 people were killed", ()),
    ("3 people were killed", ("30 were killed",), "y", "30 were killed", ("alternative",)),
    ("3 people were killed", ("4 were killed",), "30 killed again", "30 killed again", ("re-decoded",)),
    ("3 people were killed", ("30 were✂",), "none", "3 people were killed", (None,)),
    ("3 people were killed", (), "3 people were killed", "3 people were killed", (None,)),
]


@pytest.mark.parametrize(("stands", "others", "again", "expected", "ways"), CASES)
def test_the_first_better_candidate_wins(
    stands: str, others: tuple[str, ...], again: str, expected: str, ways: tuple[str | None, ...]
) -> None:
    engine = NaughtyEngine(lambda _: again)
    result, records = second_tries([segment(0, SOURCE)], [made(0, stands, *others)], judge, engine)
    assert [translation.text for translation in result] == [expected]
    assert tuple(record.way for record in records) == ways


def test_a_term_is_never_given_up_for_a_number() -> None:
    source = segment(0, "قتل 30 في قصف ناتو")
    result, records = second_tries([source], [made(0, "3 killed in a NATO strike", "30 killed in a strike")], judge, None)
    assert result[0].text == "3 killed in a NATO strike"
    assert records[0].candidates == 1
    assert records[0].way is None


@pytest.mark.parametrize("origin", ["correction", "cache", "passthrough"])
def test_only_what_a_model_made_now_is_tried(origin: str) -> None:
    engine = NaughtyEngine(lambda _: "30 killed")
    result, records = second_tries([segment(0, SOURCE)], [made(0, "3 killed", origin=origin)], judge, engine)
    assert (result[0].text, records, engine.asked) == ("3 killed", [], [])


def test_order_and_ids_stay_whatever_is_tried() -> None:
    segments = [segment(index, f"{index + 10} شخصا") for index in range(6)]
    translations = [made(index, "people", f"{index + 10} people" if index % 2 else "many") for index in range(6)]
    result, records = second_tries(segments, translations, judge, None)
    assert [translation.segment_id for translation in result] == [s.id for s in segments]
    assert [translation.text for translation in result] == ["people", "11 people", "people", "13 people", "people", "15 people"]
    assert [record.segment_id for record in records] == [s.id for s in segments]
