"""The result pages over HTTP for the browser on this machine: a list of runs, and the files of each.

GET and HEAD only, but for decisions (`flows.saving`). A page from elsewhere must not read the results, so the server listens on
127.0.0.1 alone, answers only when it is called by that name (a foreign name that was made to point here, "DNS rebinding", is
refused), and lets no other page show it in a frame.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows import comparing
from flows.runs import Run, list_runs
from qa.report.assets import ICON, asset

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
RUNS_PER_PAGE = 100

# What a run's folder holds, and how a browser should take it. Anything else is handed over as a download.
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}

# The pages name the hashes of their style and script in a policy of their own; a browser applies both, so this one only has to
# admit inline ones at all.
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def create_app(root: Path, more: Sequence[Route] = ()) -> Starlette:
    """The application that serves the runs in `root`, which may be made later, and `more` beside them."""

    async def index(request: Request) -> Response:
        page = request.query_params.get("page", "1")
        number = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        runs = await run_in_threadpool(list_runs, root)
        return HTMLResponse(render_index(runs, number))

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def run_file(request: Request) -> Response:
        path = request.path_params["path"]
        if "/" not in path:
            return RedirectResponse(f"/runs/{quote(path)}/", status_code=308)
        found = await run_in_threadpool(find, root, path + "index.html" if path.endswith("/") else path)
        if found is None:
            raise HTTPException(404, "There is no such page.")
        kind = CONTENT_TYPES.get(found.suffix.lower())
        if kind is None:
            return FileResponse(found, media_type="application/octet-stream", filename=found.name)
        return FileResponse(found, media_type=kind)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/health", health),
            Route("/runs/{path:path}", run_file),
            *comparing.routes(root),
            *more,
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False),
        ],
    )


def find(root: Path, path: str) -> Path | None:
    """The regular file `path` names below `root`, links resolved; None if there is none, it is hidden, or it lies elsewhere."""
    parts = path.split("/")
    if any(not part or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    try:
        inside = root.resolve(strict=True)
        found = inside.joinpath(*parts).resolve(strict=True)
        # A pipe or a device would keep the answer waiting for ever.
        regular = stat.S_ISREG(found.stat().st_mode) and os.access(found, os.R_OK)
    except (OSError, RuntimeError, ValueError):
        return None
    if not regular or not found.is_relative_to(inside):
        return None
    # A link inside may lead to a hidden file inside.
    return None if any(part.startswith(".") for part in found.relative_to(inside).parts) else found


def render_index(runs: list[Run], page: int) -> str:
    """The page that lists runs, `RUNS_PER_PAGE` at a time, newest first."""
    env = Environment(
        loader=PackageLoader("flows"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    first = (page - 1) * RUNS_PER_PAGE
    shown = runs[first : first + RUNS_PER_PAGE]
    return env.get_template("runs.html").render(
        style=asset("base.css"),
        icon=Markup(ICON),
        runs=[(f"/runs/{quote(run.id)}/", run, _comparison(runs, first + at)) for at, run in enumerate(shown)],
        first=first + 1,
        last=first + len(shown),
        total=len(runs),
        newer=page - 1 if page > 1 else None,
        older=page + 1 if first + len(shown) < len(runs) else None,
    )


def _comparison(runs: list[Run], at: int) -> str:
    """Address of the comparison of a finished run with the finished one before it; empty where there is none."""
    before = next((run for run in runs[at + 1 :] if run.complete), None)
    return f"/compare/{quote(before.id)}/{quote(runs[at].id)}" if before and runs[at].complete else ""


class SafeHeaders:
    """Adds to every answer, errors too, what keeps other pages out and hostile text quiet."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                is_page = headers.get("content-type", "").startswith("text/html")
                headers["Content-Security-Policy"] = PAGE_POLICY if is_page else FILE_POLICY
            await send(message)

        await self.app(scope, receive, send_with_headers)


def serve(root: Path, port: int, more: Sequence[Route] = ()) -> None:
    """Serve until interrupted."""
    import uvicorn

    uvicorn.run(create_app(root, more), host=HOST, port=port, log_level="warning", access_log=False, server_header=False)
