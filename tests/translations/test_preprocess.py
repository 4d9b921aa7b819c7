"""Tokenising as OPUS-MT's training did: both families, and what must survive them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marian_releases import SENTENCES, Shape, release_files, written

from translations import bpe
from translations.errors import ModelBroken, ModelNotFound
from translations.preprocess import Tokenizer, load_tokenizer, normalised

# What subword-nmt 0.3.8 (apply_bpe.BPE.segment_tokens) makes of these words with these codes; "" is version 0.1.
CODES = "l o\nlo w\ne r</w>\nn e\nne w\nx x\nlow er</w>\n"
SUBWORD_NMT = {
    "#version: 0.2\n": {
        "lower": ["lower"], "low": ["lo@@", "w"], "newer": ["new@@", "er"], "xxx": ["xx@@", "x"], "xxxx": ["xx@@", "x@@", "x"],
        "a": ["a"], "lowlow": ["low@@", "lo@@", "w"], "er": ["er"], "new": ["ne@@", "w"],
    },
    "": {
        "lower": ["low@@", "e@@", "r"], "low": ["low"], "newer": ["new@@", "e@@", "r"], "xxx": ["xx@@", "x"],
        "xxxx": ["xx@@", "xx"], "a": ["a"], "lowlow": ["low@@", "low"], "er": ["e@@", "r"], "new": ["new"],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One folder a family."""
    base = tmp_path_factory.mktemp("releases")
    shapes = {
        "separate": Shape(language="ar"),
        "shared": Shape(language="ru", shared=True),
        "bpe": Shape(language="fr", family="BPE"),
        "truecased": Shape(language="fr", family="BPE", truecased=True),
    }
    return {name: written(base / name, release_files(shape)) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def tokenizers(folders: dict[str, Path]) -> dict[str, Tokenizer]:
    """The same, loaded."""
    return {name: load(folders, name) for name in folders}


def load(folders: dict[str, Path], name: str) -> Tokenizer:
    return load_tokenizer(folders[name], {"separate": "ar", "shared": "ru"}.get(name, "fr"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال: «نعم»", 'قال: "نعم"'),
        ("‏نَعَمـ‎", "نعم"),
        ("第１２，３。", "第12,3."),
        ("1 000 000", "1 000 000"),
        ("a​b­c﻿", "abc"),
        ("می‌شود", "می شود"),
        ("x\x00\x07y", "x y"),
        ("“He said…”", '"He said..."'),
        ("\ud800", ""),
        ("a" + "." * 5000, "a" + "." * 30),
        ("a" + ".…" * 5000, "a" + "." * 30),
        ("-" * 5000, "-" * 30),
        ("- " * 50, ("- " * 50).strip()),
        ("", ""),
        ("  ", ""),
    ],
)
def test_normalisation(text: str, expected: str) -> None:
    assert normalised(text) == expected


def test_a_french_no_break_space_between_digits_never_becomes_a_point_or_comma() -> None:
    for language in ("en", "fr", "de", "ru"):
        assert normalised("1 000 000", language) == "1 000 000"


@pytest.mark.parametrize("header", SUBWORD_NMT)
def test_bpe_gives_subword_nmts_pieces(header: str, tmp_path: Path) -> None:
    path = tmp_path / "codes"
    path.write_text(header + CODES, encoding="utf-8")
    split = bpe.Splitter(bpe.read_codes(path))
    assert {word: split([word]) for word in SUBWORD_NMT[header]} == SUBWORD_NMT[header]


@pytest.mark.parametrize("line", ["one", "a b c", "", " "])
def test_broken_codes_are_named_by_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "codes"
    path.write_text(f"#version: 0.2\nl o\n{line}\nx y\n", encoding="utf-8")
    with pytest.raises(ModelBroken, match="line 3"):
        bpe.read_codes(path)


@given(st.lists(st.text(st.characters(exclude_categories=("Zs", "Cc", "Cs"), exclude_characters="@"), min_size=1, max_size=40)))
def test_bpe_pieces_join_to_the_words(words: list[str]) -> None:
    codes = bpe.Codes({("a", "b"): 0, ("ab", "a</w>"): 1, ("0", "0"): 2}, end_on_letter=True)
    assert bpe.joined(bpe.Splitter(codes)(words)) == words


@pytest.mark.parametrize("name", ["separate", "shared", "bpe", "truecased"])
def test_a_source_sentence_comes_back_from_its_tokens(name: str, folders: dict[str, Path]) -> None:
    tokenizer = load(folders, name)
    language = {"separate": "ar", "shared": "ru"}.get(name, "fr")
    tokens = tokenizer.encode(SENTENCES[language])
    assert all(tokens)
    back = tokenizer.decode(tokens)
    if name == "truecased":
        assert [text[0] for text in back] == [text[0] for text in SENTENCES[language]], "sentence starts are capitals again"
    elif name != "bpe":  # Moses detokenises as English, which does not set French spaces
        assert back == [normalised(text) for text in SENTENCES[language]]


def test_truecasing_lowers_the_sentence_start_only_where_the_release_has_it(folders: dict[str, Path]) -> None:
    assert load(folders, "truecased").encode(["Le ministre"])[0][0].startswith("l")
    assert load(folders, "bpe").encode(["Le ministre"])[0][0].startswith("L")


def test_moses_escapes_and_unescapes(folders: dict[str, Path]) -> None:
    tokenizer = load(folders, "bpe")
    (tokens,) = tokenizer.encode(["A & B [x] d'accord <b>"])
    assert "&amp;" in bpe.joined(tokens)
    (text,) = tokenizer.decode([tokens])
    assert "&" in text
    assert "&amp;" not in text


@pytest.mark.parametrize("name", ["separate", "shared", "bpe", "truecased"])
def test_english_targets_come_back(name: str, folders: dict[str, Path]) -> None:
    tokenizer = load(folders, name)
    assert tokenizer.decode(tokenizer.encode_target(SENTENCES["en"])) == list(SENTENCES["en"])


@pytest.mark.parametrize("name", ["separate", "bpe"])
def test_unknown_pieces_are_shown_as_such(name: str, folders: dict[str, Path]) -> None:
    assert load(folders, name).decode([["<unk>"], []]) == ["⁇", ""]


def test_byte_pieces_become_characters(folders: dict[str, Path]) -> None:
    pieces = [["▁5", "<0xE2>", "<0x82>", "<0xAC>", "▁x"]]
    assert load(folders, "separate").decode(pieces) == ["5€ x"]


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_gives_tokens_and_any_tokens_give_text(tokenizers: dict[str, Tokenizer], text: str) -> None:
    for tokenizer in tokenizers.values():
        tokens = tokenizer.encode([text, "x"])
        assert len(tokens) == 2
        assert all(token and isinstance(token, str) for token in tokens[0])
        assert len(tokenizer.decode([[text, f"{text}@@"], tokens[0]])) == 2


def test_a_folder_of_neither_family_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"neither source\.spm"):
        load_tokenizer(tmp_path)
    (tmp_path / "source.spm").write_bytes(b"no model")
    with pytest.raises(ModelBroken, match="no SentencePiece model"):
        load_tokenizer(tmp_path)
