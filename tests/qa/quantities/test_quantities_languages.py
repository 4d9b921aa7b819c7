"""The other languages, each by its table file: dates, spelled numbers, scale words, percent, bounds."""

import pytest

from qa.quantities import extract

CASES = [
    ("fr", "le 1er juin 2024", [("date", "2024-06-01")]),
    ("fr", "quatre-vingt-dix-sept", [("number", "97")]),
    ("fr", "soixante et onze", [("number", "71")]),
    ("fr", "deux millions d'euros", [("money", "2000000")]),
    ("fr", "30 000 personnes", [("number", "30000")]),
    ("fr", "5,5 %", [("percent", "5.5")]),
    ("fr", "XIXe siècle", [("century", "19")]),
    ("fr", "14h30", [("time", "14:30")]),
    ("fr", "les années 1990", [("decade", "1990")]),
    ("es", "19 de junio de 2024", [("date", "2024-06-19")]),
    ("es", "treinta y cinco", [("number", "35")]),
    ("es", "dos millones de dólares", [("money", "2000000")]),
    ("es", "10 millones de personas", [("number", "10000000")]),
    ("es", "siglo XIX", [("century", "19")]),
    ("es", "mil quinientos", [("number", "1500")]),
    ("pt", "19 de junho de 2024", [("date", "2024-06-19")]),
    ("pt", "vinte e três", [("number", "23")]),
    ("pt", "US$ 50 bilhões", [("money", "50000000000")]),
    ("pt", "segunda-feira", [("weekday", "1")]),
    ("pt", "século XXI", [("century", "21")]),
    ("ru", "19 июня 2024 года", [("date", "2024-06-19")]),
    ("ru", "двадцать пять тысяч", [("number", "25000")]),
    ("ru", "в 2019 году", [("date", "2019")]),
    ("ru", "1990-х", [("decade", "1990")]),
    ("ru", "XX век", [("century", "20")]),
    ("ru", "5 млн рублей", [("money", "5000000")]),
    ("ru", "полтора миллиона", [("number", "1500000")]),
    ("fa", "۱۹ ژوئن ۲۰۲۴", [("date", "2024-06-19")]),
    ("fa", "۵ درصد", [("percent", "5")]),
    ("fa", "۳۰ هزار", [("number", "30000")]),
    ("id", "19 Juni 2024", [("date", "2024-06-19")]),
    ("id", "dua puluh lima ribu", [("number", "25000")]),
    ("id", "dua belas", [("number", "12")]),
    ("zh", "2024年6月19日", [("date", "2024-06-19")]),
    ("zh", "3万人", [("number", "30000")]),
    ("zh", "星期三", [("weekday", "3")]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), CASES, ids=[f"{lang} {text}" for lang, text, _ in CASES])
def test_language(lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(q.kind, str(q.value)) for q in extract(text, lang)] == expected


def test_a_language_without_a_table_still_has_its_digits() -> None:
    assert [str(q.value) for q in extract("1 234 ir 5", "lt")] == ["1234", "5"]
