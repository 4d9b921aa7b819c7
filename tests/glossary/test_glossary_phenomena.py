"""What Arabic does to names between the glossary and the page, one named case a phenomenon."""

import pytest

from glossary.matching import Matcher
from glossary.suggest import Suggester
from glossary.terms import Glossary, Term


def term(source: str, target: str, kind: str = "person", **more: object) -> Term:
    fields = {"id": f"t.{target}", "kind": kind, "source_lang": "ar", **more}
    return Term(source=source, target=target, **fields)  # type: ignore[arg-type]


TERMS = Glossary(
    (
        term("الرئيس", "president", "office"),
        term("الأمم المتحدة", "United Nations", "organisation"),
        term("الاتحاد", "Union", "organisation"),
        term("الوزير", "minister", "office"),
        term("بيونغ يانغ", "Pyongyang", "place", foreign=True),
        term("غزة", "Gaza", "place"),
        term("فلاديمير", "Vladimir", foreign=True),
        term("پوتين", "Putin", foreign=True),
        term("أبو مازن", "Abu Mazen"),
        term("أبو ظبي", "Abu Dhabi", "place"),
        term("أم درمان", "Omdurman", "place"),
        term("سيف الدين", "Saif al-Din"),
        term("عبد الله", "Abdullah"),
        term("نور الدين", "Nureddin"),
        term("الإخوان المسلمون", "Muslim Brotherhood", "organisation"),
        term("الكوريتان", "the two Koreas", "country"),
        term("الرئيسان الروسي والكوري", "the Russian and Korean presidents", "office"),
        term("المسؤول الأممي", "UN official", "office"),
        term("أحمد", "Ahmed"),
        term("إسرائيل", "Israel", "country"),
        term("علي", "Ali"),
        term("حماة", "Hama", "place"),
        term("محمد", "Mohammed"),
        term("أوكرانيا", "Ukraine", "country"),
        term("كيم جونغ أون", "Kim Jong Un", foreign=True),
        term("سوريا", "Syria", "country", variants=("سورية",)),
        term("الأردن", "Jordan", "country"),
        term("مصر", "Egypt", "country"),
        term("آب", "August", "month", requires=("#",)),
        term("معاهدة عدم انتشار الأسلحة النووية", "NPT", "treaty", variants=("معاهدة منع الانتشار النووي",)),
        term("اتفاقية الأمم المتحدة بشأن البحار", "UNCLOS", "treaty"),
        term("وليد", "Walid"), term("بشار", "Bashar"), term("لبنان", "Lebanon", "country"),
        term("كوريا", "Korea", "country"), term("فلسطين", "Palestine", "country"), term("كيم", "Kim"), term("وائل", "Wael"),
    )
)  # fmt: skip

