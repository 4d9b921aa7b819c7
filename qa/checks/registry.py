"""The list of checks. A check is one file in this package that registers its function, and one test file.

Discovery is explicit: every module named `quantity_*`, `form_*` or `term_*` here is imported, in alphabetical order.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from qa.checks.records import Found, Seen
from qa.findings import Severity
from translations.errors import SettingsError

Function = Callable[[Seen], Iterable[Found]]
_FAMILIES = ("form_", "quantity_", "term_")


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check: its id and version, MQM type (themqm.org), severity unless the settings say otherwise, an example."""

    id: str
    version: int
    mqm: str
    severity: Severity
    summary: str
    example: str
    function: Function


_CHECKS: dict[str, Check] = {}


def check(
    id: str, *, mqm: str, severity: Severity, summary: str, example: str, version: int = 1
) -> Callable[[Function], Function]:
    """Register a function as the check `id`. A changed rule is a new version: old waivers and reports stay what they were."""

    def register(function: Function) -> Function:
        if id in _CHECKS and _CHECKS[id].function.__module__ != function.__module__:
            raise ValueError(f"two checks are called {id}")
        _CHECKS[id] = Check(id, version, mqm, severity, summary, example, function)
        return function

    return register


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by id."""
    import qa.checks as package

    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        if module.startswith(_FAMILIES):
            importlib.import_module(f"qa.checks.{module}")
    return tuple(_CHECKS[id] for id in sorted(_CHECKS))


def known(settings: Iterable[str]) -> None:
    """Raise one clear error when a setting names a check that does not exist."""
    ids = {each.id for each in checks()}
    for id in settings:
        if id not in ids:
            raise SettingsError(f"[checks] names {id}, which is no check; there are: {', '.join(sorted(ids))}")
