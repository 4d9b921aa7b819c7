"""The first decode: texts in any language, what counts as English, and how alignment is measured."""

from __future__ import annotations

import pytest

from translations.catalog import languages
from translations.records import Hypothesis
from translations.store.probes import Anchored, alignment_texts, smoke_texts
from translations.store.smoke import aligned, problem


@pytest.mark.parametrize("language", languages())
def test_there_are_texts_for_every_language(language: str) -> None:
    texts, probes = smoke_texts(language), alignment_texts(language)
    assert len(set(texts)) == 10
    assert all(text.strip(" .") for text in texts)
    assert len({probe.text for probe in probes}) == 50
    for probe in probes:
        assert all(probe.text.count(anchor) == 1 for anchor in probe.anchors)


def test_the_texts_are_in_the_language() -> None:
    assert smoke_texts("ar")[0] == "الثلاثاء، 4 يونيو 2024."
    assert smoke_texts("ru")[2] == "Франция и Германия."
    assert smoke_texts("pt_br") == smoke_texts("pt")
    assert smoke_texts("zne") == smoke_texts("en"), "CLDR does not know Zande"


@pytest.mark.parametrize(
    ("source", "english", "expected"),
    [
        ("الثلاثاء، 4 يونيو", "Tuesday, 4 June", None),
        ("فرنسا وألمانيا.", "France and Germany.", None),
        ("35 °C", "35 °C", None),
        ("x", "", "it is empty"),
        ("x", " . ,", "it is empty"),
        ("الثلاثاء", "الثلاثاء", "it is not in Latin script"),
        ("вторник", "Tuesday вторник", "it is not in Latin script"),
        ("الثلاثاء", "day day day day day", "it repeats itself"),
        ("a" * 100, "It is.", "it has 6 characters for a source of 100"),
        ("كينيا", "Kenya and " + "other countries of the world, of which there are many and " * 3, "it repeats itself"),
        ("كينيا", "".join(f"word{n} " for n in range(20)).strip(), "it has 129 characters for a source of 5"),
    ],
)
def test_problems_are_seen(source: str, english: str, expected: str | None) -> None:
    assert problem(source, english) == expected


def answer(tokens: str, columns: list[int], width: int) -> Hypothesis:
    """A hypothesis whose tokens have all attention on these source tokens."""
    rows = tuple(tuple(1.0 if at == column else 0.0 for at in range(width)) for column in columns)
    return Hypothesis(tokens=tuple(tokens.split()), text="", score=0.0, finished=True, attention=rows)


SOURCE = "▁كينيا : ▁Reu ters ▁13 57 . </s>".split()[:-1]
PROBE = Anchored("كينيا: Reuters 1357.", ("1357", "Reuters"))


@pytest.mark.parametrize(
    ("tokens", "columns", "expected"),
    [
        ("▁Kenya : ▁Reu ters ▁13 57 .", [0, 1, 2, 3, 4, 5, 6], (4, 4)),
        ("▁Kenya : ▁Reu ters ▁13 57 .", [0, 1, 2, 3, 5, 4, 6], (2, 4)),
        ("▁Kenya : ▁Reuters ▁1357 .", [0, 1, 3, 4, 6], (2, 2)),
        ("▁Kenya : ▁Reuters ▁1357 .", [0, 1, 0, 7, 6], (0, 2)),
        ("▁Kenya : ▁1357 ▁1357", [0, 1, 4, 4], (0, 0)),
        ("▁Kenya", [0], (0, 0)),
        ("Ken@@ ya Reu@@ ters 13@@ 57", [0, 0, 2, 3, 4, 5], (4, 4)),
    ],
    ids=["right", "halves swapped", "other cut", "wrong", "twice", "not copied", "BPE"],
)
def test_alignment_counts_copied_tokens_on_their_source(tokens: str, columns: list[int], expected: tuple[int, int]) -> None:
    assert aligned(PROBE, SOURCE, answer(tokens, columns, len(SOURCE) + 1)) == expected


def test_without_attention_nothing_is_counted() -> None:
    assert aligned(PROBE, SOURCE, Hypothesis(tokens=("▁1357",), text="", score=0.0, finished=True)) == (0, 0)
