"""HTML pages: the article is found, everything visible that was left out is listed, facts are stated or absent."""

from datetime import date
from pathlib import Path

import pytest

from translations.articles import expand, load
from translations.records import Article

PARAGRAPHS = (
    "وقعت روسيا وكوريا الشمالية اليوم الأربعاء اتفاقية شراكة استراتيجية شاملة ستكون أساساً للتعاون بين البلدين في المستقبل.",
    "وقال الكرملين في بيان إن الرئيس الروسي فلاديمير بوتين والزعيم الكوري الشمالي وقعا على الوثيقة بعد جولات من المحادثات.",
    "وأضاف البيان أن الاتفاق ينص على المساعدة المتبادلة في حال تعرض أي من البلدين للعدوان من جانب دولة ثالثة.",
)
PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><title>عنوان الخبر | موقع</title>
<meta property="og:site_name" content="صحيفة المثال"><meta property="article:published_time" content="2024-06-19T10:00:00+03:00">
<link rel="canonical" href="https://example.org/news/1"><style>.x{color:red}</style></head><body>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/asia">أخبار آسيا</a></li></ul></nav>
<article><h1>عنوان الخبر الكامل</h1><p>%s</p><h2>تفاصيل الاتفاق</h2><p>%s</p><p>%s</p></article>
<aside><p>الأكثر قراءة هذا الأسبوع</p></aside><div style="display:none">نص مخفي</div>
<script>document.write("نص برمجي")</script><footer>جميع الحقوق محفوظة</footer></body></html>"""


def read(tmp_path: Path, html: str) -> Article:
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    (article,) = load(expand([path]))
    assert isinstance(article, Article), article
    return article


def test_article_and_what_was_left_out(tmp_path: Path) -> None:
    article = read(tmp_path, PAGE % PARAGRAPHS)
    by_class = {
        cls: [line.text for line in article.lines if line.cls == cls] for cls in ("title", "subheading", "body", "furniture")
    }
    assert by_class["title"] == ["عنوان الخبر الكامل"]
    assert by_class["subheading"] == ["تفاصيل الاتفاق"]
    assert by_class["body"] == list(PARAGRAPHS)
    left_out = " ".join(by_class["furniture"])
    assert all(text in left_out for text in ("أخبار آسيا", "الأكثر قراءة هذا الأسبوع", "جميع الحقوق محفوظة"))
    assert not any(text in line.text for line in article.lines for text in ("نص مخفي", "نص برمجي", "color"))


def test_facts_are_taken_where_the_page_states_them(tmp_path: Path) -> None:
    article = read(tmp_path, PAGE % PARAGRAPHS)
    assert (article.published, article.outlet, article.url) == (date(2024, 6, 19), "صحيفة المثال", "https://example.org/news/1")
    assert article.id == "https://example.org/news/1"


def test_facts_are_not_guessed(tmp_path: Path) -> None:
    page = f"<html><body><article><h1>عنوان</h1><p>{'</p><p>'.join(PARAGRAPHS)}</p><p>حدث ذلك في 3 مايو 2021.</p></article></body></html>"
    article = read(tmp_path, page)
    assert (article.published, article.outlet, article.url) == (None, None, None)


def test_schema_org_is_read(tmp_path: Path) -> None:
    data = '{"@graph":[{"@type":"WebSite"},{"@type":"NewsArticle","headline":"ع","datePublished":"2024-06-20","publisher":{"name":"الوكالة"}}]}'
    page = f'<html><head><script type="application/ld+json">{data}</script></head><body><p>{"</p><p>".join(PARAGRAPHS)}</p></body></html>'
    article = read(tmp_path, page)
    assert (article.published, article.outlet) == (date(2024, 6, 20), "الوكالة")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 3000 + PARAGRAPHS[0] + "</div>" * 3000,
        f"<p>{PARAGRAPHS[0]}",
        f"<html><!-- {PARAGRAPHS[1]} --><body>{PARAGRAPHS[0]}<img src=x onerror=alert(1)>",
        f"<?xml version='1.0' encoding='utf-8'?><html><body><p>{PARAGRAPHS[0]}</p></body></html>",
    ],
)
def test_broken_and_hostile_pages_are_read_or_refused(tmp_path: Path, page: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    (result,) = load(expand([path]))
    if isinstance(result, Article):
        assert any(PARAGRAPHS[0][:40] in line.text for line in result.lines)
        assert not any("<" in line.text for line in result.lines)
    else:
        assert result.reason.startswith("page.html: ")
