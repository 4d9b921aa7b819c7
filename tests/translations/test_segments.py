"""Sentence boundaries of the Arabic press, and that nothing between segments is ever lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.articles import expand, load
from translations.records import Article
from translations.segments import rejoin, segment_article, split_line, split_long

# Sentences a line, as someone who reads Arabic counts them; only lines with more than one are named. Related lines count with
# `all_lines`. Headlines with `..` or `...` are one segment, and so is a headline or a subheading without a full stop.
SENTENCES: dict[str, tuple[int, int, dict[int, int]]] = {
    "000_e8c387c3394fd010": (16, 16, {5: 2}),
    "001_019fbf6702e73b3e": (13, 16, {}),
    "002_048e69a32a57888b": (20, 24, {14: 5, 16: 5, 18: 4}),
    "003_d08e5b90b12c8069": (37, 37, {6: 2, 8: 2}),
    "004_d5dc01d36bba66e5": (15, 54, {12: 4, 22: 4, 78: 2, 80: 3}),
}


def article_of(samples: Path, name: str) -> Article:
    (article,) = load(expand([samples / f"{name}.txt"]))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_of_the_five_articles(samples: Path, name: str) -> None:
    article = article_of(samples, name)
    translated, everything, several = SENTENCES[name]
    assert len(segment_article(article)) == translated
    segments = segment_article(article, all_lines=True)
    assert len(segments) == everything
    counts: dict[int, int] = {}
    for segment in segments:
        counts[segment.line + 1] = counts.get(segment.line + 1, 0) + 1
    assert {line: count for line, count in counts.items() if count > 1} == several


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # Titles, initials and dotted agencies, with and without the final dot.
        ("قال د. خالد إن م. أحمد وصل. وأضاف", ["قال د. خالد إن م. أحمد وصل.", "وأضاف"]),
        ("وصل ود. سعاد إلى هناك. ثم عاد", ["وصل ود. سعاد إلى هناك.", "ثم عاد"]),
        ("ذكرت أ.ف.ب أن م.ت.ف. وافقت وأن د.ب.أ. نقلت", ["ذكرت أ.ف.ب أن م.ت.ف. وافقت وأن د.ب.أ. نقلت"]),
        ("نقلت إ.ب.أ عنه. وقال", ["نقلت إ.ب.أ عنه.", "وقال"]),
        ("الصورة (أ.ف.ب). وقال", ["الصورة (أ.ف.ب).", "وقال"]),
        # Dots that join, numbers, times, dates, parentheses.
        ("عند العدوان.. موسكو توقع", ["عند العدوان.. موسكو توقع"]),
        ("لحضور «قمة سلام»... وتذكّر", ["لحضور «قمة سلام»... وتذكّر"]),
        ("عززت الثقة (...) وعززت التعاون", ["عززت الثقة (...) وعززت التعاون"]),
        ("قال (نعم. وأضاف) إن ذلك صحيح", ["قال (نعم. وأضاف) إن ذلك صحيح"]),
        ("بلغ 3.5 مليون في 10.30 يوم 5.6.2024 صباحا", ["بلغ 3.5 مليون في 10.30 يوم 5.6.2024 صباحا"]),
        ("بدأ في عام 2022. وقال", ["بدأ في عام 2022.", "وقال"]),
        ("في عام 1445 هـ. وقال", ["في عام 1445 هـ.", "وقال"]),
        ("1. النقطة الأولى من الخطة", ["1. النقطة الأولى من الخطة"]),
        ("زوروا example.org. اليوم", ["زوروا example.org.", "اليوم"]),
        # What follows a boundary: a no-break space, nothing, an opening quotation mark.
        ("قال ذلك.\u00a0وأضاف", ["قال ذلك.", "وأضاف"]),
        ("قال ذلك.وأضاف كلاما", ["قال ذلك.", "وأضاف كلاما"]),
        ("قال ذلك. «وأضاف كلاما»", ["قال ذلك.", "«وأضاف كلاما»"]),
        # Quotations: cut at an inner full stop between whole sentences, not after a question that the sentence goes on from.
        (
            'إنه "أحرزنا تقدما كبيرا بين الدول. واليوم تم إعداد وثيقة جديدة".',
            ['إنه "أحرزنا تقدما كبيرا بين الدول.', 'واليوم تم إعداد وثيقة جديدة".'],
        ),
        ("قال: «هل جاء؟» ثم سكت", ["قال: «هل جاء؟» ثم سكت"]),
        ("قال «نعم. لا» ثم ذهب إلى بيته البعيد", ["قال «نعم. لا» ثم ذهب إلى بيته البعيد"]),
        ("هل جاء؟ نعم، جاء! ثم ذهب", ["هل جاء؟", "نعم، جاء!", "ثم ذهب"]),
        # Bullets stay outside; headlines are one segment.
        ("- كوريا الشمالية وروسيا توقعان اتفاقية", ["كوريا الشمالية وروسيا توقعان اتفاقية"]),
        ("بوتين: نحرص على رفع العلاقات", ["بوتين: نحرص على رفع العلاقات"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_boundaries_of_the_arabic_press(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_line(text, "ar")] == sentences


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "The U.S. said so. Then Mr. Smith left. He paid 3.5 million.", 3),
        ("fr", "M. Dupont est venu. Il a dit « oui ». Puis il est parti.", 3),
        ("ru", "Он приехал в 2024 г. в Москву. Потом ушёл.", 2),
        ("zh", "你好。世界。", 2),
        ("he", "הוא אמר כן. היא אמרה לא.", 2),
        ("xx", "One. Two.", 2),
    ],
)
def test_other_languages(language: str, text: str, count: int) -> None:
    assert len(split_line(text, language)) == count


MIX = st.text(alphabet='اقوهد أ.ف؟!…"«»()0123 \u00a0\n-•،aB:…\u200f', max_size=120)


@given(st.one_of(MIX, st.text(max_size=120)), st.sampled_from(["ar", "en", "xx"]))
def test_a_line_is_its_segments_and_what_stands_between_them(line: str, language: str) -> None:
    spans = split_line(line, language)
    assert rejoin(line, spans, [line[start:end] for start, end in spans]) == line
    outside = rejoin(line, spans, [""] * len(spans))
    assert not any(char.isalnum() for char in outside)
    assert all(line[start:end].strip() for start, end in spans)


@given(MIX, st.integers(3, 30))
def test_a_long_text_is_split_and_loses_nothing(text: str, limit: int) -> None:
    parts = split_long(text, limit, len)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_long_text_is_split_at_a_clause() -> None:
    text = "قال الرئيس إن بلاده ستدعم الاتفاق الجديد، وإنها لن تقبل أي ضغوط من الخارج في هذا الشأن"
    assert split_long(text, 60, len) == [
        "قال الرئيس إن بلاده ستدعم الاتفاق الجديد،",
        "وإنها لن تقبل أي ضغوط من الخارج في هذا الشأن",
    ]
