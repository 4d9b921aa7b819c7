from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.loops import is_loop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the state of the state of the state of the state", True),
        ("no no no no no", True),
        ("He said that the agreement was signed in Moscow and he said that the agreement was signed in Moscow", True),
        ("a comprehensive strategic partnership partnership", False),
        ("received at the Kossssssssssssaneh in the state hall", True),
        ("Banananananananana was there", True),
        ("It cost 10000000 dollars, mmm.", False),
        ("He said yes, she said yes, they said no.", False),
        ("", False),
    ],
)
def test_is_loop(text: str, expected: bool) -> None:
    assert is_loop(text) is expected


def test_a_source_that_repeats_excuses_its_translation() -> None:
    assert not is_loop("No, no, no, no, no!", "لا، لا، لا، لا، لا!")


@pytest.mark.parametrize("name", ["flores200-devtest.ar-en", "tico19.ar-en"])
def test_human_english_never_loops(shared_dir: Path, name: str) -> None:
    lines = (shared_dir / "eval" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if is_loop(line.partition("\t")[2], line.partition("\t")[0])] == []


@given(st.text(max_size=300))
def test_any_text_loops_or_not(text: str) -> None:
    assert is_loop(text) in (True, False)
