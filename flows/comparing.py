"""Two runs compared, as a page of `dragoman serve`: `GET /compare/{before}/{after}`."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from flows.folders import RECORD
from flows.removing import find_run
from qa.report.compare import compare
from qa.report.compare_page import comparison_page
from translations.errors import DragomanError


def routes(root: Path) -> list[Route]:
    """The route for the runs in `root`."""

    async def compared(request: Request) -> Response:
        run_ids = request.path_params["before"], request.path_params["after"]
        try:
            return HTMLResponse(await run_in_threadpool(page, root, *run_ids))
        except (DragomanError, OSError):
            raise HTTPException(404, "There are no two finished runs of these names.") from None

    return [Route("/compare/{before}/{after}", compared)]


def page(root: Path, before: str, after: str) -> str:
    """The page that compares two finished runs; raises InputNotFound."""
    folders = [find_run(root, run_id) for run_id in (before, after)]
    for folder in folders:
        (folder / RECORD).stat()
    return comparison_page(compare(*folders))
