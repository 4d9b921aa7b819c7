"""Fetching from servers that break, stall, redirect, ignore ranges and refuse."""

from __future__ import annotations

import json
import shutil
import ssl
from collections import namedtuple
from pathlib import Path

import httpx
import pytest
from archive_server import Behaviour, serving

from translations.store.download import Transfer, fetch, file_name, shown
from translations.store.errors import DiskFull, DownloadFailed

BODY = bytes(range(256)) * 4096  # 1 MiB
PATH = "/ar-en/opus-2019-12-18.zip"
HALF = len(BODY) // 2


class Pauses(list[float]):
    """Notes the pauses instead of making them."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def transfer(pauses: Pauses | None = None, **options: object) -> Transfer:
    return Transfer(**{"allow_http": True, "timeout": 0.5, "sleep": Pauses() if pauses is None else pauses, **options})


def test_a_whole_file_arrives_and_is_not_fetched_twice(tmp_path: Path) -> None:
    done: list[tuple[int, int | None]] = []
    with serving({PATH: Behaviour(BODY)}) as server:
        path = fetch(server.url + PATH, tmp_path, transfer(), lambda *state: done.append(state))
        assert path.read_bytes() == BODY
        assert done[-1] == (len(BODY), len(BODY))
        assert fetch(server.url + PATH, tmp_path, transfer()) == path
        assert len(server.requests) == 1
    assert [file.name for file in tmp_path.iterdir()] == [path.name], "no piece or note is left over"


@pytest.mark.parametrize(
    ("behaviour", "ranges"),
    [
        (Behaviour(BODY, (f"break {HALF}", "ok")), [None, f"bytes={HALF}-"]),
        (Behaviour(BODY, (f"break {HALF}", f"break {HALF // 2}", "ok")), [None, f"bytes={HALF}-", f"bytes={HALF + HALF // 2}-"]),
        (Behaviour(BODY, (f"break {HALF}", "ok"), ranges=False), [None, f"bytes={HALF}-"]),
        (Behaviour(BODY, (f"break {HALF}", "ok"), etag=""), [None, None]),
        (Behaviour(BODY, ("503", "429", "ok")), [None, None, None]),
        (Behaviour(BODY, (f"stall {HALF}", "ok")), [None, f"bytes={HALF}-"]),
        (Behaviour(BODY, (f"break {HALF}", "503", "ok")), [None, f"bytes={HALF}-", f"bytes={HALF}-"]),
    ],
    ids=["broken", "broken twice", "ranges ignored", "no validator", "busy", "stalled", "broken, then busy"],
)  # fmt: skip
def test_it_goes_on_where_it_can(behaviour: Behaviour, ranges: list[str | None], tmp_path: Path) -> None:
    pauses = Pauses()
    with serving({PATH: behaviour}) as server:
        assert fetch(server.url + PATH, tmp_path, transfer(pauses)).read_bytes() == BODY
        assert server.ranges(PATH) == ranges
    assert pauses == [1.0, 2.0, 4.0][: len(ranges) - 1], "each pause is twice the one before"


def test_a_file_that_changed_on_the_server_is_fetched_from_the_start(tmp_path: Path) -> None:
    with serving({PATH: Behaviour(BODY, (f"break {HALF}",))}) as server:
        with pytest.raises(DownloadFailed, match="goes on from here"):
            fetch(server.url + PATH, tmp_path, transfer(attempts=1))
        newer = BODY[::-1]
        server.paths[PATH] = Behaviour(newer, etag='"v2"')
        assert fetch(server.url + PATH, tmp_path, transfer()).read_bytes() == newer


def test_a_piece_longer_than_the_new_file_is_thrown_away(tmp_path: Path) -> None:
    with serving({PATH: Behaviour(BODY, (f"break {HALF}",))}) as server:
        with pytest.raises(DownloadFailed):
            fetch(server.url + PATH, tmp_path, transfer(attempts=1))
        server.paths[PATH] = Behaviour(BODY[:1000])  # same ETag, shorter: the server answers 416
        assert fetch(server.url + PATH, tmp_path, transfer()).read_bytes() == BODY[:1000]


@pytest.mark.parametrize(
    ("status", "words"),
    [("403", "does not allow it"), ("404", "there is no such file"), ("410", "gone"), ("401", "password"), ("418", "HTTP 418")],
)
def test_a_refusal_is_told_at_once(status: str, words: str, tmp_path: Path) -> None:
    with serving({PATH: Behaviour(BODY, (status,))}) as server:
        with pytest.raises(DownloadFailed, match=words) as caught:
            fetch(server.url + PATH, tmp_path, transfer())
        assert len(server.requests) == 1
    assert caught.value.status == int(status)
    assert "dragoman models add FILE" in str(caught.value)
    assert "compact" in str(caught.value)


def test_a_server_that_stays_busy_is_given_up_after_the_attempts(tmp_path: Path) -> None:
    pauses = Pauses()
    told = pytest.raises(DownloadFailed, match=r"answers 503 \(4 attempts")
    with serving({PATH: Behaviour(BODY, ("503",))}) as server, told:
        fetch(server.url + PATH, tmp_path, transfer(pauses, attempts=4))
    assert pauses == [1.0, 2.0, 4.0]


def test_no_network_is_told_with_what_to_do(tmp_path: Path) -> None:
    with serving({}) as server:
        url = server.url
    with pytest.raises(DownloadFailed, match="no connection") as caught:
        fetch(url + PATH, tmp_path, transfer(attempts=2))
    assert "dragoman models add FILE" in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1/a.zip", "ftp://127.0.0.1/a.zip", "file:///etc/passwd", "a.zip", ""])
def test_only_https_is_fetched_unless_allowed(url: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="only https"):
        fetch(url, tmp_path, Transfer(attempts=1))


def test_redirects_are_followed_but_never_off_tls(tmp_path: Path, certificate: Path) -> None:
    with serving({PATH: Behaviour(BODY)}) as plain, serving({}, certificate) as secure:
        secure.paths |= {
            "/away": Behaviour(b"", (f"redirect {plain.url}{PATH}",)),
            "/here": Behaviour(b"", (f"redirect {PATH}",)),
            "/round": Behaviour(b"", ("redirect /round",)),
            PATH: Behaviour(BODY),
        }
        how = Transfer(attempts=1, client=lambda: trusting(certificate))
        assert fetch(secure.url + "/here", tmp_path, how).read_bytes() == BODY
        with pytest.raises(DownloadFailed, match="only https"):
            fetch(secure.url + "/away", tmp_path, how)
        with pytest.raises(DownloadFailed, match="redirects more than"):
            fetch(secure.url + "/round", tmp_path, how)
        assert plain.requests == []


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path, certificate: Path) -> None:
    told = pytest.raises(DownloadFailed, match=r"no connection .*certificate")
    with serving({PATH: Behaviour(BODY)}, certificate) as server, told:
        fetch(server.url + PATH, tmp_path, Transfer(attempts=1))


def test_a_desks_own_certificate_is_trusted_by_the_environment(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving({PATH: Behaviour(BODY, (f"break {HALF}", "ok"))}, certificate) as server:
        assert fetch(server.url + PATH, tmp_path, Transfer(attempts=2, sleep=Pauses())).read_bytes() == BODY
        assert server.ranges(PATH) == [None, f"bytes={HALF}-"]


def test_the_environments_proxy_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"through the proxy"
    with serving({"http://models.example.org/a.zip": Behaviour(body)}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert fetch("http://models.example.org/a.zip", tmp_path, transfer()).read_bytes() == body


def test_a_full_disk_is_seen_before_a_byte_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 10**8, 10**8))
    with serving({PATH: Behaviour(BODY)}) as server, pytest.raises(DiskFull, match=r"needs \d+ MiB .* 96 MiB are free"):
        fetch(server.url + PATH, tmp_path, transfer())
    assert list(tmp_path.glob("*.part")) == []


def test_more_bytes_than_promised_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translations.store.download.MAX_ARCHIVE", 1000)
    with serving({PATH: Behaviour(BODY, length=False), "/long": Behaviour(BODY)}) as server:
        with pytest.raises(DownloadFailed, match="more than it said"):
            fetch(server.url + PATH, tmp_path, transfer())
        with pytest.raises(DownloadFailed, match="this is no model"):
            fetch(server.url + "/long", tmp_path, transfer())


def test_addresses_are_shown_and_noted_without_credentials(tmp_path: Path) -> None:
    with serving({PATH: Behaviour(BODY, (f"break {HALF}",))}) as server:
        secret = server.url.replace("//", "//desk:s3cret@") + PATH + "?token=s3cret"
        server.paths[PATH + "?token=s3cret"] = Behaviour(BODY, (f"break {HALF}",))
        with pytest.raises(DownloadFailed) as caught:
            fetch(secret, tmp_path, transfer(attempts=1))
    assert "s3cret" not in str(caught.value)
    notes = [json.loads(note.read_text()) for note in tmp_path.glob("*.json")]
    assert notes
    assert "s3cret" not in json.dumps(notes)


@pytest.mark.parametrize(
    "url", ["https://h/../../x.zip", "https://h/%2e%2e%2fx.zip", "https://h/a%00b.zip", "https://h/", "https://h/" + "a" * 300]
)
def test_file_names_are_safe(url: str) -> None:
    name = file_name(url)
    assert Path(name).name == name
    assert "\0" not in name
    assert len(name) < 120
    assert name.endswith(".zip")


def test_shown_keeps_host_and_path() -> None:
    assert shown("https://u:p@[::1]:8443/a/b.zip?x=1#y") == "https://[::1]:8443/a/b.zip"


def trusting(certificate: Path) -> httpx.Client:
    return httpx.Client(verify=ssl.create_default_context(cafile=str(certificate)), timeout=2)
