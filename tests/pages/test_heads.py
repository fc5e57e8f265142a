from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from app.pages.heads import Head, head_tags
from app.pages.held import takes_gzip
from app.pages.language import Language, spoken
from app.pages.words import price, when
from tests.pages.conftest import Page

ATTACK = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def asking(query="", **headers):
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    told = [(name.replace(b"_", b"-"), value) for name, value in told]
    return Request({"type": "http", "headers": told, "query_string": query.encode()})


@pytest.mark.parametrize("field", ["title", "description", "path", "image", "kind"])
def test_nothing_in_a_head_can_become_an_element(field):
    told = {"title": "团", "description": "八人", "path": "/t/A", field: ATTACK}
    page = Page(head_tags(Head(**told), Language.ZH, origin="https://kaituan.example"))
    assert set(page.tags) == {"title", "meta", "link"}
    assert any(ATTACK in said for said in [page.title, *page.metas.values()])


def test_long_words_are_cut_and_the_brand_is_said_once():
    long = Head(title="甲" * 300, description="乙" * 900, path="/")
    page = Page(head_tags(long, Language.ZH, origin=""))
    assert page.title == "甲" * 89 + "… · 开团"
    assert page.metas["og:description"] == "乙" * 199 + "…"
    own = Page(
        head_tags(Head(title="Kaituan · x", description="", path="/"), Language.EN, origin="")
    )
    assert own.title == "Kaituan · x"


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "zh-CN"),
        ("en", "en"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh-TW, en;q=0.9", "zh-CN"),
        ("fr;q=1, de", "zh-CN"),
        ("en;q=0, fr", "zh-CN"),
        ("en;q=nonsense, *", "zh-CN"),
        ("zh;q=0.3,en;q=0.4", "en"),
        (",;,;q=" * 500, "zh-CN"),
    ],
)
def test_a_wish_for_a_language_is_weighed(wish, language):
    assert spoken(asking(accept_language=wish)) == language


@pytest.mark.parametrize(
    ("wish", "taken"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip; q=0", False),
        ("br", False),
        ("", False),
    ],
)
def test_packing_is_for_who_takes_it(wish, taken):
    assert takes_gzip(asking(accept_encoding=wish)) is taken


def test_prices_and_times_are_said_as_people_say_them():
    at = datetime(2026, 7, 1, 16, 5, tzinfo=UTC)
    assert when(at, Language.ZH) == "7月2日 00:05"
    assert when(at, Language.EN) == "2 Jul, 00:05"
    assert [price(fen, Language.ZH) for fen in (1990, 5, 0)] == ["¥19.90", "¥0.05", "免费"]
