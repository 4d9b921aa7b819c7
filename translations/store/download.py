"""An archive from an address to a file: resumed where a connection broke, retried with back-off, https unless told otherwise.

The bytes go to `<name>.part` beside a note of where they come from; a later call, also by another process, goes on from there as
long as the server says that the file is still the same one (ETag or Last-Modified), and from the start otherwise.
Proxies and certificates are those of the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE).
"""

from __future__ import annotations

import errno
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from translations.files import digest, write_whole
from translations.store.errors import DiskFull, DownloadFailed
from translations.store.places import MIB, need_space

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

MAX_ARCHIVE = 4096 * MIB
MAX_REDIRECTS = 5
UNPACKED_TIMES = 3  # space for the archive's files and the converted model, in sizes of the archive
RETRIED_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BY_HAND = (
    "If this machine cannot reach it, fetch the file elsewhere and install it with: dragoman models add FILE. "
    "To try Dragoman meanwhile, the compact Arabic model is shipped with it."
)
HINTS = {
    401: "the server asks for a password",
    403: "the server does not allow it",
    404: "there is no such file",
    410: "the file is gone",
}
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """How to fetch: `attempts` in all, `pause` between them in seconds (doubled each time), `timeout` of silence in seconds."""

    attempts: int = 5
    pause: float = 1.0
    timeout: float = 30.0
    allow_http: bool = False
    sleep: Callable[[float], None] = time.sleep
    client: Callable[[], httpx.Client] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """What is known of the file that `.part` is a piece of."""

    url: str
    validator: str = ""
    total: int | None = None


