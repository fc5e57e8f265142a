"""Readers of events who ask the same: one execution and one encoding, whatever carries it."""

import asyncio
from contextlib import AsyncExitStack

from app.graphql.engine import TimedExecutor
from app.graphql.readers import COMPLETE, LIFE, TRANSPORT, Reader
from subscriptions.cohort_members import Ending, Mark, Message
from tests.live.watching import PROGRESS, greeted, streamed, until

READERS = 20


async def test_readers_and_sockets_are_told_by_one_execution(shop, crowd, monkeypatch):
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    executed: list[object] = []
    build = TimedExecutor.build_per_event_executor

    def counting(self, payload):
        executed.append(payload)
        return build(self, payload)

    monkeypatch.setattr(TimedExecutor, "build_per_event_executor", counting)
    before = asyncio.all_tasks()
    async with AsyncExitStack() as stack:
        watch = await stack.enter_async_context(greeted(shop.socket_url))
        await watch.ask(PROGRESS, code=code)
        first = await watch.news()
        readers = [
            await stack.enter_async_context(streamed(shop.url, PROGRESS, code=code))
            for _ in range(READERS)
        ]
        for frames in readers:
            name, told = await anext(frames)
            assert (name, told["data"]["teamProgress"]["version"]) == ("next", first["version"])
        [ears] = shop.kaituan.hub._ears.values()
        await until(lambda: len(ears) == 1)
        executed.clear()
        await crowd.joined(await crowd.member(), code, pays=False)
        heard = [(await anext(frames))[1]["data"]["teamProgress"] for frames in readers]
        assert [*heard, await watch.news()] == [heard[0]] * (READERS + 1)
        assert heard[0]["version"] > first["version"]
        assert len(executed) == 1
    await until(lambda: shop.kaituan.hub.topics == [])
    await until(lambda: asyncio.all_tasks() <= before)


async def test_a_reader_who_signs_out_is_told_so_and_others_go_on(shop, crowd):
    leader = await crowd.member()
    code = (await crowd.opened(leader))["team"]["code"]
    async with (
        streamed(shop.url, PROGRESS, leader.token, code=code) as gone,
        streamed(shop.url, PROGRESS, code=code) as stays,
    ):
        for frames in (gone, stays):
            await anext(frames)
        await leader.ask("mutation { signOut { __typename } }")
        [(name, told), (end, _)] = [frame async for frame in gone]
        assert (name, end) == ("next", "complete")
        assert told["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        await crowd.joined(await crowd.member(), code, pays=False)
        assert (await anext(stays))[1]["data"]["teamProgress"]["version"] == 3


def message(version: int) -> Message:
    return Message(b"%d" % version, Mark(version))


async def test_a_reader_who_falls_behind_is_told_the_newest_state_alone():
    slow, quick = Reader(), Reader()
    events, quick_events = slow.events(), quick.events()
    heard = []
    for version in range(1, 101):
        told = message(version)
        slow.tell(told)
        quick.tell(told)
        heard.append(await anext(quick_events))
        if version == 1:
            assert await anext(events) is heard[0]  # made once for both
    assert heard[-1] == b"event: next\ndata: 100\n\n"
    assert len(heard) == len(set(heard)) == 100
    slow.finish(Ending())
    assert [event async for event in events] == [heard[-1], COMPLETE]


async def test_a_reader_hears_that_it_was_refused():
    reader = Reader()
    reader.finish(Ending(b'[{"message":"no"}]'))
    [told] = [event async for event in reader.events()]
    assert told == b'event: next\ndata: {"data":null,"errors":[{"message":"no"}]}\n\n' + COMPLETE


async def test_a_quiet_stream_shows_that_it_lives(monkeypatch):
    monkeypatch.setattr(TRANSPORT, "heartbeat_interval", 0.001)
    reader = Reader()
    events = reader.events()
    assert [await anext(events) for _ in range(3)] == [LIFE] * 3
    reader.dismiss()
    assert [event async for event in events] == []
