"""The shipped glossary: what it must hold, and that it is in order."""

import re
from pathlib import Path

import pytest

from glossary.layers import default, layered, merge
from glossary.lint import lint
from glossary.matching import Matcher
from glossary.suggest import Suggester
from glossary.terms import Glossary, Term
from translations.text import has_letters

NAMED_IN_THE_ARTICLES = [
    "Vladimir Putin", "Kim Jong Un", "Kim Il Sung Square", "Yuri Ushakov", "Jens Stoltenberg", "Mohammed bin Salman", "Viktor Orban",
    "Volodymyr Zelensky", "Alexander Gabyshev", "Raed Jabr", "Pyongyang", "Moscow", "Kremlin", "North Korea", "Kumsusan State Guest House",
    "Democratic People's Republic of Korea", "NATO", "United Nations", "UN Security Council", "European Parliament", "Pentagon", "TASS",
    "RIA Novosti", "Interfax", "Reuters", "Agence France-Presse", "AFP", "AP", "EPA", "Korean Central News Agency", "Rodong Sinmun",
    "Al-Araby Al-Jadeed", "Asharq Al-Awsat", "Radio Free Europe", "Taedong River", "Zhanjiang", "Guangdong", "South China Sea", "Aurus",
    "Moscow and Pyongyang declarations", "Treaty of Friendship and Mutual Assistance", "Treaty of Friendship and Good-Neighbourliness",
    "comprehensive strategic partnership agreement", "strategic partnership agreement", "comprehensive partnership treaty",
    "free trade agreement", "mutual assistance agreement", "defence agreement", "founding document", "World War II", "St Petersburg",
    "Siberia", "Strasbourg", "Jeddah", "Kyiv", "Ottawa", "Washington", "New Zealand",
]  # fmt: skip


@pytest.fixture(scope="module")
def arabic() -> Glossary:
    return default("ar")


def test_the_five_articles_are_covered(arabic: Glossary, samples: Path) -> None:
    lines = [line for path in sorted(samples.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    by_id = {term.id: term for term in arabic.terms}
    found = {by_id[match.term_id].target for matches in Matcher(arabic).match(lines) for match in matches}
    assert [target for target in NAMED_IN_THE_ARTICLES if target not in found] == []


def test_the_shipped_table_has_no_error(arabic: Glossary) -> None:
    assert [remark for remark in lint(arabic) if remark.level == "error"] == []
    assert len([term for term in arabic.terms if term.layer == "base"]) >= 1000


def test_targets_are_terms_not_running_text(arabic: Glossary) -> None:
    leading = re.compile(r"(?:the|a|an) ")
    assert [t.target for t in arabic.terms if leading.match(t.target)] == []
    assert [t.source for t in arabic.terms if not has_letters(t.source, "Arab")] == []


def test_typos_are_suggested_not_matched(arabic: Glossary) -> None:
    found = {
        s.text: s.target for s in Suggester(arabic.for_language("ar")).suggest(["أشاد وبتين", "في بوينغ يانغ", "وكالة إنتارفكس"])
    }
    assert found == {"وبتين": "Putin", "بوينغ يانغ": "Pyongyang", "وكالة إنتارفكس": "Interfax"}


@pytest.mark.parametrize(("language", "source", "target"), [
    ("ru", "Кот-д’Ивуар", "Ivory Coast"), ("fr", "Corée du Nord", "North Korea"), ("ar", "الكونغو - برازافيل", "Republic of Congo"),
    ("fr", "juin", "June"), ("es", "lunes", "Monday"),
])  # fmt: skip
def test_cldr_in_the_forms_of_a_desk(language: str, source: str, target: str) -> None:
    assert {term.source: term.target for term in default(language).terms}.get(source) == target


@pytest.mark.parametrize("language", ["xx", "", "../ar", "en", "عر"])
def test_a_language_without_a_glossary(language: str) -> None:
    assert default(language).terms == ()


def term(id: str, source: str, target: str, **more: object) -> Term:
    return Term(id=id, kind="place", source_lang="ar", source=source, target=target, **more)  # type: ignore[arg-type]


def test_a_later_layer_wins_and_says_so() -> None:
    shipped = Glossary((term("a", "كييف", "Kyiv"), term("b", "بكين", "Beijing")))
    desk = Glossary((term("x", "كييف", "Kiev"), term("y", "بكين", "Beijing")))
    merged, conflicts = merge(shipped, desk)
    assert [(t.id, t.target) for t in merged.terms] == [("x", "Kiev"), ("y", "Beijing")]
    assert [(c.earlier.target, c.later.target) for c in conflicts] == [("Kyiv", "Kiev")]


def test_homographs_of_one_layer_live_side_by_side() -> None:
    both = Glossary((term("a", "الشرق الأوسط", "Asharq Al-Awsat", requires=("«»",)), term("b", "الشرق الأوسط", "Middle East")))
    assert len(layered(both).terms) == 2


def test_the_version_follows_the_content() -> None:
    one, other = Glossary((term("a", "كييف", "Kyiv"),)), Glossary((term("a", "كييف", "Kiev"),))
    assert one.version != other.version == Glossary((term("a", "كييف", "Kiev"),)).version


# a glossary with one fault, the rule that must see it
FAULTS = [
    ((term("a", "كييف", "Kyiv"), term("b", "كييف", "Kiev")), "source.two-targets"),
    ((term("a", "كييف", "Kyiv"), term("b", "كِييف", "Kyiv")), "source.duplicate"),
    ((term("a", "كييف", "Ky\u200biv"),), "characters.invisible"),
    ((term("a", "كييف", "كييف"),), "target.script"),
    ((term("a", "Kiev", "Kyiv"),), "source.script"),
    ((term("a", "آب", "August"),), "source.short"),
    ((term("a", "كييف", "Kyiv", forbidden=("Kyiv",)),), "form.forbidden"),
    ((term("a", "أبو ظبي", "Abu Dhabi"), term("b", "أبوظبي", "Abu-Zabi")), "variant.collision"),
    ((term("a", "كيم", "Kim"), term("b", "كيم جونغ", "Kim Jong")), "source.nested"),
]


@pytest.mark.parametrize(("terms", "rule"), FAULTS)
def test_lint_sees_the_fault(terms: tuple[Term, ...], rule: str) -> None:
    assert rule in {remark.rule for remark in lint(Glossary(terms))}


def test_lint_names_dead_terms() -> None:
    remarks = lint(Glossary((term("a", "كييف", "Kyiv"), term("b", "بكين", "Beijing"))), ["في كييف"])
    assert [r.term_ids for r in remarks if r.rule == "term.dead"] == [("b",)]
