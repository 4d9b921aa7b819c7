import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import compiled as module
from glossary.compiled import KEPT, Patterns, compile_patterns, compiled, head
from glossary.matching import Matcher
from glossary.terms import Glossary, Term
from translations.files import digest

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def glossary(count: int, kind: str = "person") -> Glossary:
    """Terms of two words, each another; those of treaties have three, so that gaps are looked for."""

    def word(n: int) -> str:
        return LETTERS[n % 28] + LETTERS[n // 28 % 28] + LETTERS[n // 784 % 28] + "غى"

    def source(n: int) -> str:
        return " ".join((word(n), word(n + 7), *((word(n + 13),) if kind == "treaty" else ())))

    return Glossary(
        tuple(
            Term(id=f"t{n}", kind=kind, source_lang="ar", source=source(n), target=f"Name {n}", foreign=True)
            for n in range(count)
        )
    )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Glossary:
    monkeypatch.setattr(module, "MIN_STORED", 10)
    return glossary(30, "treaty")


def test_what_is_loaded_is_what_was_compiled(few: Glossary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = compiled(few, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{few.version}.json"]
    first, second, third = few.terms[5].source.split()
    text = f"قال {few.terms[3].source} ثم {first} {second} كلمة {third}"
    expected = Matcher(few).match([text])
    monkeypatch.setattr(module, "compile_patterns", lambda terms: pytest.fail("compiled a second time"))
    assert compiled(few, tmp_path) == made
    assert Matcher(few, tmp_path).match([text]) == expected
    assert [match.term_id for match in expected[0]] == ["t3", "t5"]


def _rewrite(path: Path, **parts: object) -> None:
    table = json.loads(path.read_bytes().partition(b"\n")[2]) | parts
    raw = json.dumps(table).encode()
    path.write_bytes(digest(raw).encode() + b"\n" + raw)


DAMAGES = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "a byte changed": lambda path: path.write_bytes(path.read_bytes().replace(b'"t', b'"u', 1)[:-1] + b"!"),
    "empty": lambda path: path.write_bytes(b""),
    "no text": lambda path: path.write_bytes(bytes(range(256))),
    "another glossary": lambda path: _rewrite(path, glossary="0" * 16),
    "other rules": lambda path: _rewrite(path, rules="0" * 16),
    "a term too many": lambda path: _rewrite(path, terms=[10**6] * 30),
    "no number": lambda path: _rewrite(path, offsets=["x"]),
    "no table": lambda path: _rewrite(path, exact=7),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_file_that_is_no_use_is_made_again(few: Glossary, tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    made = compiled(few, tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    damage(path)
    assert path.read_bytes() != whole
    assert compiled(few, tmp_path) == made
    assert path.read_bytes() == whole


def test_a_small_glossary_leaves_no_file(tmp_path: Path) -> None:
    compiled(glossary(30), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_costs_only_time(few: Glossary, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert compiled(few, tmp_path / "file" / "kept") == compile_patterns(few)


def test_old_files_make_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "MIN_STORED", 10)
    for count in range(20, 20 + KEPT + 3):
        last = glossary(count)
        compiled(last, tmp_path)
    assert len(list(tmp_path.iterdir())) == KEPT
    assert (tmp_path / f"{last.version}.json").exists()


def _found_slowly(patterns: Patterns, text: str) -> list[tuple[int, int, int]]:
    return sorted(
        (n, at, at + len(key)) for n, key in enumerate(patterns.keys) for at in range(len(text)) if text.startswith(key, at)
    )


WORDS = st.text(alphabet="ابج د.", min_size=2, max_size=7)


@given(st.lists(WORDS, min_size=1, max_size=8), st.text(alphabet="ابج د.", max_size=40))
def test_every_pattern_is_hit_wherever_it_stands(sources: list[str], text: str) -> None:
    terms = Glossary(tuple(Term(id=str(n), kind="person", source_lang="ar", source=s, target="X") for n, s in enumerate(sources)))
    matcher = Matcher(terms)
    assert sorted(matcher._hits(text)) == _found_slowly(compile_patterns(terms), text)


@pytest.mark.parametrize(
    ("key", "first"), [("كيم", "كيم"), ("كيم جونغ اون", "كيم"), ("د. علي", "د. علي"), ("ال علي حسن", "ال علي"), ("北京", "北京")]
)
def test_short_first_words_are_looked_for_with_the_next(key: str, first: str) -> None:
    assert head(key) == first
