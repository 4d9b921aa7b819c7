"""One work batch: segmented, taken from the cache or decoded, terms enforced, checked, written, recorded as done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from flows import checkpoint
from flows.assemble import Outcomes, checked, isolated, with_terms
from flows.batches import Batch
from flows.checkpoint import BatchResult
from flows.logs import about
from flows.planning import Plan
from flows.resources import Idle, Resources
from flows.reuse import Kept, OneLook, Reuse, kept_of, restored
from flows.timing import Timer
from glossary.matching import Matcher
from glossary.terms import Glossary
from qa.checks.records import CheckPolicy
from qa.decided import decided
from qa.findings import STANDING
from qa.report.reading import summary_of
from qa.report.records import ArticleReport, ArticleSummary, SegmentReport
from qa.report.writer import writing
from translations.decisions import corrections
from translations.decisions.history import InForce
from translations.decoding import translate_segments
from translations.engine import Engine
from translations.errors import DragomanError
from translations.files import digest
from translations.languages import script_of
from translations.models import ModelInfo
from translations.records import Article, Segment, Translation
from translations.segments import segment_article
from translations.text import has_letters

log = logging.getLogger(__name__)

NOTHING_TO_TRANSLATE = "{}: no line of it is article text; see what it holds with --all-lines."
Segments = Mapping[str, Sequence[Segment]]
T = TypeVar("T")


def translate_batch(batch: Batch, plan: Plan, resources: Resources) -> BatchResult:
    """Translate, check and write the articles of a batch; what fails is a summary with its reason.

    A batch that an earlier process of this run recorded as done is not done again.
    """
    with about(run_id=plan.run_id, batch=batch.number):
        return _translate_batch(batch, plan, resources)


def _translate_batch(batch: Batch, plan: Plan, resources: Resources) -> BatchResult:
    timer = Timer()
    with timer("segment"):
        segments = {article.id: segment_article(article, all_lines=plan.request.all_lines) for article in batch.articles}
    with timer("decisions"):
        people = plan.in_force(batch.articles, segments)
    with timer("load"):
        desks = _desks(batch, plan, resources, people)
    key = checkpoint.batch_key(batch.articles, (*batch.failed, *batch.skipped), _made(plan, desks))
    before = checkpoint.done(plan.folder, batch.number, key)
    if before is not None:
        log.info("batch %d was done before", batch.number)
        return before
    summaries: dict[str, ArticleSummary] = {}
    reports: dict[str, ArticleReport] = {}
    used: dict[str, ModelInfo] = {}
    counters: dict[str, int] = {}
    for language, desk in desks.items():
        group = [article for article in batch.articles if article.language == language]
        if isinstance(desk, DragomanError):
            summaries.update({article.id: _failed(article.id, article.path, str(desk)) for article in group})
            continue
        work = Work(group, segments, desk, plan, resources, timer)
        done = work.reports()
        used[desk.info.digest] = desk.info
        counters |= {name: counters.get(name, 0) + count for name, count in work.counters.items()}
        reports.update({report.article.id: report for report in done})
        summaries.update({report.article.id: summary_of(report) for report in done})
        broken = [article for article in group if article.id in work.broken]
        summaries.update({article.id: _failed(article.id, article.path, work.broken[article.id]) for article in broken})
    ordered = [reports[article.id] for article in batch.articles if article.id in reports]
    with timer("write"):
        plan.writer.write(ordered, batch.number)
    rows = [summaries[article.id] for article in batch.articles]
    rows += [_failed(item.id, item.path, item.reason) for item in batch.failed]
    rows += [ArticleSummary(id=item.id, path=item.path, status="skipped", reason=item.reason) for item in batch.skipped]
    counters |= {"articles": len(ordered), "segments": sum(len(report.segments) for report in ordered)}
    for row in rows:
        if row.status == "failed":  # the reason may quote the article; it stands in the run's own files
            log.warning("an article of batch %d failed", batch.number, extra={"article_id": row.id})
    for report in ordered:
        _log_article(report)
    seconds = {f"{stage}_seconds": round(spent, 3) for stage, spent in timer.seconds.items()}
    left_out = len(rows) - len(ordered)
    log.info(
        "batch %d: %d articles done, %d not",
        batch.number,
        len(ordered),
        left_out,
        extra={"not_done": left_out, **counters, **seconds},
    )
    result = BatchResult(
        number=batch.number, summaries=tuple(rows), models=tuple(used.values()), timings=timer.seconds, counters=counters
    )
    with writing(plan.folder):
        checkpoint.save(plan.folder, key, result)
    return result


def _log_article(report: ArticleReport) -> None:
    """An event for the article, and one for each of its error findings."""
    article_id = report.article.id
    counts = {f"{severity}_findings": count for severity, count in report.counts().items()}
    log.debug("article done", extra={"article_id": article_id, "segments": len(report.segments), **counts})
    for finding in report.findings:
        if finding.severity == "error" and finding.status in STANDING:
            ids = {"article_id": article_id, "segment_id": finding.segment_id, "fingerprint": finding.fingerprint}
            log.debug("error finding", extra={**ids, "check": finding.check})


@dataclass(frozen=True, slots=True)
class Desk:
    """What the texts of a language meet: a model, the terms, its people's decisions, what was translated before."""

    language: str
    info: ModelInfo
    matcher: Matcher
    terms: Glossary
    decisions: InForce
    reuse: Reuse | None
    engine: Engine | None


