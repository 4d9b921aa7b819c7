"""Real decoding with the embedded model."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translations.decoding import translate_segments
from translations.engine import Engine
from translations.errors import ModelBroken, ModelNotFound
from translations.models import EMBEDDED, Decoding, describe, find
from translations.records import Segment

SIGNED = "وقعت روسيا وكوريا الشمالية اتفاقية شراكة استراتيجية شاملة."
SAID = "وقال بوتين إن الاتفاق مهم."


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(find("ar"), device="cpu", threads=2)


def test_order_and_equal_texts(engine: Engine) -> None:
    one, two, three = engine.translate([SIGNED, SAID, SIGNED])
    assert one == three != two
    assert "Russia and North Korea" in one[0].text
    assert one[0].finished
    assert one[0].score < 0


def test_the_same_again_whatever_is_beside_it(engine: Engine) -> None:
    alone = engine.translate([SAID])[0][0].text
    beside = engine.translate([SIGNED, SAID, SAID + " " + SIGNED])[1][0].text
    assert alone == beside


def test_n_best_scores_and_attention(engine: Engine) -> None:
    ((*hypotheses,),) = engine.translate([SIGNED], replace(engine.info.decoding, n_best=3, attention=True))
    assert len({h.text for h in hypotheses}) == 3
    assert [h.score for h in hypotheses] == sorted((h.score for h in hypotheses), reverse=True)
    attention = hypotheses[0].attention
    assert attention is not None
    assert len(attention) >= len(hypotheses[0].tokens)
    assert len(attention[0]) == len(engine.encode([SIGNED])[0])


def test_a_text_over_the_limit_is_split_not_cut(engine: Engine) -> None:
    text = "، ".join([SIGNED.rstrip("."), SAID.rstrip(".")] * 4)
    short = replace(engine.info.decoding, max_source_tokens=40)
    (hypothesis,) = engine.translate([text], short)[0]
    assert hypothesis.finished
    assert hypothesis.text.count("Putin") >= 3


def test_a_forced_prefix_stands_first_and_scores_compare(engine: Engine) -> None:
    (prefix,) = engine.target_tokens(["Moscow and Pyongyang"])
    (hypothesis,) = engine.translate_from_prefix([SIGNED], [prefix])[0]
    free = engine.translate([SIGNED])[0][0]
    assert hypothesis.text.startswith("Moscow and Pyongyang")
    forced_score, free_score = engine.score([SIGNED, SIGNED], [hypothesis.tokens, free.tokens])
    assert forced_score < free_score < 0


def test_what_is_avoided_does_not_come(engine: Engine) -> None:
    free = engine.translate([SAID])[0][0]
    avoided = engine.translate_avoiding([SAID], [free.tokens[:1]])[0][0]
    assert avoided.tokens[:1] != free.tokens[:1]


def test_alternatives_differ_at_the_position(engine: Engine) -> None:
    free = engine.translate([SIGNED])[0][0]
    found = engine.alternatives(SIGNED, free.tokens[:2], 3)
    assert len({h.tokens[2] for h in found}) == 3
    assert all(h.tokens[:2] == free.tokens[:2] for h in found)


def test_nothing_gives_nothing(engine: Engine) -> None:
    assert engine.translate([]) == []
    assert engine.translate(["", " "])[1][0].text == ""
    assert engine.score([], []) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(min_size=1, max_size=30), max_size=6))
def test_ids_in_are_ids_out_with_real_decoding(engine: Engine, texts: list[str]) -> None:
    wanted = [Segment(article_id="a", index=i, line=i, start=0, end=len(t), text=t) for i, t in enumerate(texts)]
    assert [t.segment_id for t in translate_segments(wanted, "ar", engine)] == [s.id for s in wanted]


def test_the_embedded_model_says_what_it_is() -> None:
    info = describe(EMBEDDED)
    assert (info.name, info.compact, info.languages) == ("compact-ar-en", True, frozenset({"ar"}))
    assert info.decoding == Decoding(beam_size=6, length_penalty=1.0)
    assert info.label == f"compact-ar-en@{info.digest}"


def test_signatures_credit_the_makers_of_a_model() -> None:
    info = replace(describe(EMBEDDED), compact=False, attribution="OPUS-MT, CC-BY 4.0")
    assert info.credited == f"{info.label} (OPUS-MT, CC-BY 4.0)"
    assert replace(info, attribution="").credited == info.label


def test_no_model_and_wrong_model(tmp_path: object) -> None:
    with pytest.raises(ModelNotFound, match="fa"):
        find("fa")
    with pytest.raises(ModelNotFound, match="translates ar, not ru"):
        find("ru", EMBEDDED)


def test_a_folder_that_is_no_model(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelNotFound, match=r"no model\.bin"):
        describe(tmp_path)
    (tmp_path / "model.bin").write_bytes(b"no model")
    (tmp_path / "source.spm").write_bytes((EMBEDDED / "source.spm").read_bytes())
    with pytest.raises(ModelBroken, match="cannot be loaded"):
        Engine(describe(tmp_path))
    (tmp_path / "decoder.yml").write_text("- a\n- b\n")
    with pytest.raises(ModelBroken, match=r"decoder\.yml"):
        describe(tmp_path)
