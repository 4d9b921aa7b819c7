"""Deciding on findings in the page: by keyboard and mouse, kept in the browser, exported as the file that the desk's store reads."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import report_builder as build
from browsing import Watched
from playwright.sync_api import Page, expect

from qa.report.safe import file_name
from translations.decisions import exchange_file
from translations.decisions.records import Decision, english_digest

NOW = datetime.now(UTC) + timedelta(minutes=5)


def exported(page: Page, folder: Path) -> list[Decision]:
    """The decisions as the exported file has them, read by the same code that `dragoman review apply` uses."""
    with page.expect_download() as download:
        page.click("#export")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    run_id, decisions = exchange_file.read(path.read_bytes(), path.name, NOW)
    assert run_id == build.STAMP.run_id
    assert path.name == f"decisions-{build.STAMP.run_id}.json"
    return decisions


def test_waive_fix_and_accept_by_keyboard_then_export(watched: Watched, runs: Path, tmp_path: Path) -> None:
    page = watched.open(runs / "sample" / "articles" / "visit.html")
    page.keyboard.press("n")
    page.keyboard.press("w")
    page.keyboard.type("the date is right in the original print")
    page.get_by_label("Until").fill("2030-01-31")
    page.get_by_label("Your name").fill("Amal Haddad")
    page.keyboard.press("Enter")
    expect(page.locator("#f1 .mine")).to_have_text("You: waived, the date is right in the original print (not exported)")
    expect(page.locator("#f1")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("f")
    page.get_by_label("The right English").fill("Putin arrived with 12,000 soldiers.")
    page.click("text=Save decision")
    expect(page.locator("#f3 .mine q")).to_have_text("Putin arrived with 12,000 soldiers.")
    page.keyboard.press("n")
    page.keyboard.press("a")  # the name is known by now: one key is enough
    expect(page.locator("#f4 .mine")).to_contain_text("accepted as an error")
    expect(page.locator("#decided")).to_have_text("3 decisions, 3 not exported")
    waived, fixed, accepted = exported(page, tmp_path)
    report = build.sample()
    assert (waived.kind, fixed.kind, accepted.kind) == ("waived", "fixed", "accepted")
    assert {decision.author for decision in (waived, fixed, accepted)} == {"Amal Haddad"}
    assert waived.fingerprint == report.findings[0].fingerprint
    assert (waived.reason, waived.expires) == ("the date is right in the original print", date(2030, 1, 31))
    assert fixed.source == report.segments[4].segment.text
    assert fixed.english == report.segments[4].translation.text
    assert fixed.corrected == "Putin arrived with 12,000 soldiers."
    assert (fixed.source_value, fixed.target_value, fixed.check) == ("12,000", "12", "quantity.changed")
    expect(page.locator("#decided")).to_have_text("3 decisions, all exported")
    watched.assert_quiet()


def test_decisions_outlive_the_page_and_can_be_taken_back(watched: Watched, runs: Path) -> None:
    page = watched.open(runs / "sample" / "articles" / "visit.html", "#f3")
    page.click("text=Accept")
    page.get_by_label("Your name").fill("A. H.")
    page.click("text=Save decision")
    page.click("text=All articles of the run")
    expect(page.locator("#decided")).to_have_text("1 decision, 1 not exported")
    page.click("table.articles a >> nth=0")
    expect(page.locator("#f3 .mine")).to_be_visible()
    page.click("#f3 .message")
    page.keyboard.press("u")
    expect(page.locator("#f3 .mine")).to_have_count(0)
    expect(page.locator("#decided")).to_have_text("No decisions yet")
    watched.assert_quiet()


def test_what_is_missing_is_said_and_nothing_is_kept(watched: Watched, runs: Path) -> None:
    page = watched.open(runs / "sample" / "articles" / "visit.html", "#f3")
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_have_text("Say why it is no error.")
    page.click("#decide >> text=Fix")
    page.click("text=Save decision")
    expect(page.locator(".problem")).to_have_text("Write the English as it should be.")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.click("text=Save decision")
    expect(page.locator(".problem")).to_have_text("Say who decides.")
    page.click("text=Cancel")
    expect(page.locator("#decided")).to_have_text("No decisions yet")


def test_closing_with_unexported_decisions_asks_first(watched: Watched, runs: Path, tmp_path: Path) -> None:
    page = watched.open(runs / "sample" / "articles" / "visit.html", "#f3")
    page.click("text=Accept")
    page.get_by_label("Your name").fill("A. H.")
    page.click("text=Save decision")
    expect(page.locator("#f3 .mine")).to_be_visible()
    asked: list[str] = []
    page.remove_listener("dialog", watched.on_dialog)
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_event("dialog") if not asked else None
    assert asked == ["beforeunload"]
    assert not page.is_closed()


def test_an_article_is_approved_with_exactly_its_english(watched: Watched, runs: Path, tmp_path: Path) -> None:
    page = watched.open(runs / "sample" / "articles" / "visit.html")
    page.click("#approve")
    page.fill("#who", "A. H.")
    page.keyboard.press("Enter")
    expect(page.locator("#approve")).to_have_attribute("aria-pressed", "true")
    (approved,) = exported(page, tmp_path)
    assert (approved.kind, approved.article_id) == ("approved", "visit")
    assert approved.content == english_digest([part.translation.text for part in build.sample().segments])


@pytest.mark.parametrize("name", ["script-tag", "trojan-source", "control-characters", "lone-surrogates", "csv-break"])
def test_decisions_on_hostile_articles_can_be_exported_and_read(watched: Watched, runs: Path, tmp_path: Path, name: str) -> None:
    report = next(report for report in build.hostile() if report.article.id == name or report.article.slug == name)
    page = watched.open(runs / "hostile" / "articles" / f"{file_name(report.article.slug)}.html", "#f1")
    page.keyboard.press("w")
    page.keyboard.type("<script>window.hostile=1</script>")
    page.get_by_label("Your name").fill("A. H.")
    page.keyboard.press("Enter")
    expect(page.locator("#f1 .mine")).to_contain_text("<script>window.hostile=1</script>")
    assert page.evaluate("window.hostile === undefined")
    (waived,) = exported(page, tmp_path)
    assert waived.fingerprint == report.findings[0].fingerprint


def test_a_second_fix_of_a_sentence_builds_on_the_first_and_a_term_can_be_proposed(
    watched: Watched, runs: Path, tmp_path: Path
) -> None:
    page = watched.open(runs / "sample" / "articles" / "visit.html", "#f4")
    page.keyboard.press("f")
    page.get_by_label("The right English").fill("The first correction.")
    page.click("text=Propose a glossary entry")
    page.get_by_label("Name or term in the source").fill("تاس")
    page.get_by_label("Your name").fill("A. H.")
    page.click("text=Save decision")
    expect(page.locator(".problem")).to_have_text("A glossary entry needs both sides.")
    page.get_by_label("Its English from now on").fill("TASS")
    page.click("text=Save decision")
    expect(page.locator("#decided")).to_have_text("2 decisions, 2 not exported")
    page.keyboard.press("n")
    page.keyboard.press("f")
    expect(page.get_by_label("The right English")).to_have_value("The first correction.")
    page.keyboard.press("Escape")
    fixed, term = sorted(exported(page, tmp_path), key=lambda decision: decision.kind)
    assert (fixed.kind, fixed.corrected) == ("fixed", "The first correction.")
    assert (term.kind, term.language, term.source, term.corrected) == ("term", "ar", "تاس", "TASS")
    watched.assert_quiet()
