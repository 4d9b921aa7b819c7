import pytest

from translations.errors import LanguageUnknown
from translations.languages import UNDETERMINED, identify, primary, script_of


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("ar", "ar"), ("AR_eg", "ar"), ("ara", "ar"), ("arb", "ar"), ("pt-BR", "pt"), ("iw", "he"), ("fre", "fr"), (" ru ", "ru"), ("ceb", "ceb")],
)  # fmt: skip
def test_tags_of_all_standards_give_the_primary_subtag(tag: str, expected: str) -> None:
    assert primary(tag) == expected


@pytest.mark.parametrize("tag", ["", "klingon", "zz", "und", "../etc", "ا"])
def test_what_is_no_language_is_refused_with_examples(tag: str) -> None:
    with pytest.raises(LanguageUnknown, match="such as ar"):
        primary(tag)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وقعت روسيا وكوريا الشمالية اتفاقية شراكة استراتيجية شاملة", "ar"),
        ("Россия и Северная Корея подписали договор о партнёрстве", "ru"),
        ("La Russie et la Corée du Nord ont signé un accord de partenariat", "fr"),
        ("روسیه و کره شمالی پیمان مشارکت امضا کردند", "fa"),
        ("بلغ العدد 7419385 و6028417 في عام 1961", "ar"),
        ("2024 — 11:30", UNDETERMINED),
        ("Hello", UNDETERMINED),
        ("", UNDETERMINED),
    ],
)
def test_identify(text: str, expected: str) -> None:
    assert identify(text) == expected


@pytest.mark.parametrize(("language", "script"), [("ar", "Arab"), ("ru", "Cyrl"), ("he", "Hebr"), ("fr", "Latn"), ("fa", "Arab")])
def test_script_of(language: str, script: str) -> None:
    assert script_of(language) == script