class _Broken(Exception):
    """One attempt failed in a way that another may not; `str` is the reason, `status` the HTTP status if one came."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(reason)


def shown(url: str) -> str:
    """An address without user name, password or query, fit for messages and logs."""
    parts = urlsplit(url)
    place = parts.hostname or ""
    if ":" in place:
        place = f"[{place}]"
    with suppress(ValueError):  # a port that is no number: the request will say so
        place += f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, place, parts.path, "", ""))


def file_name(url: str) -> str:
    """A file name for an address: its last part, and a digest that keeps equal names of different addresses apart."""
    last = PurePosixPath(unquote(urlsplit(url).path)).name or "archive.zip"
    stem = "".join(char if char.isalnum() or char in "-+._" else "_" for char in last.removesuffix(".zip"))[-80:]
    return f"{stem}.{digest(url)}.zip"


def fetch(url: str, folder: Path, transfer: Transfer, progress: Progress | None = None) -> Path:
    """The archive at an address as a whole file in `folder`; one that is there already is not fetched again.

    Raises DownloadFailed with the reason and what to do, DiskFull where there is no room.
    """
    check_scheme(url, transfer)
    path = folder / file_name(url)
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    report = progress or (lambda done, total: None)
    pause = transfer.pause
    for attempt in range(1, transfer.attempts + 1):
        try:
            _attempt(url, path, transfer, report)
            return path
        except _Broken as broken:
            log.warning("Fetching %s: attempt %d of %d: %s", shown(url), attempt, transfer.attempts, broken)
            if attempt == transfer.attempts:
                raise DownloadFailed(
                    shown(url), f"{broken} ({attempt} attempts; the next pull goes on from here). {BY_HAND}", status=broken.status
                ) from broken
            transfer.sleep(pause)
            pause *= 2
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(f"The disk of {folder} is full; make room, then pull again: it goes on from here.") from error
            raise DownloadFailed(shown(url), f"the file cannot be written ({error}).") from error
    raise ValueError("attempts must be at least 1")


def check_scheme(url: str, transfer: Transfer) -> None:
    """Raise DownloadFailed for an address that is not https (or http, where that is allowed)."""
    scheme = urlsplit(url).scheme
    if scheme == "https" or (scheme == "http" and transfer.allow_http):
        return
    how = " Give --allow-http if you trust the network in between." if scheme == "http" else ""
    raise DownloadFailed(shown(url), f"only https addresses are fetched.{how}")


def _attempt(url: str, path: Path, transfer: Transfer, report: Progress) -> None:
    import httpx

    part, note_path = path.with_suffix(".part"), path.with_suffix(".json")
    note = _read_note(note_path, url)
    have = part.stat().st_size if part.is_file() and note else 0
    headers = {"Accept-Encoding": "identity"}
    if have and note and note.validator:
        headers |= {"Range": f"bytes={have}-", "If-Range": note.validator}
    make = transfer.client or (lambda: httpx.Client(timeout=transfer.timeout))
    try:
        with make() as client:
            response = _followed(client, url, headers, transfer)
            try:
                _receive(response, part, note_path, _Note(url=shown(url)), report)
            finally:
                response.close()
    except httpx.TimeoutException as error:
        raise _Broken(f"the server was silent for {transfer.timeout:g} s") from error
    except httpx.TransportError as error:
        raise _Broken(f"no connection ({error or type(error).__name__})") from error
    except httpx.InvalidURL as error:
        raise DownloadFailed(shown(url), f"this is no address ({error}).") from error
    part.replace(path)
    note_path.unlink(missing_ok=True)


def _followed(client: httpx.Client, url: str, headers: dict[str, str], transfer: Transfer) -> httpx.Response:
    """The response after redirects, each of which must be https again."""
    for _ in range(MAX_REDIRECTS + 1):
        response = client.send(client.build_request("GET", url, headers=headers), stream=True)
        if response.status_code not in REDIRECTS or "location" not in response.headers:
            return response
        url = urljoin(url, response.headers["location"])
        response.close()
        check_scheme(url, transfer)
    raise DownloadFailed(shown(url), f"it redirects more than {MAX_REDIRECTS} times.")


def _receive(response: httpx.Response, part: Path, note_path: Path, note: _Note, report: Progress) -> None:
    """Write the body to `part`: appended where the server goes on from what is there, from the start otherwise."""
    status = response.status_code
    have = part.stat().st_size if part.is_file() else 0
    if status == 416:  # what is there is not a piece of what the server has now
        part.unlink(missing_ok=True)
        raise _Broken("the file has changed on the server; it is fetched anew", status)
    if status in RETRIED_STATUS:
        raise _Broken(f"the server answers {status}", status)
    if status not in (200, 206):
        hint = HINTS.get(status, "the server does not give it")
        raise DownloadFailed(note.url, f"{hint} (HTTP {status}). {BY_HAND}", status=status)
    start, total = _extent(response)
    if start not in (0, have):
        part.unlink(missing_ok=True)
        raise _Broken("the server sends another piece than was asked for", status)
    if total is not None and total > MAX_ARCHIVE:
        raise DownloadFailed(note.url, f"it is {total // MIB} MiB, more than {MAX_ARCHIVE // MIB}: this is no model.")
    if total is not None:
        need_space(part.parent, total - start + UNPACKED_TIMES * total, f"Fetching and converting {part.stem}")
    validator = _validator(response)
    write_whole(note_path, json.dumps(asdict(_Note(url=note.url, validator=validator, total=total))))
    done = start
    with part.open("r+b" if start else "wb", buffering=0) as sink:
        sink.seek(start)
        sink.truncate()
        for block in response.iter_raw():
            done += len(block)
            if done > (MAX_ARCHIVE if total is None else total):
                raise DownloadFailed(note.url, "the server sends more than it said.")
            sink.write(block)
            report(done, total)
    if total is not None and done < total:
        raise _Broken(f"the connection broke after {done} of {total} bytes")


def _extent(response: httpx.Response) -> tuple[int, int | None]:
    """Where the body starts in the file and how long the file is, by Content-Range or Content-Length."""
    length = response.headers.get("content-length", "")
    if response.status_code == 200:
        return 0, int(length) if length.isdecimal() else None
    span, _, total = response.headers.get("content-range", "").removeprefix("bytes ").partition("/")
    start = span.partition("-")[0]
    return (int(start) if start.isdecimal() else 0), (int(total) if total.isdecimal() else None)


def _validator(response: httpx.Response) -> str:
    """The strong ETag, else the date of the last change, by which a server tells whether the file is still the same."""
    etag = str(response.headers.get("etag", ""))
    return etag if etag and not etag.startswith("W/") else str(response.headers.get("last-modified", ""))


def _read_note(path: Path, url: str) -> _Note | None:
    try:
        note = _Note(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return note if note.url == shown(url) else None
