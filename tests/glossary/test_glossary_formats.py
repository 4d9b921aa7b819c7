import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import convert
from glossary.columns import COLUMNS, Problem, row_of, term_of
from glossary.formats import load, save
from glossary.losses import Losses
from glossary.terms import Term
from translations.errors import GlossaryError


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_house_table_comes_back_as_it_was(tmp_path: Path) -> None:
    terms = (
        Term(
            id="a", kind="person", source_lang="ar", source="كيم", target="Kim", accepted=("Kim, Jr.", 'the "K"'), requires=("#",)
        ),
        Term(id="b", kind="treaty", source_lang="ar", source="اتفاق", target="agreement", foreign=True, priority=-2, note="a\nb"),
    )
    for name in ("g.csv", "g.tsv"):
        assert save(terms, tmp_path / name) == 2
        assert load(tmp_path / name).terms == terms


# file content, what the error must name
BAD = [
    ("source,target,source_lang\n,Kim,ar\n", "row 2, column source"),
    ("source,target,source_lang\nكيم,,ar\n", "row 2, column target"),
    ("source,target,source_lang\nكيم,Kim,x!\n", "row 2, column source_lang"),
    ("source,target,source_lang,priority\nكيم,Kim,ar,high\n", "row 2, column priority"),
    ("source,target,source_lang,valid_from\nكيم,Kim,ar,19.6.2024\n", "row 2, column valid_from"),
    ("source,target,source_lang,status\nكيم,Kim,ar,maybe\n", "row 2, column status"),
    ("source,target,source_lang,foreign\nكيم,Kim,ar,perhaps\n", "row 2, column foreign"),
    ("source,target,source_lang,case_policy\nكيم,Kim,ar,upper\n", "row 2, column case_policy"),
    ("id,source,target,source_lang\na,كيم,Kim,ar\na,لي,Lee,ar\n", "row 3, column id"),
    ("id,source,target,colour\na,كيم,Kim,red\n", "column colour"),
    ("كيم\n", "one column only"),
    ("source,target,source_lang\nكيم,Kim,ar,more,cells\n", "row 2, column 4"),
    ('source,target\n"كيم,Kim\n', "row"),
    ("ar,fr\nكيم,Kim\n", "into"),
]


@pytest.mark.parametrize(("text", "named"), BAD)
def test_a_bad_row_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(GlossaryError) as error:
        load(write(tmp_path / "bad.csv", text))
    assert named in str(error.value)
    assert "bad.csv" in str(error.value)


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"row 2, column source.*row 4, column target"):
        load(write(tmp_path / "bad.csv", "source,target,source_lang\n,Kim,ar\nلي,Lee,ar\nكيم,,ar\n"))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"source,target\n\xff\xfe,x\n")
    with pytest.raises(GlossaryError, match="not UTF-8"):
        load(tmp_path / "bad.csv")


# two-column files of other systems, with and without a header
FOREIGN = [
    ("deepl.tsv", "كيم\tKim\nبوتين\tPutin\n", "ar"),
    ("google.csv", "ar,en\nكيم,Kim\nبوتين,Putin\n", ""),
    ("microsoft.csv", "Source Term,Target Term\nكيم,Kim\nبوتين,Putin\n", "ar"),
    ("bom.csv", "\ufeffar,en\nكيم,Kim\nبوتين,Putin\n", ""),
]


@pytest.mark.parametrize(("name", "text", "language"), FOREIGN)
def test_two_columns(tmp_path: Path, name: str, text: str, language: str) -> None:
    terms = load(write(tmp_path / name, text), language=language).terms
    assert [(t.source_lang, t.source, t.target) for t in terms] == [("ar", "كيم", "Kim"), ("ar", "بوتين", "Putin")]


CELL = st.text(alphabet="abc كيم,\t\"'|\n;", max_size=8)


@given(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=8))
def test_any_row_is_a_term_or_a_problem(row: dict[str, str]) -> None:
    term = term_of(row, "f.csv", 2, layer="desk", language="ar")
    if not isinstance(term, Problem):
        again = term_of(row_of(term), "f.csv", 2, layer="desk", language="ar")
        assert again == term


