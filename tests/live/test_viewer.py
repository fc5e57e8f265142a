"""What one person is told of their own orders: in order, once, and nobody else's."""

import ast
import asyncio
import base64

from app.asgi import SCHEMA
from app.door import digest
from app.settings import ROOT
from models.outbox import OutboxEvent, event, tell, viewer_topic
from models.people import Person, Session
from models.transactions import one_transaction
from rules.events import ENDINGS, TeamEventKind, ViewerEventKind
from tests.live.watching import EVENTS, greeted, streamed

TELLERS = {"to_viewer", "team_changed"}


def position(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


async def test_a_snapshot_comes_first_and_then_every_entry(shop, crowd):
    leader, friend = await crowd.member(), await crowd.member()
    async with greeted(shop.socket_url, leader.token) as watch:
        await watch.ask(EVENTS)
        told = [await watch.news()]
        placed = await crowd.opened(leader)
        await crowd.joined(friend, placed["team"]["code"])
        told += [await watch.news() for _ in range(3)]
    kinds = [entry["kind"] for entry in told]
    assert kinds == ["SNAPSHOT", "SEAT_HELD", "SEAT_FILLED", "TEAM_FORMED"]
    assert told[0]["order"] is None
    # Nothing of the friend's, whose seat was held and filled in between.
    assert {entry["order"]["id"] for entry in told[1:]} == {placed["order"]["id"]}
    assert told[-1]["order"]["status"] == "CONFIRMED"
    assert told[-1]["team"]["status"] == "FORMED"


async def test_whoever_comes_back_hears_what_they_missed_once_and_in_order(shop, crowd):
    leader, friend = await crowd.member(), await crowd.member()
    placed = await crowd.opened(leader)
    async with greeted(shop.socket_url, leader.token) as watch:
        await watch.ask(EVENTS)
        left_at = (await watch.news())["position"]
    await crowd.joined(friend, placed["team"]["code"])
    shop.clock.turn(hours=1)
    async with greeted(shop.socket_url, leader.token) as watch:
        await watch.ask(EVENTS, after=left_at)
        formed = await watch.news()
        assert formed["kind"] == "TEAM_FORMED"
    async with streamed(shop.url, EVENTS, leader.token, after=left_at) as frames:
        _, again = await anext(frames)
        assert again["data"]["viewerEvents"]["position"] == formed["position"]


async def test_a_long_absence_is_caught_up_while_more_happens(shop, crowd):
    """More than one read's worth, with entries written at the same time."""
    someone, other = await crowd.member(), await crowd.member()
    mine, theirs = await viewer_of(someone), await viewer_of(other)

    @one_transaction
    async def happen(count: int) -> None:
        for person in (mine, theirs):
            told = [event(viewer_topic(person.id), "SEAT_HELD", now=shop.clock())] * count
            await tell(*told)

    for _ in range(4):
        await happen(30)
    async with greeted(shop.socket_url, someone.token) as watch:
        await watch.ask(EVENTS, after=position("v1:0"))
        writing = asyncio.create_task(happen_often(happen, 10))
        told = [await watch.news() for _ in range(220)]
        await writing
    log = await OutboxEvent.filter(topic=viewer_topic(mine.id)).order_by("position")
    assert [entry["position"] for entry in told] == [position(f"v1:{row.position}") for row in log]


async def happen_often(happen, times: int) -> None:
    for _ in range(times):
        await happen(10)


async def viewer_of(client) -> Person:
    return await Person.get(id=(await Session.get(token_hash=digest(client.token))).person_id)


NEVER_GIVEN = [
    "",
    "x",
    "團",
    position("v1:"),
    position("v1:-1"),
    position("v1: 1"),
    position("v1:01"),
    position("v2:0"),
    position("v1:0") + "\n",
    position("v1:1000000"),
    position("v1:" + "9" * 5_000),
]


async def test_a_position_that_was_never_given_is_refused(shop, crowd):
    async with greeted(shop.socket_url, (await crowd.member()).token) as watch:
        for after in NEVER_GIVEN:
            await watch.ask(EVENTS, after=after)
            assert await watch.refusal() == {"code": "BAD_INPUT", "field": "after"}, after


async def test_nobody_is_told_nothing(shop):
    async with greeted(shop.socket_url) as watch:
        await watch.ask(EVENTS)
        assert (await watch.refusal())["code"] == "UNAUTHENTICATED"
    assert shop.kaituan.hub.topics == []


async def test_signing_out_closes_sockets_and_streams(shop, crowd):
    someone, other = await crowd.member(), await crowd.member()
    async with (
        greeted(shop.socket_url, someone.token) as watch,
        greeted(shop.socket_url, other.token) as stranger,
        streamed(shop.url, EVENTS, someone.token) as frames,
    ):
        await watch.ask(EVENTS)
        assert (await watch.news())["kind"] == "SNAPSHOT"
        assert (await anext(frames))[0] == "next"
        await someone.ask("mutation { signOut { ok } }")
        assert await watch.closed() == 4401
        (_, last), (end, _) = [frame async for frame in frames]
        assert last["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert end == "complete"
        await stranger.say(type="ping")
        assert await stranger.hear() == {"type": "pong"}


async def test_a_session_that_runs_out_closes_its_socket(shop, crowd):
    someone = await crowd.member()
    async with greeted(shop.socket_url, someone.token) as long:
        await long.ask(EVENTS)
        assert (await long.news())["kind"] == "SNAPSHOT"
    session = await Session.get(token_hash=digest(someone.token))
    shop.clock.turn(seconds=(session.expires_at - shop.clock()).total_seconds() - 0.5)
    async with greeted(shop.socket_url, someone.token) as short:
        assert await short.closed() == 4401
    answer = await someone.raw("{ viewer { id } }")
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_every_word_is_described():
    kind = SCHEMA.core.type_map["ViewerEventKind"]
    assert set(kind.values) == {word.value for word in ViewerEventKind}
    assert all(value.description for value in kind.values.values())


def told_in_actions(kind: str) -> set[str]:
    """The words of one enum that the actions use."""
    used = set()
    for path in (ROOT / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used |= {node.attr} if node.value.id == kind else set()
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLERS:
                assert not isinstance(node.args[1], ast.Constant), f"a bare word in {path}"
    return used


def test_the_actions_tell_every_word_and_no_other():
    endings = [word for words in ENDINGS.values() for word in words]
    for kind in (TeamEventKind, ViewerEventKind):
        told = told_in_actions(kind.__name__) | {word for word in endings if type(word) is kind}
        assert told == set(kind) - {ViewerEventKind.SNAPSHOT}
