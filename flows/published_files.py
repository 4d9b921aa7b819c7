"""The files of one published article: as its run made them, or made again where its findings have been decided on since."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

from qa.decided import decided
from qa.report.article_json import article_record
from qa.report.markdown import article_markdown
from qa.report.page import article_page
from qa.report.read_back import read_back
from qa.report.safe import pretty_json
from translations.decisions.history import InForce
from translations.files import write_whole

log = logging.getLogger(__name__)

SUFFIXES = (".md", ".json", ".html")


def publish(folder: Path, target: Path, name: str, people: InForce) -> None:
    """Put the files of the article `name` of the run in `folder` into `target`; those that are there already stay."""
    for suffix, content in _files(folder / "articles" / name, people):
        if suffix == ".html":
            # The page's way back to its run, from where it stands now.
            content = content.replace(b'href="../index.html"', f'href="../../{folder.name}/index.html"'.encode())
        place = target / f"{name}{suffix}"
        if not place.is_file() or place.read_bytes() != content:
            write_whole(place, content)


def _files(base: Path, people: InForce) -> Iterator[tuple[str, bytes]]:
    """The article's files by suffix: as the run made them, or made again where its findings have been decided on since."""
    as_made = {suffix: base.with_name(base.name + suffix).read_bytes() for suffix in SUFFIXES}
    try:
        report, stamp = read_back(json.loads(as_made[".json"]))
    except (KeyError, TypeError, ValueError):
        log.warning("an article's record was made by another version; its files are published as they are")
        yield from as_made.items()
        return
    now = decided(report, people)
    if now is report:
        yield from as_made.items()
        return
    made = (article_markdown(now, stamp), pretty_json(article_record(now, stamp)), article_page(now, stamp))
    yield from ((suffix, content.encode("utf-8", "replace")) for suffix, content in zip(SUFFIXES, made, strict=True))


def take_back(target: Path, name: str) -> None:
    """Take the files of the article `name` out of `target`."""
    for suffix in SUFFIXES:
        (target / f"{name}{suffix}").unlink(missing_ok=True)
