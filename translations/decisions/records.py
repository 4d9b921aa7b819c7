"""One decision of one person. Decisions are only ever added; a later one takes an earlier one's place, an undo is one too."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from translations.errors import DragomanError
from translations.files import digest
from translations.text import plain

# waived: the finding is no error. accepted: it is one. fixed: this is the segment's English. term: a glossary entry is proposed.
# approved: the article may be published with exactly this English. undone: another decision is taken back.
Kind = Literal["waived", "accepted", "fixed", "term", "approved", "undone"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# The segment a correction stands for: language, normalised source, and the article's id if it is meant for that article alone.
SegmentKey = tuple[str, str, str]


class DecisionsError(DragomanError):
    """Decisions cannot be read, kept or applied; the message names the file or the decision."""


class StoreUnavailable(DecisionsError):
    """The store of decisions cannot be read or written now; what was to be kept is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided what, when (`made`, UTC) and why, about which finding, segment, term, article or earlier decision.

    `source` is the segment's text (or the term's), `english` the English the person looked at, `corrected` the English to use
    instead (of the segment or the term). `content` is `english_digest` of an approved article, `undoes` the id of a decision.
    """

    kind: Kind
    made: datetime
    author: str
    run_id: str = ""
    reason: str = ""
    article_id: str = ""
    language: str = ""
    fingerprint: str = ""
    check: str = ""
    source: str = ""
    english: str = ""
    source_value: str = ""
    target_value: str = ""
    corrected: str = ""
    only_here: bool = False
    expires: date | None = None
    content: str = ""
    undoes: str = ""

    @property
    def id(self) -> str:
        """Digest of all of it: the same decision has the same id wherever it comes from, so adding it twice adds nothing."""
        return digest(json.dumps(record_of(self), ensure_ascii=True, sort_keys=True))

    @property
    def segment_key(self) -> SegmentKey:
        """The key under which a correction is found."""
        return segment_key(self.language, self.source, self.article_id if self.only_here else "")


def segment_key(language: str, source: str, article_id: str = "") -> SegmentKey:
    """The key of a segment's text: spelling variants that say the same (marks, tatweel, alef seats, spaces) share it."""
    # Half a character (a lone surrogate) can be in an article, but in no file or database.
    return language, plain(source).encode("utf-8", "replace").decode("utf-8"), article_id


def english_digest(texts: list[str]) -> str:
    """What an approval is bound to: the English of an article's segments in order."""
    return digest(*texts)


def record_of(decision: Decision) -> dict[str, Any]:
    """The decision as the exchange file holds it: fields that say nothing are left out, times in UTC, `decision` is the kind."""
    record: dict[str, Any] = {"decision": decision.kind}
    for field in fields(decision):
        value = getattr(decision, field.name)
        if field.name == "kind" or value is None or value == "" or value is False:
            continue
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record[field.name] = value.isoformat() if isinstance(value, date) else value
    return record
