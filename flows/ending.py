"""The end of a run: its batches summed up one by one, its tables joined, its pages and last its record written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from flows import checkpoint
from flows.checkpoint import BatchResult
from flows.folders import sweep
from flows.planning import Plan
from qa.report.records import RunReport, Tally, tally
from qa.report.rows import SavedRows
from qa.report.safe import file_name
from translations.models import ModelInfo


@dataclass(slots=True)
class Sums:
    """What is remembered of a run's batches: sums only, so that memory does not grow with the run."""

    batches: int = 0
    resumed: int = 0
    tally: Tally = field(default_factory=Tally)
    models: dict[str, ModelInfo] = field(default_factory=dict)
    languages: set[str] = field(default_factory=set)
    timings: dict[str, float] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def add(self, result: BatchResult) -> None:
        """Take a batch in."""
        self.batches += 1
        self.resumed += result.resumed
        self.tally += tally(result.summaries)
        self.models.update({info.digest: info for info in result.models})
        self.languages.update(summary.language for summary in result.summaries if summary.language)
        for name, seconds in result.timings.items():
            self.timings[name] = self.timings.get(name, 0.0) + seconds
        for name, count in result.counters.items():
            self.counters[name] = self.counters.get(name, 0) + count


def finish(plan: Plan, results: Iterable[BatchResult] | Sums) -> RunReport:
    """The run as a whole, after its last batch: writes the tables, `index.html` and, last, `run.json`.

    `results` may be made while they are asked for; none is kept.
    """
    sums = results if isinstance(results, Sums) else Sums()
    if not isinstance(results, Sums):
        for result in results:
            sums.add(result)
    checkpoint.drop_beyond(plan.folder, sums.batches)
    articles = plan.writer.summaries()
    if plan.claim.resumed:
        sweep(plan.folder, _names(articles))
    run = _run(plan, sums, articles)
    plan.writer.finish(run)
    plan.claim.release()
    return run


def _names(articles: SavedRows) -> set[str]:
    return {file_name(article.slug) for article in articles if article.status == "done"}


def _run(plan: Plan, sums: Sums, articles: SavedRows) -> RunReport:
    used = sums.models
    if plan.model is not None and not used:
        used = {plan.model.digest: plan.model}
    labels = tuple(sorted(info.label for info in used.values()))
    decoding = sorted({info.decoding.signature() for info in used.values()})
    terms = [plan.terms(language) for language in sorted(sums.languages)]
    versions = [plan.terms_version(language) for language in sorted(sums.languages)]
    glossary_version = "+".join(versions) or plan.writer.stamp.glossary_version
    credited = "+".join(sorted(info.credited for info in used.values()))
    signature = "|".join(
        [f"model:{credited or 'none'}", *decoding, f"glossary:{glossary_version}", f"dragoman:{plan.code_version}"]
    )
    compact = any(info.compact for info in used.values())
    plan.writer.stamp = replace(
        plan.writer.stamp, signature=signature, models=labels, compact=compact, glossary_version=glossary_version
    )
    return RunReport(
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
        articles=articles,
        sums=sums.tally,
        timings=sums.timings,
        counters=sums.counters | {"batches": sums.batches, "batches_resumed": sums.resumed},
    )


def _parameters(plan: Plan) -> dict[str, Any]:
    request = plan.request
    asked: dict[str, Any] = {
        "input": list(request.paths) or ["pasted text"],
        "language": request.language or "identified per article",
        "glossary": str(request.glossary or plan.settings.glossary or "shipped"),
        "model": plan.model.name if plan.model else "installed or embedded, by language",
        "all_lines": request.all_lines,
        "review": request.review.value,
        "checks": dict(plan.settings.checks),
    }
    if request.limit is not None:
        asked["limit"] = request.limit
    if request.since is not None:
        asked["since"] = request.since.isoformat()
    return asked
