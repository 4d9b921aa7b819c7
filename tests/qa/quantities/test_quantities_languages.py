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
    ("es", "los años noventa", [("decade", "90")]),
    ("es", "más de un centenar", [("number", "100")]),
    ("es", "un cuarto de punto porcentual", [("percent", "0.25")]),
    ("fr", "une centaine de blessés", [("number", "100")]),
    ("fr", "3,2 Md€", [("money", "3200000000")]),
    ("pt", "19 de junho de 2024", [("date", "2024-06-19")]),
    ("pt", "vinte e três", [("number", "23")]),
    ("pt", "US$ 50 bilhões", [("money", "50000000000")]),
    ("pt", "segunda-feira", [("weekday", "1")]),
    ("pt", "século XXI", [("century", "21")]),
    ("ru", "19 июня 2024 года", [("date", "2024-06-19")]),
    ("ru", "два с половиной часа", [("duration", "2.5")]),
    ("ru", "на четверть процентного пункта", [("percent", "0.25")]),
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
    ("zh", "5000 多万人", [("number", "50000000")]),
    ("zh", "20 世纪 60 年代", [("decade", "1960")]),
    ("zh", "21世纪", [("century", "21")]),
    ("zh", "第三", [("ordinal", "3")]),
    ("zh", "https://a.b/c)。所有2", [("designation", "https://a.b/c"), ("number", "2")]),
    ("fa", "صدها هزار نفر", [("open_plural", "100000")]),
    ("fa", "ششصد و شصت و یک", [("number", "661")]),
    ("id", "puluhan juta", [("open_plural", "10000000")]),
    ("fr", "neuf cent un millions deux cent mille", [("number", "901200000")]),
    ("fr", "deux cents treize millions mille nonante-sept", [("number", "213001097")]),
    ("es", "nueve mil cuarenta y seis millones", [("number", "9046000000")]),
    ("es", "quinientos noventa y uno", [("number", "591")]),
    ("pt", "seis mil quinhentos e quarenta e um", [("number", "6541")]),
    ("pt", "três mil, quatrocentos e dez", [("number", "3410")]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), CASES, ids=[f"{lang} {text}" for lang, text, _ in CASES])
def test_language(lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(q.kind, str(q.value)) for q in extract(text, lang)] == expected


def test_a_language_without_a_table_still_has_its_digits() -> None:
    assert [str(q.value) for q in extract("1 234 ir 5", "lt")] == ["1234", "5"]


@pytest.mark.parametrize(
    ("language", "text", "bounds"),
    [
        ("ru", "Ставка выросла до 5,5 процента", [""]),
        ("ru", "до 5,5 процента участников", ["le"]),
        ("es", "subió los tipos hasta el 5,5%", [""]),
        ("es", "hasta el 5,5% de los votos", ["le"]),
    ],
)
def test_what_something_rose_to_is_no_upper_bound(language: str, text: str, bounds: list[str]) -> None:
    assert [quantity.bound for quantity in extract(text, language)] == bounds
