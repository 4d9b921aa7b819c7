"""The small JSON that decisions travel in: from a page to the desk's store, from one desk to another. Checked before use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from translations.decisions.records import Decision, DecisionsError, record_of

SCHEMA = 1
MAX_FILE_BYTES = 16 * 2**20  # 20,000 decisions of 800 bytes
MAX_DECISIONS = 20_000
MAX_TEXT = 100_000  # code points of a segment; articles with "sentences" of 50,000 letters exist
MAX_WORDS = 2_000  # code points of a reason or a value
CLOCK_AHEAD = timedelta(days=1)  # what a wrong clock may say; a decision from the far future would win for ever


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _filled(text: str) -> str:
    if not (line := _one_line(text)):
        raise ValueError("it is empty")
    return line


Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(_filled)]
Words = Annotated[str, StringConstraints(max_length=MAX_WORDS), AfterValidator(_one_line)]
Value = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT, min_length=1)]
English = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_filled)]
Phrase = Annotated[str, StringConstraints(max_length=300), AfterValidator(_filled)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$")]
ArticleId = Annotated[str, StringConstraints(max_length=4096, min_length=1)]
RunId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


class _Made(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    made: AwareDatetime
    author: Name
    reason: Words = ""
    run_id: RunId | None = None  # where it differs from the file's


class _OnFinding(_Made):
    article_id: ArticleId
    language: Language
    fingerprint: Hex
    source: Text
    english: Value = ""
    check: Annotated[str, StringConstraints(max_length=100)] = ""
    source_value: Value = ""
    target_value: Value = ""


class _Waived(_OnFinding):
    decision: Literal["waived"]
    reason: Annotated[str, StringConstraints(max_length=MAX_WORDS), AfterValidator(_filled)]
    expires: date | None = None


class _Accepted(_OnFinding):
    decision: Literal["accepted"]


class _Fixed(_OnFinding):
    decision: Literal["fixed"]
    fingerprint: Hex | Literal[""] = ""
    corrected: English
    only_here: bool = False


class _Term(_Made):
    decision: Literal["term"]
    language: Language
    source: Phrase
    corrected: Phrase
    article_id: Annotated[str, StringConstraints(max_length=4096)] = ""


class _Approved(_Made):
    decision: Literal["approved"]
    article_id: ArticleId
    content: Hex


class _Undone(_Made):
    decision: Literal["undone"]
    undoes: Hex


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(alias="schema")
    run_id: RunId | Literal[""]
    decisions: list[Annotated[_Waived | _Accepted | _Fixed | _Term | _Approved | _Undone, Field(discriminator="decision")]] = (
        Field(max_length=MAX_DECISIONS)
    )


def read(content: bytes | str, name: str, now: datetime) -> tuple[str, list[Decision]]:
    """The run id of a file and its decisions in order; `name` is what an error calls the file.

    Raises DecisionsError with the first thing that is wrong; nothing is read half.
    """
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    if len(raw) > MAX_FILE_BYTES:
        raise DecisionsError(
            f"{name} has {len(raw) / 2**20:,.0f} MB; a file of decisions has at most {MAX_FILE_BYTES // 2**20} MB."
        )
    try:
        file = _File.model_validate_json(raw)
    except ValidationError as error:
        raise DecisionsError(f"{name} cannot be used: {_first(error)}.") from None
    decisions = [_decision(entry, file.run_id) for entry in file.decisions]
    for number, decision in enumerate(decisions, 1):
        if decision.made > now + CLOCK_AHEAD:
            when = f"{decision.made:%d %B %Y, %H:%M} UTC"
            raise DecisionsError(f"{name}: decision {number} is dated {when}, which is still to come; set the clock right.")
    return file.run_id, decisions


def write(decisions: Iterable[Decision], run_id: str = "") -> str:
    """The file that `read` reads back to the same decisions; one decision a line, so that two files can be compared."""
    lines = [json.dumps(_entry(decision, run_id), ensure_ascii=False) for decision in decisions]
    body = "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"
    return f'{{"schema": {SCHEMA},\n"run_id": {json.dumps(run_id)},\n"decisions": {body}}}\n'


def _entry(decision: Decision, run_id: str) -> dict[str, Any]:
    record = record_of(decision)
    if record.get("run_id") == run_id:
        del record["run_id"]
    return record


def _decision(entry: Any, run_id: str) -> Decision:
    given = entry.model_dump()
    # To the millisecond, as browsers have it: what is read back must be the same decision.
    made = entry.made.astimezone(UTC)
    given["made"] = made.replace(microsecond=made.microsecond // 1000 * 1000)
    given["run_id"] = entry.run_id or run_id
    return Decision(kind=given.pop("decision"), **given)


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = list(first["loc"])
    reason = str(first["msg"]).removeprefix("Value error, ")
    if not where:
        return reason
    if where[0] == "decisions" and len(where) > 1 and isinstance(where[1], int):
        # The loc names the union's branch between the number and the field.
        field = f", {where[-1]}" if len(where) > 2 else ""
        return f"decision {where[1] + 1}{field}: {reason}"
    return f"{where[0]}: {reason}"
