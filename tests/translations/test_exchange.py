"""TMX and XLIFF: what is read, what is refused, and that what is written is read back."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translations.errors import DragomanError, TranslationFileUnreadable
from translations.exchange import TranslationUnit, read_units, write_tmx


def units(tmp_path: Path, text: str, name: str = "a.tmx", **languages: str) -> list[tuple[str, str, str]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(unit.id, unit.source, unit.target) for unit in read_units(path, **languages)]


def tmx(*tuvs: str) -> str:
    return f'<tmx version="1.4"><header srclang="ar"/><body><tu>{"".join(tuvs)}</tu></body></tmx>'


def tuv(lang: str, seg: str) -> str:
    return f'<tuv xml:lang="{lang}"><seg>{seg}</seg></tuv>'


def test_languages_match_by_their_primary_subtag_and_in_any_order(tmp_path: Path) -> None:
    text = tmx(tuv("en-US", "hello"), tuv("fr", "bonjour"), tuv("ar-EG", "مرحبا"))
    assert units(tmp_path, text, source_lang="ar") == [("1", "مرحبا", "hello")]
    assert units(tmp_path, text, source_lang="fr") == [("1", "bonjour", "hello")]


def test_inline_codes_are_no_text_but_what_they_enclose_is(tmp_path: Path) -> None:
    text = tmx(tuv("ar", 'ا<bpt i="1">&lt;b&gt;</bpt>ب<ept i="1">x</ept> <hi>ج</hi>'), tuv("en", "a<ph/>b"))
    assert units(tmp_path, text, source_lang="ar") == [("1", "اب ج", "ab")]


def test_xliff_2_splits_a_unit_into_its_segments(tmp_path: Path) -> None:
    segments = "<segment><source>ا</source><target>a</target></segment><segment id='s2'><source>ب</source></segment>"
    text = f'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ar"><file id="f"><unit id="u">{segments}</unit></file></xliff>'
    assert units(tmp_path, text, "a.xliff") == [("u.1", "ا", "a"), ("u.s2", "ب", "")]


BOMB = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "text",
    [
        BOMB + tmx(tuv("ar", "&b;"), tuv("en", "x")),
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + tmx(tuv("ar", "&x;"), tuv("en", "x")),
        "<tmx><body><tu>",
        "",
        tmx(tuv("ar", "ا" * 200_000), tuv("en", "x")),
    ],
    ids=["entities in entities", "a file as an entity", "cut short", "empty", "too long"],
)
def test_what_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TranslationFileUnreadable):
        units(tmp_path, text, source_lang="ar")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match="no such file"):
        list(read_units(tmp_path / "none.tmx"))


printable = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)


@settings(max_examples=60)
@given(pairs=st.lists(st.tuples(printable, printable), min_size=1, max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    given_units = [TranslationUnit(id=str(n), source=source, target=target) for n, (source, target) in enumerate(pairs)]
    path = tmp_path_factory.mktemp("tmx") / "a.tmx"
    path.write_text("".join(write_tmx(given_units, source_lang="ar")), encoding="utf-8", newline="")
    clean = str.maketrans({"\ufffe": "", "\uffff": ""})
    assert [(unit.source, unit.target) for unit in read_units(path, "ar")] == [
        (s.translate(clean), t.translate(clean)) for s, t in pairs
    ]
