"""The page about runs names every column of every table, every file and every key."""

import re
from pathlib import Path

import pytest

from qa.report.tables import ARTICLES_SCHEMA, SCHEMAS

TABLES = SCHEMAS | {"articles": ARTICLES_SCHEMA}

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "reading-a-run.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_its_line(name: str) -> None:
    section = PAGE.partition(f"`{name}.parquet`" + (", the same" if name == "findings" else " has"))[2].partition("\n\n`")[0]
    named = set(re.findall(r"`([a-z_]+)`", " ".join(line for line in section.splitlines() if line.startswith("|"))))
    assert set(TABLES[name]) <= named


def test_every_key_has_its_line() -> None:
    folder = ROOT / "qa/report/templates"
    scripts = [(folder / name).read_text(encoding="utf-8") for name in ("page.js", "decide.js")]
    keys = [key for script in scripts for key in re.findall(r"\b([a-z]): \(\) =>", script.partition("const KEYS")[2])]
    assert sorted(keys) == ["a", "f", "j", "k", "n", "p", "u", "v", "w"]
    for key in keys:
        assert f"`{key}`" in PAGE
