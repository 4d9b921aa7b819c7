"""The catalogue of published OPUS-MT releases into English, and which of them serves a language, by rule and with the reason.

The data are the release lists of Helsinki-NLP's OPUS-MT-train repository (`models/*-en/README.md`): one row a release, with its
members (`da+fo+is`), architecture, pre-processing and the scores published with it. The models themselves are CC-BY 4.0.

The rule: of the releases that name the language itself, else of those that name another member of its macrolanguage, else of
those for the nearest language by CLDR's language matching (Egyptian Arabic is read by the model for Arabic), take
 1. transformer-align with SentencePiece before anything else (trained to align, needs no language-specific tokeniser),
 2. then a release of this language alone before one shared with other languages,
 3. then SentencePiece before BPE, then the newest.
What is not first choice is marked by the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from translations.errors import LanguageUnknown, ModelNotFound
from translations.language_names import irregular, language_name, named, standard
from translations.languages import primary

if TYPE_CHECKING:
    import polars as pl

LICENCE = "CC-BY-4.0"
ATTRIBUTION = "OPUS-MT, Helsinki-NLP, University of Helsinki (Tiedemann and Thottingal 2020), CC-BY 4.0"
PREFERRED = "transformer-align with SentencePiece"
RULE = (
    "the newest transformer-align release with SentencePiece of the language alone, then of several languages; "
    "where there is none, the newest other one (second choice)"
)
NEAR = 10  # CLDR language-matching distance: Egyptian Arabic to Arabic is 10, Belarusian to Russian 20, Kazakh to Russian 30
NAMED_MEMBERS = 3  # members of a combined release in its label and model name; the Romance release has 48
MAX_TAG = 60  # characters of an unknown tag that a message repeats
_DATED = re.compile(r"^(?P<data>.+)-(?P<date>\d{4}-\d{2}-\d{2})\.zip$")


class NoRelease(ModelNotFound):
    """OPUS-MT has published no release into English for the language, or none with the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A figure published with a release: BLEU (0-100) and chrF (0-1) of a test set."""

    test_set: str
    bleu: float
    chrf: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One published archive: `source` as in its address (`ar`, `da+fo+is`), `members` its codes, `version` without `.zip`."""

    source: str
    members: tuple[str, ...]
    version: str
    published: date
    architecture: str
    preprocessing: str
    url: str
    scores: tuple[Score, ...]

    @property
    def id(self) -> str:
        """The release's name in commands and lists, for example `ar/opus-2019-12-18`."""
        return f"{self.source}/{self.version}"

    @property
    def label(self) -> str:
        """The same, short enough for a table: `fr+fr_BE+fr_CA+45/opus-2020-04-01`; `find` knows it too."""
        return f"{shortened(self.members)}/{self.version}"

    @property
    def sentencepiece(self) -> bool:
        """Whether it uses SentencePiece (otherwise Moses tokenisation and BPE)."""
        return "SentencePiece" in self.preprocessing

    @property
    def aligned(self) -> bool:
        """Whether it was trained with guided alignment."""
        return self.architecture == "transformer-align"

    @property
    def preferred(self) -> bool:
        """Whether it is of the first-choice kind."""
        return self.aligned and self.sentencepiece

    @property
    def kind(self) -> str:
        """The kind in words."""
        return f"{self.architecture} with {'SentencePiece' if self.sentencepiece else 'Moses tokenisation and BPE'}"

    def score_for(self, code: str) -> Score | None:
        """The published score of a language (a subtag) to show in a list: Tatoeba's where there is one, else the last."""
        same = {member for member in self.members if standard(member) == standard(code)}
        own = [score for score in self.scores if len(self.members) == 1 or same & set(score.test_set.split("."))]
        tatoeba = [score for score in own if score.test_set.startswith("Tatoeba")]
        return next(iter(tatoeba or own[-1:]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which release serves a language: `reason` is one sentence, `others` are in order of the rule."""

    language: str
    release: Release
    reason: str
    others: tuple[Release, ...] = ()


@cache
def table() -> pl.DataFrame:
    """All rows of the catalogue as they were published, the unusable one too."""
    import polars as pl

    with as_file(files("translations") / "data" / "opus_mt_to_english.csv") as path:
        return pl.read_csv(path, infer_schema=False).with_columns(pl.all().fill_null(""))


def skipped() -> list[str]:
    """One sentence for each row of the catalogue that names no archive."""
    import polars as pl

    return [
        f"A row for {row['source']} names no archive; it is skipped."
        for row in table().filter(pl.col("url") == "").iter_rows(named=True)
    ]


@cache
def releases() -> tuple[Release, ...]:
    """All releases that can be fetched, in the catalogue's order."""
    import polars as pl

    return tuple(_release(row) for row in table().filter(pl.col("url") != "").iter_rows(named=True))


def _release(row: dict[str, str]) -> Release:
    dated = _DATED.match(row["release"])
    if dated is None:
        raise ValueError(f"The catalogue's release {row['release']!r} for {row['source']} carries no date.")
    return Release(
        source=row["source"],
        members=tuple(row["source"].split("+")),
        version=row["release"].removesuffix(".zip"),
        published=date.fromisoformat(dated["date"]),
        architecture=row["model"],
        preprocessing=row["preprocessing"],
        url=row["url"],
        scores=tuple(_scores(row["scores"])),
    )


def _scores(text: str) -> Iterator[Score]:
    """`newstest2014.ru.en=29.0/0.557;Tatoeba.ru.en=39.5/0.613` as scores."""
    for part in filter(None, text.split(";")):
        test_set, _, figures = part.rpartition("=")
        bleu, _, chrf = figures.partition("/")
        yield Score(test_set=test_set, bleu=float(bleu), chrf=float(chrf))


@cache
def languages() -> tuple[str, ...]:
    """Every code that any release names, sorted: single languages and members of combined releases."""
    return tuple(sorted({member for release in releases() for member in release.members}))


def order(release: Release) -> tuple[bool, bool, bool, int, str]:
    """The sort key of the rule: smaller is better."""
    return not release.preferred, len(release.members) > 1, not release.sentencepiece, -release.published.toordinal(), release.id


@cache
def resolve(tag: str) -> Resolution:
    """The release that serves a language.

    `tag` is any ISO 639-1, -2 or -3 code, BCP 47 tag, code of a release's member or English language name.
    Raises LanguageUnknown where it names no language (with the nearest names), NoRelease where OPUS-MT has none into English.
    """
    code = code_of(tag)
    member = _nearest(code)
    found = [release for release in releases() if member and any(_serves(own, member) for own in release.members)]
    if not found:
        raise NoRelease(
            f"OPUS-MT has no release from {language_name(code)} ({code}) into English; "
            f"if you have such a model, install it with: dragoman models add PATH --language {code}"
        )
    best, *others = sorted(found, key=order)
    return Resolution(language=code, release=best, reason=_reason(code, best), others=tuple(others))


def find(release_id: str) -> Release:
    """The release of an id such as `ar/opus-2019-12-18`. Raises NoRelease where the catalogue has none."""
    for release in releases():
        if release_id in (release.id, release.label):
            return release
    near = get_close_matches(release_id, [release.id for release in releases()], n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise NoRelease(f"The catalogue has no release {release_id!r}.{hint} See: dragoman models list --all")


def code_of(tag: str) -> str:
    """The subtag by which the catalogue knows a language given by tag or English name. Raises LanguageUnknown."""
    if irregular(tag):
        return tag.strip().lower()
    try:
        primary(tag)
    except LanguageUnknown:
        by_name = named(tag)
        if by_name is not None:
            return by_name
        names = {language_name(code): code for code in languages()}
        near = get_close_matches(tag[:MAX_TAG].strip().title(), list(names), n=3, cutoff=0.6)
        hint = f" Nearest: {', '.join(f'{name} ({names[name]})' for name in near)}." if near else ""
        raise LanguageUnknown(
            f"{tag[:MAX_TAG]!r} names no language; give a tag such as ar or pt-BR, or an English name.{hint}"
        ) from None
    return standard(tag)


def _serves(member: str, code: str) -> bool:
    """Whether a release's member is the code; a code that is no language tag is itself only (its release is no first choice)."""
    return member == code if irregular(member) else standard(member) == code


def nearest(code: str, candidates: Iterable[str]) -> str | None:
    """Which of the candidate subtags is the language, another member of its macrolanguage, or near it by CLDR's matching."""
    import langcodes

    known = sorted(set(candidates))
    if code in known:
        return code
    family = [candidate for candidate in known if not irregular(candidate) and primary(candidate) == primary(code)]
    if family:
        return family[0]
    match, distance = langcodes.closest_match(code, [candidate for candidate in known if not irregular(candidate)], NEAR)
    return match if distance <= NEAR else None


def _nearest(code: str) -> str | None:
    return nearest(code, _subtags())


@cache
def _subtags() -> frozenset[str]:
    return frozenset(member if irregular(member) else standard(member) for member in languages())


def _reason(code: str, release: Release) -> str:
    parts = [f"the newest {PREFERRED}" if release.preferred else f"there is no {PREFERRED}; this is {release.kind}"]
    if len(release.members) > 1:
        parts.append(f"one model for {len(release.members)} codes ({shortened(release.members)})")
    if not any(member.replace("-", "_").split("_")[0].lower() == code for member in release.members):
        member = next(member for member in release.members if _serves(member, _nearest(code) or code))
        if language_name(member) != language_name(code):
            parts.append(f"trained on {language_name(member)} ({member}), the nearest to {language_name(code)}")
    if irregular(code):
        parts.append(f"{code} is no ISO 639 code: for {language_name(code)} use {standard(code)}")
    return "; ".join(parts)


def shortened(members: tuple[str, ...]) -> str:
    """The members of a release in a few characters: the first three and the number of the rest."""
    rest = len(members) - NAMED_MEMBERS
    return "+".join(members[:NAMED_MEMBERS]) + (f"+{rest}" if rest > 0 else "")
