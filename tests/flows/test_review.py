"""Decisions on a run: applied, respected by the next run, published, taken back; nothing of anyone is lost."""

from __future__ import annotations

import csv
import gc
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from naughty import NaughtyEngine
from typer.main import get_command
from typer.testing import CliRunner, Result

from flows import review, steps
from flows.cli.main import app
from flows.params import Review
from flows.publishing import Settled, settle
from flows.resources import Resources
from flows.settings import Settings
from glossary import formats
from qa.report.records import RunReport
from translations.decisions.records import DecisionsError, english_digest
from translations.errors import InputNotFound, OutputError, SettingsError

NOW = datetime.now(UTC).replace(microsecond=0)
SOURCES = ("وصل 12 ألف جندي إلى الحدود.", "وقعت روسيا اتفاقية في عام 2024.", "لا أرقام في هذه الجملة.")
GOOD = dict(zip(SOURCES, ("12,000 soldiers reached the border.", "Russia signed in 2024.", "No figures here."), strict=True))
BAD = {**GOOD, SOURCES[0]: "12 soldiers reached the border.", SOURCES[1]: "Russia signed in 2023."}


class Fakes(Resources):
    def __init__(self, settings: Settings, engine: NaughtyEngine) -> None:
        super().__init__(settings)
        self._engine = engine

    def engine(self, language: str, override: Path | None = None):  # type: ignore[no-untyped-def, override]
        return self._engine


@dataclass
class Desk:
    """A desk of its own: settings, an inbox with two articles, and an engine that answers from a table."""

    settings: Settings
    inbox: Path
    minute: int = 0

    def run(self, run_id: str, answers: dict[str, str], policy: Review = Review.never) -> tuple[RunReport, Settled]:
        self.engine = NaughtyEngine(lambda text: answers[text])
        request = steps.Request(paths=(str(self.inbox),), run_id=run_id, language="ar", review=policy)
        plan = steps.plan(request, self.settings)
        resources = Fakes(self.settings, self.engine)
        report = steps.finish(plan, [steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)])
        return report, settle(plan.folder, plan.decisions, NOW.date())

    def findings(self, run_id: str, **where: str) -> list[dict[str, object]]:
        table = pl.read_parquet(self.settings.output_root / run_id / "findings.parquet")
        return table.filter(*(pl.col(name) == value for name, value in where.items())).to_dicts()

    def english(self, run_id: str, article: str) -> list[tuple[str, str]]:
        table = pl.read_parquet(self.settings.output_root / run_id / "translations.parquet")
        return table.filter(pl.col("article_id") == article).select("target", "origin").rows()

    def decide(self, run_id: str, *entries: dict[str, object]) -> review.Applied:
        content = json.dumps({"schema": 1, "run_id": run_id, "decisions": entries})
        return review.apply(content, "decisions.json", self.settings, NOW)

    def entry(self, kind: str, finding: dict[str, object] | None = None, **given: object) -> dict[str, object]:
        self.minute += 1
        made = (NOW - timedelta(hours=5) + timedelta(minutes=self.minute)).isoformat()
        entry = {"decision": kind, "made": made, "author": "Ada", **given}
        if finding is not None:
            same = ("article_id", "fingerprint", "check", "source", "source_value", "target_value")
            entry = {"language": "ar", "english": finding["target"], **{name: finding[name] for name in same}} | entry
        return entry

    def approval(self, run_id: str, article: str, **given: object) -> dict[str, object]:
        content = english_digest([text for text, _ in self.english(run_id, article)])
        return self.entry("approved", article_id=article, content=content, **given)

    def published(self, run_id: str) -> list[str]:
        folder = self.settings.output_root / "published" / run_id
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("\n\n".join(SOURCES), encoding="utf-8")
    (inbox / "b.txt").write_text("\n\n".join(SOURCES[2:]), encoding="utf-8")
    settings = Settings(
        output_root=tmp_path / "runs", decisions=tmp_path / "desk" / "decisions.sqlite", input_roots=(inbox,), enforce_terms=False
    )
    return Desk(settings, inbox)


