"""What the result pages may write: decisions, into the desk's store, and nothing else.

A page from elsewhere that is open in the same browser must not be able to decide anything. So a request needs the token that
stands in the address `dragoman serve` prints, in a header that only a page of the same origin can set; and one whose `Origin` or
`Sec-Fetch-Site` says that it comes from elsewhere is refused whatever it carries (OWASP, cross-site request forgery prevention).
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from flows import review
from flows.folders import RECORD, RUN_ID
from flows.settings import Settings
from translations.decisions import exchange_file
from translations.decisions.history import in_force
from translations.decisions.records import Decision, DecisionsError, StoreUnavailable, record_of
from translations.decisions.store import DecisionStore

SCHEMA = 1
TOKEN_HEADER = "x-dragoman-token"
TOKEN_FILE = "serve.token"
TOKEN_BYTES = 32
MAX_BODY_BYTES = 2 * 2**20  # a page sends at most 50 decisions at once


def routes(settings: Settings, token: str) -> list[Route]:
    """`POST /decisions/{run}` keeps decisions, `GET /decisions/{run}?article=ID` gives those in force on an article."""

    async def save(request: Request) -> Response:
        run_id = request.path_params["run_id"]
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _refused(415, "Decisions come as application/json.")
        if not _is_run(settings.output_root, run_id):
            return _refused(404, "There is no such run.")
        body = await _body(request)
        if body is None:
            return _refused(413, f"At most {MAX_BODY_BYTES // 2**20} MB of decisions can be sent at once.")
        return JSONResponse(await run_in_threadpool(_keep, body, run_id, settings))

    async def look(request: Request) -> Response:
        article = request.query_params.get("article", "")
        return JSONResponse(await run_in_threadpool(_known, article, settings))

    async def decisions(request: Request) -> Response:
        why = refusal(request, token)
        if why:
            return _refused(403, why)
        try:
            return await (look if request.method in {"GET", "HEAD"} else save)(request)
        except StoreUnavailable as error:
            return _refused(503, str(error))
        except DecisionsError as error:
            return _refused(400, str(error))

    answer: Callable[[Request], Awaitable[Response]] = decisions
    return [Route("/decisions/{run_id}", answer, methods=["GET", "POST"])]


def token_of(settings: Settings) -> str:
    """The token of this desk, made on first use and the same at every start, so that addresses keep working.

    It lies beside the decisions, readable by its user alone.
    """
    path = settings.decisions.parent / TOKEN_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_token(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise DecisionsError(f"The token in {path} cannot be read or made ({error}).") from error


def _make_token(path: Path) -> None:
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(TOKEN_BYTES))
        # A link appears whole or not at all, and does not replace the token of another process.
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        Path(part).unlink()


def refusal(request: Request, token: str) -> str:
    """Why a request may not touch decisions; empty if it may."""
    # A browser sends Origin with every request that writes; for one that reads it need not be there.
    origin = request.headers.get("origin")
    own = f"http://{request.headers.get('host', '')}"
    site = request.headers.get("sec-fetch-site", "same-origin")
    if (origin is None and request.method not in {"GET", "HEAD"}) or origin not in {None, own} or site != "same-origin":
        return "This request does not come from a page of dragoman serve."
    given = request.headers.get(TOKEN_HEADER, "")
    if not secrets.compare_digest(given.encode(), token.encode()):
        return "The token is missing or wrong: open the address that dragoman serve printed."
    return ""


def _keep(body: bytes, run_id: str, settings: Settings) -> dict[str, Any]:
    now = datetime.now(UTC)
    of_run, decisions = exchange_file.read(body, "What the page sent", now)
    if of_run != run_id:
        raise DecisionsError(f"What the page sent is on the run {of_run}, not on {run_id}.")
    done = review.keep(decisions, settings, now, run_id=run_id)
    return {
        "schema": SCHEMA,
        "ids": [decision.id for decision in decisions],
        "known": done.known,
        "published": len(done.settled.published) if done.settled else 0,
        "held": len(done.settled.held) if done.settled else 0,
    }


def _known(article: str, settings: Settings) -> dict[str, Any]:
    history = DecisionStore(settings.decisions).about([article], []) if article else []
    held = in_force(history, datetime.now(UTC).date())
    approvals = [decision for (article_id, _), decision in held.approvals.items() if article_id == article]
    return {"schema": SCHEMA, "author": _user(), "decisions": [_entry(each) for each in [*held.findings.values(), *approvals]]}


def _entry(decision: Decision) -> dict[str, Any]:
    return {"id": decision.id, **record_of(decision)}


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):
        return ""


def _is_run(root: Path, run_id: str) -> bool:
    folder = root / run_id
    return bool(RUN_ID.fullmatch(run_id)) and not folder.is_symlink() and (folder / RECORD).is_file()


async def _body(request: Request) -> bytes | None:
    """The request's body, or None as soon as it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"schema": SCHEMA, "error": why}, status_code=status)
