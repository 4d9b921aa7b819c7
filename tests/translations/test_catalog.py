"""The catalogue: every code of the published releases resolves, by the stated rule and with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations import catalog
from translations.errors import DragomanError, LanguageUnknown
from translations.language_names import language_name, standard

SINGLES = sorted({release.source for release in catalog.releases() if "+" not in release.source})
COMBINED = sorted({release.source for release in catalog.releases() if "+" in release.source})


def test_the_catalogue_is_the_published_one() -> None:
    assert catalog.table().height == 274
    assert len(catalog.releases()) == 273
    assert catalog.skipped() == ["A row for bcl names no archive; it is skipped."]
    assert all(release.url.startswith("https://") and release.url.endswith(".zip") for release in catalog.releases())
    assert len({release.id for release in catalog.releases()}) == len({release.label for release in catalog.releases()}) == 273


@pytest.mark.parametrize("code", SINGLES)
def test_every_single_language_resolves_to_a_release_that_reads_it(code: str) -> None:
    resolution = catalog.resolve(code)
    assert code in resolution.release.members or standard(code) in map(standard, resolution.release.members)
    assert resolution.reason
    best = catalog.order(resolution.release)
    assert all(best <= catalog.order(other) for other in resolution.others)


@pytest.mark.parametrize(("source", "member"), [(source, member) for source in COMBINED for member in source.split("+")])
def test_every_member_of_a_combined_release_resolves(source: str, member: str) -> None:
    resolution = catalog.resolve(member)
    assert source in {release.source for release in (resolution.release, *resolution.others)}
    assert resolution.reason


def test_every_language_has_a_name() -> None:
    assert [code for code in catalog.languages() if language_name(code) == code] == []


@pytest.mark.parametrize(
    ("tag", "release"),
    [
        ("ar", "ar/opus-2019-12-18"),
        ("ar-EG", "ar/opus-2019-12-18"),
        ("ara", "ar/opus-2019-12-18"),
        ("arb", "ar/opus-2019-12-18"),
        ("arz", "ar/opus-2019-12-18"),
        ("Arabic", "ar/opus-2019-12-18"),
        ("ru", "ru/opus-2020-02-26"),
        ("rus", "ru/opus-2020-02-26"),
        ("iw", "he/opus-2019-12-05"),
        ("heb", "he/opus-2019-12-05"),
        ("pt-BR", "pt/opus-2019-12-05"),
        ("pt_br", "pt/opus-2019-12-05"),
        ("fre", "fr/opus-2020-02-26"),
        ("fi", "fi/opus-2020-02-13"),
        ("nb", "nb+nn+no+nb_NO+nn_NO+no_nb/opus-2020-05-22"),
        ("fil", "tl/opus-2020-02-11"),
        ("sw", "swc/opus-2020-01-16"),
        ("bik", "bcl/opus+nt+bt-2021-04-12"),
        ("ja", "ja/opus-2019-12-18"),
        ("jap", "jap/opus+bt-2020-05-23"),
        ("gd", "ga+cy+br+gd+kw+gv/opus+techiaith+bt-2020-05-08"),
        ("sr-Latn", "sr/opus-2019-12-05"),
        ("zh-Hant", None), ("fa", None), ("per", None), ("ur", None), ("vi", None), ("yue", None), ("be", None),
    ],
)  # fmt: skip
def test_tags_resolve(tag: str, release: str | None) -> None:
    if release is not None:
        assert catalog.resolve(tag).release.id == release
        return
    with pytest.raises(catalog.NoRelease, match=r"dragoman models add PATH --language"):
        catalog.resolve(tag)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("ar", "^the newest transformer-align with SentencePiece$"),
        ("he", "there is no transformer-align with SentencePiece; this is transformer with Moses tokenisation and BPE"),
        ("gd", r"one model for 6 codes \(ga\+cy\+br\+3\)"),
        ("arz", r"trained on Arabic \(ar\), the nearest to Egyptian Arabic"),
        ("swc", "trained on Congo Swahili"),
        ("jap", "jap is no ISO 639 code: for Japanese use ja"),
    ],
)
def test_the_reason_says_what_is_not_first_choice(tag: str, words: str) -> None:
    import re

    assert re.search(words, catalog.resolve(tag).reason)


def test_an_unknown_language_names_the_nearest() -> None:
    with pytest.raises(LanguageUnknown, match=r"Nearest: Arabic \(ar\)"):
        catalog.resolve("arabik")
    with pytest.raises(LanguageUnknown, match=r"Hebrew \(he\)"):
        catalog.resolve("hebrev")


def test_a_release_is_found_by_id_or_label_and_a_near_one_named() -> None:
    romance = next(release for release in catalog.releases() if release.source.startswith("fr+"))
    assert len(romance.members) == 48
    assert catalog.find(romance.label) == catalog.find(romance.id) == romance
    with pytest.raises(catalog.NoRelease, match="ar/opus-2019-12-18"):
        catalog.find("ar/opus-2019-12-19")


def test_scores_are_those_of_the_language() -> None:
    ru = catalog.resolve("ru").release
    score = ru.score_for("ru")
    assert score is not None
    assert (score.test_set, score.bleu, score.chrf) == ("Tatoeba.ru.en", 61.1, 0.736)
    romance = next(release for release in catalog.releases() if release.source.startswith("fr+"))
    assert romance.score_for("pt") is None, "the French figure is not shown as Portuguese"


@given(st.text(max_size=40))
def test_any_text_resolves_or_is_told_apart(tag: str) -> None:
    try:
        assert catalog.resolve(tag).reason
    except DragomanError as error:
        assert str(error)
