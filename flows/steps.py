"""The whole way as plain functions: plan, cut into batches, translate a batch, finish. Both doors call these.

`plan` raises when nothing could start; after that a bad article is data (a summary that says why), never an exception.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from flows.assemble import Outcomes, checked, isolated, summarise, with_terms
from flows.params import TranslateRequest
from flows.resources import Resources
from flows.settings import Settings
from glossary import formats, layers
from glossary.matching import Matcher
from glossary.terms import Glossary
from qa.checks.records import CheckPolicy
from qa.decided import decided
from qa.report.records import ArticleReport, ArticleSummary, RunReport, SegmentReport, Stamp
from qa.report.writer import RunWriter
from translations import models
from translations.articles import Failed, InputFile, Skipped, expand, load, pasted
from translations.decisions import corrections
from translations.decisions.history import InForce, in_force
from translations.decisions.records import segment_key
from translations.decisions.store import DecisionStore
from translations.decoding import translate_segments
from translations.engine import Engine
from translations.errors import DragomanError, InputNotFound, OutputError, SettingsError
from translations.files import write_whole
from translations.languages import primary
from translations.models import ModelInfo
from translations.records import TRANSLATED_CLASSES, Article, Segment, Translation
from translations.segments import segment_article

log = logging.getLogger(__name__)

MAX_BATCH_ARTICLES = 256
# 64k tokens at 3.2 characters a token, measured with the compact model's SentencePiece on TICO-19 Arabic.
MAX_BATCH_CHARACTERS = 200_000
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """An article pasted into a form."""

    text: str
    title: str | None = None
    published: date | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asks for. `restrict` holds paths to the configured folders (a form's user is not the machine's)."""

    paths: tuple[str, ...] = ()
    pasted: Pasted | None = None
    out: Path | None = None
    run_id: str | None = None
    language: str | None = None
    glossary: Path | None = None
    model: Path | None = None
    all_lines: bool = False
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
        restrict=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run that can start: its inputs, its folder, its terms, its writer."""

    run_id: str
    folder: Path
    request: Request
    settings: Settings
    files: tuple[InputFile, ...]
    desk_terms: Glossary
    model: ModelInfo | None
    code_version: str
    started: datetime
    writer: RunWriter
    decisions: DecisionStore

    def in_force(self, articles: Sequence[Article], segments: dict[str, list[Segment]]) -> InForce:
        """What people decided about these articles and texts, as it holds on the day the run started."""
        keys = {segment_key(a.language, s.text) for a in articles for s in segments[a.id]}
        return in_force(self.decisions.about([a.id for a in articles], keys), self.started.date())

    def terms(self, language: str) -> Glossary:
        """The terms for a language: the shipped ones under the desk's."""
        return layers.layered(layers.default(language), self.desk_terms).for_language(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles that are translated together, and the documents between them that gave no article."""

    number: int
    articles: tuple[Article, ...] = ()
    failed: tuple[Failed, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What became of a batch, small enough to keep: one summary a document in input order, models used, seconds a stage."""

    number: int
    summaries: tuple[ArticleSummary, ...]
    models: tuple[ModelInfo, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)


def code_version() -> str:
    """The installed version of Dragoman."""
    try:
        return version("dragoman")
    except PackageNotFoundError:
        return "unknown"


def plan(request: Request, settings: Settings) -> Plan:
    """A run that can start, its folder made; raises SettingsError, InputNotFound, GlossaryError, ModelNotFound or OutputError."""
    if request.language is not None:
        primary(request.language)
    if (not request.paths) == (request.pasted is None):
        raise InputNotFound("Give a file, a folder or a pattern, or a pasted text.")
    out = (request.out or settings.output_root).absolute()
    files = tuple(expand(request.paths, results=out)) if request.paths else ()
    glossary_path, model_path = request.glossary or settings.glossary, request.model or settings.model
    if request.restrict:
        check_roots(request, files, settings)
    desk_terms = formats.load(glossary_path) if glossary_path else Glossary(())
    decisions = DecisionStore(settings.decisions)
    decisions.check()
    model = models.describe(model_path) if model_path else None
    started = datetime.now(UTC)
    run_id = request.run_id or f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    folder = _new_folder(out, run_id)
    stamp = Stamp(
        run_id=run_id,
        signature="",
        models=(),
        compact=False,
        glossary_version=layers.layered(layers.default("ar"), desk_terms).version,
        code_version=code_version(),
    )
    return Plan(
        run_id=run_id, folder=folder, request=request, settings=settings, files=files, desk_terms=desk_terms, model=model,
        code_version=stamp.code_version, started=started, writer=RunWriter(folder, stamp), decisions=decisions,
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


def _new_folder(out: Path, run_id: str) -> Path:
    if not _RUN_ID.fullmatch(run_id) or run_id.endswith("."):
        raise SettingsError(f"{run_id!r} is no run id: use letters, digits, '.', '_' and '-', at most 100.")
    folder = out / run_id
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
        write_whole(folder / ".started", run_id)
        (folder / ".started").unlink()
    except FileExistsError as error:
        what = (
            f"A run {run_id} is already in {out}; choose another run id." if out.is_dir() else f"{out} is a file, not a folder."
        )
        raise OutputError(what) from error
    except OSError as error:
        raise OutputError(f"The output folder {out} cannot be written ({error.strerror or error}).") from error
    return folder


def batches(plan: Plan) -> Iterator[Batch]:
    """The run's documents in input order, in batches of at most 256 articles or about 64k tokens (a larger article alone)."""
    articles: list[Article] = []
    failed: list[Failed] = []
    skipped: list[Skipped] = []
    size = number = 0
    for document in _documents(plan):
        if isinstance(document, Article):
            characters = sum(
                len(line.text) for line in document.lines if plan.request.all_lines or line.cls in TRANSLATED_CLASSES
            )
            if articles and (size + characters > MAX_BATCH_CHARACTERS or len(articles) == MAX_BATCH_ARTICLES):
                yield Batch(number=number, articles=tuple(articles), failed=tuple(failed), skipped=tuple(skipped))
                articles, failed, skipped, size, number = [], [], [], 0, number + 1
            articles.append(document)
            size += characters
        elif isinstance(document, Failed):
            failed.append(document)
        else:
            skipped.append(document)
    if articles or failed or skipped:
        yield Batch(number=number, articles=tuple(articles), failed=tuple(failed), skipped=tuple(skipped))


def _documents(plan: Plan) -> Iterator[Article | Failed | Skipped]:
    request = plan.request
    if request.pasted is None:
        yield from load(plan.files, request.language)
        return
    given = request.pasted
    yield pasted(given.text, title=given.title, published=given.published, outlet=given.outlet, language=request.language)


def translate_batch(batch: Batch, plan: Plan, resources: Resources) -> BatchResult:
    """Translate, check and write the articles of a batch; what fails is a summary with its reason."""
    timer = _Timer()
    with timer("segment"):
        segments = {article.id: segment_article(article, all_lines=plan.request.all_lines) for article in batch.articles}
    with timer("decisions"):
        people = plan.in_force(batch.articles, segments)
    summaries: dict[str, ArticleSummary] = {}
    reports: dict[str, ArticleReport] = {}
    used: dict[str, ModelInfo] = {}
    for language in sorted({article.language for article in batch.articles}):
        group = [article for article in batch.articles if article.language == language]
        try:
            with timer("load"):
                engine = resources.engine(language, plan.model.folder if plan.model else None)
                terms = plan.terms(language)
                matcher = resources.matcher(terms)
        except DragomanError as error:
            summaries.update({article.id: _failed(article.id, article.path, str(error)) for article in group})
            continue
        used[engine.info.digest] = engine.info
        done, broken = _report(group, segments, engine, _Desk(matcher, terms, people), plan, timer)
        reports.update({report.article.id: report for report in done})
        summaries.update({report.article.id: summarise(report) for report in done})
        summaries.update(
            {article.id: _failed(article.id, article.path, broken[article.id]) for article in group if article.id in broken}
        )
    ordered = [reports[article.id] for article in batch.articles if article.id in reports]
    with timer("write"):
        plan.writer.write(ordered, batch.number)
    rows = [summaries[article.id] for article in batch.articles]
    rows += [_failed(item.id, item.path, item.reason) for item in batch.failed]
    rows += [ArticleSummary(id=item.id, path=item.path, status="skipped", reason=item.reason) for item in batch.skipped]
    log.info("batch %d: %d articles done, %d not", batch.number, len(ordered), len(rows) - len(ordered))
    counters = {"articles": len(ordered), "segments": sum(len(report.segments) for report in ordered)}
    return BatchResult(
        number=batch.number, summaries=tuple(rows), models=tuple(used.values()), timings=timer.seconds, counters=counters
    )


def _report(
    articles: Sequence[Article], segments: dict[str, list[Segment]], engine: Engine, desk: _Desk, plan: Plan, timer: _Timer
) -> tuple[list[ArticleReport], dict[str, str]]:
    """Articles of one language decoded, their terms enforced, checked; and by id why others failed."""
    broken = {article.id: NOTHING_TO_TRANSLATE.format(article.path) for article in articles if not segments[article.id]}

    def decode(group: Sequence[Article]) -> dict[str, list[Translation]]:
        flat = [segment for article in group for segment in segments[article.id]]
        language = articles[0].language
        together = iter(
            corrections.with_corrections(
                flat, language, desk.decisions, lambda asked: translate_segments(asked, language, engine)
            )
        )
        return {article.id: [next(together) for _ in segments[article.id]] for article in group}

    def enforce(group: Sequence[Article]) -> dict[str, Outcomes]:
        return with_terms(group, segments, decoded, desk.matcher, desk.glossary, engine if plan.settings.enforce_terms else None)

    def check(group: Sequence[Article]) -> dict[str, tuple[SegmentReport, ...]]:
        return {article.id: checked(article, segments[article.id], enforced[article.id], policy) for article in group}

    def left() -> list[Article]:
        return [article for article in articles if article.id not in broken]

    policy = CheckPolicy(settings=plan.settings.checks)
    with timer("decode"):
        decoded, failures = isolated(decode, left(), "decoding")
        broken.update(failures)
    with timer("terms"):
        enforced, failures = isolated(enforce, left(), "the glossary")
        broken.update(failures)
    with timer("checks"):
        done, failures = isolated(check, left(), "a check")
        broken.update(failures)
    info = engine.info
    made = [f"model:{info.label}", info.decoding.signature(), f"glossary:{desk.glossary.version}"]
    reports = []
    for article in left():
        people = corrections.signature(part.translation for part in done[article.id])
        signature = "|".join([*made, *filter(None, [people]), f"dragoman:{plan.code_version}"])
        report = ArticleReport(
            article=article, segments=done[article.id], models=(info.label,), compact=info.compact, signature=signature
        )
        reports.append(decided(report, desk.decisions))
    return reports, broken


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the desk brings to the texts of a language: its terms, and its people's decisions."""

    matcher: Matcher
    glossary: Glossary
    decisions: InForce


NOTHING_TO_TRANSLATE = "{}: no line of it is article text; see what it holds with --all-lines."


def _failed(article_id: str, path: str, reason: str) -> ArticleSummary:
    return ArticleSummary(id=article_id, path=path, status="failed", reason=reason)


def finish(plan: Plan, results: Sequence[BatchResult]) -> RunReport:
    """The run as a whole, after its last batch: writes the tables, `index.html` and, last, `run.json`."""
    ordered = sorted(results, key=lambda result: result.number)
    used = {info.digest: info for result in ordered for info in result.models}
    if plan.model is not None and not used:
        used = {plan.model.digest: plan.model}
    labels = tuple(sorted(info.label for info in used.values()))
    decoding = sorted({info.decoding.signature() for info in used.values()})
    terms = [plan.terms(language) for language in sorted({s.language for r in ordered for s in r.summaries if s.language})]
    glossary_version = "+".join(glossary.version for glossary in terms) or plan.writer.stamp.glossary_version
    signature = "|".join(
        [f"model:{'+'.join(labels) or 'none'}", *decoding, f"glossary:{glossary_version}", f"dragoman:{plan.code_version}"]
    )
    compact = any(info.compact for info in used.values())
    plan.writer.stamp = replace(
        plan.writer.stamp, signature=signature, models=labels, compact=compact, glossary_version=glossary_version
    )
    run = RunReport(
        run_id=plan.run_id,
        signature=signature,
        parameters=_parameters(plan),
        models=labels,
        compact=compact,
        glossary_version=glossary_version,
        glossary_terms=sum(len(glossary.terms) for glossary in terms),
        code_version=plan.code_version,
        started=plan.started,
        finished=datetime.now(UTC),
        articles=tuple(summary for result in ordered for summary in result.summaries),
        timings=_added(result.timings for result in ordered),
        counters=_added(result.counters for result in ordered),
    )
    plan.writer.finish(run)
    return run


def _parameters(plan: Plan) -> dict[str, Any]:
    request = plan.request
    return {
        "input": list(request.paths) or ["pasted text"],
        "language": request.language or "identified per article",
        "glossary": str(request.glossary or plan.settings.glossary or "shipped"),
        "model": plan.model.name if plan.model else "installed or embedded, by language",
        "all_lines": request.all_lines,
        "checks": dict(plan.settings.checks),
    }


def _added(tables: Iterable[dict[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = {}
    for table in tables:
        for name, amount in table.items():
            total[name] = total.get(name, 0) + amount
    return total


class _Timer:
    """Seconds spent in named stages: `with timer("decode"): …`."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", 0.0

    def __call__(self, stage: str) -> _Timer:
        self._stage = stage
        return self

    def __enter__(self) -> None:
        self._since = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + time.perf_counter() - self._since
