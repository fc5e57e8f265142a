"""How often is asked what a page says, and what is told where nothing can be."""

import asyncio

import pytest

from app.pages.kept import TooManyMaking
from tests.pages.conftest import Page


@pytest.fixture
def asked(site, monkeypatch):
    """The documents that are asked of the shop, in their order."""
    asked = []
    known = site.shop.kaituan.schema.documents

    def meant(text, *rest):
        asked.append(text)
        return type(known).meant(known, text, *rest)

    monkeypatch.setattr(known, "meant", meant)
    return asked


async def test_a_link_that_many_open_at_once_is_described_once(site, team, asked):
    answers = await asyncio.gather(*(site.get(f"/t/{team.code}") for _ in range(20)))
    assert len({answer.content for answer in answers}) == 1
    assert len(asked) == 1


async def test_a_page_that_is_held_already_is_not_sent_again(site, team):
    for path in (f"/t/{team.code}", "/orders"):
        tag = (await site.get(path)).headers["etag"]
        again = await site.get(path, if_none_match=tag)
        assert (again.status_code, again.content) == (304, b"")
    missing = await site.get("/t/NOTATEAM")
    again = await site.get("/t/NOTATEAM", if_none_match=missing.headers["etag"])
    assert (again.status_code, again.content) == (404, missing.content)


async def test_nobodys_answer_is_not_given_to_who_is_signed_in_nor_asked_for(site, team, asked):
    guest = await site.shop.newcomer()
    asked.clear()
    for path in (f"/t/{team.code}", "/"):
        answer = await site.get(path, cookie=f"kaituan_session={guest.token}")
        assert Page(answer.text).first is None
        assert "guest1" not in answer.text
        assert asked == []
    assert (await site.page(f"/t/{team.code}")).first


async def test_what_asks_nothing_is_told_however_much_is_asked(site, monkeypatch):
    def full(*_args):
        raise TooManyMaking

    monkeypatch.setattr("app.pages.kept.Kept.get", full)
    for path in ("/orders", "/login", "/live"):
        await site.page(path)
    assert (await site.page("/t/ABCDEFGH", status=503)).scripts == ["/assets/shop.js"]


async def test_where_nothing_can_be_said_the_page_is_served_all_the_same(site, team, monkeypatch):
    async def failing(*_args):
        raise ConnectionResetError

    monkeypatch.setattr("resolvers.teams.team", failing)
    page = await site.page(f"/t/{team.code}", status=503)
    assert page.title == "开团 · 坐满一桌，就成一团"
    assert page.scripts == ["/assets/shop.js"]
    monkeypatch.undo()
    assert (await site.page(f"/t/{team.code}")).title.startswith("还差 1 人成团")
