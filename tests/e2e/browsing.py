"""A real browser for tests: Chromium from the system, and pages whose console, errors and requests are watched."""

import os
from pathlib import Path

from playwright.sync_api import BrowserContext, Dialog, Page

CHROMIUM = Path(os.environ.get("DRAGOMAN_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Watched:
    """A page whose console, errors and requests are remembered."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.fetched: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self.on_dialog)
        self.page.on("request", lambda request: self.fetched.append(request.url))

    def on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: Path, anchor: str = "") -> Page:
        self.page.goto(path.as_uri() + anchor)
        return self.page

    def assert_quiet(self) -> None:
        assert self.complaints == []
        assert [url for url in self.fetched if not url.startswith(("file:", "data:"))] == []
