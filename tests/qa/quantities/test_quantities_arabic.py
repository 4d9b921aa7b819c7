"""What Arabic press text says in figures, case by case: (text, kind, value, unit, bound) of everything that must be read, in order."""

from datetime import date

import pytest

from qa.quantities import extract

CASES = [
    # digits of every script, separators
    ("٣٠٬٠٠٠ شخص", [("number", "30000", "", "")]),
    ("۱۲۳", [("number", "123", "", "")]),
    ("١٫٥ مليون", [("number", "1500000", "", "")]),
    ("و2001", [("number", "2001", "", "")]),
    ("ب30 دولارا", [("money", "30", "USD", "")]),
    ("الـ24 الماضية", [("number", "24", "", "")]),
    ("٥٪", [("percent", "5", "", "")]),
    # spelled numbers: gender, case, construct, compounds, missing hamza, clitics
    ("ثلاثون ألفاً", [("number", "30000", "", "")]),
    ("ثلاثة عشر", [("number", "13", "", "")]),
    ("ثلاث عشرة", [("number", "13", "", "")]),
    ("أحد عشر", [("number", "11", "", "")]),
    ("اثنتي عشرة", [("number", "12", "", "")]),
    ("واحد وعشرون", [("number", "21", "", "")]),
    ("خمسة وعشرون ألفا وثلاثمائة وأربعة", [("number", "25304", "", "")]),
    ("اربعه", [("number", "4", "", "")]),
    ("بثلاثة", [("number", "3", "", "")]),
    ("مئة وخمسون", [("number", "150", "", "")]),
    ("ثلاث مئة", [("number", "300", "", "")]),
    ("ستمائة", [("number", "600", "", "")]),
    ("مليوني دولار", [("money", "2000000", "USD", "")]),
    ("ألفين", [("number", "2000", "", "")]),
    ("بثلاثة ملايين و200 ألف", [("number", "3200000", "", "")]),
    ("مليون ونصف المليون", [("number", "1500000", "", "")]),
    ("نصف مليون", [("number", "500000", "", "")]),
    ("عشرة آلاف", [("number", "10000", "", "")]),
    ("ألفا جندي", [("number", "2000", "", "")]),
    ("مليونا دولار", [("money", "2000000", "USD", "")]),
    # fractions, percent, money, measures
    ("ثلاثة أرباع", [("number", "0.75", "", "")]),
    ("ثلثي السكان", [("number", "2/3", "", "")]),
    ("5,5 في المئة", [("percent", "5.5", "", "")]),
    ("ثلاث نقاط مئوية", [("percent", "3", "point", "")]),
    ("50 نقطة أساس", [("percent", "50", "basis", "")]),
    ("5 مليارات يورو", [("money", "5000000000", "EUR", "")]),
    ("$5", [("money", "5", "USD", "")]),
    ("3 كيلومترات مربعة", [("measure", "3", "km2", "")]),
    ("37 درجة مئوية", [("measure", "37", "celsius", "")]),
    # duals
    ("ساعتين", [("duration", "2", "hour", "")]),
    ("عامين ونصف", [("duration", "2.5", "year", "")]),
    ("بلدينا", [("number", "2", "", "")]),
    ("لعامي 2000 و2001", [("date", "2000", "", ""), ("date", "2001", "", "")]),
    # ordinals, centuries, decades
    ("الخامس والأربعين", [("ordinal", "45", "", "")]),
    ("الحادية عشرة", [("ordinal", "11", "", "")]),
    ("القرن التاسع عشر", [("century", "19", "", "")]),
    ("القرن الحادي والعشرين", [("century", "21", "", "")]),
    ("ثمانينيات القرن الماضي", [("decade", "1980", "", "")]),
    ("خمسينيات القرن الرابع عشر", [("decade", "1350", "", "")]),
    ("السبعينيات", [("decade", "70", "", "")]),
    # dates: every region's months, doubled names, spelled days, numeric day first
    ("19 حزيران 2024", [("date", "2024-06-19", "", "")]),
    ("٧ كانون الثاني ٢٠٢٤", [("date", "2024-01-07", "", "")]),
    ("15 أغسطس/آب 2024", [("date", "2024-08-15", "", "")]),
    ("15 آب (أغسطس) 2024", [("date", "2024-08-15", "", "")]),
    ("5 جويلية 1962", [("date", "1962-07-05", "", "")]),
    ("20 غشت", [("date", "--08-20", "", "")]),
    ("الأول من يونيو", [("date", "--06-01", "", "")]),
    ("الرابع عشر من مايو عام 1948", [("date", "1948-05-14", "", "")]),
    ("الحادي والعشرين من مايو", [("date", "--05-21", "", "")]),
    ("في فبراير 2022", [("date", "2022-02", "", "")]),
    ("13-15 تموز", [("range", "--07-13/--07-15", "", "")]),
    ("عام 1961", [("date", "1961", "", "")]),
    ("15/08/2024", [("date", "2024-08-15", "", "")]),
    ("2024-08-15", [("date", "2024-08-15", "", "")]),
    ("رمضان 1445", [("date", "1445-09", "hijri", "")]),
    # times, relative words
    ("11:30", [("time", "11:30", "", "")]),
    ("الساعة الثالثة والنصف صباحا", [("time", "03:30", "", "")]),
    ("الساعة 3 مساء", [("time", "15:00", "", "")]),
    ("أمس الأربعاء", [("relative", "-1", "day", ""), ("weekday", "3", "", "")]),
    ("الشهر المقبل", [("relative", "1", "month", "")]),
    ("الساعة الثالثة وثماني عشرة دقيقة صباحا", [("time", "03:18", "", "")]),
    ("الساعة 3 و 18 دقيقة عصرا", [("time", "15:18", "", "")]),
    ("الساعة الرابعة إلا خمس دقائق عصرا", [("time", "15:55", "", "")]),
    ("هذا الأسبوع", [("relative", "0", "week", "")]),
    ("زار موسكو قبل أسبوع", [("relative", "-1", "week", "")]),
    ("اليوم السابق", [("relative", "-1", "day", "")]),
    ("اليوم الثالث من أكتوبر", [("date", "--10-03", "", "")]),
    ("الأسبوع الأول من مايو", [("ordinal", "1", "", ""), ("date", "--05", "", "")]),
    ("الثالث من شهر 10", [("date", "--10-03", "", "")]),
    ("آخر جمعة من شهر مايو", [("weekday", "5", "", ""), ("date", "--05", "", "")]),
    ("عيد الأضحى 2013", [("date", "2013", "", "")]),
    # a definite plural before its number
    ("الأسابيع الثلاثة المقبلة", [("duration", "3", "week", "")]),
    ("السنوات الخمس الماضية", [("duration", "5", "year", "")]),
    ("الساعات الـ24 الماضية", [("duration", "24", "hour", "")]),
    ("الساعات الأربع والعشرين الماضية", [("duration", "24", "hour", "")]),
    ("20 دولارا و43 سنتا", [("money", "20.43", "USD", "")]),
    ("درجتين تحت الصفر", [("measure", "-2", "degree", "")]),
    # bounds
    ("أكثر من سبعة عقود", [("duration", "7", "decade", "gt")]),
    ("نحو ساعتين", [("duration", "2", "hour", "about")]),
    ("ما لا يقل عن 7 قتلى", [("number", "7", "", "ge")]),
    ("6 أشخاص على الأقل", [("number", "6", "", "ge")]),
    ("أقل من 5", [("number", "5", "", "lt")]),
    ("تجاوز عدد القتلى 500", [("number", "500", "", "gt")]),
    ("تجاوزت الأرباح التوقعات وبلغت 2.3 مليار ريال", [("money", "2300000000", "riyal", "")]),
    ("تزيد أعداد القتلى على 50", [("number", "50", "", "gt")]),
    ("كانت الطائرة تقل 174 راكبا", [("number", "174", "", "")]),
    ("زاد الإنفاق إلى 2.1%", [("percent", "2.1", "", "")]),
    ("خياران لا ثالث لهما", [("number", "2", "", "")]),
    ("لمئتي طالب", [("number", "200", "", "")]),
    ("لا يتجاوز عددهم 500", [("number", "500", "", "le")]),
    # sizes and names
    ("مئات الآلاف من النازحين", [("open_plural", "100000", "", "")]),
    ("منذ عقود عدة", [("open_plural", "1", "decade", "")]),
    ("كوفيد-19", [("designation", "كوفيد-19", "", "")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_arabic(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = [(q.kind, str(q.value), q.unit, q.bound) for q in extract(text, "ar")]
    assert found == expected


NEVER = [
    "التعاون الثنائي", "محادثات ثنائية", "تماثيل نصفية", "عالم جديد متعدد الأقطاب", "أحد أطراف هذه المعاهدة", "العدوان على أحد الأطراف",
    "من بين أمور أخرى", "أمين عام حلف الناتو", "في مطلع اللقاء", "إحدى الدول", "أي منهما", "كمية هائلة", "لست أدري", "مجلس الأمن",
    "سترسي أسس علاقاتنا", "مارس ضغوطا", "الرأي العام", "فيروس كورونا ألفا", "الشرق الأوسط", "مسؤولين أمنيين",
]  # fmt: skip


@pytest.mark.parametrize("text", NEVER)
def test_no_quantity_in_a_word_that_only_looks_like_one(text: str) -> None:
    assert extract(text, "ar") == []


@pytest.mark.parametrize(("text", "readings"), [("30,000", {"30000", "30"}), ("76.000", {"76", "76000"}), ("1,5", {"1.5"}), ("3/4/2024", {"2024-04-03", "2024-03-04"})])  # fmt: skip
def test_open_readings_are_both_kept(text: str, readings: set[str]) -> None:
    (quantity,) = extract(text, "ar")
    assert {str(reading) for reading in quantity.readings or (quantity.value,)} == readings


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("أمس", "2024-06-19", "19 June 2024"), ("غدا", "2024-06-21", "21 June 2024"), ("بعد غد", "2024-06-22", "22 June 2024"),
        ("الأسبوع الماضي", "2024-W24", "the week of 10 June 2024"), ("الشهر الماضي", "2024-05", "May 2024"), ("العام المقبل", "2025", "2025"),
    ],
)  # fmt: skip
def test_the_day_of_publication_makes_dates_of_relative_words(text: str, value: str, shown: str) -> None:
    (quantity,) = extract(text, "ar", date(2024, 6, 20))
    assert (quantity.kind, quantity.value, quantity.shown()) == ("relative", value, shown)


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [("ar", "الثلاثاء المقبل", "2024-06-25"), ("ar", "الخميس الماضي", "2024-06-13"), ("en", "next Friday", "2024-06-21"), ("en", "last Sunday", "2024-06-16")],
)  # fmt: skip
def test_a_weekday_beside_next_or_last_has_its_date(lang: str, text: str, day: str) -> None:
    (quantity,) = extract(text, lang, date(2024, 6, 20))
    assert quantity.kind == "weekday"
    assert quantity.readings == (quantity.value, day)


@pytest.mark.parametrize("day", [date.min, date(4, 1, 1), date.max])
def test_no_day_of_publication_is_too_far(day: date) -> None:
    for text in ("بعد غد", "القرن الماضي", "الثلاثاء المقبل", "الشهر الماضي"):
        assert extract(text, "ar", day)


@pytest.mark.parametrize(("text", "shown"), [("بكوفيد-19", "19 in a name"), ("طائرة F-16", "F-16"), ("كوفيد-١٩", "19 in a name")])
def test_a_name_in_unknown_letters_is_shown_by_its_number(text: str, shown: str) -> None:
    (quantity,) = extract(text, "ar")
    assert quantity.shown() == shown