V2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="c1"><descrip type="subjectField">person</descrip><descrip type="definition">Leader.</descrip>
<langSet xml:lang="ar"><tig><term>كيم جونغ أون</term></tig><ntig><termGrp><term>كيم جونج أون</term></termGrp></ntig></langSet>
<langSet xml:lang="en-GB"><tig><term>Kim Jong Un</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
<tig><term>Kim Jong-un</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
<tig><term>Kim Jung Un</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
<langSet xml:lang="ru"><tig><term>Ким Чен Ын</term></tig></langSet></termEntry>
<termEntry id="c2"><langSet xml:lang="en"><tig><term>alone</term></tig></langSet></termEntry>
</body></text></martif>"""
V3_DCT = """<?xml version="1.0"?>
<tbx style="dct" type="TBX-Min" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min">
<text><body><conceptEntry id="k"><min:subjectField>place</min:subjectField>
<langSec xml:lang="ar"><termSec><term>بيونغ يانغ</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>Pyongyang</term><min:administrativeStatus>preferred</min:administrativeStatus></termSec>
<termSec><term>P'yongyang</term><min:administrativeStatus>superseded</min:administrativeStatus></termSec></langSec>
</conceptEntry></body></text></tbx>"""


def test_tbx_of_2008(tmp_path: Path) -> None:
    losses = Losses()
    (term,) = convert.read(write(tmp_path / "v2.tbx", V2), "ar", losses)
    assert (term.id, term.kind, term.source, term.variants) == ("c1", "person", "كيم جونغ أون", ("كيم جونج أون",))
    assert (term.target, term.accepted, term.forbidden, term.note) == (
        "Kim Jong Un",
        ("Kim Jong-un",),
        ("Kim Jung Un",),
        "Leader.",
    )
    assert losses.counts == {"terms in ru": 1, "a concept without terms in ar and English": 1}


def test_tbx_of_2019_in_its_own_element_names(tmp_path: Path) -> None:
    (term,) = convert.read(write(tmp_path / "v3.tbx", V3_DCT), "ar", Losses())
    assert (term.kind, term.target, term.forbidden) == ("place", "Pyongyang", ("P'yongyang",))


def test_what_tbx_cannot_hold_is_reported(tmp_path: Path) -> None:
    term = Term(
        id="1 a",
        kind="place",
        source_lang="ar",
        source="أ<&>",
        target="A & B",
        accepted=("C",),
        forbidden=("D",),
        requires=("#",),
    )
    losses = Losses()
    assert convert.write([term], tmp_path / "out.tbx", losses) == 1
    assert losses.rows() == [{"left_out": "the column requires", "count": 1, "first": "1 a"}]
    (again,) = convert.read(tmp_path / "out.tbx", "ar", Losses())
    assert (again.source, again.target, again.accepted, again.forbidden) == ("أ<&>", "A & B", ("C",), ("D",))


LAUGHS = """<?xml version="1.0"?><!DOCTYPE martif [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><martif><text><body><termEntry><langSet xml:lang="ar"><tig><term>&c;</term></tig></langSet>
</termEntry></body></text></martif>"""


@pytest.mark.parametrize("text", [LAUGHS, "<martif><text>", "no xml at all"])
def test_hostile_or_broken_xml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(GlossaryError, match=r"evil\.tbx"):
        list(convert.read(write(tmp_path / "evil.tbx", text), "ar", Losses()))


def test_tmx_there_and_back(tmp_path: Path) -> None:
    term = Term(id="a", kind="person", source_lang="ar", source="كيم", target="Kim", accepted=("K.",))
    losses = Losses()
    convert.write([term], tmp_path / "g.tmx", losses)
    assert losses.counts == {"the column accepted": 1}
    (again,) = convert.read(tmp_path / "g.tmx", "ar", Losses())
    assert (again.source, again.target) == ("كيم", "Kim")


def workbook(path: Path, sheet: str, strings: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")
        if strings:
            book.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
    return path


def test_xlsx(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>target</t></is></c><c r="D1" t="inlineStr"><is><t>note</t></is></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Kim</t></is></c><c r="D2"><v>5</v></c></row>'
    )
    path = workbook(tmp_path / "g.xlsx", rows, "<si><t>source</t></si><si><r><t>كي</t></r><r><t>م</t></r></si>")
    (term,) = load(path, language="ar").terms
    assert (term.source, term.target, term.note) == ("كيم", "Kim", "5")


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError):
        load(write(tmp_path / "g.xlsx", "no zip"), language="ar")


def test_an_unknown_ending(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="readable are"):
        list(convert.read(tmp_path / "g.docx", "ar", Losses()))
