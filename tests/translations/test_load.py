"""From files to articles: fields, identity, and bad input that costs one document and one clear line."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from translations.articles import Failed, Skipped, expand, load, pasted, read_tables, sources
from translations.articles.load import slugify
from translations.records import Article

TEXT = "وقعت روسيا وكوريا الشمالية اتفاقية شراكة استراتيجية شاملة في بيونغ يانغ.\nوقال الكرملين إن الاتفاق مهم."
OTHER = "زار الرئيس الروسي فلاديمير بوتين العاصمة الكورية الشمالية اليوم الأربعاء في زيارة رسمية."
ROW = {
    "id": "7", "title": "عنوان الخبر", "text": TEXT, "url": "https://example.org/7", "published": "2024-06-19",
    "outlet": "العربي الجديد", "lang": "ar-EG", "desk": "آسيا", "priority": "2",
}  # fmt: skip


def read(*paths: Path, language: str | None = None) -> list[Article | Failed | Skipped]:
    return list(load(expand(list(paths)), language))


def write_jsonl(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines))
    return path


@pytest.mark.parametrize("suffix", ["jsonl", "ndjson", "csv", "parquet"])
def test_the_columns_of_tables(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"articles.{suffix}"
    frame = pl.DataFrame([ROW])
    {"csv": frame.write_csv, "parquet": frame.write_parquet}.get(suffix, frame.write_ndjson)(path)
    (article,) = read(path)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.url, article.outlet) == (
        "7",
        "عنوان الخبر",
        "https://example.org/7",
        "العربي الجديد",
    )
    assert (article.published, article.language, article.language_given) == (date(2024, 6, 19), "ar", True)
    assert [line.cls for line in article.lines] == ["title", "body", "body"]
    assert dict(article.extra) == {"desk": "آسيا", "priority": "2"}


def test_types_of_parquet_columns_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": [1, 2], "text": [TEXT, OTHER], "published": [date(2024, 6, 19), None]}).write_parquet(path)
    first, second = read(path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.published, second.published) == ("1", date(2024, 6, 19), None)


def test_a_title_that_the_text_begins_with_stands_once(tmp_path: Path) -> None:
    (article,) = read(write_jsonl(tmp_path / "a.jsonl", {"title": "عنوان الخبر", "text": f"\nعنوان الخبر\n{TEXT}"}))
    assert isinstance(article, Article)
    assert [line.cls for line in article.lines if line.text] == ["title", "body", "body"]


def test_a_date_that_is_none_is_kept_as_it_was_given(tmp_path: Path) -> None:
    (article,) = read(write_jsonl(tmp_path / "a.jsonl", {"text": TEXT, "published": "soon"}))
    assert isinstance(article, Article)
    assert article.published is None
    assert article.extra["published"] == "soon"


def test_a_broken_json_line_costs_itself_alone(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "a.jsonl",
        {"id": "1", "text": TEXT},
        '{"id": "2", "text"',
        "[1]",
        {"id": "4"},
        {"id": "5", "text": 6},
        {"id": "6", "text": OTHER},
    )
    results = read(path)
    assert [type(result).__name__ for result in results] == ["Article", "Failed", "Failed", "Failed", "Failed", "Article"]
    reasons = [result.reason for result in results if isinstance(result, Failed)]
    assert [reason.split(":")[0] for reason in reasons] == [f"a.jsonl, line {number}" for number in (2, 3, 4, 5)]
    assert "broken JSON" in reasons[0]


def test_a_json_line_beyond_the_limit_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_tables, "MAX_JSON_LINE_BYTES", 2000)
    path = write_jsonl(tmp_path / "a.jsonl", {"id": "1", "text": "ا" * 9000}, {"id": "2", "text": TEXT})
    failed, article = read(path)
    assert isinstance(failed, Failed)
    assert "line 1: the line is longer" in failed.reason
    assert isinstance(article, Article)


def test_a_line_beyond_the_limit_costs_its_row_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_LINE_CHARACTERS", 300)
    failed, article = read(write_jsonl(tmp_path / "a.jsonl", {"id": "1", "text": "نعم\n" + "ا" * 400}, {"id": "2", "text": TEXT}))
    assert isinstance(failed, Failed)
    assert failed.reason == "a.jsonl, line 1: in its text, the line has 400 characters; 300 is the limit."
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01\x02", "binary file"),
        ("a.txt", "Президент подписал".encode("cp1251"), "UTF-8, UTF-16 and Windows-1256"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"id,title\n1,x\n", "no column or field `text`"),
        ("a.csv", b"id,text\n1,x,y,z\n", "the row has 4 cells, the header 2"),
        ("a.csv", b"id,text,id\n1,x,y\n", "two columns are called 'id'"),
        ("a.csv", "id,текст\n".encode("cp1251"), "not UTF-8"),
        ("a.parquet", b"PAR1 no", "no readable parquet"),
        ("a.html", b"<html><body><script>x</script></body></html>", "no visible text"),
        ("a.docx", b"PK\x03\x04", "no known kind"),
        ("a.txt", b"12345 67890", "language cannot be told"),
    ],
)
def test_bad_files_give_one_clear_line(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    (failed,) = read(tmp_path / name)
    assert isinstance(failed, Failed)
    assert reason in failed.reason
    assert failed.reason.startswith(name)
    assert "\n" not in failed.reason


def test_an_unknown_language_fails_its_article_alone(tmp_path: Path) -> None:
    failed, article = read(write_jsonl(tmp_path / "a.jsonl", {"text": TEXT, "lang": "klingon"}, {"text": OTHER}))
    assert isinstance(failed, Failed)
    assert "'klingon'" in failed.reason
    assert isinstance(article, Article)


def test_same_text_twice_is_skipped_and_names_the_first(tmp_path: Path) -> None:
    article, skipped = read(write_jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT}, {"id": "2", "text": TEXT}))
    assert isinstance(article, Article)
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "duplicate of 1"


def test_same_given_id_with_another_text_is_bad_input(tmp_path: Path) -> None:
    article, failed = read(write_jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT}, {"id": "1", "text": OTHER}))
    assert isinstance(article, Article)
    assert isinstance(failed, Failed)
    assert "ids must be unique" in failed.reason


def test_file_names_of_the_run_are_unique_and_safe(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "a.jsonl", {"id": "../A b", "text": TEXT}, {"id": "a/B", "text": OTHER}, {"id": "a-B", "text": TEXT + OTHER}
    )
    articles = [result for result in read(path) if isinstance(result, Article)]
    slugs = [article.slug.casefold() for article in articles]
    assert len(set(slugs)) == 3
    assert not any("/" in slug or slug.startswith(".") for slug in slugs)


@pytest.mark.parametrize("text", ["", "...", "🙂", "ا" * 500, "CON", "a\x00b", "\u202egnp.exe"])
def test_slugs_are_never_empty_and_never_long(text: str) -> None:
    assert 0 < len(slugify(text).encode()) <= 80
    assert slugify(text).replace("-", "").replace("_", "").isalnum()


def test_pasted_text_with_what_the_form_knows() -> None:
    article = pasted(TEXT, title="عنوان", published=date(2024, 6, 19), outlet="وكالة", language="ar")
    assert isinstance(article, Article)
    assert article.id.startswith("pasted-")
    assert (article.lines[0].cls, article.published, article.outlet) == ("title", date(2024, 6, 19), "وكالة")


def test_pasted_nothing() -> None:
    assert isinstance(pasted(" \n", title=None, published=None, outlet=None, language=None), Failed)


def test_the_given_language_holds_where_none_is_stated(tmp_path: Path) -> None:
    (article,) = read(write_jsonl(tmp_path / "a.jsonl", {"text": "Hello"}), language="en-GB")
    assert isinstance(article, Article)
    assert (article.language, article.language_given) == ("en", True)


def test_a_csv_is_read_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_tables, "MAX_CSV_ROW_BYTES", 2_000)
    rows = [
        "\ufeffid,text,lang,desk",
        f'007,"{TEXT}",ar,',
        "2,,ar,x",
        "",
        f"3,{OTHER},ar,a,b",
        f"4,{OTHER}",
    ]
    raw = "\r\n".join(rows).encode() + b"\n5,\xc7\xe1,ar,x\n" + f'6,"one" two\n7,"{OTHER}\n'.encode() + TEXT.encode() * 20
    (tmp_path / "a.csv").write_bytes(raw)
    first, *others = read(tmp_path / "a.csv", language="ar")
    assert isinstance(first, Article)
    assert (first.id, dict(first.extra), len(first.lines)) == ("007", {}, 2)
    empty, long, fourth, bytes_, quoted, unclosed = others
    assert isinstance(fourth, Article)
    assert fourth.id == "4"
    reasons = [one.reason for one in (empty, long, bytes_, quoted, unclosed) if isinstance(one, Failed)]
    assert reasons[0].endswith("the text is empty.")
    assert "5 cells, the header 4" in reasons[1]
    assert reasons[2] == "a.csv, line 7: is not UTF-8 text."
    assert "line 8: the row is no CSV" in reasons[3]
    assert "line 9" in reasons[4]
    assert "a quotation mark that is not closed?" in reasons[4]
