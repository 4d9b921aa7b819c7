"""`dragoman serve`: what it shows, and what it must never hand out."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from flows.runs import list_runs
from flows.serve import RUNS_PER_PAGE, create_app, find

SECRET = "not for the browser"


class Client:
    """Asks the application as a browser on this machine would, one request at a time."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def request(self, method: str, path: str, *, follow_redirects: bool = False, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4300") as client:
                return await client.request(method, path, follow_redirects=follow_redirects, **options)

        return asyncio.run(ask())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)


def add_run(root: Path, run_id: str, finished: str, headline: str = "1 article", **more: object) -> Path:
    folder = root / run_id
    (folder / "articles").mkdir(parents=True)
    (folder / "index.html").write_text(f"<title>{run_id}</title>", encoding="utf-8")
    (folder / "articles" / "a b.html").write_text("<p lang=ar dir=rtl>خبر", encoding="utf-8")
    (folder / "articles" / "a b.md").write_text("<b>text</b>", encoding="utf-8")
    (folder / "findings.parquet").write_bytes(b"PAR1")
    record = {"schema": 1, "headline": headline, "finished": finished, **more}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    root = tmp_path / "runs"
    add_run(root, "older", "2026-01-02T03:04:05+00:00", "12 articles, 3 with error findings, 1 failed")
    folder = add_run(root, "newer", "2026-02-02T03:04:05+00:00", "<script>alert(1)</script>", compact_model="compact model: …")
    (folder / ".parts").mkdir()
    (folder / ".parts" / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "outside").symlink_to(tmp_path)
    (folder / "hidden.txt").symlink_to(folder / ".parts" / "secret.txt")
    (folder / "same.html").symlink_to(folder / "index.html")
    os.mkfifo(folder / "pipe.html")
    return root


@pytest.fixture
def client(output: Path) -> Client:
    return Client(create_app(output))


def test_runs_are_listed_newest_first_with_their_headline(client: Client) -> None:
    page = client.get("/").text
    assert page.index("&lt;script&gt;alert(1)") < page.index("12 articles, 3 with error findings, 1 failed")
    assert "<script>" not in page
    assert page.count("Compact model: for trying the pipeline, not for citing.") == 1
    assert 'href="/runs/older/"' in page


def test_an_empty_or_missing_folder_says_so(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "not there"):
        answer = Client(create_app(root)).get("/")
        assert answer.status_code == 200
        assert "There is no run yet" in answer.text


def test_a_run_without_record_is_unfinished_and_a_broken_record_is_said(output: Path) -> None:
    (output / "cut" / "articles").mkdir(parents=True)
    (output / "no run at all").mkdir()
    (output / ".hidden" / "articles").mkdir(parents=True)
    for name, content in {
        "broken": b"{",
        "list": b"[]",
        "deep": b"[" * 100_000,
        "date": b'{"headline": "x", "finished": "yesterday"}',
        "number": b'{"headline": "x", "finished": 5}',
        "bytes": b"\xff\xfe\x00",
    }.items():
        (output / name).mkdir()
        (output / name / "run.json").write_bytes(content)
    found = {run.id: run for run in list_runs(output)}
    assert not found["cut"].complete
    assert "Not finished" in found["cut"].headline
    assert {found[name].headline for name in ("broken", "list", "deep", "date", "number", "bytes")} == {"run.json cannot be read"}
    assert not {"no run at all", ".hidden"} & found.keys()


def test_a_record_that_changed_is_read_again(output: Path) -> None:
    assert list_runs(output)[1].headline.startswith("12 articles")
    record = output / "older" / "run.json"
    record.write_text(
        json.dumps({"headline": "13 articles, all good now", "finished": "2026-01-02T03:04:05+00:00"}), encoding="utf-8"
    )
    assert list_runs(output)[1].headline == "13 articles, all good now"


