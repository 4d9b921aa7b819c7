"""Which status a finding has after people decided: on the same English, on another one, with other values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import report_builder as build

from qa.decided import decided, status
from qa.findings import Status
from translations.decisions.history import NOTHING, in_force
from translations.decisions.records import Decision

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REPORT = decided(build.sample(), NOTHING)  # nothing decided yet
PART = REPORT.segments[4]
FINDING = PART.findings[0]


def decision(kind: str, **given: object) -> Decision:
    return Decision(
        kind=kind, made=NOW, author="Ada", article_id="visit", language="ar", fingerprint=FINDING.fingerprint,
        source=PART.segment.text, **{"english": PART.translation.text, **given},
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "english", "values", "expected"),
    [
        (None, "old", True, "open"),
        (decision("waived", english="old"), "old", True, "waived"),
        (decision("waived", english="old"), "new", True, "carried_over"),
        (decision("waived", english="old"), "new", False, "open"),
        (decision("waived", english="old"), "old", False, "waived"),
        (decision("accepted", english="old"), "new", True, "accepted"),
        (decision("accepted", english="old"), "new", False, "open"),
        (decision("fixed", english="old", corrected="new"), "new", True, "fixed"),
        (decision("fixed", english="old", corrected="new"), "newer", True, "open"),
        (decision("fixed", english="old", corrected="new"), "old", True, "open"),
    ],
)
def test_the_status_of_a_finding(made: Decision | None, english: str, values: bool, expected: Status) -> None:
    assert status(made, english, values=values) == expected


def test_only_the_finding_decided_on_changes() -> None:
    before = REPORT.counts()
    after = decided(REPORT, in_force([decision("waived", reason="r")], NOW.date()))
    assert [(f.status, f.decided) for f in after.segments[4].findings] == [("waived", "Ada, 1 March 2026: r")]
    assert after.counts() == {**before, "error": before["error"] - 1}
    confirmed = decided(REPORT, in_force([decision("accepted")], NOW.date()))
    assert [f.status for f in confirmed.segments[4].findings] == ["accepted"]
    assert confirmed.counts() == before  # an error that a person has confirmed is still an error
    assert after.segments[:4] == REPORT.segments[:4]
    assert after.segments[5:] == REPORT.segments[5:]
    assert decided(after, NOTHING) == REPORT  # taken back
    assert decided(REPORT, NOTHING) is REPORT


def test_other_values_are_asked_about_again() -> None:
    held = in_force([decision("waived", reason="r")], NOW.date())
    text = "Putin arrived with 1,200 soldiers."
    found = build.finding(PART.segment, text, FINDING.check, "error", "m", source="12 ألف", values=("12,000", "1,200"))
    changed = build.with_part(REPORT, 4, translation=replace(PART.translation, text=text), findings=(found,))
    assert decided(changed, held).segments[4].findings[0].status == "open"
