"""A local HTTP(S) server that serves archives and misbehaves as asked: breaks, stalls, redirects, ignores ranges, refuses."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Behaviour:
    """What happens to the requests for one path, in order; the last one is repeated.

    Steps: `ok`, a status number, `break N` (N bytes of the body, then the connection ends), `stall N` (N bytes, then silence
    until the server is let go), `wrong` (other bytes of the same length), `redirect URL`.
    """

    body: bytes
    steps: tuple[str, ...] = ("ok",)
    ranges: bool = True
    etag: str = '"v1"'
    length: bool = True


@dataclass
class Server:
    """A running server: its address, and what was asked of it so far as (path, Range header)."""

    url: str
    paths: dict[str, Behaviour]
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    def ranges(self, path: str) -> list[str | None]:
        """The Range headers of the requests for a path."""
        return [given for asked, given in self.requests if asked == path]


@contextmanager
def serving(paths: Mapping[str, Behaviour], certificate: Path | None = None) -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1 until the block ends; with a certificate (key and certificate in one file) over TLS."""
    scheme = "https" if certificate else "http"
    server = Server(url="", paths=dict(paths))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            given = self.headers.get("Range")
            seen = len(server.ranges(self.path))
            server.requests.append((self.path, given))
            behaviour = server.paths.get(self.path)
            if behaviour is None:
                return self._status(404)
            step, _, detail = behaviour.steps[min(seen, len(behaviour.steps) - 1)].partition(" ")
            if step.isdecimal():
                return self._status(int(step))
            if step == "redirect":
                self.send_response(302)
                self.send_header("Location", detail)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return None
            return self._body(behaviour, step, int(detail or 0), given)

        def _body(self, behaviour: Behaviour, step: str, count: int, given: str | None) -> None:
            body = bytes(len(behaviour.body)) if step == "wrong" else behaviour.body
            start = 0
            same = self.headers.get("If-Range") in (None, behaviour.etag)
            if given and behaviour.ranges and same:
                start = int(given.removeprefix("bytes=").partition("-")[0])
                if start >= len(body):
                    return self._status(416)
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            else:
                self.send_response(200)
            if behaviour.etag:
                self.send_header("ETag", behaviour.etag)
            if behaviour.length:
                self.send_header("Content-Length", str(len(body) - start))
            else:
                self.close_connection = True
            self.end_headers()
            rest = body[start:]
            if step in ("break", "stall"):
                self.wfile.write(rest[:count])
                self.wfile.flush()
                if step == "stall":
                    server.stalled.set()
                    server.release.wait(60)
                self.close_connection = True
            else:
                self.wfile.write(rest)
            return None

        def _status(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        http.socket = context.wrap_socket(http.socket, server_side=True)
    server.url = f"{scheme}://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        http.shutdown()
        http.server_close()
        thread.join()