def test_waived_and_corrected_are_respected_by_the_next_run(desk: Desk) -> None:
    report, _ = desk.run("one", BAD)
    assert report.articles[0].errors == 2
    number, year = (desk.findings("one", severity="error", source=source)[0] for source in SOURCES[:2])
    done = desk.decide(
        "one",
        desk.entry("waived", number, reason="the source is wrong"),
        desk.entry("fixed", year, corrected="Russia signed an agreement in 2024."),
    )
    assert (len(done.new), done.known, done.settled) == (2, 0, None)
    report, _ = desk.run("two", BAD)
    assert report.articles[0].errors == 0
    assert desk.findings("two", severity="error")[0]["status"] == "waived"
    assert desk.english("two", "a")[1] == ("Russia signed an agreement in 2024.", "correction")
    assert SOURCES[1] not in desk.engine.asked
    page = (desk.settings.output_root / "two" / "articles" / "a.json").read_text(encoding="utf-8")
    assert "corrections:" in json.loads(page)["signature"]


def test_another_model_carries_a_waiver_over_and_asks_again_where_a_value_changed(desk: Desk) -> None:
    desk.run("one", BAD)
    number, year = (desk.findings("one", severity="error", source=source)[0] for source in SOURCES[:2])
    desk.decide("one", desk.entry("waived", number, reason="r"), desk.entry("waived", year, reason="r"))
    desk.run("two", {**BAD, SOURCES[0]: "Only 12 soldiers came to the border.", SOURCES[1]: "Russia signed in 2022."})
    assert {(f["source"], f["status"]) for f in desk.findings("two", severity="error")} == {
        (SOURCES[0], "carried_over"),
        (SOURCES[1], "open"),
    }


def test_a_correction_is_used_in_every_article_or_in_one_alone(desk: Desk) -> None:
    desk.run("one", BAD)
    shared: dict[str, object] = {"article_id": "a", "language": "ar", "source": SOURCES[2], "english": "No figures here."}
    desk.decide("one", desk.entry("fixed", corrected="No numbers in this.", **shared))
    desk.run("two", BAD)
    assert [desk.english("two", article)[-1][0] for article in "ab"] == ["No numbers in this."] * 2
    desk.decide("two", desk.entry("fixed", corrected="Only here.", only_here=True, **shared))
    desk.run("three", BAD)
    assert [desk.english("three", article)[-1][0] for article in "ab"] == ["Only here.", "No numbers in this."]


def test_applying_twice_or_in_another_order_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.run("one", BAD)
    number = desk.findings("one", severity="error", source=SOURCES[0])[0]
    mine = [desk.entry("waived", number, reason="mine"), desk.entry("fixed", number, corrected="12,000 came.")]
    hers = [desk.entry("accepted", number, author="Bo"), desk.entry("fixed", number, author="Bo", corrected="12,000 arrived.")]
    listed = []
    for order in ((mine, hers, mine), (hers, mine, hers)):
        place = tmp_path / str(len(listed))
        desk.settings = desk.settings.model_copy(update={"decisions": place / "decisions.sqlite"})
        for entries in order:
            desk.decide("one", *entries)
        listed.append([(row["id"], row["state"]) for row in review.rows(desk.settings, NOW, everything=True)])
    assert listed[0] == listed[1]
    assert len(listed[0]) == 4
    assert [state for _, state in listed[0]] == ["superseded", "superseded", "superseded", "in force"]


def test_an_export_is_all_another_desk_needs(desk: Desk, tmp_path: Path) -> None:
    desk.run("one", BAD)
    number = desk.findings("one", severity="error", source=SOURCES[0])[0]
    done = desk.decide("one", desk.entry("waived", number, reason="r"), desk.entry("accepted", number))
    review.undo([done.new[1].id[:8]], "Bo", "no", desk.settings, NOW)
    other = desk.settings.model_copy(update={"decisions": tmp_path / "other.sqlite", "output_root": tmp_path / "none"})
    content = review.export(desk.settings)
    assert len(review.apply(content, "x.json", other, NOW).new) == 3
    assert review.export(other) == content
    assert review.apply(content, "x.json", other, NOW).known == 3
    assert [row["decision"] for row in review.rows(other, NOW)] == ["waived", "undone"]
    assert json.loads(review.export(desk.settings, "one"))["run_id"] == "one"
    assert [row["reason"] for row in review.rows(other, NOW, run_id="one")] == ["r", "no"]


