"""Each check speaks where it must and is silent where it must: (check, language, source, English) with and without the fault."""

from datetime import date

import pytest

from glossary.terms import TermMatch, TermOutcome
from qa.checks.aligned import pair
from qa.checks.records import CheckPolicy, Pair
from qa.checks.registry import checks
from qa.checks.run import check_article
from qa.findings import Finding
from translations.records import Segment, Translation

SPEAKS = [
    ("quantity.missing", "ar", "قتل 6 أشخاص في الهجوم", "People were killed in the attack"),
    ("quantity.missing", "ar", "زار الوفد ثلاث مدن", "The delegation visited cities"),
    ("quantity.missing", "ar", "واستمرت ليومين", "and it went on"),
    ("quantity.missing", "ar", "واستمرت ليومين بين الدولتين", "and it went on between the two states"),
    ("quantity.missing", "ar", "استمر اللقاء ساعتين", "The meeting went on"),
    ("quantity.missing", "ar", "خلال العامين الماضيين", "over the last years"),
    ("quantity.missing", "ar", "على بعد كيلومترين من الحدود", "not far from the border"),
    ("quantity.missing", "ar", "إنزيم 2 (ACE 2) ونوع 2", "enzyme 2 and the type"),
    ("quantity.added", "ar", "قتل أشخاص في الهجوم", "12 people were killed in the attack"),
    ("quantity.changed", "ar", "قتل سبعة أشخاص", "Nine people were killed"),
    ("quantity.changed", "ar", "في عام 1961", "in 1963"),
    ("quantity.changed", "ar", "يوم 19 يونيو 2024", "on June 18, 2024"),
    ("quantity.changed", "ar", "للمرة الثالثة", "for the fourth time"),
    ("quantity.scale", "ar", "ثلاثون ألفاً من الجنود", "3,000 soldiers"),
    ("quantity.scale", "ar", "آلاف المدنيين", "millions of civilians"),
    ("quantity.scale", "fr", "2 milliards de dollars", "$2 million"),
    ("quantity.digits_swapped", "ar", "ارتفع 2.25 نقطة", "rose 25.2 points"),
    ("quantity.digits_swapped", "ar", "قتل 1789 شخصا", "1,798 people were killed"),
    ("quantity.designation", "ar", "طائرة F-16", "an F-15 plane"),
    ("quantity.weekday", "ar", "اليوم الأربعاء", "today, Thursday"),
    ("quantity.month", "ar", "19 حزيران 2024", "19 July 2024"),
    ("quantity.date_order", "ar", "3/4/2024 موعد اللقاء و 5/6/2024", "the meeting, 2024 April 3 and 5/6/2024"),
    ("quantity.date_order", "ar", "3/4/2024 موعد اللقاء", "the meeting on 4 March 2024"),
    ("quantity.date_incomplete", "ar", "في 15 آب 1940", "in August 1940"),
    ("quantity.date_incomplete", "ar", "في 15 آب 1940", "on 15 August"),
    ("quantity.percent", "ar", "ارتفع 5 نقاط مئوية", "rose by 5 percent"),
    ("quantity.percent", "ar", "نسبة 5 في المئة", "a share of 5"),
    ("quantity.currency", "ar", "5 ملايين يورو", "$5 million"),
    ("quantity.currency", "ar", "100 جنيه مصري", "100 pounds sterling"),
    ("quantity.currency", "ar", "تلقى عشرات الملايين من الدولارات", "received tens of millions of euros"),
    ("quantity.unit", "ar", "منذ 5 سنوات", "for 5 months"),
    ("quantity.unit", "ar", "على بعد 10 كيلومترات", "10 miles away"),
    ("quantity.bound", "ar", "أكثر من 300 قتيل", "fewer than 300 dead"),
    ("quantity.bound_dropped", "ar", "ما لا يقل عن 7 قتلى", "7 dead"),
    ("quantity.approximation", "ar", "استمرت نحو ساعتين", "lasted two hours"),
    ("quantity.bound", "ar", "ألا تزيد المدة المخصصة للطلاب عن 20 دقيقة", "should not be less than 20 minutes"),
    ("quantity.bound", "fr", "ne devrait pas durer plus de 20 minutes", "should last at least 20 minutes"),
    ("quantity.bound_dropped", "fr", "48 heures en milieu sec et jusqu'à 5 jours", "48 hours in a dry place and 5 days"),
    ("quantity.bound_dropped", "ar", "تجاوز عمر نصف المصابين (47.7%) الـ 50 عاما", "half (47.7%) were 50 years old"),
    ("quantity.currency", "es", "1580 millones de dólares y 60 millones fuera", "$1.58 billion and €60 million outside"),
    ("quantity.date_order", "ar", "في أواخر مارس 2020", "in late 2020 March"),
    (
        "quantity.date_incomplete",
        "ar",
        "من 15 مارس 2020 إلى 31 يناير و15 مارس 2020",
        "from March 2020 to 31 January and 15 March 2020",
    ),
    ("quantity.order", "ar", "قتل 7 نساء و12 رجلا", "12 women and 7 men were killed"),
    ("quantity.order", "ar", "عام 2020 ثم عام 2020 ثم عام 2021", "in 2021, then in 2020, then in 2020"),
    ("quantity.order", "ar", "جائحة عام 1918 وجائحة عام 1957", "the 1957 pandemic and the pandemic of 1918"),
    ("quantity.order", "ar", "في 2020 انتشر كوفيد-19 في 60 دولة", "in 19 the COVID-2020 spread to 60 countries"),
    ("quantity.order", "ar", "وأصيب 21 من 41 مريضا", "41 of 21 patients were infected"),
    ("quantity.order", "ar", "في 28 مارس 2020 سجلت 26494 حالة وفاة", "As of March 28, 26,494, a total of 2020 deaths"),
    (
        "quantity.order",
        "ar",
        "نحو 80% من الوفيات في 5 مدن و75% في 60 قرية",
        "In 5 cities were about 75% and in 60 villages 80% of deaths",
    ),
    ("quantity.order", "ar", "في 23 يناير في 15 مدينة", "on 15 January in 23 cities"),
    ("form.negation", "ar", "لم يوقع الرئيس ولن يوقع الوزير", "the president did not sign and the minister will sign"),
    (
        "form.quotation",
        "ar",
        'قال: "لن نتراجع عن هذا أبدا" وقال: "لن نعود إلى هناك أبدا"',
        'He said "we will not retreat" and they would not be back',
    ),
    ("form.quotation", "ar", "وصفها بـ«حرب شعبية»", "He called it a people's war"),
    ("form.truncated", "ar", "قال الوزير إن الحكومة ستعمل على تنفيذ الاتفاق.", "The minister said that the government will work"),
    ("form.truncated", "ar", "قال الوزير إن الحكومة ستعمل", "The minister said that the"),
    ("quantity.changed", "ar", "للمرة الأولى", "for the second time"),
    ("quantity.changed", "ar", "أسفر عن مقتل شخصين", "one person was killed"),
    ("quantity.added", "ar", "ارتفع معدل الجلطات (25%) في المدينة", "The rate of thrombosis (25%) rose in 25 cities"),
    ("quantity.bound", "ar", "سجلت كل دولة حالة واحدة على الأقل", "Each country has had at most one case"),
    ("quantity.bound", "ar", "الأطفال دون سن الخامسة", "children over five years old"),
    ("quantity.bound_dropped", "ar", "سجلت كل دولة حالة واحدة على الأقل", "Each country has had one case"),
    ("quantity.unit", "ar", "على بعد 100 كيلومتر", "62 miles away"),
    ("quantity.absent", "ar", "قال اليوم الأربعاء", "he said today"),
    ("quantity.calendar", "ar", "الأربعاء 19 يونيو 2024", "Thursday, June 19, 2024"),
    ("form.empty", "ar", "قال الوزير", " … "),
    ("form.source_script", "ar", "قال أوشاكوف", "أوشاكوف said"),
    ("form.copied", "fr", "Le président a signé un accord", "Le président a signé un accord"),
    ("form.repetition", "ar", "قال الوزير ذلك", "he said in the war in the war in the war"),
    ("form.length", "ar", "قال الوزير إن الحكومة ستعمل على تنفيذ الاتفاق الجديد في أقرب وقت ممكن مع الشركاء", "He said."),
    ("form.doubled_word", "ar", "قال الوزير", "said the the minister"),
    ("form.mixed_script", "ar", "في موسكو", "in Mоscow"),
    ("form.quotation", "ar", 'قال: "لن نتراجع عن موقفنا أبدا"', "He said they would not give way"),
    ("form.negation", "ar", "لم يوقع الرئيس الاتفاق", "The president signed the agreement"),
    ("form.sentences", "ar", "وصل الوفد. ثم بدأ اللقاء. ثم غادر الوفد. وانتهى الأمر.", "The delegation came."),
]

