"""Lines that say when: "19 حزيران 2024   11:30", "الأربعاء 19/06/2024". Only a whole, possible date counts.

Numeric dates are read day first, as the Arabic and European press writes them; those that begin with a year are ISO 8601.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from translations.conventions import conventions
from translations.languages import script_of
from translations.text import has_letters, plain

MAX_OTHER_WORDS = 4  # a place, a weekday, "published on": more words make it a caption or a sentence
MAX_LENGTH = 120  # characters; longer lines are sentences

_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?::\d{2})?(?!\d)\s*(?:GMT|UTC|ص|م|am|pm)?(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = re.compile(r"[.!?؟。][\s\"'»”)]*$")


@cache
def _english_names(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for a language's months (double names too) and weekdays as whole words, and their English by key."""
    english = conventions("en")
    names: dict[str, str] = {}
    for table, wanted in ((conventions(language).months, english.months), (conventions(language).weekdays, english.weekdays)):
        for number, spellings in table.items():
            names.update({plain(spelling).casefold(): wanted[number][0] for spelling in spellings})
    one = "|".join(sorted((re.escape(key) for key in names), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({one})(?:\s?[/(]\s?(?:{one})\)?)?(?!\w)"), names


def dateline_in_english(text: str, language: str) -> str | None:
    """The English of a text that is only a date (with weekday and time), by table; nothing for any other text.

    >>> dateline_in_english("الأربعاء ١٩ حزيران/يونيو ٢٠٢٤ - 11:30", "ar")
    'Wednesday 19 June 2024 - 11:30'
    """
    if len(text) > MAX_LENGTH or not conventions(language).months or find_date(text, language) is None:
        return None
    pattern, names = _english_names(language)
    english = pattern.sub(lambda match: names[match[1]], _ascii_digits(plain(text)).casefold()).replace("،", ",")
    return None if has_letters(english, script_of(language)) else english


@cache
def _worded(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern for "19 June[/other name] 2024" with the months of a language and of English, and month numbers by key."""
    months: dict[str, int] = {}
    for table in (conventions("en"), conventions(language)):
        for number, names in table.months.items():
            months.update({plain(name).casefold(): number for name in names})
    alternatives = "|".join(sorted((re.escape(key) for key in months), key=len, reverse=True))
    month = rf"(?P<month>{alternatives})(?:\s?[/(]\s?(?:{alternatives})\)?)?"
    forms = rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:de\s+)?{month}\s*[,،]?\s*(?:de\s+)?(?P<year>\d{{4}})(?!\d)"
    return re.compile(forms, re.IGNORECASE), months


def _ascii_digits(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def find_date(text: str, language: str) -> tuple[date, str] | None:
    """The first whole date in a text and the text without it, or nothing. Reads any decimal digits.

    >>> find_date("١٩ حزيران/يونيو ٢٠٢٤", "ar")
    (datetime.date(2024, 6, 19), ' ')
    """
    folded = _ascii_digits(plain(text)).casefold()
    pattern, months = _worded(language)
    for match, order in ((pattern.search(folded), "words"), (_ISO.search(folded), "ymd"), (_NUMERIC.search(folded), "dmy")):
        if match is None:
            continue
        if order == "words":
            year, month, day = int(match["year"]), months[match["month"]], int(match["day"])
        elif order == "ymd":
            year, month, day = (int(part) for part in match.groups())
        else:
            day, month, year = (int(part) for part in match.groups())
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        return found, folded[: match.start()] + " " + folded[match.end() :]
    return None


def dateline(text: str, language: str) -> date | None:
    """The date of a line that is a dateline (a date, perhaps with time, weekday, place), or nothing for any other line."""
    if len(text) > MAX_LENGTH or _SENTENCE_END.search(text):
        return None
    found = find_date(text, language)
    if found is None:
        return None
    when, rest = found
    words = _WORD.findall(_TIME.sub(" ", rest))
    return when if len(words) <= MAX_OTHER_WORDS else None
