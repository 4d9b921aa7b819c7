"""A folder of articles in five languages, models installed for four of them: each routed, the fifth a clear failure, the run delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from marian_releases import Shape, release_files, written

from flows import steps
from flows.resources import Resources
from flows.settings import Settings
from translations.store.install import Options
from translations.store.local import add
from translations.store.places import Store

ARTICLES = {
    "ar": "وصل الوفد إلى العاصمة صباح اليوم لبحث الاتفاق الجديد مع الحكومة.",
    "ru": "Делегация прибыла в столицу сегодня утром, чтобы обсудить новое соглашение с правительством.",
    "he": "המשלחת הגיעה לבירה הבוקר כדי לדון בהסכם החדש עם הממשלה.",
    "fr": "La délégation est arrivée ce matin dans la capitale pour discuter du nouvel accord avec le gouvernement.",
    "fa": "هیئت امروز صبح برای گفتگو درباره توافق جدید با دولت وارد پایتخت شد.",
}
SHAPES = {
    "ar": Shape(),
    "ru": Shape(language="ru", shared=True),
    "he": Shape(language="he", family="BPE"),
    "fr": Shape(language="fr", family="BPE", truecased=True),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("mixed")
    for language, shape in SHAPES.items():
        folder = written(base / language, release_files(shape))
        add(Store(base / "models"), folder, (language,), f"desk-{language}", Options(test_build=True, say=lambda line: None))
    return base / "models"


def test_each_article_goes_to_its_model_and_the_fifth_fails_clearly(store: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for language, text in ARTICLES.items():
        for number in (1, 2):
            (inbox / f"{number}-{language}.txt").write_text(f"{text}\n{text[: len(text) // 2]} {number}\n", encoding="utf-8")
    settings = Settings(threads=1, models_dir=store, enforce_terms=False)
    resources = Resources(settings)
    plan = steps.plan(steps.Request(paths=(str(inbox),), out=tmp_path / "out", run_id="r"), settings)
    run = steps.finish(plan, [steps.translate_batch(batch, plan, resources) for batch in steps.batches(plan)])
    by_language = {language: [article for article in run.articles if article.language == language] for language in ARTICLES}
    for language in SHAPES:
        assert [article.status for article in by_language[language]] == ["done", "done"], by_language[language]
    failed = [article for article in run.articles if article.status == "failed"]
    assert len(failed) == 2
    for article in failed:
        assert "OPUS-MT has no release from Persian (fa) into English" in article.reason
        assert "dragoman models add PATH --language fa" in article.reason
    assert (tmp_path / "out" / "r" / "index.html").is_file()