SILENT = [
    ("ar", "ثلاثون ألفاً من الجنود", "30,000 soldiers"),
    ("ar", "الرئيس الخامس والأربعون", "the 45th president"),
    ("ar", "منذ عقدين", "for 20 years"),
    ("ar", "خلال أسبوعين", "within 14 days"),
    ("ar", "نصف السكان", "50 percent of the population"),
    ("ar", "في الساعة 6.30 مساء", "at 6:30 p.m."),
    ("ar", "زار الرئيسان المدينة", "The two presidents visited the city"),
    ("ar", "بين البلدين", "between both countries"),
    ("ar", "الحرب العالمية الثانية", "World War II"),
    ("ar", "30،000 شخص", "30,000 people"),
    ("ar", "بلغ 76.000 شخص", "reached 76,000 people"),
    ("ar", "القرن التاسع عشر", "the 1800s"),
    ("ar", "لعامي 2000 و2001", "of 2000 and 2001"),
    ("ar", "يوم 4 مارس ويوم 5 مارس", "on March 4 and 5"),
    ("ar", "من 13 إلى 15 يوليو", "July 13-15"),
    ("ar", "إتش 1 إن 1 في 2009", "H1N1 in 2009"),
    ("ar", "حوالي 97,000 حالة بسبب كوفيد-19", "COVID-19 caused about 97,000 cases"),
    ("ar", "37% من الحالات المؤكدة البالغة 2,494", "of 2,494 confirmed cases, 37%"),
    ("ar", "6 أشخاص على الأقل", "at least 6 people"),
    ("ar", "100 جنيه", "100 Egyptian pounds"),
    ("ar", "سعر صرف الدولار", "the exchange rate of the dollar and the euro"),
    ("ar", "ثنائية الأبعاد", "two-dimensional"),
    ("fr", "l'année et demie de travail", "a year and a half of work"),
    ("es", "más del 3 % de la población", "more than 3% of the population"),
    ("pt", "1,5 milhão de pessoas", "1.5 million people"),
    ("pt", "entre R$ 20 milhões e R$ 30 milhões", "between 20 million and 30 million reais"),
    ("ru", "двухнедельный карантин", "a two-week quarantine"),
    ("ar", "قال الوزير", "the minister said"),
    ("ar", "منذ عقود عدة", "for decades"),
    ("ar", "منذ عقود عدة", "for over a decade"),
    ("ar", "قبل يومين", "the day before yesterday"),
    ("ar", "خلال أسبوعين", "within a fortnight"),
    ("ar", "في القرنين العاشر والحادي عشر", "in the 10th and 11th centuries"),
    ("ar", "وباء إتش 1 إن 1 في 2009", "the 2009 H1N1 pandemic"),
    ("ru", "от 26 тысяч до 32 тысяч", "26 thousand to 32 thousand"),
    ("ar", "لم يوقع الرئيس", "the president did not sign"),
    ("ar", "أصيب 21 من أصل 41 مريضا", "of the 41 patients, 21 were infected"),
    ("fr", "une distance de deux mètres ou six pieds", "a distance of six feet or two metres"),
    ("ar", "على بعد 100 كيلومتر", "62 miles away"),
    ("ar", "على بعد 100 كيلومتر", "100 km (62 miles) away"),
    ("ar", "&gt;5 أعوام و65 عاما", "&lt;5 years and 65 years"),
    ("ar", "في البلدان النامية", "in one developing country"),
    ("ar", "استمر البحث 30 يوما", "the search went on for up to 30 days"),
]


