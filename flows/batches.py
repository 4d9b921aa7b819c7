"""A run's documents cut into work batches, in input order, before anything else is asked about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flows.planning import Plan
from translations.articles import Failed, Skipped, load, pasted
from translations.records import TRANSLATED_CLASSES, Article

MAX_BATCH_ARTICLES = 256
# 64k tokens at 3.2 characters a token, measured with the compact model's SentencePiece on TICO-19 Arabic.
MAX_BATCH_CHARACTERS = 200_000
MAX_BATCH_OTHERS = 2_000  # documents that gave no article: listing them must not fill the memory either


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles that are translated together, and the documents between them that gave no article."""

    number: int
    articles: tuple[Article, ...] = ()
    failed: tuple[Failed, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def batches(plan: Plan) -> Iterator[Batch]:
    """The run's documents in input order, in batches of at most 256 articles or about 64k tokens (a larger article alone)."""
    articles: list[Article] = []
    failed: list[Failed] = []
    skipped: list[Skipped] = []
    most = min(MAX_BATCH_ARTICLES, plan.settings.batch_articles)
    size = number = 0
    for document in _documents(plan):
        more = isinstance(document, Article)
        characters = _characters(document, plan) if isinstance(document, Article) else 0
        full = size + characters > MAX_BATCH_CHARACTERS or len(articles) == most
        if (articles and more and full) or len(failed) + len(skipped) == MAX_BATCH_OTHERS:
            yield Batch(number=number, articles=tuple(articles), failed=tuple(failed), skipped=tuple(skipped))
            articles, failed, skipped, size, number = [], [], [], 0, number + 1
        if isinstance(document, Article):
            articles.append(document)
            size += characters
        elif isinstance(document, Failed):
            failed.append(document)
        else:
            skipped.append(document)
    if articles or failed or skipped:
        yield Batch(number=number, articles=tuple(articles), failed=tuple(failed), skipped=tuple(skipped))


def _characters(article: Article, plan: Plan) -> int:
    return sum(len(line.text) for line in article.lines if plan.request.all_lines or line.cls in TRANSLATED_CLASSES)


def _documents(plan: Plan) -> Iterator[Article | Failed | Skipped]:
    request, given = plan.request, plan.request.pasted
    if given is not None:
        yield pasted(given.text, title=given.title, published=given.published, outlet=given.outlet, language=request.language)
        return
    for document in islice(load(plan.files, request.language), request.limit):
        if isinstance(document, Article) and request.since and document.published and document.published < request.since:
            reason = f"published {document.published}, before {request.since}"
            yield Skipped(id=document.id, path=document.path, reason=reason)
        else:
            yield document
