"""Templates, styles and scripts of the pages, and the Content-Security-Policy that admits exactly these and nothing else."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qa.report import words
from qa.report.safe import direction, language_tag, visible

# The page's icon, drawn in the address itself: nothing is fetched.
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' "
    "fill='%231f5f6b'/%3E%3Cpath d='M4 5h5M4 8h8M7 11h5' stroke='%23fff' stroke-width='1.6' stroke-linecap='round'/%3E%3C/svg%3E"
)


@cache
def environment() -> Environment:
    """The template environment: everything escaped, every text visible, an unknown name is an error."""
    env = Environment(
        loader=PackageLoader("qa.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    env.globals.update(
        {
            "check_words": words.check_words,
            "severity_words": words.SEVERITY_WORDS,
            "severity_plurals": words.SEVERITY_PLURALS,
            "status_words": words.STATUS_WORDS,
            "class_words": words.LINE_CLASS_WORDS,
            "count": words.count,
            "dir": direction,
            "icon": Markup(ICON),
            "value_words": words.value_words,
            "tag": language_tag,
        }
    )
    return env


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def asset(*names: str) -> Markup:
    """The text of some styles or scripts from the templates folder, joined; it is our own and needs no escaping."""
    folder = files("qa.report") / "templates"
    return Markup("\n".join((folder / name).read_text(encoding="utf-8").strip() for name in names))


@cache
def policy(style: str, script: str) -> str:
    """A Content-Security-Policy (level 3) for a page with one inline style and one inline script: only these, known by hash."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_hash(style)}'",
            f"script-src 'sha256-{_hash(script)}'",
            "img-src data:",
            # Only under `dragoman serve`: decisions are saved to the server that the page came from.
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
