"""What holds for any pair of texts: no exception, spans that stand in them, the same bytes again, time that grows with the text."""

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checks.aligned import pair
from qa.checks.records import Checked, CheckPolicy
from qa.checks.run import check_article

LANGUAGES = ("ar", "fr", "es", "pt", "ru", "fa", "id", "zh", "xx")
PIECES = (
    "ثلاثة", "و", "مليون", "ونصف", "القرن", "عام", "2000", "٣٠", "،", "%", "في المئة", "آب", "/", "3", "-", "الأول", "ليومين", "لا", "أكثر من", "حتى",
    "(", ")", "تجاوز", "الأربعاء", "اليوم", "إتش 1 إن 1", "two", "million", "June", "2020 March", "19", "2024", "$", "€", "1,000", "more than", "up to",
    "not be less than", "H1N1", "COVID-19", ":", "pm", "+", "«", "”", "10:30", "6.30", "decades", "II", "respectively", "5 km", "fortnight", "\u200f", "\0",
    "плюс", "до", "не", "más de", "y", "jusqu'à", "pas", "年", "3月", "\ud800", "🙂", "e\u0301", "0" * 40, "²", "Ⅻ", "①", "\u0661\u066b\u0662",
)  # fmt: skip
texts = st.one_of(
    st.text(alphabet=st.characters(), max_size=120),
    st.lists(st.sampled_from(PIECES), max_size=24).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=24).map("".join),
)


def checked(rows: list[tuple[str, str]], lang: str, independent: bool) -> list[Checked]:
    pairs = [pair(n, source, target, article="a", lang=lang) for n, (source, target) in enumerate(rows)]
    return check_article(pairs, CheckPolicy(independent=independent))


@given(
    rows=st.lists(st.tuples(texts.filter(bool), texts), min_size=1, max_size=3),
    lang=st.sampled_from(LANGUAGES),
    independent=st.booleans(),
)
def test_any_pairs_give_findings_that_stand_in_them(rows: list[tuple[str, str]], lang: str, independent: bool) -> None:
    results = checked(rows, lang, independent)
    for (source, target), one in zip(rows, results, strict=True):
        for finding in one.findings:
            assert finding.message.endswith(".")
            for span, text in ((finding.source_span, source), (finding.target_span, target)):
                assert span is None or 0 <= span[0] <= span[1] <= len(text)
    assert results == checked(rows, lang, independent)


GROWING = {
    "and": ("و ", "and "), "and of others": ("y ", "and "), "numbers": ("12345 ", "54321 "), "duals": ("يومين ", "two days "), "years": ("عام 2020 ", "2021 "),
    "bounds": ("أكثر من 5 ", "less than 5 "), "and numbers": ("و5 ", "and 6 "), "dates": ("5 مارس 2020 ", "March 6, 2020 "), "years first": ("2020 ", "2020 March "),
    "negations": ("لا ", "not "), "brackets": (") ", ") "), "names": ("إتش 1 إن 1 ", "H1N1 "), "letters": ("ا", "a"), "quotes": ('"', "“"), "words": ("كلمة ", "word "),
}  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_length_of_a_pair(name: str) -> None:
    source, target = GROWING[name]
    lang = "es" if "others" in name else "ar"

    def seconds(size: int) -> float:
        rows = [(source * size, target * size)]
        gc.collect()
        gc.disable()  # its pauses belong to the objects of all tests
        try:
            started = time.process_time()
            checked(rows, lang, True)
            return time.process_time() - started
        finally:
            gc.enable()

    once = twice = 1e9
    for turn in range(20):
        # In turns, and the best of each: a busy machine only ever adds to a time.
        once, twice = min(once, seconds(1000)), min(twice, seconds(2000))
        if turn > 2 and twice <= 2.2 * once:
            return
    pytest.fail(f"{twice:.4f} s for twice the text, {once:.4f} s for once")