def _desks(batch: Batch, plan: Plan, resources: Resources, people: InForce) -> dict[str, Desk | DragomanError]:
    """By language of the batch's articles: all that is needed, or why it cannot be had. Engines wait until they are needed."""
    desks: dict[str, Desk | DragomanError] = {}
    override = plan.model.folder if plan.model else None
    for language in sorted({article.language for article in batch.articles}):
        try:
            engine = resources.engine(language, override) if resources.cache is None else None
            info = engine.info if engine is not None else resources.model(language, override)
            terms = plan.terms(language)
            enforce = plan.settings.enforce_terms
            reuse = Reuse(resources.cache, info, language, terms, enforce=enforce) if resources.cache is not None else None
            matcher = cast("Matcher", OneLook(resources.matcher(terms, plan.terms_version(language))))
            desks[language] = Desk(language, info, matcher, terms, people, reuse, engine)
        except DragomanError as error:
            desks[language] = error
    return desks


def _made(plan: Plan, desks: Mapping[str, Desk | DragomanError]) -> str:
    """Everything beside the articles that a batch's results depend on."""
    parts = [plan.code_version, repr(sorted(plan.settings.checks.items())), repr(plan.settings.enforce_terms)]
    parts.append(repr(plan.request.all_lines))
    for language, desk in desks.items():
        if isinstance(desk, DragomanError):
            parts += [language, str(desk)]
        else:
            parts += [
                language,
                desk.info.label,
                desk.info.decoding.signature(),
                plan.terms_version(language),
                repr(desk.decisions),
            ]
    return digest(*parts)


