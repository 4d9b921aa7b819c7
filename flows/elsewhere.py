"""A run that several processes work on, on one machine or many: what a process must know to join, and how it joins.

The run's folder lies where all of them see it. Each does whole batches with `steps.translate_batch`, which writes a batch's files
under its number: who did which batch does not show. One process alone, the one that holds the folder, finishes the run.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.folders import Claim
from flows.planning import Plan, Request, desk_of, stamp_of
from flows.resources import Resources
from flows.reuse import LADDER
from flows.settings import Settings
from flows.settings import load as load_settings
from qa.report.records import Stamp
from qa.report.writer import PARTS, RunWriter
from translations.cache import open_cache
from translations.decisions.store import DecisionStore
from translations.errors import DragomanError, OutputError, SettingsError
from translations.files import whole_file
from translations.stages import DECODING, runtime_version, stage_version

# What a machine knows better than the one that began the run: its processor, and where its models lie.
OWN = ("device", "threads", "models_dir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a process must know to work on a run. `own` names the settings that it takes from its own machine."""

    run_id: str
    request: Request
    settings: Settings
    started: datetime
    code: str
    own: tuple[str, ...] = OWN


def invitation(plan: Plan, own: tuple[str, ...] = OWN, **settings: Any) -> Invitation:
    """An invitation to the run, with some `settings` for those who join; the run's own input is left out of it.

    They get the desk's decisions as they are now, in the run's folder: a machine that does not see the desk's own file would
    translate as if there were none. From now on the folder counts as one that others work in: half-written files of killed ones
    are swept at its end.
    """
    plan.claim.resumed = True
    settings["decisions"] = _decisions(plan)
    return Invitation(
        run_id=plan.run_id,
        request=replace(plan.request, paths=(), pasted=None, out=None, run_id=plan.run_id),
        settings=plan.settings.model_copy(update=settings),
        started=plan.started,
        code=code_of(plan),
        own=own,
    )


def _decisions(plan: Plan) -> Path:
    copied = (plan.folder / PARTS / "decisions.sqlite").absolute()
    if not plan.decisions.path.exists():
        copied.unlink(missing_ok=True)
        return copied
    with (
        whole_file(copied) as part,
        closing(sqlite3.connect(plan.decisions.path)) as source,
        closing(sqlite3.connect(part)) as target,
    ):
        source.backup(target)
    return copied


def accept(invited: Invitation, writer: Callable[[Stamp], RunWriter]) -> tuple[Plan, Resources]:
    """The run as this process sees it, nothing loaded yet, with the `writer` of its folder for this process.

    Raises a DragomanError where it cannot work on it.
    """
    mine = load_settings()
    settings = invited.settings.model_copy(update={name: getattr(mine, name) for name in invited.own})
    desk_terms, model = desk_of(invited.request.glossary or settings.glossary, invited.request.model or settings.model)
    written = writer(stamp_of(invited.run_id, desk_terms))
    plan = Plan(
        run_id=invited.run_id, claim=_Guest(written.folder), request=invited.request, settings=settings, files=(),
        desk_terms=desk_terms, model=model, code_version=written.stamp.code_version, started=invited.started, writer=written,
        decisions=DecisionStore(settings.decisions),
    )  # fmt: skip
    if code_of(plan) != invited.code:
        raise SettingsError(
            "This machine has another version of Dragoman, its decoder or the glossary than the run was begun with."
        )
    return plan, Resources(settings, open_cache(settings.cache))


def code_of(plan: Plan) -> str:
    """All code and terms that shape English, whatever the language: equal on machines that may work on one run."""
    stages = (stage_version(*DECODING), stage_version(*LADDER), runtime_version())
    return "|".join([plan.code_version, *stages, plan.writer.stamp.glossary_version])


def means(plan: Plan, resources: Resources, languages: Iterable[str]) -> dict[str, str]:
    """By language: what its articles are translated with, or why they cannot be."""
    override = plan.model.folder if plan.model else None
    found = {}
    for language in sorted(set(languages)):
        try:
            info = resources.model(language, override)
            found[language] = f"{info.label}|{info.decoding.signature()}|{plan.terms_version(language)}"
        except DragomanError as error:
            found[language] = str(error)
    return found


def must_be_equal(here: Mapping[str, str], there: Mapping[str, str]) -> None:
    """Raises SettingsError where this machine would translate a language with something else than the run does."""
    other = sorted(language for language in there if here.get(language) != there[language])
    if other:
        raise SettingsError(
            f"This machine has another model, or other terms, for {', '.join(other)} than the run was begun with."
        )


class _Guest(Claim):
    """A folder that another process holds: nothing to lock, nothing to give free."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.resumed = folder, True

    def leave(self) -> None:
        """Nothing was taken."""


# What a file of another process may make when it is read: records and plain values, no functions.
_PLAIN = {
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "pathlib": {"Path", "PosixPath", "WindowsPath"},
    "pathlib._local": {"Path", "PosixPath", "WindowsPath"},
    "uuid": {"UUID"},
    "zoneinfo": {"ZoneInfo._unpickle"},
    "flows.batches": {"Batch"},
    "flows.elsewhere": {"Invitation"},
    "flows.params": {"Review"},
    "flows.planning": {"Request"},
    "flows.settings": {"Settings"},
    "translations.articles.load": {"Failed", "Skipped"},
    "translations.records": {"Article", "Line"},
}


class _Records(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name not in _PLAIN.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} does not belong here")
        return super().find_class(module, name)


def put(path: Path, records: Iterable[object]) -> None:
    """Write records for another process, whole or not at all. Pickled: a lone surrogate or a decimal comes back as it was."""
    with whole_file(path) as part, part.open("wb") as stream:
        for record in records:
            pickle.dump(record, stream, protocol=5)


def take(path: Path) -> Iterator[Any]:
    """The records of a file that `put` wrote, one at a time; raises OutputError where it cannot be read or holds other things."""
    try:
        with path.open("rb") as stream:
            while stream.peek(1):
                yield _Records(stream).load()
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ValueError, TypeError, ImportError) as error:
        raise OutputError(f"{path} cannot be read ({error}).") from error
