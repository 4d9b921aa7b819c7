"""The class of every line of the five articles, as someone who reads Arabic sees them, and the rules one by one."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.articles import expand, load
from translations.articles.line_classes import classify
from translations.records import LINE_CLASSES, Article

# Line numbers as an editor shows them; every line with text that is not named here is body.
FIVE_ARTICLES: dict[str, tuple[date | None, dict[str, list[int]]]] = {
    "000_e8c387c3394fd010": (None, {"title": [1], "subheading": [4, 7, 12]}),
    "001_019fbf6702e73b3e": (
        date(2024, 6, 19),
        {"title": [1], "standfirst": [3], "duplicate": [5], "dateline": [6], "byline": [7], "credit": [29]},
    ),
    "002_048e69a32a57888b": (
        date(2024, 6, 20),
        {"title": [1], "dateline": [3], "caption": [4], "furniture": [5, 7, 9], "summary": [10, 11, 12], "credit": [20]},
    ),
    "003_d08e5b90b12c8069": (None, {}),
    "004_d5dc01d36bba66e5": (
        None,
        {"title": [1], "standfirst": [3], "furniture": [5], "duplicate": [7, 10], "caption": [9], "related": list(range(25, 83))},
    ),
}


@pytest.mark.parametrize("name", FIVE_ARTICLES)
def test_every_line_of_the_five_articles(samples: Path, name: str) -> None:
    (article,) = load(expand([samples / f"{name}.txt"]))
    assert isinstance(article, Article)
    published, classes = FIVE_ARTICLES[name]
    expected = {number: cls for cls, numbers in classes.items() for number in numbers}
    found = {line.number + 1: line.cls for line in article.lines if line.text.strip()}
    assert found == {number: expected.get(number, "body") for number in found}
    assert article.published == published
    assert article.outlet is None
    assert article.language == "ar"
    assert "\n".join(line.text for line in article.lines) == (samples / f"{name}.txt").read_text(encoding="utf-8")
    assert all(line.reason for line in article.lines if line.cls != "body")


BODY = "أعلن الرئيس أن الاتفاق الجديد بين البلدين أصبح جاهزاً للتوقيع في موسكو."
MORE = "وأضاف أن البلدين سيعملان معاً على تنفيذ بنوده في السنوات المقبلة."


@pytest.mark.parametrize(
    ("lines", "classes"),
    [
        (["عنوان الخبر اليوم", BODY, MORE], ["title", "body", "body"]),
        ([BODY, MORE], ["body", "body"]),
        (["عنوان الخبر اليوم", "- نقطة أولى من كلام طويل", BODY], ["title", "body", "body"]),
        (["عنوان الخبر اليوم", BODY, "TT", MORE], ["title", "body", "furniture", "body"]),
        (["عنوان الخبر اليوم", BODY, "* * *", MORE], ["title", "body", "furniture", "body"]),
        (["عنوان الخبر اليوم", BODY, "اقرأ أيضاً: خبر آخر عن القمة", MORE], ["title", "body", "related", "body"]),
        (["عنوان الخبر اليوم", BODY, "مواضيع ذات صلة", MORE, "TT"], ["title", "body", "related", "related", "related"]),
        # A heading of other stories at the very top heads nothing: it must not swallow the article.
        (["مقالات ذات صلة", "عنوان الخبر اليوم هنا", BODY], ["furniture", "title", "body"]),
        (["عنوان الخبر اليوم", "بقلم: أحمد علي", BODY], ["title", "byline", "body"]),
        (["عنوان الخبر اليوم", "«الشرق الأوسط» (جدة)", BODY], ["title", "byline", "body"]),
        (["عنوان الخبر اليوم", BODY, "(رويترز)"], ["title", "body", "credit"]),
        (["عنوان الخبر اليوم", BODY, "أ ف ب"], ["title", "body", "credit"]),
        (["عنوان الخبر اليوم", "بوتين في المطار (أرشيف - رويترز)", BODY], ["title", "caption", "body"]),
        # Said twice in an interview: speech, not a repeated caption.
        (["عنوان الخبر اليوم", "نعم.", BODY, "نعم.", MORE], ["title", "body", "body", "body", "body"]),
        (["عنوان الخبر اليوم", BODY, MORE, BODY], ["title", "body", "body", "duplicate"]),
        (["Putin visits Pyongyang", BODY], ["title", "body"]),
    ],
)
def test_the_rules_one_by_one(lines: list[str], classes: list[str]) -> None:
    found, _ = classify(lines, "ar")
    assert [line.cls for line in found] == classes


def test_a_known_class_wins_over_the_rules() -> None:
    found, _ = classify([BODY, MORE], "ar", {0: ("title", "the title that was given")})
    assert (found[0].cls, found[0].reason) == ("title", "the title that was given")


@given(
    st.lists(
        st.one_of(st.text(max_size=60), st.sampled_from([BODY, "TT", "مقالات ذات صلة", "", "(د ع)", "19 يونيو 2024"])),
        max_size=12,
    )
)
def test_any_lines_keep_number_order_and_text(lines: list[str]) -> None:
    found, _ = classify(lines, "ar")
    assert [(line.number, line.text) for line in found] == list(enumerate(lines))
    assert all(line.cls in LINE_CLASSES for line in found)
