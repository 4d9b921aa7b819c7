"""Which files are read, and how their bytes become text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.articles import sources
from translations.articles.sources import InputFile, decode, expand, lines_of, read_bytes
from translations.errors import ArticleUnreadable, InputNotFound

ARABIC = "قال الرئيس إنّ «الاتفاق» جاهز.\r\nنعم\n"


@pytest.mark.parametrize(
    ("encoding", "prefix"),
    [("utf-8", b""), ("utf-8-sig", b""), ("utf-16", b""), ("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-be", b"\xfe\xff"), ("cp1256", b"")],
)  # fmt: skip
def test_the_encodings_of_arabic_texts(encoding: str, prefix: bytes) -> None:
    assert decode(prefix + ARABIC.encode(encoding), "a.txt") == ARABIC


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4, "binary"),
        (b"%PDF-1.7\n\x00\x01\x02", "binary"),
        ("Президент подписал договор".encode("cp1251"), "encoding"),
        ("L'été dernier, le président à Genève".encode("latin-1"), "encoding"),
    ],
)
def test_bytes_that_are_no_readable_text(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleUnreadable, match=reason):
        decode(raw, "a.txt")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_one_clear_error(raw: bytes) -> None:
    try:
        assert isinstance(decode(raw, "a.txt"), str)
    except ArticleUnreadable as error:
        assert str(error).startswith("a.txt: ")


def test_line_ends_of_all_systems_and_empty_lines_at_the_end() -> None:
    assert lines_of("a\r\nb\rc\n\n d \n\n", "x") == ["a", "b", "c", "", " d "]


def test_a_line_beyond_the_limit_is_refused_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_LINE_CHARACTERS", 10)
    with pytest.raises(ArticleUnreadable, match="x, line 2: the line has 11 characters"):
        lines_of("kurz\n" + "a" * 11, "x")


def test_a_folder_is_read_recursively_without_hidden_and_unknown_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.html", "a/d.JSONL", ".hidden/e.txt", "a/.f.txt", "g.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [item.name for item in expand([tmp_path])] == ["a/c.html", "a/d.JSONL", "b.txt"]


def test_results_inside_the_input_folder_are_no_input(tmp_path: Path) -> None:
    for name in ("a.txt", "runs/one/articles/a.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [item.name for item in expand([tmp_path], results=tmp_path / "runs")] == ["a.txt"]
    assert [item.name for item in expand([tmp_path / "runs"], results=tmp_path / "runs")] == ["one/articles/a.html"]


def test_files_and_globs_are_read_each_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_text("x")
    found = expand([str(tmp_path / "*.txt"), tmp_path / "a.txt", tmp_path / "c.md"])
    assert [item.path.name for item in found] == ["a.txt", "b.txt", "c.md"]


@pytest.mark.parametrize("pattern", ["nowhere", "nowhere/*.txt"])
def test_a_pattern_that_names_nothing(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(InputNotFound, match="nowhere"):
        expand([str(tmp_path / pattern)])


def test_a_folder_without_articles_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match=r"\.html"):
        expand([tmp_path])


def test_empty_missing_and_large_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n\t")
    with pytest.raises(ArticleUnreadable, match="the file is empty"):
        read_bytes(InputFile("empty.txt", empty))
    with pytest.raises(ArticleUnreadable, match="cannot be read"):
        read_bytes(InputFile("gone.txt", tmp_path / "gone.txt"))
    monkeypatch.setattr(sources, "MAX_DOCUMENT_BYTES", 2)
    with pytest.raises(ArticleUnreadable, match="one document may have"):
        read_bytes(InputFile("empty.txt", empty))
