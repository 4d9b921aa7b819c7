"""The tables of press conventions: complete where they are there, empty where they are not."""

from importlib.resources import files

import pytest

from translations.conventions import conventions
from translations.text import plain

TABLES = [path.name for path in (files("translations") / "data" / "press_words").iterdir()]
LANGUAGES = sorted(name.removesuffix(".toml") for name in TABLES if name.removesuffix(".toml").isalpha())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_names_all_months_and_weekdays_once(language: str) -> None:
    table = conventions(language)
    assert sorted(table.months) == list(range(1, 13))
    assert sorted(table.weekdays) == list(range(1, 8))
    for numbered in (table.months, table.weekdays):
        keys = [plain(name).casefold() for names in numbered.values() for name in dict.fromkeys(map(plain, names))]
        assert len(keys) == len(set(keys))


def test_arabic_months_of_all_regions() -> None:
    months = conventions("ar").months
    for number, names in {
        1: ("يناير", "كانون الثاني", "جانفي"),
        6: ("يونيو", "حزيران", "جوان"),
        8: ("أغسطس", "آب", "أوت", "غشت"),
    }.items():
        assert set(names) <= set(months[number])


@pytest.mark.parametrize("language", ["xx", "../ar", "", "ar.toml"])
def test_a_language_without_a_table_has_empty_conventions(language: str) -> None:
    assert conventions(language).months == {}
    assert conventions(language).furniture_lines == frozenset()
