"""What a glossary is looked up by, compiled once: its patterns in a few flat tables that are quick to store and to load.

A pattern is a folded spelling; each has entries, one a term that is written so. The tables are kept in a file of JSON under the
glossary's digest, with a checksum and the digest of the rules that made them, so a file that is damaged, of another glossary or
of other rules is no use and is made again. JSON, because a file that anybody can write must not be able to run anything.
"""

from __future__ import annotations

import json
import logging
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from glossary.gaps import gapped_titles
from glossary.terms import Glossary
from glossary.variants import Spelling, spellings
from translations.files import digest, write_whole

log = logging.getLogger(__name__)

GLOSSARIES = Path(".dragoman") / "glossaries"  # where the pipeline keeps them

MIN_KEY_LETTERS = 2  # a one-letter key would match everywhere
MIN_HEAD = 3  # letters: a shorter first word stands everywhere, so its pattern is searched for by two words
MIN_STORED = 20_000  # patterns: fewer are compiled in less time than a file costs
KEPT = 4  # files in the folder; the oldest goes when another glossary comes
BARE, GAPPED = 1, 2  # bits of an entry

_RULES = ("glossary.compiled", "glossary.gaps", "glossary.keys", "glossary.scripts", "glossary.variants", "translations.text")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct patterns in order of first sight; those of pattern `n` are entries `offsets[n]` to `offsets[n + 1]`.

    Of an entry: `terms` the term's index in the glossary, `bits` whether the spelling lacks its own article (`BARE`) or is the
    beginning of a title that may be interrupted (`GAPPED`), and where they differ from the pattern, `exact` and `written`.
    """

    keys: list[str]
    offsets: array[int]
    terms: array[int]
    bits: bytes
    exact: dict[int, str]
    written: dict[int, str]

    def spelling(self, pattern: int, entry: int) -> Spelling:
        """The spelling of an entry as `variants.spellings` made it."""
        folded = self.keys[pattern]
        exact = self.exact.get(entry, folded)
        return Spelling(folded, exact, self.written.get(entry, exact), bare=bool(self.bits[entry] & BARE))


def head(key: str) -> str:
    """The first word of a pattern (two where the first is very short): what one pass over a text looks for."""
    end = key.find(" ", MIN_HEAD)
    return key if end < 0 else key[:end]


def compiled(glossary: Glossary, folder: Path | None = None, version: str = "") -> Patterns:
    """The patterns of a glossary, from `folder` where they are kept there, else made and, if they are many, kept there.

    `version` is `glossary.version`, for who knows it already. A file that cannot be read or written costs time, never a run.
    """
    if folder is None or len(glossary.terms) * 2 < MIN_STORED:
        return compile_patterns(glossary)
    name = version or glossary.version
    path = folder / f"{name}.json"
    found = _load(path, name, len(glossary.terms))
    if found is None:
        found = compile_patterns(glossary)
        if len(found.keys) >= MIN_STORED:
            _store(path, name, found)
    return found


def compile_patterns(glossary: Glossary) -> Patterns:
    """Every spelling of every approved term."""
    index: dict[str, int] = {}
    owners, terms, bits = array("I"), array("I"), bytearray()
    exact: dict[int, str] = {}
    written: dict[int, str] = {}
    for number, key, spelling, bit in _entries(glossary):
        entry = len(owners)
        owners.append(index.setdefault(key, len(index)))
        terms.append(number)
        bits.append(bit | (BARE if spelling.bare else 0))
        if spelling.exact != key:
            exact[entry] = spelling.exact
        if spelling.written != spelling.exact:
            written[entry] = spelling.written
    order = sorted(range(len(owners)), key=owners.__getitem__)  # stable: entries of a pattern stay in the glossary's order
    offsets, at = array("I", bytes(array("I").itemsize * (len(index) + 1))), {old: new for new, old in enumerate(order)}
    for owner in owners:
        offsets[owner + 1] += 1
    for n in range(len(index)):
        offsets[n + 1] += offsets[n]
    return Patterns(
        list(index), offsets, array("I", (terms[i] for i in order)), bytes(bits[i] for i in order),
        {at[i]: text for i, text in exact.items()}, {at[i]: text for i, text in written.items()},
    )  # fmt: skip


def _entries(glossary: Glossary) -> Iterator[tuple[int, str, Spelling, int]]:
    for number, term in enumerate(glossary.terms):
        if term.status != "approved":
            continue
        for spelling in spellings(term):
            if len(spelling.folded) >= MIN_KEY_LETTERS:
                yield number, spelling.folded, spelling, 0
        for title in gapped_titles((term,)):
            yield number, title.anchor, Spelling(title.anchor, title.anchor, title.written, bare=title.bare), GAPPED


@cache
def rules() -> str:
    """The digest of the code that makes patterns: what other code made is made again."""
    return digest(*(Path(str(sys.modules[name].__file__)).read_bytes() for name in _RULES))


def _store(path: Path, name: str, patterns: Patterns) -> None:
    table = {
        "glossary": name, "rules": rules(), "keys": patterns.keys, "offsets": patterns.offsets.tolist(),
        "terms": patterns.terms.tolist(), "bits": patterns.bits.decode("latin-1"),
        "exact": [list(patterns.exact), list(patterns.exact.values())],
        "written": [list(patterns.written), list(patterns.written.values())],
    }  # fmt: skip
    raw = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    try:
        write_whole(path, digest(raw).encode() + b"\n" + raw)
        others = sorted((p for p in path.parent.glob("*.json") if p != path), key=lambda p: (p.stat().st_mtime, p.name))
        for old in others[: max(0, len(others) + 1 - KEPT)]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the compiled glossary %s is not kept: %s", name, error.strerror)
    else:
        log.info("kept the compiled glossary %s: %d patterns", name, len(patterns.keys))


def _load(path: Path, name: str, terms: int) -> Patterns | None:
    try:
        checksum, _, raw = path.read_bytes().partition(b"\n")
        if digest(raw).encode() != checksum:
            log.warning("the compiled glossary %s is damaged and is made again", name)
            return None
        table = json.loads(raw.decode("utf-8", "surrogatepass"))
        if (table["glossary"], table["rules"]) != (name, rules()):
            return None
        return _checked(table, terms)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        log.warning("the compiled glossary %s cannot be read and is made again", name)
        return None


def _checked(table: Any, terms: int) -> Patterns:
    """The patterns of a table; ValueError where its parts do not fit together."""
    found = Patterns(
        table["keys"], array("I", table["offsets"]), array("I", table["terms"]), table["bits"].encode("latin-1"),
        dict(zip(*table["exact"], strict=True)), dict(zip(*table["written"], strict=True)),
    )  # fmt: skip
    entries = len(found.terms)
    texts = (found.keys, found.exact.values(), found.written.values())
    if not (
        len(found.offsets) == len(found.keys) + 1
        and found.offsets[0] == 0
        and found.offsets[-1] == len(found.bits) == entries
        and max(found.terms, default=0) < max(1, terms)
        and all(isinstance(text, str) for part in texts for text in part)
    ):
        raise ValueError("parts of different glossaries")
    return found
