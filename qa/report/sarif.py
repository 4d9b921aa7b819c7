"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the source: rules, levels, places, suppressions.

Waived findings are suppressions, so a viewer hides them without losing them. Results are streamed: memory stays flat.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from qa.checks.registry import Check, checks
from qa.report.safe import compact_json, utf8, visible

SARIF_VERSION = "2.1.0"
SCHEMA_ADDRESS = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# One word of the pattern is ours: results of a check that changed its rule are other results.
FINGERPRINT = "dragomanFinding/v1"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SUPPRESSED = {"waived": "accepted", "carried_over": "underReview"}


def sarif(rows: Iterable[Mapping[str, Any]], *, code_version: str, signature: str = "", run_id: str = "") -> Iterator[str]:
    """The SARIF log as pieces of JSON text; `rows` are findings with the columns of `tables.FINDINGS_SCHEMA` that are at hand.

    Needed are `check`, `severity`, `status`, `message`, `fingerprint`; `path`, `line` (from 0), `column` and `end_column`
    (from 1, in code points) make the place.
    """
    rules = checks()
    index = {rule.id: number for number, rule in enumerate(rules)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "Dragoman",
                "version": code_version,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "properties": {"signature": signature},
    }
    if run_id:
        run["automationDetails"] = {"id": f"dragoman/{visible(run_id)}"}
    head = compact_json({"$schema": SCHEMA_ADDRESS, "version": SARIF_VERSION})[:-1]
    yield f'{head},"runs":[{compact_json(run)[:-1]},"results":[\n'
    separator = ""
    for row in rows:
        yield separator + compact_json(_result(row, index))
        separator = ",\n"
    yield "\n]}]}\n"


def _rule(rule: Check) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.replace("_", ".").split(".")),
        "shortDescription": {"text": rule.summary},
        "help": {"text": f"{rule.summary} For example: {rule.example}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"mqm": rule.mqm, "version": rule.version},
    }


def _result(row: Mapping[str, Any], index: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": row["check"],
        "level": LEVELS[row["severity"]],
        "message": {"text": _message(row["message"])},
        "partialFingerprints": {FINGERPRINT: row["fingerprint"]},
        "properties": {
            name: utf8(str(row[name]))
            for name in (
                "article_id",
                "segment_id",
                "source_value",
                "target_value",
                "source_words",
                "target_words",
                "mqm",
                "page",
            )
            if row.get(name)
        },
    }
    if row["check"] in index:
        result["ruleIndex"] = index[row["check"]]
    if row.get("path"):
        result["locations"] = [{"physicalLocation": _place(row)}]
    if row["status"] in _SUPPRESSED:
        suppression = {"kind": "external", "status": _SUPPRESSED[row["status"]]}
        if row.get("decided"):
            suppression["justification"] = visible(row["decided"])
        result["suppressions"] = [suppression]
    return result


def _message(text: str) -> str:
    """Plain text as SARIF's message strings want it (3.11.5, 3.11.6): no placeholder and no embedded link can come from it."""
    escaped = utf8(visible(text)).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return escaped.replace("{", "{{").replace("}", "}}") or "(no message)"


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(utf8(str(row["path"])).replace("\\", "/"), safe="/")}}
    if row.get("line") is not None:
        region: dict[str, int] = {"startLine": int(row["line"]) + 1}
        if row.get("column"):
            region["startColumn"] = int(row["column"])
        if row.get("column") and row.get("end_column"):
            region["endColumn"] = int(row["end_column"])
        place["region"] = region
    return place


def loads(pieces: Iterable[str]) -> dict[str, Any]:
    """The log as a record, for those who want it in memory."""
    log: dict[str, Any] = json.loads("".join(pieces))
    return log