def test_undo_names_what_it_cannot_find(desk: Desk) -> None:
    desk.run("one", BAD)
    done = desk.decide("one", desk.entry("term", language="ar", source="تاس", corrected="TASS"))
    for wanted in ("nothing", done.new[0].id[:3]):
        with pytest.raises(DecisionsError, match="no such decision"):
            review.undo([wanted], "Ada", "", desk.settings, NOW)
    review.undo([done.new[0].id], "Ada", "", desk.settings, NOW)
    with pytest.raises(DecisionsError, match="undone already"):
        review.undo([done.new[0].id], "Ada", "", desk.settings, NOW)


def test_term_corrections_become_proposed_entries_that_change_nothing(desk: Desk) -> None:
    done = desk.decide(
        "one",
        desk.entry("term", language="ar", source="بيونغ يانغ", corrected="Pyongyang", reason="house style"),
        desk.entry("term", language="ar", source="=cmd|x", corrected="=1+1"),
    )
    assert done.proposed is not None
    glossary = formats.load(done.proposed)
    assert {(term.source, term.target, term.status) for term in glossary.terms} == {
        ("بيونغ يانغ", "Pyongyang", "proposed"),
        ("=cmd|x", "=1+1", "proposed"),
    }
    assert glossary.for_language("ar").terms == ()
    assert "Proposed by Ada" in next(csv.DictReader(done.proposed.open(encoding="utf-8")))["note"]
    review.undo([done.new[0].id], "Ada", "", desk.settings, NOW)
    assert [term.target for term in formats.load(done.proposed).terms] == ["=1+1"]


# Publishing


def test_never_publishes_nothing(desk: Desk) -> None:
    _, settled = desk.run("one", GOOD)
    assert (settled.published, settled.held) == ((), ())
    assert not (desk.settings.output_root / "published").exists()


def test_on_errors_holds_until_every_error_is_decided_on(desk: Desk) -> None:
    _, settled = desk.run("one", BAD, Review.on_errors)
    assert (settled.published, settled.held) == (("b",), (("a", "2 error findings to decide on"),))
    assert desk.published("one") == ["b.html", "b.json", "b.md"]
    number, year = (desk.findings("one", severity="error", source=source)[0] for source in SOURCES[:2])
    done = desk.decide("one", desk.entry("waived", number, reason="r"), desk.entry("accepted", year))
    assert done.settled is not None
    assert done.settled.held == (("a", "1 error finding to decide on"),)
    done = desk.decide("one", desk.entry("waived", year, reason="r"))
    assert done.settled is not None
    assert done.settled.held == ()
    assert len(desk.published("one")) == 6
    page = (desk.settings.output_root / "published" / "one" / "a.html").read_text(encoding="utf-8")
    assert 'href="../../one/index.html"' in page
    # What is published says what was decided, not what the run did not know yet.
    record = json.loads((desk.settings.output_root / "published" / "one" / "a.json").read_bytes())
    assert record["counts"]["error"] == 0
    assert [f["status"] for s in record["segments"] for f in s["findings"] if f["severity"] == "error"] == ["waived"] * 2
    assert page.count("waived") >= 2
    untouched = (desk.settings.output_root / "one" / "articles" / "b.md").read_bytes()
    assert (desk.settings.output_root / "published" / "one" / "b.md").read_bytes() == untouched
    # Taken back, and so is what it published.
    review.undo([done.new[0].id], "Ada", "", desk.settings, NOW)
    assert desk.published("one") == ["b.html", "b.json", "b.md"]


