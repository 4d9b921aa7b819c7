"""Segments in, translations out, with an engine that misbehaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty import FAULTS, INFO, NaughtyEngine

from translations.decoding import translate_segments
from translations.records import Segment


def segments(*texts: str) -> list[Segment]:
    return [Segment(article_id="a", index=i, line=i, start=0, end=len(text), text=text) for i, text in enumerate(texts)]


def test_lines_without_a_letter_of_the_script_are_never_decoded() -> None:
    engine = NaughtyEngine(lambda text: "English")
    texts = ["TT", "https://example.org/a", "Getty", "11:30", "نعم", "19 حزيران 2024"]
    result = translate_segments(segments(*texts), "ar", engine)
    assert engine.asked == ["نعم"]
    assert [t.text for t in result] == ["TT", "https://example.org/a", "Getty", "11:30", "English", "19 June 2024"]
    assert [t.origin for t in result] == ["passthrough"] * 4 + ["model", "rule"]
    assert [t.model for t in result] == [""] * 4 + [INFO.label, ""]


def test_texts_that_differ_by_a_mark_are_decoded_once() -> None:
    engine = NaughtyEngine(lambda text: f"<{text}>")
    result = translate_segments(segments("تتبع سياسة مستقلّة", "تتبع سياسة مستقلة", "تتـبع سياسة مستقلة"), "ar", engine)
    assert engine.asked == ["تتبع سياسة مستقلة"]
    assert len({t.text for t in result}) == 1


def test_a_bad_output_is_decoded_once_more_and_the_better_one_taken() -> None:
    engine = NaughtyEngine(FAULTS["repeats a clause"], second=lambda text: "It was said.")
    (translation,) = translate_segments(segments("قيل ذلك"), "ar", engine)
    assert (translation.text, translation.loop, engine.asked) == ("It was said.", False, ["قيل ذلك", "قيل ذلك"])


@pytest.mark.parametrize(
    ("answer", "finished", "loop"),
    [(FAULTS["repeats a clause"], True, True), (lambda text: "It was said that✂", False, False), (FAULTS["returns nothing"], True, False)],
)  # fmt: skip
def test_what_stays_bad_is_kept_and_marked(answer: object, finished: bool, loop: bool) -> None:
    engine = NaughtyEngine(answer)  # type: ignore[arg-type]
    (translation,) = translate_segments(segments("قيل ذلك"), "ar", engine)
    assert len(engine.asked) == 2
    assert (translation.finished, translation.loop) == (finished, loop)


@given(st.lists(st.one_of(st.text(min_size=1, max_size=20), st.sampled_from(["نعم", "TT", "نعَم", " ", "🙂"])), max_size=20))
def test_ids_in_are_ids_out_in_order(texts: list[str]) -> None:
    wanted = segments(*texts)
    result = translate_segments(wanted, "ar", NaughtyEngine(lambda text: f"en {text}"))
    assert [t.segment_id for t in result] == [s.id for s in wanted]