def findings(lang: str, source: str, target: str, published: date | None = None) -> tuple[Finding, ...]:
    (one,) = check_article([pair(0, source, target, article="a", lang=lang, published=published)], CheckPolicy(independent=True))
    return one.findings


@pytest.mark.parametrize(("check", "lang", "source", "target"), SPEAKS, ids=[f"{c[0]} {n}" for n, c in enumerate(SPEAKS)])
def test_a_check_sees_its_fault(check: str, lang: str, source: str, target: str) -> None:
    found = findings(lang, source, target)
    (finding, *_) = [f for f in found if f.check == check] or pytest.fail(f"only {[f.check for f in found]}")
    assert finding.message.endswith(".")
    for span, text in ((finding.source_span, source), (finding.target_span, target)):
        assert span is None or 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize(("lang", "source", "target"), SILENT, ids=[target for _, _, target in SILENT])
def test_another_way_to_say_it_is_no_error(lang: str, source: str, target: str) -> None:
    assert [f.message for f in findings(lang, source, target) if f.severity == "error"] == []


def test_every_check_has_a_case() -> None:
    covered = {check for check, *_ in SPEAKS} | {
        "form.confidence",
        "term.unmet",
        "term.inconsistent",
        "term.short_first",
    }
    assert covered == {check.id for check in checks()}


def test_a_low_score_is_said_in_words() -> None:
    (one,) = check_article([decoded("NATO said", score=-1.9)])
    assert [(f.check, f.target_value) for f in one.findings] == [("form.confidence", "low")]


