"""What a person may ask of the flow `translate-articles`: the form in the Prefect UI is made from this model."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

MAX_PASTED_BYTES = 400 * 1024  # of UTF-8; larger texts belong into a file


class Strictness(StrEnum):
    """What error findings do to the end of a run."""

    report = "report"
    fail_on_errors = "fail on errors"


class Review(StrEnum):
    """When articles wait for a person before they are published."""

    never = "never"
    on_errors = "on_errors"
    always = "always"


def one_box(schema: dict[str, Any]) -> None:
    """A field that may stay empty, as Prefect's form shows it best: a plain box instead of a switch between text and nothing.

    Prefect's server lets a field be null that is not required and states no default.
    """
    schema.pop("default", None)
    schema.update(next(kind for kind in schema.pop("anyOf", []) if kind.get("type") != "null"))


class TranslateRequest(BaseModel):
    """Articles to translate: a path, or a pasted text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)

    path: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Path",
        description="A file, a folder or a pattern such as inbox/*.html, below one of the configured input folders. "
        "Leave empty to paste a text instead.",
        max_length=4096,
    )
    text: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Pasted text",
        description="The article itself, headline first, up to 400 KB. Leave empty when a path is given.",
    )
    title: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Title of the pasted text",
        description="Only if the text does not begin with it.",
        max_length=1000,
    )
    published: date | None = Field(
        None,
        json_schema_extra=one_box,
        title="Date of the pasted text",
        description="When the article was published; weekdays and words such as 'yesterday' are checked against it.",
    )
    outlet: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Outlet of the pasted text",
        description="Who published it; stands in the citation line.",
        max_length=200,
    )
    language: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Language",
        description="Language of articles that do not say it themselves: ar, ru, pt-BR. Leave empty to have it identified.",
        max_length=35,
    )
    glossary: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Glossary",
        description="A CSV or TSV file below one of the input folders; its terms go before the shipped ones.",
        max_length=4096,
    )
    model: str | None = Field(
        None,
        json_schema_extra=one_box,
        title="Model",
        description="A model folder below an input folder or the model store, instead of the installed model of each language.",
        max_length=4096,
    )
    strictness: Strictness = Field(
        Strictness.report,
        title="When a check reports an error",
        description="Report it, or also end the run as failed. The translations are delivered either way.",
    )
    review: Review = Field(
        Review.never,
        title="Hold for review",
        description="never: nothing waits, nothing is published. on_errors: articles with error findings wait for decisions. "
        "always: every article waits for approval. What need not wait is copied to the folder published.",
    )
    all_lines: bool = Field(
        False,
        title="Translate all lines",
        description="Also translate what was recognised as page furniture, repeated lines, credits and other stories.",
    )

    @field_validator("path", "text", "title", "outlet", "language", "glossary", "model", mode="after")
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        # The form sends "" for a field that was touched and emptied.
        return value if value and value.strip() else None

    @field_validator("text", mode="after")
    @classmethod
    def _bounded(cls, value: str | None) -> str | None:
        size = len(value.encode("utf-8", "replace")) if value else 0
        if size > MAX_PASTED_BYTES:
            raise ValueError(
                f"the pasted text has {size // 1024:,} KB; up to {MAX_PASTED_BYTES // 1024} KB can be pasted, put it into a file"
            )
        return value

    @model_validator(mode="after")
    def _one_input(self) -> TranslateRequest:
        if (self.path is None) == (self.text is None):
            raise ValueError("give either a path or a pasted text")
        if self.path is not None and any(value is not None for value in (self.title, self.published, self.outlet)):
            raise ValueError("title, date and outlet belong to a pasted text; files state their own")
        return self
