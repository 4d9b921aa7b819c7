"""Short texts in any language with known figures and names, to try a model on before anyone reads its English.

They are made from CLDR (Babel): dates, sums, lengths, countries and spans of time as the language writes them, so that there is
no list of sentences per language to write, and 140 languages can be tried the same way. A language that CLDR does not know gets
the English ones, which at least hold figures and names to copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from translations.language_names import standard

if TYPE_CHECKING:
    from babel import Locale

SMOKE_TEXTS = 10
ALIGNMENT_TEXTS = 50
COUNTRIES = (
    "FR", "DE", "EG", "JP", "BR", "IN", "CN", "RU", "TR", "KE", "ZA", "MX", "CA", "IT", "ES", "GR", "NG", "ID", "KR", "SE",
    "PL", "UA", "IR", "IQ", "SA",
)  # fmt: skip
# Written in Latin letters in the press of every language, so a model copies them.
NAMES = ("Reuters", "Airbus", "Boeing", "Interpol", "Samsung", "Google", "Toyota", "Siemens", "Microsoft", "Bloomberg")


@dataclass(frozen=True, slots=True)
class Anchored:
    """A text and the figures and names in it that a translation should copy."""

    text: str
    anchors: tuple[str, ...]


def smoke_texts(language: str) -> list[str]:
    """Ten short texts in the language (an ISO code)."""
    from babel import dates, lists, numbers, units

    locale = _locale(language)
    places = [_country(locale, code) for code in COUNTRIES]
    day, later = date(2024, 6, 4), date(2023, 11, 21)
    return [
        f"{dates.format_date(day, 'full', locale)}.",
        f"{dates.format_date(later, 'long', locale)}.",
        f"{lists.format_list(places[:2], locale=locale)}.",
        f"{lists.format_list(places[2:5], locale=locale)}.",
        f"{places[5]}: {numbers.format_currency(4_715_000, 'USD', locale=locale, format_type='name')}.",
        f"{places[6]}: {units.format_unit(12, 'length-kilometer', locale=locale)}.",
        f"{places[7]}, {dates.format_timedelta(timedelta(days=3), add_direction=True, locale=locale)}.",
        f"{places[8]}, {dates.format_timedelta(timedelta(days=-60), add_direction=True, locale=locale)}.",
        f"{NAMES[0]}: {places[9]}, {dates.format_date(day, 'd MMMM', locale)}.",
        f"{places[10]}: {units.format_unit(35, 'temperature-celsius', locale=locale)}.",
    ]


def alignment_texts(language: str) -> list[Anchored]:
    """Fifty texts in the language, each with a figure and a name to copy."""
    return list(_anchored(_locale(language)))


def _anchored(locale: Locale) -> Iterator[Anchored]:
    from babel import dates

    for index in range(ALIGNMENT_TEXTS):
        # Figures of four different digits, none a year, none twice: 1357, 1494, …
        figure, name = str(1357 + 137 * index), NAMES[index % len(NAMES)]
        place, other = _country(locale, COUNTRIES[index % 25]), _country(locale, COUNTRIES[(index + 7) % 25])
        when = dates.format_date(date(2024, 1 + index % 12, 1 + index % 28), "d MMMM", locale)
        shapes = (f"{place}: {name} {figure}, {when}.", f"{when}, {other}: {figure} ({name}), {place}.")
        yield Anchored(shapes[index % 2], (figure, name))


def _locale(language: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(standard(language))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _country(locale: Locale, code: str) -> str:
    return str(locale.territories.get(code, code))
