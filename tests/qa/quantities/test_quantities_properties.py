"""What holds for any text: spans, order, no exception, time that grows with the text and no faster."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.quantities import extract
from qa.quantities.digits import DIGITS, parse
from qa.quantities.hints import bound_hints, hints

LANGUAGES = ("ar", "en", "fr", "es", "pt", "ru", "fa", "id", "zh", "xx")
PIECES = (
    "ثلاثة", "و", "عشر", "مليون", "ونصف", "القرن", "عام", "2000", "٣٠", "،", "%", "في المئة", "آب", "/", "3", "-", "الأول", "من", "ساعتين", "الساعة",
    "two", "hundred", "and", "a", "half", "million", "June", "19", ",", "2024", "th", "$", "1,000", "5.5", "World War", "II", "may", "May",
    "COVID-19", ":", "30", "pm", "+", "(", ")", "'s", "million", "third", "of", "H1N1", "http://a.b/1", "رمضان", "1445", "هـ", "الموافق", "صفر", "إحدى", "وستون", "دقيقة", "إلا", "بعد المئة", "أرباع", "الماضي", "%", "⁄", "½", "point", "AH", "20", "世纪", "年代", "多", "万", "年", "月", "XIXe", "siècle", " ", "\u200f",
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
)


@given(text=texts, lang=st.sampled_from(LANGUAGES), day=st.none() | st.dates())
def test_any_text_gives_quantities_that_stand_in_it(text: str, lang: str, day: date | None) -> None:
    last = -1
    for quantity in extract(text, lang, day):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start > last
        last = quantity.start
        assert quantity.shown()
    hints(text, lang)
    bound_hints(text, lang)


@given(number=st.integers(min_value=0, max_value=10**12), zero=st.sampled_from("0٠۰०０"))
def test_every_script_of_digits_reads_alike(number: int, zero: str) -> None:
    text = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    values = [q.value for q in extract(f"x {text} y", "ar")]
    assert values in ([number], [f"{number:04d}"]) or (text[0] == zero and len(text) == 4)


@given(text=st.from_regex(r"[0-9]{1,6}([.,٬٫،][0-9]{1,3}){0,3}", fullmatch=True))
def test_a_run_of_digits_has_a_reading(text: str) -> None:
    assert parse(text, ",", ".")


def test_digits_keep_their_place() -> None:
    assert all(0x30 <= digit <= 0x39 for digit in DIGITS.values())


DATES = (
    "in March 2021", "in February 2022", "on 3 March", "on 4 May", "on 3 April 2024", "on 4 March 2024", "in 2024", "in May", "on 3/4/2024", "in Ramadan 1445",
    "in Safar 1445", "on 15 Ramadan", "in 1445 AH", "on 15 Ramadan 1445",
)  # fmt: skip
GROWING = {
    "numbers": "12345 ", "commas": "1,", "number words": "ثلاثة ", "and": "و ", "dates": "5 مارس 2020 ", "halves": "مليون ونصف ", "bounds": "أكثر من 5 ",
    "groups": "234 ", "dots": ".", "letters": "a", "hyphens": "a-", "quotes": '"', "names": "H1N1 ", "half a": "half a ", "slashes": "1/", "colons": "1:",
}  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_text(name: str) -> None:
    def seconds(size: int) -> float:
        text = GROWING[name] * size
        best = 1e9
        for _ in range(3):
            started = time.process_time()
            extract(text, "ar")
            extract(text, "en")
            best = min(best, time.process_time() - started)
        return best

    seconds(500)
    # Four times the text: a quadratic reader would take sixteen times as long.
    assert seconds(8000) <= 8 * seconds(2000) + 0.02


@given(source=st.sampled_from(DATES), target=st.sampled_from(DATES))
def test_any_two_dates_can_be_set_against_each_other(source: str, target: str) -> None:
    from qa.checks.aligned import pair
    from qa.checks.run import check_article

    (checked,) = check_article([pair(0, source, target, article="a", lang="en")])
    assert (checked.findings == ()) or source != target