@dataclass(slots=True)
class Work:
    """The articles of one language of a batch on their way; `broken` tells by id why some fell out, `counters` what was done."""

    articles: Sequence[Article]
    segments: Segments
    desk: Desk
    plan: Plan
    resources: Resources
    timer: Timer
    broken: dict[str, str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    _keys: dict[str, bytes] = field(default_factory=dict)  # by segment id
    _kept: dict[str, Kept] = field(default_factory=dict)
    _ladder_failures: list[str] = field(default_factory=list)

    def left(self) -> list[Article]:
        """The articles that have not fallen out."""
        return [article for article in self.articles if article.id not in self.broken]

    def reports(self) -> list[ArticleReport]:
        """The articles translated and checked."""
        nothing = [article for article in self.articles if not self.segments[article.id]]
        self.broken.update({article.id: NOTHING_TO_TRANSLATE.format(article.path) for article in nothing})
        with self.timer("reuse"):
            _, failures = isolated(self._recall, self.left(), "the glossary")
            self.broken.update(failures)
        with self.timer("load"):
            engine = self._engine()
        decoded = self._stage("decode", lambda group: self._decode(group, engine), "decoding")
        enforced = self._stage("terms", lambda group: self._enforce(group, decoded, engine), "the glossary")
        with self.timer("reuse"):
            final = self._settle(decoded, enforced)
        done = self._stage("checks", lambda group: self._check(group, final), "a check")
        return [self._report(article, done[article.id]) for article in self.left()]

    def _stage(self, name: str, work: Callable[[Sequence[Article]], dict[str, T]], what: str) -> dict[str, T]:
        with self.timer(name):
            results, failures = isolated(work, self.left(), what)
        self.broken.update(failures)
        return results

    def _recall(self, group: Sequence[Article]) -> dict[str, None]:
        """Look up the English of earlier runs for all segments of the articles."""
        reuse = self.desk.reuse
        if reuse is not None:
            flat = [segment for article in group for segment in self.segments[article.id]]
            days = [article.published for article in group for _ in self.segments[article.id]]
            keys = reuse.keys(flat, self.desk.matcher.match([segment.text for segment in flat], days))
            for segment, key, kept in zip(flat, keys, reuse.find(keys), strict=True):
                self._keys[segment.id] = key
                if kept is not None:
                    self._kept[segment.id] = kept
        return dict.fromkeys((article.id for article in group), None)

    def _engine(self) -> Engine | None:
        """The engine where a text has to be decoded; articles with such texts fall out where it cannot be loaded."""
        desk = self.desk
        if desk.engine is not None:
            return desk.engine
        script = script_of(desk.language)
        asking = [article for article in self.left() if any(self._is_new(s, script) for s in self.segments[article.id])]
        if not asking:
            return None
        try:
            return self.resources.engine(desk.language, self.plan.model.folder if self.plan.model else None)
        except DragomanError as error:
            self.broken.update({article.id: str(error) for article in asking})
            return None

    def _is_new(self, segment: Segment, script: str) -> bool:
        return segment.id not in self._kept and has_letters(segment.text, script)

    def _decode(self, group: Sequence[Article], engine: Engine | None) -> dict[str, list[Translation]]:
        flat = [segment for article in group for segment in self.segments[article.id]]
        language, decisions = self.desk.language, self.desk.decisions
        together = iter(corrections.with_corrections(flat, language, decisions, lambda asked: self._english(asked, engine)))
        return {article.id: [next(together) for _ in self.segments[article.id]] for article in group}

    def _english(self, asked: Sequence[Segment], engine: Engine | None) -> list[Translation]:
        """One translation a segment: the kept one, else a new one."""
        new = [segment for segment in asked if segment.id not in self._kept]
        made = iter(translate_segments(new, self.desk.language, engine or Idle(self.desk.info)))
        return [
            self.desk.reuse.translation(segment, self._kept[segment.id])
            if self.desk.reuse is not None and segment.id in self._kept
            else next(made)
            for segment in asked
        ]

    def _enforce(
        self, group: Sequence[Article], decoded: Mapping[str, list[Translation]], engine: Engine | None
    ) -> dict[str, Outcomes]:
        scorer = engine if self.plan.settings.enforce_terms else None
        matcher, terms = self.desk.matcher, self.desk.terms
        return with_terms(group, self.segments, decoded, matcher, terms, scorer, failures=self._ladder_failures)

    def _settle(self, decoded: Mapping[str, list[Translation]], enforced: Mapping[str, Outcomes]) -> dict[str, Outcomes]:
        """The English and outcomes as they stand in the output; what is new is kept, in one transaction."""
        final: dict[str, Outcomes] = {}
        new: dict[bytes, Kept] = {}
        counts = dict.fromkeys(("segments_translated", "segments_from_cache", "segments_corrected"), 0)
        for article in self.left():
            english, outcomes = list(enforced[article.id][0]), list(enforced[article.id][1])
            for n, (segment, free) in enumerate(zip(self.segments[article.id], decoded[article.id], strict=True)):
                if free.origin == "cache":
                    english[n], outcomes[n] = restored(english[n], outcomes[n], self._kept[segment.id])
                    counts["segments_from_cache"] += 1
                elif free.origin in {"model", "rule"}:
                    counts["segments_translated"] += free.origin == "model"
                    if self.desk.reuse is not None and not self._ladder_failures:
                        new.setdefault(self._keys[segment.id], kept_of(english[n], outcomes[n]))
                counts["segments_corrected"] += free.origin == "correction"
            final[article.id] = (english, outcomes)
        if self.desk.reuse is not None:
            self.desk.reuse.keep(new)
            counts["cache_failures"] = int(self.desk.reuse.broken)
        self.counters = counts
        return final

    def _check(self, group: Sequence[Article], final: Mapping[str, Outcomes]) -> dict[str, tuple[SegmentReport, ...]]:
        policy, terms = CheckPolicy(settings=self.plan.settings.checks), self.desk.terms
        return {article.id: checked(article, self.segments[article.id], final[article.id], policy, terms) for article in group}

    def _report(self, article: Article, parts: tuple[SegmentReport, ...]) -> ArticleReport:
        info = self.desk.info
        people = corrections.signature(part.translation for part in parts)
        made = [f"model:{info.credited}", info.decoding.signature(), f"glossary:{self.plan.terms_version(self.desk.language)}"]
        signature = "|".join([*made, *filter(None, [people]), f"dragoman:{self.plan.code_version}"])
        report = ArticleReport(article=article, segments=parts, models=(info.label,), compact=info.compact, signature=signature)
        return decided(report, self.desk.decisions)


def _failed(article_id: str, path: str, reason: str) -> ArticleSummary:
    return ArticleSummary(id=article_id, path=path, status="failed", reason=reason)
