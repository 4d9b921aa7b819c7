"""The whole way with the compact model and with engines that misbehave, without Prefect."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from naughty import NaughtyEngine

from flows import steps
from flows.params import Strictness, TranslateRequest
from flows.resources import Resources
from flows.settings import Settings
from qa.report.records import RunReport
from translations.errors import (
    DragomanError,
    GlossaryError,
    InputNotFound,
    LanguageUnknown,
    ModelNotFound,
    OutputError,
    SettingsError,
)

TEXT = "وقعت روسيا وكوريا الشمالية اتفاقية في عام 2024."
OTHER = "وصل الرئيس الروسي إلى بيونغ يانغ يوم 19 يونيو."


class Fakes(Resources):
    """Real glossary and matcher, an engine of our own."""

    def __init__(self, settings: Settings, engine: object) -> None:
        super().__init__(settings)
        self._engine = engine

    def engine(self, language: str, override: Path | None = None):  # type: ignore[no-untyped-def, override]
        return self._engine


def run(paths: list[Path], out: Path, engine: object | None = None, **asked: object) -> RunReport:
    # A naughty engine only decodes; enforcement asks an engine for more.
    settings = Settings(threads=2, enforce_terms=engine is None)
    resources = Resources(settings) if engine is None else Fakes(settings, engine)
    request = steps.Request(paths=tuple(map(str, paths)), out=out, run_id="r", **asked)  # type: ignore[arg-type]
    plan = steps.plan(request, settings)
    return steps.finish(plan, [steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)])


def jsonl(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def five(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunReport, Path]:
    out = tmp_path_factory.mktemp("five")
    return run([samples], out), out / "r"


def test_the_five_articles(five: tuple[RunReport, Path]) -> None:
    report, folder = five
    assert [article.status for article in report.articles] == ["done"] * 5
    assert [article.published for article in report.articles] == ["", "2024-06-19", "2024-06-20", "", ""]
    assert report.compact
    assert report.headline.startswith("5 articles")
    names = {path.name for path in folder.iterdir()}
    assert {"articles", "index.html", "run.json", "translations.parquet", "findings.parquet"} <= names
    for article in report.articles:
        assert all((folder / "articles" / f"{article.slug}.{kind}").stat().st_size > 1000 for kind in ("md", "json", "html"))
    assert not [path for path in folder.rglob("*") if path.name.startswith(".") or path.suffix == ".part"]


def test_every_segment_has_its_english_in_the_table(five: tuple[RunReport, Path]) -> None:
    report, folder = five
    table = pl.read_parquet(folder / "translations.parquet")
    assert table.height == sum(article.segments for article in report.articles) == 101
    assert table["segment_id"].n_unique() == 101
    assert table.filter(pl.col("target").str.strip_chars() == "").is_empty()


def test_the_sentence_that_two_articles_share_has_one_english(five: tuple[RunReport, Path]) -> None:
    table = pl.read_parquet(five[1] / "translations.parquet").filter(pl.col("source").str.contains("الذي يزداد تعقيداً"))
    assert table.height == 2
    assert table["source"].n_unique() == 2
    assert table["target"].n_unique() == 1


def test_same_input_same_bytes(five: tuple[RunReport, Path], samples: Path, tmp_path: Path) -> None:
    _, folder = five
    run([samples], tmp_path)
    for path in sorted((folder).rglob("*")):
        # The two that hold times, and the archive that holds them too.
        if path.is_file() and path.name not in ("run.json", "index.html", "bundle.zip"):
            assert path.read_bytes() == (tmp_path / "r" / path.relative_to(folder)).read_bytes(), path.name
    first, second = ((f / "index.html").read_text().splitlines() for f in (folder, tmp_path / "r"))
    assert sum(a != b for a, b in zip(first, second, strict=True)) <= 1


def test_one_bad_article_never_costs_the_others(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "a.jsonl",
        {"id": "1", "text": TEXT},
        {"id": "2", "text": ""},
        {"id": "3", "text": TEXT},
        {"id": "4", "text": OTHER, "lang": "fa"},
    )
    report = run([path], tmp_path / "out")
    assert {article.id: article.status for article in report.articles} == {
        "1": "done",
        "a.jsonl#2": "failed",
        "3": "skipped",
        "4": "failed",
    }
    reasons = {article.id: article.reason for article in report.articles}
    assert "line 2: the text is empty" in reasons["a.jsonl#2"]
    assert reasons["3"] == "duplicate of 1"
    assert "fa" in reasons["4"]
    assert "2 failed, 1 skipped" in report.headline


def test_an_engine_that_breaks_over_one_text_costs_that_article(tmp_path: Path) -> None:
    def answer(text: str) -> str:
        if "بيونغ" in text:
            raise RuntimeError("out of memory")
        return "Russia signed in 2024."

    path = jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT}, {"id": "2", "text": OTHER})
    report = run([path], tmp_path / "out", NaughtyEngine(answer))
    statuses = {article.id: (article.status, article.reason) for article in report.articles}
    assert statuses["1"] == ("done", "")
    assert statuses["2"][0] == "failed"
    assert "out of memory" in statuses["2"][1]


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        (lambda text: "Russia and North Korea signed an agreement.", "quantity.missing"),
        (lambda text: "Russia and North Korea signed an agreement in 1961.", "quantity.changed"),
        (lambda text: " ".join(["and then it was said in 2024"] * 12), "form.repetition"),
        (lambda text: "", "form.empty"),
        (lambda text: "Russia signed an agreement in 2024 and then✂", "form.truncated"),
        (lambda text: "Russia signed اتفاقية in 2024.", "form.source_script"),
        (lambda text: "An agreement was signed in 2024.", "term.unmet"),
    ],
)
def test_every_fault_of_a_naughty_engine_is_found(tmp_path: Path, answer: Callable[[str], str], check: str) -> None:
    run([jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT})], tmp_path / "out", NaughtyEngine(answer))
    found = pl.read_parquet(tmp_path / "out" / "r" / "findings.parquet")["check"].to_list()
    assert check in found


def test_a_clean_translation_has_no_error(tmp_path: Path) -> None:
    engine = NaughtyEngine(lambda text: "Russia and North Korea signed an agreement in 2024.")
    report = run([jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT})], tmp_path / "out", engine)
    assert (report.articles[0].errors, report.articles[0].terms_unmet) == (0, 0)


def test_a_check_can_be_switched_off(tmp_path: Path) -> None:
    settings = Settings(checks={"quantity.missing": "off"}, enforce_terms=False)
    engine = NaughtyEngine(lambda text: "Russia and North Korea signed an agreement.")
    request = steps.Request(paths=(str(jsonl(tmp_path / "a.jsonl", {"text": TEXT})),), out=tmp_path / "out")
    plan = steps.plan(request, settings)
    (result,) = [steps.translate_batch(batch, plan, Fakes(settings, engine)) for batch in steps.batches(plan)]
    assert result.summaries[0].errors == 0


def test_all_lines(samples: Path, tmp_path: Path) -> None:
    engine = NaughtyEngine(lambda text: "English.")
    report = run([samples / "004_d5dc01d36bba66e5.txt"], tmp_path, engine, all_lines=True)
    assert (report.articles[0].segments, report.articles[0].left_out) == (54, 0)


def test_batches_are_cut_from_input_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.batches.MAX_BATCH_ARTICLES", 3)
    monkeypatch.setattr("flows.batches.MAX_BATCH_CHARACTERS", 250)
    texts = [f"{TEXT} {n}" for n in range(4)] + ["\n".join(f"{TEXT} {n}" for n in range(90, 110)), TEXT]
    path = jsonl(tmp_path / "a.jsonl", *({"id": str(n), "text": text} for n, text in enumerate(texts)))
    plan = steps.plan(steps.Request(paths=(str(path),), out=tmp_path / "out"), Settings())
    found = list(steps.batches(plan))
    assert [[article.id for article in batch.articles] for batch in found] == [["0", "1", "2"], ["3"], ["4"], ["5"]]
    assert [batch.number for batch in found] == [0, 1, 2, 3]


def test_pasted_text(tmp_path: Path) -> None:
    settings = Settings(enforce_terms=False)
    form = TranslateRequest(text=TEXT, title="عنوان الخبر", outlet="وكالة", language="ar", strictness=Strictness.report)
    plan = steps.plan(replace(steps.from_form(form), out=None), settings.model_copy(update={"output_root": tmp_path}))
    engine = NaughtyEngine(lambda text: "Russia signed in 2024.")
    report = steps.finish(plan, [steps.translate_batch(batch, plan, Fakes(settings, engine)) for batch in steps.batches(plan)])
    assert (report.articles[0].status, report.articles[0].outlet, report.articles[0].title) == ("done", "وكالة", "عنوان الخبر")


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"paths": ("nowhere",)}, InputNotFound, "no such file"),
        ({}, InputNotFound, "Give a file"),
        ({"language": "klingon"}, LanguageUnknown, "klingon"),
        ({"model": Path("nowhere")}, ModelNotFound, "no model folder"),
        ({"glossary": Path("nowhere.csv")}, GlossaryError, "nowhere.csv"),
        ({"run_id": "../evil"}, SettingsError, "no run id"),
        ({"run_id": "r", "out": "same"}, OutputError, "already"),
        ({"out": "file"}, OutputError, "not a folder"),
    ],
)
def test_what_cannot_start_says_why(
    samples: Path, tmp_path: Path, asked: dict[str, object], error: type[DragomanError], words: str
) -> None:
    (tmp_path / "same" / "r").mkdir(parents=True)
    (tmp_path / "same" / "r" / "run.json").write_text("{}")
    (tmp_path / "file").write_text("")
    out = tmp_path / str(asked.get("out", "out"))
    request = steps.Request(**{"paths": (str(samples),), **asked, "out": out} if asked else {"out": out})  # type: ignore[arg-type]
    with pytest.raises(error, match=words):
        steps.plan(request, Settings())


def test_an_output_folder_that_cannot_be_written(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="cannot be written"):
        steps.plan(steps.Request(paths=(str(samples),), out=tmp_path / "out"), Settings())


def test_paths_of_the_form_are_held_to_the_configured_folders(samples: Path, tmp_path: Path) -> None:
    allowed, elsewhere = tmp_path / "inbox", tmp_path / "elsewhere"
    for folder in (allowed, elsewhere):
        folder.mkdir()
        (folder / "a.txt").write_text(TEXT)
    (allowed / "link.txt").symlink_to(elsewhere / "a.txt")
    (allowed / "sub").symlink_to(elsewhere)
    settings = Settings(input_roots=(allowed,), output_root=tmp_path / "runs")
    assert steps.plan(steps.from_form(TranslateRequest(path=str(allowed / "a.txt"))), settings).files
    for path in (elsewhere / "a.txt", allowed / "link.txt", allowed / ".." / "elsewhere", allowed / "sub", allowed):
        with pytest.raises(SettingsError, match="input_roots"):
            steps.plan(steps.from_form(TranslateRequest(path=str(path))), settings)
    for pattern, words in (
        (f"{allowed}/*/../../elsewhere/*.txt", "wildcard"),
        (f"{tmp_path}/*/a.txt", "input_roots"),
        ("/**/*.txt", "input_roots"),
    ):
        with pytest.raises(SettingsError, match=words):
            steps.plan(steps.from_form(TranslateRequest(path=pattern)), settings)
    with pytest.raises(SettingsError, match="outside"):
        steps.plan(steps.from_form(TranslateRequest(text=TEXT, glossary=str(elsewhere / "a.txt"))), settings)
    with pytest.raises(SettingsError, match="outside"):
        steps.plan(steps.from_form(TranslateRequest(text=TEXT, model=str(elsewhere))), settings)