# phenomenon: (what the press writes, the terms in it)
CASES = {
    "proclitics: wa-li-l": ("وللرئيس", ["president"]),
    "proclitics: bi-l": ("بالأمم المتحدة", ["United Nations"]),
    "proclitics: ka-l": ("كالاتحاد", ["Union"]),
    "proclitics: fa-l": ("فالوزير", ["minister"]),
    "proclitics: wa-bi": ("وببيونغ يانغ", ["Pyongyang"]),
    "proclitics: wa-ka-l": ("وكالاتحاد", ["Union"]),
    "looks like a clitic: walid": ("وليد", ["Walid"]),
    "looks like a clitic: bashar": ("بشار", ["Bashar"]),
    "looks like a clitic: lubnan": ("لبنان", ["Lebanon"]),
    "looks like a clitic: kuriya": ("كوريا", ["Korea"]),
    "looks like a clitic: filastin": ("فلسطين", ["Palestine"]),
    "looks like a clitic: kim": ("كيم", ["Kim"]),
    "looks like a clitic: wael": ("وائل", ["Wael"]),
    "a clitic before what looks like one": ("ولوليد وبلبنان", ["Walid", "Lebanon"]),
    "suffix pronoun is another word": ("محمدهم", []),
    "case: abi": ("أبي مازن", ["Abu Mazen"]),
    "case: aba": ("أبا مازن", ["Abu Mazen"]),
    "case: sound plural": ("جماعة الإخوان المسلمين", ["Muslim Brotherhood"]),
    "case: feminine dual": ("بين الكوريتين", ["the two Koreas"]),
    "case: masculine dual": ("مع الرئيسين الروسي والكوري", ["the Russian and Korean presidents"]),
    "case: no dual": ("طالبين وباكستين", []),
    "alef without hamza": ("احمد في اسرائيل", ["Ahmed", "Israel"]),
    "hamza on ya": ("المسئول الأممي", ["UN official"]),
    "ali is no ala": ("على الطاولة", []),
    "ta marbuta as ha in a short word": ("حماه", []),
    "tashkeel": ("مُحَمَّد", ["Mohammed"]),
    "tatweel": ("محـــمد", ["Mohammed"]),
    "bidi mark": ("\u202bمحمد\u202c", ["Mohammed"]),
    "zero width non-joiner in a compound": ("سيف\u200cالدين", ["Saif al-Din"]),
    "no-break space": ("بيونغ\u00a0يانغ", ["Pyongyang"]),
    "presentation form": ("ﻟﺒﻨﺎن", ["Lebanon"]),
    "foreign g: Egypt": ("بيونج يانج", ["Pyongyang"]),
    "foreign g: Gulf": ("بيونق يانق", ["Pyongyang"]),
    "foreign g: Iraq": ("بيونگ يانگ", ["Pyongyang"]),
    "foreign g: Maghreb, qaf with three dots": ("بيونڨ يانڨ", ["Pyongyang"]),
    "foreign g: Maghreb, kaf with three dots": ("بيونڭ يانڭ", ["Pyongyang"]),
    "foreign g: ghayn with a dot below it": ("بيونڠ يانڠ", ["Pyongyang"]),
    "foreign v: Maghreb": ("ڥلاديمير", ["Vladimir"]),
    "foreign g stays out of Arabic names": ("جزة", []),
    "foreign v": ("ڤلاديمير", ["Vladimir"]),
    "foreign p": ("بوتين", ["Putin"]),
    "foreign p in a name written with b": ("پيونغ يانغ", ["Pyongyang"]),
    "hyphen": ("كيم جونغ-أون", ["Kim Jong Un"]),
    "hyphen and Egyptian g": ("كيم جونج-اون", ["Kim Jong Un"]),
    "foreign vowel's seat": ("اوكرانيا", ["Ukraine"]),
    "compound: abd": ("عبدالله", ["Abdullah"]),
    "compound: abu": ("أبوظبي", ["Abu Dhabi"]),
    "compound: umm": ("أمدرمان", ["Omdurman"]),
    "compound: nur": ("نورالدين", ["Nureddin"]),
    "title in front is another term": ("الرئيس محمد", ["president", "Mohammed"]),
    "abbreviated title in front": ("د. أحمد", ["Ahmed"]),
    "treaty: short title": ("معاهدة منع الانتشار النووي", ["NPT"]),
    "treaty: a gap of one word": ("اتفاقية الأمم المتحدة الجديدة بشأن البحار", ["UNCLOS"]),
    "treaty: a gap of two words": ("معاهدة عدم انتشار الدول الكبرى الأسلحة النووية", ["NPT"]),
    "treaty: longest wins over the name in it": ("اتفاقية الأمم المتحدة بشأن البحار", ["UNCLOS"]),
    "treaty: words in another order are none": ("النووية الأسلحة انتشار عدم معاهدة", []),
    "homograph: both spellings of Syria": ("سوريا وسورية", ["Syria", "Syria"]),
    "homograph: masarr is no Egypt": ("أصر ومصرف", []),
    "homograph: August beside a number": ("15 آب", ["August"]),
    "homograph: ab without a number": ("آب وابن", []),
    "typo: letters swapped": ("وبتين", []),
    "typo: glued words": ("الرئيسمحمدفيلبنان", []),
    "typo: last letter lost": ("محم", []),
}  # fmt: skip


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(TERMS)


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_phenomenon(matcher: Matcher, text: str, expected: list[str]) -> None:
    by_id = {t.id: t.target for t in TERMS.terms}
    assert [by_id[m.term_id] for m in matcher.match([text])[0]] == expected


SUGGESTED = {"letters swapped": ("وبتين وصل", "Putin"), "two letters swapped in a place": ("فلسطني هنا", "Palestine")}


@pytest.mark.parametrize(("text", "target"), SUGGESTED.values(), ids=SUGGESTED.keys())
def test_typing_errors_are_suggested_and_never_matched(matcher: Matcher, text: str, target: str) -> None:
    terms = Glossary((*TERMS.terms, term("بوتين", "Putin.")))
    assert [s.target.rstrip(".") for s in Suggester(terms).suggest([text])] == [target]
    assert matcher.match([text])[0] == ()


@pytest.mark.parametrize("name", ["غزة", "جزة"])
def test_letters_vary_on_foreign_names_alone(matcher: Matcher, name: str) -> None:
    assert len(matcher.match([name])[0]) == (name == "غزة")
