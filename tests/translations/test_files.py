from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.files import digest, whole_file, write_whole


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.txt"
    write_whole(path, "old")
    with pytest.raises(RuntimeError), whole_file(path) as part:
        part.write_text("half of the ne")
        raise RuntimeError("power cut")
    assert path.read_text() == "old"
    write_whole(path, "نعم\r\n")
    assert path.read_bytes() == "نعم\r\n".encode()
    assert [child.name for child in path.parent.iterdir()] == ["a.txt"]


def test_what_utf8_cannot_hold_is_replaced_not_lost(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "a\ud800b")
    assert (tmp_path / "a").read_text() == "a?b"


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_digests_tell_sequences_apart(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)
    assert len(digest(*one)) == 16
