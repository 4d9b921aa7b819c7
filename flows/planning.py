"""What a person asks for, and whether it can start: raises before anything is written where it cannot."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flows.folders import Claim, claim
from flows.params import Review, TranslateRequest
from flows.settings import Settings
from glossary import formats, layers
from glossary.terms import Glossary
from qa.report.records import Stamp
from qa.report.writer import RunWriter
from translations import models
from translations.articles import InputFile, expand
from translations.articles.sources import fixed_part
from translations.decisions.history import InForce, in_force
from translations.decisions.records import segment_key
from translations.decisions.store import DecisionStore
from translations.errors import InputNotFound, SettingsError
from translations.languages import primary
from translations.models import ModelInfo
from translations.records import Article, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """An article pasted into a form."""

    text: str
    title: str | None = None
    published: date | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asks for. `restrict` holds paths to the configured folders (a form's user is not the machine's).

    `limit` reads only so many documents; articles published before `since` are skipped, those without a date are not.
    """

    paths: tuple[str, ...] = ()
    pasted: Pasted | None = None
    out: Path | None = None
    run_id: str | None = None
    language: str | None = None
    glossary: Path | None = None
    model: Path | None = None
    all_lines: bool = False
    limit: int | None = None
    since: date | None = None
    review: Review = Review.never
    restrict: bool = False


def from_form(form: TranslateRequest) -> Request:
    """What the form in the Prefect UI asks for; its paths are held to the configured folders."""
    pasted_text = None
    if form.text is not None:
        pasted_text = Pasted(text=form.text, title=form.title, published=form.published, outlet=form.outlet)
    return Request(
        paths=(form.path,) if form.path else (),
        pasted=pasted_text,
        language=form.language,
        glossary=Path(form.glossary) if form.glossary else None,
        model=Path(form.model) if form.model else None,
        all_lines=form.all_lines,
        review=form.review,
        restrict=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run that can start, or go on where it was cut off: its inputs, its folder (held by `claim`), its terms, its writer."""

    run_id: str
    claim: Claim
    request: Request
    settings: Settings
    files: tuple[InputFile, ...]
    desk_terms: Glossary
    model: ModelInfo | None
    code_version: str
    started: datetime
    writer: RunWriter
    decisions: DecisionStore
    known_terms: dict[str, Glossary] = field(default_factory=dict)
    known_versions: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return self.claim.folder

    def in_force(self, articles: Sequence[Article], segments: Mapping[str, Sequence[Segment]]) -> InForce:
        """What people decided about these articles and texts, as it holds on the day the run started."""
        keys = {segment_key(a.language, s.text) for a in articles for s in segments[a.id]}
        return in_force(self.decisions.about([a.id for a in articles], keys), self.started.date())

    def terms(self, language: str) -> Glossary:
        """The terms for a language: the shipped ones under the desk's."""
        if language not in self.known_terms:
            merged = layers.layered(layers.default(language), self.desk_terms).for_language(language)
            self.known_terms[language] = merged
        return self.known_terms[language]

    def terms_version(self, language: str) -> str:
        """The version of `terms`: a digest of thousands of entries, made once."""
        if language not in self.known_versions:
            self.known_versions[language] = self.terms(language).version
        return self.known_versions[language]


def code_version() -> str:
    """The installed version of Dragoman."""
    try:
        return version("dragoman")
    except PackageNotFoundError:
        return "unknown"


def plan(request: Request, settings: Settings) -> Plan:
    """A run that can start, its folder made or, for a run id that was cut off, taken up again.

    Raises SettingsError, InputNotFound, GlossaryError, ModelNotFound or OutputError.
    """
    if request.language is not None:
        primary(request.language)
    if (not request.paths) == (request.pasted is None):
        raise InputNotFound("Give a file, a folder or a pattern, or a pasted text.")
    out = (request.out or settings.output_root).absolute()
    if request.restrict:
        # Before anything is looked at: a pattern must not even walk through folders that are not its user's.
        check_roots(request, [InputFile(path, fixed_part(path)) for path in request.paths], settings)
        if any(".." in Path(path).parts[len(fixed_part(path).parts) :] for path in request.paths):
            raise SettingsError("A pattern must not go up (..) behind its first wildcard.")
    files = tuple(expand(request.paths, results=out)) if request.paths else ()
    glossary_path, model_path = request.glossary or settings.glossary, request.model or settings.model
    if request.restrict:
        check_roots(request, files, settings)  # links inside the folders may lead out of them
    desk_terms, model = desk_of(glossary_path, model_path)
    decisions = DecisionStore(settings.decisions)
    decisions.check()
    started = datetime.now(UTC)
    run_id = request.run_id or f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    held = claim(out, run_id)
    stamp = stamp_of(run_id, desk_terms)
    return Plan(
        run_id=run_id, claim=held, request=request, settings=settings, files=files, desk_terms=desk_terms, model=model,
        code_version=stamp.code_version, started=started, writer=RunWriter(held.folder, stamp), decisions=decisions,
    )  # fmt: skip


def desk_of(glossary: Path | None, model: Path | None) -> tuple[Glossary, ModelInfo | None]:
    """The desk's own terms, and its own model; raises GlossaryError or ModelNotFound."""
    return formats.load(glossary) if glossary else Glossary(()), models.describe(model) if model else None


def stamp_of(run_id: str, desk_terms: Glossary) -> Stamp:
    """What a run's outputs carry before it is known which models and glossaries its articles need."""
    version = layers.layered(layers.default("ar"), desk_terms).version
    return Stamp(
        run_id=run_id, signature="", models=(), compact=False, glossary_version=version, code_version=code_version()
    )  # fmt: skip


def check_roots(request: Request, files: Sequence[InputFile], settings: Settings) -> None:
    """Raises SettingsError where a path, links resolved, lies outside the configured folders."""
    inputs = [root.resolve() for root in settings.input_roots]
    wanted = [(item.name, item.path) for item in files]
    if request.glossary:
        wanted.append((str(request.glossary), request.glossary))
    _must_lie_under(wanted, inputs, "input_roots")
    if request.model:
        stores = [*inputs, settings.models_dir.resolve(), models.EMBEDDED.parent.resolve()]
        _must_lie_under([(str(request.model), request.model)], stores, "input_roots")
    if request.out:
        _must_lie_under([(str(request.out), request.out)], [settings.output_root.resolve()], "output_root")


def _must_lie_under(wanted: Iterable[tuple[str, Path]], roots: Sequence[Path], setting: str) -> None:
    for name, path in wanted:
        real = path.resolve()
        if not any(real.is_relative_to(root) for root in roots):
            allowed = ", ".join(str(root) for root in roots)
            raise SettingsError(f"{name} lies outside the folders that {setting} allows ({allowed}).")
