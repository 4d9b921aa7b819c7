"""The base layer: territories, months, weekdays and currencies from CLDR (through Babel), in the forms an English desk writes.

CLDR's own English has oddities ("Congo - Kinshasa", "Myanmar (Burma)"); `data/desk_forms.csv` replaces them.
`data/homographs.csv`
lists names that are also common words and therefore need a term with conditions instead.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from glossary.columns import LIST_SEPARATOR
from glossary.keys import phrase
from glossary.terms import Glossary, Term
from translations.conventions import conventions

# Currencies an article names by word; CLDR's full list has 300, most of them historical.
_CURRENCIES = (
    "USD EUR GBP JPY CNY RUB CHF SAR AED KWD QAR BHD OMR IQD JOD SYP LBP EGP LYD TND DZD MAD SDG YER ILS TRY IRR AFN PKR INR "
    "KRW KPW UAH BRL MXN CAD AUD NGN ZAR ETB SOS"
).split()
_NEAR_A_NUMBER = "#"


@cache
def base(language: str) -> Glossary:
    """CLDR's names of one language as terms of the layer `cldr`; empty where Babel does not know the language.

    A term for each territory (id `territory.kp`), month (`month.6`), weekday (`weekday.1` is Monday) and currency
    (`currency.usd`).
    """
    from babel import Locale, UnknownLocaleError

    try:
        source, english = Locale.parse(language), Locale("en")
    except (UnknownLocaleError, ValueError):
        return Glossary(())
    if source.language == "en":
        return Glossary(())
    left_out = _homographs(language)
    terms = [
        *_territories(language, dict(source.territories), dict(english.territories)),
        *_calendar(language, source, english),
        *_currencies(language, source, english),
    ]
    return Glossary(tuple(term for term in terms if phrase(term.source)[1] not in left_out))


def _territories(language: str, source: dict[str, str], english: dict[str, str]) -> Iterator[Term]:
    desk = {row["code"]: row for row in _table("desk_forms.csv")}
    for code in sorted(source):
        if not code.isalpha() or code in {"QO", "ZZ", "XA", "XB"} or code not in english:
            continue
        row = desk.get(code, {})
        target = row.get("target") or english[code].replace(" & ", " and ").replace("St. ", "St ")
        yield _term(
            f"territory.{code.lower()}",
            "country",
            language,
            (source[code],),
            (
                target,
                *_parts(row.get("accepted")),
                *([english[code]] if "(" not in english[code] and " - " not in english[code] else []),
            ),
            article="the" if row.get("article_policy") or target.endswith(" Islands") else "",
        )


def _calendar(language: str, source: object, english: object) -> Iterator[Term]:
    from babel import Locale
    from babel.dates import get_day_names, get_month_names

    assert isinstance(source, Locale)
    assert isinstance(english, Locale)
    known = conventions(language)
    months, english_months = get_month_names("wide", locale=source), get_month_names("wide", locale=english)
    for number in range(1, 13):
        forms = (months[number], *known.months.get(number, ()))
        yield _term(f"month.{number}", "month", language, forms, (english_months[number],), requires=(_NEAR_A_NUMBER,))
    days, english_days = get_day_names("wide", locale=source), get_day_names("wide", locale=english)
    for index in range(7):
        forms = (days[index], *known.weekdays.get(index + 1, ()))
        yield _term(f"weekday.{index + 1}", "weekday", language, forms, (english_days[index],))


def _currencies(language: str, source: object, english: object) -> Iterator[Term]:
    from babel import Locale

    assert isinstance(source, Locale)
    assert isinstance(english, Locale)
    for code in _CURRENCIES:
        name, target = source.currencies.get(code), english.currencies.get(code)
        if name and target and name != code and not name.isascii():
            symbol = english.currency_symbols.get(code, code)
            forms = (_lower_noun(target), target, code, symbol, f"{code[:2]}{symbol}")
            yield _term(f"currency.{code.lower()}", "currency", language, (name,), forms, case="any")


def _lower_noun(name: str) -> str:
    """ "US Dollar" as a desk writes it: the nation with a capital, the unit without."""
    nation, _, unit = name.rpartition(" ")
    return f"{nation} {unit.lower()}".strip()


def _term(
    id: str,
    kind: str,
    language: str,
    forms: tuple[str, ...],
    targets: tuple[str, ...],
    *,
    article: str = "",
    case: str = "",
    requires: tuple[str, ...] = (),
) -> Term:
    sources = tuple(dict.fromkeys(forms))
    accepted = tuple(name for name in dict.fromkeys(targets[1:]) if name != targets[0])
    return Term(
        id=id, kind=kind, source_lang=language, source=sources[0], variants=sources[1:], target=targets[0], accepted=accepted,
        article_policy=article, case_policy=case, requires=requires, layer="cldr", note="CLDR",
    )  # fmt: skip


def _parts(cell: str | None) -> list[str]:
    return [part for part in (cell or "").split(LIST_SEPARATOR) if part]


@cache
def _homographs(language: str) -> frozenset[str]:
    return frozenset(phrase(row["source"])[1] for row in _table("homographs.csv") if row["language"] == language)


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    text = (files("glossary") / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
