"""What a second run translates: nothing, or exactly the segments that a change concerns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from steady import Steady, SteadyEngine, english, go

from flows import steps
from flows.reuse import LADDER
from flows.settings import Settings
from qa.report.records import RunReport
from translations.cache.sqlite import SqliteCache
from translations.models import Decoding, ModelInfo
from translations.stages import DECODING, stage_version

GLOSSARY = "id,source_lang,kind,source,target,note\nberk,ar,person,بركان,Burkan,\nsaif,ar,person,سيفان,Sayfan,\n"
SENTENCES = [
    "وصل الوزير بركان إلى المدينة صباح اليوم.",
    "قال سيفان إن العدد بلغ 250 شخصا.",
    "انتهى الاجتماع بعد ساعتين من النقاش.",
    "يعود الوفد في 12 مايو المقبل.",
]


@dataclass
class DeskFolder:
    """Articles of one paragraph a sentence, a glossary, a cache; each run in a folder of its own."""

    home: Path
    runs: int = 0

    def write(self, articles: dict[str, list[str]]) -> None:
        lines = [
            json.dumps({"id": id, "text": "\n".join(text), "lang": "ar"}, ensure_ascii=False) for id, text in articles.items()
        ]
        (self.home / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

    def run(
        self, engine: SteadyEngine | None = None, *, language: str | None = None, **settings: object
    ) -> tuple[RunReport, Steady]:
        self.runs += 1
        chosen = Settings(glossary=self.home / "desk.csv", decisions=self.home / "d.sqlite", **settings)  # type: ignore[arg-type]
        resources = Steady(chosen, SqliteCache(self.home / "c.sqlite"), engine)
        request = steps.Request(paths=(str(self.home / "a.jsonl"),), out=self.home / f"out{self.runs}", run_id="r")
        return go(request, resources, chosen), resources

    def files(self, run: int) -> dict[str, bytes]:
        """What the run left, but for the files with times in them."""
        folder = self.home / f"out{run}" / "r"
        timed = ("run.json", "index.html", "bundle.zip")
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in timed
        }


@pytest.fixture
def desk(tmp_path: Path) -> DeskFolder:
    (tmp_path / "desk.csv").write_text(GLOSSARY, encoding="utf-8")
    folder = DeskFolder(tmp_path)
    folder.write({f"a{n}": [f"{text[:-1]} {n}." for text in SENTENCES] for n in range(5)})
    return folder


def translated(report: RunReport) -> tuple[int, int]:
    return report.counters["segments_translated"], report.counters["segments_from_cache"]


def test_an_unchanged_folder_translates_nothing_and_gives_the_same_bytes(desk: DeskFolder) -> None:
    first, resources = desk.run()
    assert translated(first) == (20, 0)
    assert resources.loaded == 1
    second, idle = desk.run()
    assert translated(second) == (0, 20)
    assert (idle.loaded, idle.fake.asked) == (0, [])
    assert desk.files(1) == desk.files(2)
    assert len(desk.files(1)) > 15


def test_an_edited_paragraph_is_translated_alone(desk: DeskFolder) -> None:
    desk.run()
    articles = {f"a{n}": [f"{text[:-1]} {n}." for text in SENTENCES] for n in range(5)}
    articles["a3"][2] = "انتهى الاجتماع بعد ثلاث ساعات من النقاش."
    desk.write(articles)
    report, resources = desk.run()
    assert translated(report) == (1, 19)
    # Asked more than once at most because English with an error is tried again.
    assert set(resources.fake.asked) == {"انتهى الاجتماع بعد ثلاث ساعات من النقاش."}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Burkan", "Berkan", 5),  # another English: the sentences with the term
        ("berk,ar,person,بركان,Burkan,", "berk,ar,person,بركان,Burkan,seen in Reuters", 0),  # a note
        ("saif,ar,person,سيفان,Sayfan,\n", "", 5),  # a term less
        ("saif,ar,person,سيفان,Sayfan,\n", "saif,ar,person,سيفان,Sayfan,\nx,ar,place,لا يوجد هنا,Nowhere,\n", 0),  # one not met
        ("saif,", "sayf,", 0),  # another id
    ],
)
def test_a_change_of_the_glossary_concerns_the_segments_with_the_term(
    desk: DeskFolder, old: str, new: str, expected: int
) -> None:
    desk.run()
    assert GLOSSARY.count(old) == 1
    (desk.home / "desk.csv").write_text(GLOSSARY.replace(old, new), encoding="utf-8")
    report, resources = desk.run()
    assert translated(report) == (expected, 20 - expected)
    assert bool(resources.fake.asked) == bool(expected)
    # The ladder may ask for variants of these sentences, but for no other sentence.
    others = {"المدينة", "شخصا", "الاجتماع", "الوفد"} - {"المدينة" if "Burkan" in old else "شخصا"}
    assert not [text for text in resources.fake.asked if any(word in text for word in others)]


def test_a_change_of_checks_makes_findings_anew_without_translating(desk: DeskFolder) -> None:
    first, _ = desk.run()
    found = pl.read_parquet(desk.home / "out1" / "r" / "findings.parquet")["check"]
    second, _ = desk.run(checks={found[0]: "off"})
    assert translated(second) == (0, 20)
    before, after = (first.tally, second.tally)
    assert before.errors + before.warnings + before.infos > after.errors + after.warnings + after.infos


def test_enforcement_on_and_off_are_kept_apart(desk: DeskFolder) -> None:
    desk.run()
    report, _ = desk.run(enforce_terms=False)
    rows = [json.loads(path.read_text())["segments"] for path in (desk.home / "out1" / "r" / "articles").glob("*.json")]
    with_terms = sum(bool(segment["terms"]) for segments in rows for segment in segments)
    assert 10 <= with_terms < 20
    assert translated(report) == (with_terms, 20 - with_terms)  # without a term, enforcement changes nothing


@pytest.mark.parametrize(
    "info",
    [
        {"digest": "1" * 16},
        {"decoding": Decoding(beam_size=5)},
        {"decoding": Decoding(n_best=3)},
        {"decoding": Decoding(max_source_tokens=99)},
    ],
)
def test_another_model_or_decoding_translates_everything(desk: DeskFolder, info: dict[str, object]) -> None:
    desk.run()
    engine = SteadyEngine(english)
    given = {name: getattr(engine.info, name) for name in ModelInfo.__dataclass_fields__}
    engine.info = ModelInfo(**{**given, **info})  # type: ignore[arg-type]
    report, _ = desk.run(engine)
    assert translated(report) == (20, 0)


def test_texts_that_differ_only_in_marks_are_one(desk: DeskFolder) -> None:
    desk.run()
    articles = {f"a{n}": [f"{text[:-1]} {n}." for text in SENTENCES] for n in range(5)}
    articles["a0"][0] = articles["a0"][0].replace("بركان", "بَركـان")
    desk.write(articles)
    report, resources = desk.run()
    assert translated(report) == (0, 20)
    assert resources.fake.asked == []
    outcome = json.loads((desk.home / "out2" / "r" / "articles" / "a0.json").read_text())["segments"][0]["terms"][0]
    assert outcome["surface"] == "بَركـان"


def test_a_cache_that_gives_way_costs_time_and_no_result(desk: DeskFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    from translations.cache import CacheBroken

    desk.run()

    def broken(*_: object) -> None:
        raise CacheBroken("The disk is gone.")

    monkeypatch.setattr(SqliteCache, "get_many", broken)
    monkeypatch.setattr(SqliteCache, "put_many", broken)
    report, _ = desk.run()
    assert translated(report) == (20, 0)
    assert report.counters["cache_failures"] == 1
    assert desk.files(1) == desk.files(2)


def test_english_is_not_kept_where_the_ladder_broke(desk: DeskFolder) -> None:
    class Broken(SteadyEngine):
        def token_scores(self, texts, targets):  # type: ignore[no-untyped-def]
            raise RuntimeError("out of memory")

    desk.run(Broken(english))
    report, _ = desk.run()
    assert translated(report) == (20, 0)


def test_a_value_of_another_shape_counts_as_missing(desk: DeskFolder) -> None:
    desk.run()
    cache = SqliteCache(desk.home / "c.sqlite")
    for value in (b"{}", b"[1]", b"\xff", b'{"text": null}', b'{"text":"a","score":"x"}'):
        keys = [row[0] for row in cache._db.execute("SELECT key FROM entries LIMIT 4")]
        cache._db.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in keys])
        cache.put_many(dict.fromkeys(keys, value), "m")
        assert translated(desk.run()[0])[0] >= 4
        cache._db.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in keys])
        desk.run()


def test_limit_and_since(desk: DeskFolder) -> None:
    rows = [
        {"id": f"a{n}", "text": f"انتهى الاجتماع بعد {n} ساعات.", "lang": "ar", "published": day}
        for n, day in enumerate(["2024-06-01", "2024-06-15", None, "2024-06-20", "2024-06-30"])
    ]
    (desk.home / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    from datetime import date

    settings = Settings(decisions=desk.home / "d.sqlite")
    request = steps.Request(
        paths=(str(desk.home / "a.jsonl"),), out=desk.home / "o", run_id="r", limit=4, since=date(2024, 6, 15)
    )
    report = go(request, Steady(settings, None), settings)
    assert [(a.id, a.status) for a in sorted(report.articles, key=lambda a: a.id)] == [
        ("a0", "skipped"), ("a1", "done"), ("a2", "done"), ("a3", "done"),
    ]  # fmt: skip
    assert "before 2024-06-15" in next(a.reason for a in report.articles if a.id == "a0")
    assert (report.parameters["limit"], report.parameters["since"]) == (4, "2024-06-15")


def test_a_cache_that_cannot_be_opened_starts_nothing(desk: DeskFolder) -> None:
    import subprocess
    import sys

    (desk.home / "text").write_text("not a database " * 100)
    code = "from flows.cli import main; main()"
    command = [sys.executable, "-c", code, "translate", "a.jsonl", "--out", "new", "--cache", "text"]
    done = subprocess.run(command, cwd=desk.home, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "not a database" in done.stderr
    assert not (desk.home / "new").exists()


@pytest.mark.parametrize(("package", "name"), [(package, name) for package, names in (DECODING, LADDER) for name in names])
def test_every_file_that_a_kept_translation_depends_on_is_there(package: str, name: str) -> None:
    place = files(package) / name
    assert place.is_dir() if name.endswith("/") else place.is_file()


def test_a_language_s_words_are_part_of_the_key() -> None:
    (_, names) = DECODING
    assert stage_version("translations", (*names, "data/press_words/ar.toml")) != stage_version(
        "translations", (*names, "no.toml")
    )