def test_long_lists_come_in_pages(tmp_path: Path) -> None:
    for number in range(RUNS_PER_PAGE + 1):
        (tmp_path / f"run-{number:03}").mkdir()
        record = {"headline": f"headline {number:03}", "finished": "2026-01-02T03:04:05+00:00"}
        (tmp_path / f"run-{number:03}" / "run.json").write_text(json.dumps(record), encoding="utf-8")
    client = Client(create_app(tmp_path))
    first, second = client.get("/").text, client.get("/?page=2").text
    assert "headline 100" in first
    assert "headline 000" not in first
    assert "headline 000" in second
    assert 'href="/?page=2"' in first
    assert 'href="/?page=1"' in second
    for odd in ("0", "-1", "x", "٢", "9" * 30, ""):
        assert client.get("/", params={"page": odd}).status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/runs/newer/", "text/html; charset=utf-8"),
        ("/runs/newer/articles/a%20b.html", "text/html; charset=utf-8"),
        ("/runs/newer/articles/a%20b.md", "text/plain; charset=utf-8"),
        ("/runs/newer/run.json", "application/json"),
        ("/runs/newer/findings.parquet", "application/octet-stream"),
        ("/runs/newer/same.html", "text/html; charset=utf-8"),
    ],
)
def test_files_are_served_with_their_type(client: Client, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert ("attachment" in answer.headers.get("content-disposition", "")) == (kind == "application/octet-stream")
    head = client.request("HEAD", path)
    assert head.status_code == 200
    assert head.content == b""


def test_the_address_of_a_run_gets_its_slash(client: Client) -> None:
    answer = client.get("/runs/newer")
    assert (answer.status_code, answer.headers["location"]) == (308, "/runs/newer/")
    # Never to another machine, whatever the name of the run.
    assert client.get("/runs/%5Cevil.example").headers.get("location", "/runs/").startswith("/runs/")


@pytest.mark.parametrize(
    "path",
    [
        "/runs/newer/out.txt",
        "/runs/newer/outside/secret.txt",
        "/runs/newer/hidden.txt",
        "/runs/newer/.parts/secret.txt",
        "/runs/newer/pipe.html",
        "/runs/newer/articles",
        "/runs/newer/articles/",
        "/runs/../secret.txt",
        "/runs/%2e%2e/secret.txt",
        "/runs/newer/..%2f..%2f..%2fsecret.txt",
        "/runs/newer/%2e%2e/%2e%2e/secret.txt",
        "/runs/newer/..%5c..%5csecret.txt",
        "/runs//etc/passwd",
        "/runs/newer//index.html",
        "/runs/newer/index.html%00.txt",
        "/runs/newer/" + "x" * 5000,
        "/runs/",
        "/runs/%ff%fe/",
        "/secret.txt",
    ],
)
def test_nothing_else_is_handed_out(client: Client, path: str) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 404
    assert SECRET not in answer.text


@given(
    st.text(max_size=40) | st.lists(st.sampled_from(["..", ".", "", "newer", "outside", "/", "secret.txt", "~"])).map("/".join)
)
def test_no_path_leads_out(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    base = tmp_path_factory.getbasetemp() / "serve-property"
    root = base / "runs"
    if not root.exists():
        add_run(root, "newer", "2026-01-02T03:04:05+00:00")
        (base / "secret.txt").write_text(SECRET, encoding="utf-8")
        (root / "newer" / "outside").symlink_to(base)
    found = find(root, path)
    assert found is None or found.is_relative_to(root.resolve())


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/runs/newer/", "/health"])
def test_it_only_reads(client: Client, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 405


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:4300", "127.0.0.1.evil.example", "192.168.0.5:4300", "", "www.localhost"]
)
def test_foreign_names_are_refused(client: Client, host: str) -> None:
    answer = client.get("/runs/newer/", headers={"host": host})
    assert answer.status_code == 400
    assert "newer" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:4300", "localhost:9999", "LOCALHOST"])
def test_its_own_names_are_answered(client: Client, host: str) -> None:
    assert client.get("/runs/newer/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/runs/newer/", "/runs/newer/run.json", "/runs/newer/no", "/health"])
def test_every_answer_keeps_other_pages_out(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "access-control-allow-origin" not in headers
    assert ("sandbox" in policy) == (not headers["content-type"].startswith("text/html"))


def test_runs_are_found_below_a_linked_folder(output: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(output)
    client = Client(create_app(tmp_path / "link"))
    assert client.get("/runs/newer/").status_code == 200