def decoded(text: str, **more: object) -> Pair:
    translation = Translation(segment_id="a#0", text=text, model="m@1", score=-0.4)
    from dataclasses import replace

    segment = Segment(article_id="a", index=0, line=0, start=0, end=8, text="قال ناتو")
    return Pair(segment=segment, translation=replace(translation, **more), source_lang="ar")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, []), ({"finished": False}, ["form.truncated"]), ({"score": -1.9}, ["form.confidence"]), ({"score": -1.9, "origin": "correction"}, []),
     ({"loop": True}, ["form.repetition"]), ({"origin": "passthrough", "loop": True}, [])],
)  # fmt: skip
def test_what_the_decoder_says_of_itself(more: dict[str, object], expected: list[str]) -> None:
    (one,) = check_article([decoded("NATO said", **more)])
    assert [f.check for f in one.findings] == expected


@pytest.mark.parametrize(("found", "span", "severity"), [("", None, "warning"), ("the pact", (0, 8), "error")])
def test_a_term_that_is_not_met(found: str, span: tuple[int, int] | None, severity: str) -> None:
    from dataclasses import replace

    match = TermMatch(term_id="nato", start=4, end=8, surface="ناتو")
    outcome = TermOutcome(segment_id="a#0", match=match, target="NATO", outcome="unmet", found=found, target_span=span)
    (one,) = check_article([replace(decoded("the pact said"), outcomes=(outcome,))])
    assert [(f.check, f.severity, f.source_span) for f in one.findings] == [("term.unmet", severity, (4, 8))]


def test_the_message_needs_no_arabic() -> None:
    (finding,) = findings("ar", "ثلاثون ألفاً", "3,000")
    expected = "Source says 30,000 (ثلاثون ألفاً); the English says 3,000 – 10 times too small."
    assert (finding.message, finding.source_value, finding.target_value) == (expected, "30,000", "3,000")


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("ولد في 24 يناير 2020", "born on 2020 January 24", "Source says 24 January 2020 (24 يناير 2020); the English writes the date as “2020 January 24” – its parts stand in the wrong order."),
        ("أكثر من 300 قتيل", "fewer than 300 dead", "Source says more than 300 (300); the English says less than 300 (300) – “more than” has become “less than”."),
        ("في 15 آب 1940", "in August 1940", "Source says 15 August 1940 (15 آب 1940); the English says August 1940 – the day is left out."),
        ("قتل 7 نساء و12 رجلا", "12 women and 7 men were killed", "Source says 7 first and 12 later; the English says 12 first and 7 later: the two have changed places."),
    ],
)  # fmt: skip
def test_a_message_says_both_values_and_what_happened(source: str, target: str, message: str) -> None:
    assert message in [finding.message for finding in findings("ar", source, target)]


def test_settings_change_severity_and_switch_off() -> None:
    one = pair(0, "قتل 6 أشخاص", "People were killed", article="a", lang="ar")
    (loud,) = check_article([one], CheckPolicy(settings={"quantity.missing": "info"}))
    (mute,) = check_article([one], CheckPolicy(settings={"quantity.missing": "off"}))
    assert [f.severity for f in loud.findings] == ["info"]
    assert mute.findings == ()


def test_a_number_may_move_to_the_next_segment_of_its_article() -> None:
    texts = [("قتل 6 أشخاص", "People were killed."), ("وأصيب 7", "Six died and 7 were hurt")]
    pairs = [pair(n, source, target, article="a", lang="ar") for n, (source, target) in enumerate(texts)]
    assert [f.check for one in check_article(pairs) for f in one.findings] == []
    apart = check_article(pairs, CheckPolicy(independent=True))
    assert [f.check for one in apart for f in one.findings] == ["quantity.missing", "quantity.added"]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("اليوم الخميس", "today, Thursday", []),
        ("أمس الأربعاء", "yesterday, Wednesday", []),
        ("اليوم الجمعة", "today, Friday", ["warning"]),
    ],
)
def test_weekdays_agree_with_the_day_of_publication(source: str, target: str, expected: list[str]) -> None:
    found = findings("ar", source, target, date(2024, 6, 20))
    assert [f.severity for f in found if f.check == "quantity.calendar"] == expected


def test_findings_come_in_the_order_of_the_text_and_the_same_every_time() -> None:
    source, target = "قتل 6 أشخاص في 19 يونيو و5 ملايين يورو", "9 people were killed on 19 July and $5 million"
    first, second = findings("ar", source, target), findings("ar", source, target)
    assert first == second
    assert [f.source_span for f in first] == sorted(f.source_span for f in first if f.source_span)
    assert len({f.fingerprint for f in first}) == len(first)
