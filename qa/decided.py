"""What people decided, seen on the findings of a run: which are open, waived, carried over, accepted or fixed."""

from __future__ import annotations

from dataclasses import replace

from qa.findings import Status
from qa.report.records import ArticleReport, SegmentReport
from qa.report.words import day
from translations.decisions.history import InForce
from translations.decisions.records import Decision


def decided(report: ArticleReport, decisions: InForce) -> ArticleReport:
    """The article's report with every finding's status as the decisions in force have it; nothing else is changed."""
    segments = tuple(_segment(part, decisions) for part in report.segments)
    return report if segments == report.segments else replace(report, segments=segments)


def status(decision: Decision | None, english: str, *, values: bool) -> Status:
    """The status of a finding on this English, after the last decision on it; `values` tells whether it is about any.

    A decision's fingerprint holds the source segment and both values, so where a value changed there is none and the finding is
    open again. Where only the English around the values changed, a waiver is carried over. A finding without values (a loop, a
    cut sentence) is about its English alone, so another English is asked about again.
    """
    if decision is None:
        return "open"
    if decision.kind == "fixed":
        # What a check still says about the English a person wrote was known to that person; of another English nobody knows.
        return "fixed" if english == decision.corrected else "open"
    same = english == decision.english
    if not same and not values:
        return "open"
    if decision.kind == "accepted":
        return "accepted"
    return "waived" if same else "carried_over"


def said(decision: Decision) -> str:
    """Who decided, when and why, in one line: "Ada, 1 March 2026: an idiom"."""
    until = f" (until {day(decision.expires)})" if decision.expires else ""
    reason = f": {decision.reason}" if decision.reason else ""
    return f"{decision.author}, {day(decision.made.date())}{reason}{until}"


def _segment(part: SegmentReport, decisions: InForce) -> SegmentReport:
    if not part.findings:
        return part
    english = part.translation.text
    findings = []
    for finding in part.findings:
        values = bool(finding.source_value or finding.target_value)
        decision = decisions.findings.get(finding.fingerprint)
        found = status(decision, english, values=values)
        findings.append(replace(finding, status=found, decided=said(decision) if decision and found != "open" else ""))
    return replace(part, findings=tuple(findings))
