"""Watchers of a running shop who ask the same, in whatever words, over whatever server."""

import asyncio
import json
from contextlib import AsyncExitStack

import pytest

from app.graphql.sockets import SocketHandler
from subscriptions.cohorts import Cohorts
from tests.journeys.crowd import gathered
from tests.live.asking import executions, listeners, variants
from tests.live.drawings import STAGES, staged
from tests.live.watching import PROGRESS, PULSE, TEAMS, greeted, until
from tests.services.shop import open_shop

MINE = """subscription($code: String!) { teamProgress(code: $code) {
  version seats { number isMine } } }"""
STOCK = "websockets-sansio"  # uvicorn's own protocol, which knows nothing of prepared frames


@pytest.fixture
def cohorts(monkeypatch):
    """All cohorts of the shop that a test opens, from before it is opened."""
    made: list[Cohorts] = []
    begin = Cohorts.__init__

    def begun(self):
        begin(self)
        made.append(self)

    monkeypatch.setattr(Cohorts, "__init__", begun)
    return lambda: sum(map(len, made))


@pytest.fixture
async def shop(cohorts, database, tmp_path):
    async with open_shop(database, tmp_path) as running:
        yield running


async def test_a_hundred_ways_to_ask_the_same_are_one_execution(shop, crowd, cohorts, monkeypatch):
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    asked = variants(100)
    assert len({text for text, _ in asked}) == 100
    async with AsyncExitStack() as stack:
        counted = stack.enter_context(executions(monkeypatch))
        watches = [await stack.enter_async_context(greeted(shop.socket_url)) for _ in range(5)]
        for number, (text, words) in enumerate(asked):
            payload = {
                "query": text,
                "variables": {words["name"]: code},
                "operationName": words["operation"],
            }
            watch = watches[number // 20]
            await watch.say(id=str(number), type="subscribe", payload=payload)
            assert (await watch.hear())["id"] == str(number)
        assert cohorts() == 1
        await until(lambda: listeners(shop) == 1)
        counted.clear()
        await crowd.joined(await crowd.member(), code, pays=False)
        heard = [[await watch.hear() for _ in range(20)] for watch in watches]
        assert len(counted) == 1
        told = [message for messages in heard for message in messages]
        assert {message["id"] for message in told} == {str(number) for number in range(100)}
        assert len({json.dumps(message["payload"]) for message in told}) == 1
        for watch in watches:  # and nobody was told twice
            await watch.say(type="ping")
            assert await watch.hear() == {"type": "pong"}
    await until(lambda: cohorts() == 0)


async def test_whatever_selects_data_is_asked_apart(shop, crowd, cohorts):
    codes = [(await crowd.opened(await crowd.member()))["team"]["code"] for _ in range(2)]
    asked = [
        (PROGRESS, {"code": codes[0]}, None),
        (PROGRESS, {"code": codes[0], "after": 7}, None),  # resumes: the same
        (PROGRESS, {"code": codes[1]}, None),
        (PROGRESS.replace("seatsLeft", "size"), {"code": codes[0]}, None),
        (PROGRESS.replace("status seatsFilled", "seatsFilled status"), {"code": codes[0]}, None),
        (PROGRESS.replace("subscription", "subscription Named", 1), {"code": codes[0]}, "Named"),
        (MINE, {"code": codes[0]}, None),
    ]
    async with greeted(shop.socket_url) as watch:
        for number, (text, variables, name) in enumerate(asked):
            payload = {"query": text, "variables": variables, "operationName": name}
            await watch.say(id=str(number), type="subscribe", payload=payload)
            await watch.news()
        assert cohorts() == len(asked) - 1


async def test_nobody_is_told_what_is_anothers(shop, crowd, cohorts):
    """What depends on the viewer is shared by nobody but them."""
    leader, friend = await crowd.member(), await crowd.member()
    code = (await crowd.opened(leader))["team"]["code"]
    tokens = [leader.token, friend.token, None, leader.token, friend.token, None]
    async with AsyncExitStack() as stack:
        watches = [
            await stack.enter_async_context(greeted(shop.socket_url, token)) for token in tokens
        ]
        for watch in watches:
            await watch.ask(MINE, code=code)
        first = [_mine(await watch.news()) for watch in watches]
        assert first == [[1], [], [], [1], [], []]
        assert cohorts() == 3
        await crowd.joined(friend, code, pays=False)
        later = [_mine(await watch.news()) for watch in watches]
    assert later == [[1], [2], [], [1], [2], []]


def _mine(team: dict) -> list[int]:
    return [seat["number"] for seat in team["seats"] if seat["isMine"]]


async def test_whoever_signs_out_hears_no_more_while_others_do(shop, crowd):
    leader = await crowd.member()
    code = (await crowd.opened(leader))["team"]["code"]
    async with (
        greeted(shop.socket_url, leader.token) as gone,
        greeted(shop.socket_url) as stays,
    ):
        for watch in (gone, stays):
            await watch.ask(PROGRESS, code=code)
            await watch.news()
        await leader.ask("mutation { signOut { __typename } }")
        assert await gone.closed() == 4401
        await crowd.joined(await crowd.member(), code, pays=False)
        assert (await stays.news())["version"] == 3


@pytest.mark.parametrize("stock", [False, True], ids=["prepared", "sent"])
async def test_on_any_server_all_are_told_the_same(cohorts, database, tmp_path, stock):
    """The same messages, whether a server takes frames as they are or not; nor more of them."""
    options = {"ws": STOCK} if stock else {}
    async with open_shop(database, tmp_path, **options) as shop:
        crowd = await gathered(shop, size=5)
        code = (await crowd.opened(await crowd.member()))["team"]["code"]
        async with greeted(shop.socket_url) as one, greeted(shop.socket_url) as two:
            for watch in (one, two):
                for name in ("a", "b"):
                    await watch.ask(PROGRESS, name=name, code=code)
                    await watch.hear()
            assert cohorts() == 1
            for version in (3, 4):
                await crowd.joined(await crowd.member(), code, pays=False)
                heard = [await watch.hear() for watch in (one, two, one, two)]
                assert [message["id"] for message in heard] in (
                    ["a", "a", "b", "b"],
                    ["b", "b", "a", "a"],
                    ["a", "b", "b", "a"],
                    ["b", "a", "a", "b"],
                )
                payloads = {json.dumps(message["payload"]) for message in heard}
                assert len(payloads) == 1
                assert heard[0]["payload"]["data"]["teamProgress"]["version"] == version
            await one.say(type="complete", id="a")
            await one.say(type="complete", id="b")
            await crowd.joined(await crowd.member(), code, pays=False)
            assert (await two.hear())["type"] == "next"
        await until(lambda: cohorts() == 0)
        await until(lambda: shop.kaituan.hub.topics == [])


def _timeless(message: dict) -> dict:
    for field in message["payload"]["data"].values():
        field.pop("serverTime", None)
        field.get("draw", {}).pop("serverTime", None)
    return message


async def test_what_is_shared_is_what_each_would_be_told_alone(shop, crowd, monkeypatch):
    """The control is the same socket handler, told to share nothing."""
    codes = [(await crowd.opened(await crowd.member(), pays=False))["team"]["code"]]
    codes.append((await crowd.opened(await crowd.member()))["team"]["code"])
    asked = [
        (PROGRESS, {"code": codes[0]}),
        (PROGRESS, {"code": codes[1], "after": 1}),
        (TEAMS, {"codes": codes}),
        (PULSE, {"slug": crowd.campaign["slug"]}),
        (PROGRESS, {"code": "NOSUCHTM"}),
        (PROGRESS, {"code": codes[0], "after": -1}),
        (PROGRESS, {}),
        ("subscription { nothing }", {}),
    ]
    async with greeted(shop.socket_url) as together, greeted(shop.socket_url) as alone:
        for number, (text, variables) in enumerate(asked):
            await together.ask(text, name=str(number), **variables)
        heard = [await _heard(together, 9)]
        with monkeypatch.context() as patch:
            patch.setattr(SocketHandler, "_shared", lambda *_: False)
            for number, (text, variables) in enumerate(asked):
                await alone.ask(text, name=str(number), **variables)
            heard.append(await _heard(alone, 9))
        assert heard[0] == heard[1]
        await crowd.joined(await crowd.member(), codes[1], pays=False)
        later = [await _heard(watch, 3) for watch in (together, alone)]
        assert later[0] == later[1]


async def _heard(watch, number: int) -> list[dict]:
    messages = [await watch.hear() for _ in range(number)]
    for message in messages:
        if message["type"] == "next":
            _timeless(message)
        else:
            for error in message["payload"]:
                error.pop("locations", None)
    return sorted(messages, key=json.dumps)


async def test_a_draw_is_resumed_where_each_left_and_then_watched_together(shop, cohorts):
    made = await staged(shop, size=4, winners=2)
    await made.lock()
    public = STAGES.replace("isMine ", "")
    async with greeted(shop.socket_url) as watch:
        await watch.ask(public, name="early", id=made.uuid)
        assert (await watch.news())["version"] == 2
        await made.decide()
        assert [winner["prize"] for winner in (await watch.news())["winners"]] == [1]
        await watch.ask(public, name="new", id=made.uuid)
        await watch.ask(public, name="back", id=made.uuid, after=5)
        firsts = {}
        for _ in range(2):
            message = await watch.hear()
            told = message["payload"]["data"]["drawStage"]
            firsts[message["id"]] = [winner["prize"] for winner in told["winners"]]
        assert firsts == {"new": [1], "back": []}
        assert cohorts() == 1
        await until(lambda: listeners(shop) == 1)
        await made.publish()
        last = [await watch.hear() for _ in range(3)]
        assert {message["id"] for message in last} == {"early", "new", "back"}
        assert len({json.dumps(message["payload"]) for message in last}) == 1


async def test_twenty_come_and_go_at_every_moment(shop, crowd, cohorts):
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    before = asyncio.all_tasks()
    async with greeted(shop.socket_url) as watch:
        for pause in range(20):
            await watch.ask(PROGRESS, name=str(pause), code=code)
            for _ in range(pause):
                await asyncio.sleep(0)
            await watch.say(type="complete", id=str(pause))
        await watch.ask(PROGRESS, name="last", code=code)
        while (await watch.hear())["id"] != "last":
            pass
        assert cohorts() == 1
    await until(lambda: cohorts() == 0)
    await until(lambda: shop.kaituan.hub.topics == [])
    await until(lambda: asyncio.all_tasks() <= before)