def test_a_corrected_article_waits_for_the_run_that_uses_the_correction(desk: Desk) -> None:
    desk.run("one", {**GOOD, SOURCES[0]: BAD[SOURCES[0]]}, Review.on_errors)
    number = desk.findings("one", severity="error")[0]
    done = desk.decide("one", desk.entry("fixed", number, corrected=GOOD[SOURCES[0]]), desk.approval("one", "a"))
    assert done.settled is not None
    assert done.settled.held == (("a", "corrected; the next run has the corrected English"),)
    _, settled = desk.run("two", BAD | {SOURCES[1]: GOOD[SOURCES[1]]}, Review.on_errors)
    assert settled.published == ("a", "b")
    assert "12,000 soldiers" in (desk.settings.output_root / "published" / "two" / "a.md").read_text(encoding="utf-8")


def test_always_publishes_what_a_person_approved_and_exactly_that_english(desk: Desk) -> None:
    _, settled = desk.run("one", GOOD, Review.always)
    assert settled.published == ()
    assert [reason for _, reason in settled.held] == ["not approved yet"] * 2
    done = desk.decide("one", desk.approval("one", "a"))
    assert done.settled is not None
    assert done.settled.published == ("a",)
    assert done.headline == "1 new decision, 0 known already; 1 article published, 1 held"
    _, settled = desk.run("two", GOOD, Review.always)
    assert settled.published == ("a",)
    _, settled = desk.run("three", {**GOOD, SOURCES[1]: "Russia has signed in 2024."}, Review.always)
    assert settled.published == ()


def test_a_later_correction_takes_what_is_published_back_everywhere(desk: Desk) -> None:
    desk.run("one", GOOD, Review.on_errors)
    desk.run("two", GOOD, Review.on_errors)
    assert len(desk.published("one")) == len(desk.published("two")) == 6
    shared: dict[str, object] = {"article_id": "b", "language": "ar", "source": SOURCES[2]}
    desk.decide("two", desk.entry("fixed", corrected="Another.", only_here=True, **shared))
    assert len(desk.published("one")) == len(desk.published("two")) == 3


def test_a_file_for_another_run_or_an_unknown_one(desk: Desk) -> None:
    content = json.dumps({"schema": 1, "run_id": "one", "decisions": [desk.entry("approved", article_id="a", content="0" * 16)]})
    with pytest.raises(DecisionsError, match="on the run one, not on two"):
        review.apply(content, "x.json", desk.settings, NOW, run_id="two")
    # The run may be gone: its decisions still count.
    assert len(review.apply(content, "x.json", desk.settings, NOW, run_id="one").new) == 1


def test_broken_decisions_stop_a_run_before_it_starts(desk: Desk) -> None:
    desk.settings.decisions.parent.mkdir()
    desk.settings.decisions.write_bytes(b"no database, and long enough to be looked at " * 20)
    with pytest.raises(DecisionsError, match=r"decisions\.sqlite"):
        desk.run("one", GOOD)
    assert not desk.settings.output_root.exists()


def test_published_is_no_run_id(desk: Desk) -> None:
    with pytest.raises(SettingsError, match="approved articles"):
        desk.run("Published", GOOD)


def test_a_removed_run_is_gone_with_what_was_published_and_decisions_stay(desk: Desk, tmp_path: Path) -> None:
    from flows.removing import find_run, remove_run

    desk.run("one", GOOD, Review.on_errors)
    desk.decide("one", desk.entry("term", language="ar", source="تاس", corrected="TASS"))
    remove_run(find_run(desk.settings.output_root, "one"))
    assert [path.name for path in desk.settings.output_root.rglob("*")] == ["published"]
    assert len(list(review.rows(desk.settings, NOW))) == 1
    (tmp_path / "runs" / "link").symlink_to(tmp_path / "inbox")
    (tmp_path / "runs" / "other").mkdir()
    (tmp_path / "runs" / "other" / "mine.txt").touch()
    for name in ("one", "link", "other", "published", "..", "../inbox", ""):
        with pytest.raises(InputNotFound, match="no run"):
            find_run(desk.settings.output_root, name)


# The command line


