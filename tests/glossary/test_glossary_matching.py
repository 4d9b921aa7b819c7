from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.layers import default
from glossary.matching import Matcher
from glossary.terms import Glossary, Term


@pytest.fixture(scope="module")
def arabic() -> Matcher:
    return Matcher(default("ar"))


def term(source: str, target: str, **more: object) -> Term:
    fields = {"id": f"t.{target.lower().replace(' ', '-')}", "kind": "person", "source_lang": "ar", **more}
    return Term(source=source, target=target, **fields)  # type: ignore[arg-type]


def targets(matcher: Matcher, text: str) -> list[str]:
    by_id = {t.id: t for t in matcher.glossary.terms}
    return [by_id[m.term_id].target for m in matcher.match([text])[0]]


# One line a case: what the press writes, what must be recognised in it.
CASES = {
    "both spellings of Pyongyang": ("بيونغ يانغ وبيونج يانج", ["Pyongyang", "Pyongyang"]),
    "both spellings of Kim Jong Un": ("كيم جونغ أون، كيم جونج أون", ["Kim Jong Un", "Kim Jong Un"]),
    "hyphen in a name": ("كيم جونغ-أون", ["Kim Jong Un"]),
    "the DPRK, adjective first": (
        "جمهورية كوريا الديمقراطية الشعبية", ["Democratic People's Republic of Korea"]),
    "the DPRK, people first": (
        "جمهورية كوريا الشعبية الديموقراطية", ["Democratic People's Republic of Korea"]),
    "AFP by each of its names": (
        "وكالة الصحافة الفرنسية، فرانس برس، أ.ف.ب", ["Agence France-Presse", "Agence France-Presse", "AFP"]),
    "NATO by each of its names": ("حلف شمال الأطلسي (ناتو) والحلف الأطلسي والناتو", ["NATO", "NATO", "NATO"]),
    "wa-li-l": ("وللرئيس الروسي", ["Russian President"]),
    "bi-l": ("بالأمم المتحدة", ["United Nations"]),
    "ka-l": ("كالاتحاد الأوروبي", ["European Union"]),
    "fa-l": ("فالبنتاغون", ["Pentagon"]),
    "li-l takes the article's alef": ("للأمم المتحدة", ["United Nations"]),
    "lubnan is no l-bunan": ("لبنان", ["Lebanon"]),
    "walid is no wa-lid": ("وليد جنبلاط", ["Walid Jumblatt"]),
    "marks and tatweel": ("مُوسكـــو", ["Moscow"]),
    "no-break space": ("بيونغ\u00a0يانغ", ["Pyongyang"]),
    "bidi marks inside": ("بيونغ\u200f يانغ", ["Pyongyang"]),
    "presentation forms": ("ﻣﻮﺳﻜﻮ", ["Moscow"]),
    "quotation marks after bi": ("بـ«الشرق الأوسط»", ["Asharq Al-Awsat"]),
    "newspaper": ("صحيفة الشرق الأوسط", ["Asharq Al-Awsat"]),
    "region": ("في الشرق الأوسط", ["Middle East"]),
    "treaty keeps its noun: agreement": ("اتفاقية شراكة استراتيجية شاملة", ["comprehensive strategic partnership agreement"]),
    "treaty keeps its noun: treaty": ("معاهدة الشراكة الشاملة", ["comprehensive partnership treaty"]),
    "dual of two declarations": ("وإعلاني موسكو وبيونج يانج لعامي 2000 و2001", ["Moscow and Pyongyang declarations"]),
    "one word inside a title": (
        "معاهدة الصداقة والتعاون والمساعدة الدائمة المتبادلة", ["Treaty of Friendship and Mutual Assistance"]),
    "a square, not a person": ("ساحة كيم إيل سونغ", ["Kim Il Sung Square"]),
    "compound name in one word": ("عبدالفتاح السيسي", ["Abdel Fattah al-Sisi"]),
    "ta marbuta written as ha": ("القاهره", ["Cairo"]),
    "near a number": ("19 يونيو 2024", ["June"]),
    "month's name as a verb": ("مارس الرياضة", []),
    "close, not a document": ("علاقة جوار وثيقة", []),
    "typos are never enforced": ("وبتين في بوينغ يانغ", []),
    "financial help, not Mali": ("دعم مالي آخر من الدولة", []),
    "Mali behind a preposition": ("في مالي", ["Mali"]),
    "coconut, not India": ("حليب جوز الهند", []),
    "district, not Colombia": ("مقاطعة كولومبيا", []),
    "structural, not Niue": ("بروتين غير بنيوي", []),
    "no part of a word": ("الروسيات", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_what_the_press_writes(arabic: Matcher, text: str, expected: list[str]) -> None:
    assert targets(arabic, text) == expected


def test_span_is_without_the_proclitics(arabic: Matcher) -> None:
    text = "قال للأمم المتحدة"
    (match,) = arabic.match([text])[0]
    assert (match.prefix, match.surface, text[match.start : match.end]) == ("لل", "أمم المتحدة", "أمم المتحدة")


def test_short_folded_words_are_not_taken() -> None:
    matcher = Matcher(Glossary((term("علي", "Ali"),)))
    assert targets(matcher, "على الطاولة") == []
    assert targets(matcher, "وعلي") == ["Ali"]


def test_longest_wins_and_the_loser_is_kept() -> None:
    matcher = Matcher(Glossary((term("كيم", "Kim"), term("كيم جونغ أون", "Kim Jong Un"))))
    won, lost = matcher.explain("كيم جونغ أون")
    assert [m.term_id for m in won] == ["t.kim-jong-un"]
    assert [m.term_id for m in lost] == ["t.kim"]


def test_priority_beats_length() -> None:
    matcher = Matcher(Glossary((term("كيم", "Kim", priority=1), term("كيم جونغ أون", "Kim Jong Un"))))
    assert targets(matcher, "كيم جونغ أون") == ["Kim"]


# (published, who the president is)
PRESIDENTS = [(date(2020, 12, 31), ["Trump"]), (date(2021, 1, 20), ["Biden"]), (date(2025, 1, 20), ["Trump"]), (None, ["Biden"])]


@pytest.mark.parametrize(("day", "expected"), PRESIDENTS)
def test_a_term_counts_on_its_days_alone(day: date | None, expected: list[str]) -> None:
    office = "الرئيس الأمريكي"
    first = term(office, "Trump", id="first", valid_to=date(2021, 1, 19))
    between = term(office, "Biden", id="between", valid_from=date(2021, 1, 20), valid_to=date(2025, 1, 19), priority=1)
    again = term(office, "Trump", id="again", valid_from=date(2025, 1, 20))
    matcher = Matcher(Glossary((first, between, again)))
    by_id = {t.id: t.target for t in matcher.glossary.terms}
    assert [by_id[m.term_id] for m in matcher.match([office], [day])[0]] == expected


def test_every_text_needs_its_day() -> None:
    with pytest.raises(ValueError, match="zip"):
        Matcher(Glossary(())).match(["a", "b"], [None])


OTHER_SCRIPTS = [
    ("ru", "Владимир Путин", "Vladimir Putin", "Встретил Владимир Путин гостей", 1),
    ("ru", "Ким", "Kim", "Кимоно", 0),
    ("fr", "Moscou", "Moscow", "à MOSCOU, hier", 1),
    ("fr", "Mali", "Mali", "normalisation", 0),
    ("he", "ירושלים", "Jerusalem", "בירושלים ובתל אביב", 1),
    ("zh", "北京", "Beijing", "他在北京说", 1),
    ("fa", "کیم", "Kim", "کیم گفت", 1),
]


@pytest.mark.parametrize(("lang", "source", "target", "text", "count"), OTHER_SCRIPTS)
def test_other_scripts(lang: str, source: str, target: str, text: str, count: int) -> None:
    matcher = Matcher(Glossary((term(source, target, source_lang=lang),)))
    assert len(matcher.match([text])[0]) == count


NOISE = st.text(alphabet="\u0640\u064b\u0651\u200f\u200c\u2066\u00a0 -", max_size=2)
PIECES = st.sampled_from(["بيونغ", "يانغ", "كيم", "جونغ", "أون", "لل", "ولل", "الأمم", "المتحدة", "«", "»", "2024", "مارس", "ﻻ"])


@given(st.lists(st.tuples(PIECES, NOISE), max_size=12))
def test_every_span_names_its_surface(arabic: Matcher, parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + noise for piece, noise in parts)
    matches = arabic.match([text])[0]
    assert all(0 <= m.start < m.end <= len(text) and text[m.start : m.end] == m.surface for m in matches)
    assert all(a.end <= b.start for a, b in pairwise(matches))


@given(st.text(max_size=60))
def test_any_text_is_matched_without_an_exception(arabic: Matcher, text: str) -> None:
    won, lost = arabic.explain(text)
    assert all(text[m.start : m.end] == m.surface for m in (*won, *lost))
