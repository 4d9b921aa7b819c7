"""The benchmark page: measured part by part, made from what is kept, and never older than that."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import pipeline_page as page
from benchmarks import pipeline_results as results
from benchmarks.data import ROOT
from benchmarks.pipeline import stages

TAKEN = {
    "date": "2026-01-01", "processor": "P <&>", "cores": 2, "threads": 2, "system": "Linux x86_64", "python": "3.11.0",
    "versions": {"ctranslate2": "4"}, "load": 0.1,
}  # fmt: skip
RUN = {
    "articles": 1000, "wall": 10.0, "processor": 18.0, "peak_mb": 300.0, "written_mb": 70.0, "translated": 3210, "from_cache": 1
}  # fmt: skip
SPEED = {
    "passes": 6, "articles": 600, "sentences_a_pass": 10, "source_tokens_a_pass": 100, "decoded": 60, "segments": 60,
    "bare_wall": 90.0, "bare_processor": 170.0, "pipeline_wall": 100.0, "pipeline_processor": 190.0, "ratio_wall": 0.9,
    "ratio_processor": 0.89, "model": "m@1", "decoding": "beam:6", "peak_mb": 500.0, "taken": TAKEN,
    "stages": stages({"decode": 80.0, "write": 5.0, "load": 1.0}, {"read": 1.0, "end": 4.0}, 100.0),
}  # fmt: skip
PEERS = {
    "segments": 3, "sentences": 4, "beam": 6, "taken": TAKEN,
    "rows": [
        {"peer": "bare CTranslate2", "version": "4", "settings": "int8", "wall": 1.0, "processor": 2.0},
        {"peer": "one", "version": "1", "settings": "float32, x", "wall": 4.0, "processor": 8.0, "same_as_float32": 0.5},
        {"peer": "other", "why": "not set up here"},
    ],
}  # fmt: skip


def test_a_part_measured_anew_leaves_the_others(tmp_path: Path) -> None:
    kept = tmp_path / "results.json"
    results.keep("one", {"share": 1 / 3}, 2, kept)
    results.keep("two", {"runs": [{"wall": 2.0}]}, 2, kept)
    results.keep("one", {"share": 0.5}, 2, kept)
    parts = results.kept(kept)
    assert parts["one"]["share"] == 0.5
    assert parts["two"]["runs"] == [{"wall": 2.0}]
    assert parts["one"]["taken"]["cores"]


def test_stages_sum_to_the_whole() -> None:
    assert sum(SPEED["stages"].values()) == pytest.approx(100.0)  # type: ignore[attr-defined]
    assert SPEED["stages"]["other"] == pytest.approx(10.0)  # type: ignore[index]


def test_the_page_says_what_was_measured_and_what_was_not() -> None:
    made = page.section({"speed": SPEED, "peers": PEERS})
    assert "**0.900** (processor time 0.890)" in made
    assert "| one 1 | float32, x; 50% word for word as CTranslate2 in float32 | 1.0 | 8.0 s | 0.25 |" in made
    assert "| other | not set up here |" in made
    assert made.count(page.NOT_YET) == len(page.SECTIONS) - 3
    # 190 s of processor time for 600 articles.
    assert "cost 317 s of processor time, 0.088 core-hours" in made


@pytest.mark.parametrize("parts", [{}, {"peers": PEERS}, {"speed": SPEED, "everything": SPEED, "peers": PEERS}], ids=len)
def test_the_chart_is_well_formed_whatever_was_measured(parts: dict[str, object]) -> None:
    chart = page.chart(parts)
    ET.fromstring(chart)
    assert (">0.25<" in chart) == ("peers" in parts)


def test_the_page_and_the_chart_are_those_of_the_kept_figures() -> None:
    parts = results.kept()
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert f"{page.BEGIN}\n{page.section(parts)}\n{page.END}" in text
    assert (ROOT / "docs" / "benchmarks.svg").read_text(encoding="utf-8") == page.chart(parts)
