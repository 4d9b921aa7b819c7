"""What the Markdown of an article says, and that no article can make it say more."""

import re

import pytest
import report_builder as build
from markdown_it import MarkdownIt

from qa.report.markdown import article_markdown
from qa.report.reading import citation, english_title, numbered, summary_of
from qa.report.records import COMPACT_NOTE, ArticleReport

FORBIDDEN = {
    "link_open", "image", "html_block", "html_inline", "fence", "code_block", "code_inline", "blockquote_open", "table_open",
    "ordered_list_open", "s_open",
}  # fmt: skip


@pytest.fixture(scope="module")
def text() -> str:
    return article_markdown(build.sample(), build.STAMP)


def test_the_head_names_model_and_what_is_known(text: str) -> None:
    assert text.startswith("# Putin arrives in Pyongyang for first visit in 24 years\n")
    assert f"Machine translation by {build.MODEL} ({COMPACT_NOTE})" in text
    assert "- Published: 19 June 2024" in text
    assert "- Address: <https://example.org/news/2024/06/19/visit>" in text


def test_an_unknown_outlet_date_and_address_are_not_mentioned() -> None:
    report = build.article("plain", [("body", "نص", "Text")])
    text = article_markdown(report, build.STAMP)
    assert not re.search("Outlet|Published|Address", text)
    assert citation(report, build.STAMP).startswith("“(no headline) Text”. Dragoman 0.1.0, machine translation by")


def test_paragraphs_subheadings_and_captions_keep_their_form(text: str) -> None:
    assert "\n\n### The comprehensive partnership agreement\n\n" in text
    assert "\n\n*Kim Jong Un receives Putin (AP)*\n\n" in text
    assert "\n\nThe Kremlin stressed that the agreement is purely defensive.\n\n" in text


def test_each_error_is_a_footnote_at_its_sentence_with_both_values(text: str) -> None:
    assert "\n\nWednesday 19 July 2024[^1]\n\n" in text
    note = next(line for line in text.splitlines() if line.startswith("[^3]: "))
    assert "A number has changed" in note
    assert "Source: “\u206712 ألف\u2069”, understood as 12,000; English: “12”" in note
    refs = re.findall(r"\[\^(\d+)\](?!:)", text)
    assert refs == re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE) == ["1", "3"]


def test_other_findings_and_what_was_left_out_are_listed(text: str) -> None:
    other = text.partition("## Other findings")[2].partition("## ")[0]
    assert [line[:9] for line in other.strip().splitlines()] == ["- Note 2,", "- Warning", "- Note 5,", "- Note 6,"]
    assert "(waived)" in other
    assert "The model was unsure of this sentence. Where: the whole sentence." in other
    left = text.partition("## Left out: 3 lines")[2]
    assert "- Line 2, page furniture (it is furniture, not article text): \u2067\\+ الخط -\u2069" in left


def test_a_headline_with_an_error_keeps_its_footnote() -> None:
    report = build.article("x", [("title", "12 قتيلاً", "13 dead"), ("body", "نص", "Text")])
    part = report.segments[0]
    found = build.finding(part.segment, "13 dead", "quantity.changed", "error", "Changed.", source="12", target="13")
    text = article_markdown(build.with_part(report, 0, findings=(found,)), build.STAMP)
    assert "*Headline*[^1]" in text
    assert "[^1]: **Quantity: changed.**" in text


def test_empty_english_is_said() -> None:
    report = build.article("x", [("body", "نص", "")])
    assert "\\[no English\\]" in article_markdown(report, build.STAMP)
    assert english_title(report) == "x"


@pytest.mark.parametrize("report", build.hostile(), ids=lambda report: report.article.slug[:20])
def test_no_article_makes_links_images_html_or_blocks(report: ArticleReport) -> None:
    text = article_markdown(report, build.STAMP)
    if len(text) > 300_000:
        text = text[:100_000].rsplit("\n", 1)[0]
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert not kinds & FORBIDDEN
    assert not re.search("[\u202a-\u202e\u2066\u2068]", text)
    assert text.count("\u2067") == text.count("\u2069") or len(text) < 100_000


def test_the_summary_counts_open_findings_terms_and_lines() -> None:
    summary = summary_of(build.sample())
    assert (summary.errors, summary.warnings, summary.infos) == (2, 1, 2)
    assert (summary.terms_met, summary.terms_unmet, summary.segments, summary.left_out) == (4, 2, 8, 3)
    assert [number for number, _, _ in numbered(build.sample())] == [1, 2, 3, 4, 5, 6]