@pytest.fixture
def shell(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`dragoman …` in this process, at the desk's own places."""
    monkeypatch.setenv("DRAGOMAN_OUTPUT_ROOT", str(desk.settings.output_root))
    monkeypatch.setenv("DRAGOMAN_DECISIONS", str(desk.settings.decisions))
    return lambda *words, **given: CliRunner().invoke(app, list(words), **given)


def test_the_commands_apply_list_undo_export_and_import(desk: Desk, shell: Callable[..., Result], tmp_path: Path) -> None:
    desk.run("one", BAD, Review.on_errors)
    number = desk.findings("one", severity="error", source=SOURCES[0])[0]
    content = {"schema": 1, "run_id": "one", "decisions": [desk.entry("waived", number, reason="\x1b[31mred\u202e [b]x[/b]")]}
    file = tmp_path / "d.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    done = shell("review", "apply", str(file))
    assert done.exit_code == 0, done.output
    assert "1 new decision, 0 known already; 1 article published, 1 held." in done.output
    assert "Held: a: 1 error finding to decide on" in done.output
    assert shell("review", "apply", "-", input=json.dumps(content)).output.startswith("0 new decisions, 1 known already")
    listed = shell("review", "list").output
    assert "\x1b" not in listed
    assert "\u202e" not in listed
    (row,) = [json.loads(line) for line in shell("review", "list", "--format", "jsonl").output.splitlines()]
    assert (row["schema"], row["decision"], row["author"], row["run"]) == (1, "waived", "Ada", "one")
    assert "is undone" in shell("review", "undo", row["id"], "--reason", "no", "--author", "Bo").output
    assert shell("review", "list", "--format", "jsonl").output.count('"decision": "waived"') == 0
    assert shell("review", "list", "--all", "--format", "jsonl").output.count("\n") == 2
    assert "written" in shell("review", "export", "--out", str(tmp_path / "all.json")).output
    assert "0 new decisions, 2 known already" in shell("review", "import", str(tmp_path / "all.json")).output


def test_the_commands_list_compare_and_remove_runs(desk: Desk, shell: Callable[..., Result], tmp_path: Path) -> None:
    desk.run("one", BAD)
    desk.run("two", GOOD)
    rows = [json.loads(line) for line in shell("runs", "list", "--format", "jsonl").output.splitlines()]
    assert {row["run"] for row in rows} == {"one", "two"}
    compared = [json.loads(line) for line in shell("diff", "one", "two", "--format", "jsonl").output.splitlines()]
    assert [row["change"] for row in compared].count("english") == 2
    assert {"finding gone"} <= {row["change"] for row in compared}
    assert shell("diff", "one", "two", "--html", str(tmp_path / "diff.html")).exit_code == 0
    assert (tmp_path / "diff.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert shell("runs", "remove", "one", input="n\n").exit_code == 1
    assert shell("runs", "remove", "one", input="y\n").exit_code == 0
    assert [path.name for path in desk.settings.output_root.iterdir()] == ["two"]


def test_an_unfinished_run_is_removed_only_when_nobody_works_on_it(desk: Desk) -> None:
    from flows.removing import find_run, remove_run

    request = steps.Request(paths=(str(desk.inbox),), run_id="one", language="ar")
    plan = steps.plan(request, desk.settings)
    with pytest.raises(OutputError, match="at work"):
        remove_run(find_run(desk.settings.output_root, "one"))
    del plan
    gc.collect()
    remove_run(find_run(desk.settings.output_root, "one"))
    assert list(desk.settings.output_root.iterdir()) == []


@pytest.mark.parametrize(
    "command", ["review apply", "review list", "review undo", "review export", "review import", "runs", "diff"]
)
def test_every_option_has_its_line_in_the_docs(command: str, root: Path) -> None:
    group, _, name = command.partition(" ")
    section = (root / "docs" / "cli.md").read_text(encoding="utf-8").partition(f"## dragoman {group}")[2].partition("\n## ")[0]
    found: Any = get_command(app).commands[group]  # type: ignore[attr-defined]
    commands = [found.commands[name]] if name else list(getattr(found, "commands", {"": found}).values())
    for each in commands:
        for option in each.params:
            assert option.param_type_name == "argument" or f"`{option.opts[0]}" in section, option.opts
