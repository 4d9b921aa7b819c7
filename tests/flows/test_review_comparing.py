"""The comparison of two runs as a page of the server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import report_builder as build

from flows.serve import create_app
from qa.report.writer import RunWriter


@pytest.fixture
def root(tmp_path: Path) -> Path:
    report = build.sample()
    for name, text in (("one", "before"), ("two", "after")):
        changed = build.with_part(report, 7, translation=replace(report.segments[7].translation, text=text))
        writer = RunWriter(tmp_path / name, replace(build.STAMP, run_id=name))
        writer.write([changed])
        writer.finish(replace(build.run_of([changed]), run_id=name))
    (tmp_path / "cut" / ".parts").mkdir(parents=True)
    return tmp_path


def get(root: Path, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(root))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4300") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_the_list_of_runs_leads_to_the_comparison(root: Path) -> None:
    page = get(root, "/").text
    address = next(f"/compare/{a}/{b}" for a, b in (("one", "two"), ("two", "one")) if f'"/compare/{a}/{b}"' in page)
    answer = get(root, address)
    assert answer.status_code == 200
    assert "<del>" in answer.text
    assert "<ins>" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path", ["one/none", "one/cut", "one/..", "%2e%2e/one", "one/two/three", "/two", "one/%00", "one/" + "x" * 500]
)
def test_other_addresses_lead_nowhere(root: Path, path: str) -> None:
    assert get(root, f"/compare/{path}").status_code == 404
