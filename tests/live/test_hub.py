"""How listeners are woken: at once after quiet, seldom when busy, never deaf."""

import asyncio

from subscriptions.hearing import channel_of, topic_of, version_in
from subscriptions.hub import Hub
from subscriptions.wire import OWED_MOST, RedisWire


async def test_the_first_change_after_quiet_is_told_at_once():
    hub, clock = Hub(), asyncio.get_running_loop().time
    async with hub.listen("a", looks_per_second=1) as changes:
        for version in (1, 2):
            hub.publish([("a", version)])
            asked_at = clock()
            assert await anext(changes) == {"a": version}
            waited = clock() - asked_at
            assert waited < 0.5 if version == 1 else waited > 0.9


async def test_a_busy_topic_is_looked_at_twenty_times_a_second_and_never_forgotten():
    hub, clock = Hub(), asyncio.get_running_loop().time
    looks = []
    async with hub.listen("a", "b", "c") as changes:

        async def hurry():
            for version in range(1, 501):
                hub.publish([("a", version), ("b", version)])
                await asyncio.sleep(0.001)

        hurrying, began_at = asyncio.create_task(hurry()), clock()
        while not looks or looks[-1]["a"] < 500:
            looks.append(await anext(changes))
        await hurrying
        took = clock() - began_at
    assert looks[-1] == {"a": 500, "b": 500}
    assert 2 < len(looks) <= took * 20 + 2
    assert hub.topics == []


async def test_a_wrong_hint_makes_nobody_deaf():
    hub = Hub()
    async with hub.listen("a", looks_per_second=1_000) as changes:
        for version in (2**62, 5, 6):
            hub.publish([("a", version), ("a", version)])
            assert await anext(changes) == {"a": version}


async def test_a_listener_hears_its_topics_alone():
    hub = Hub()
    async with hub.listen("a") as mine, hub.listen("b", "a"):
        hub.publish([("b", 1), ("nobody's", 1)])
        hub.publish([("a", 2)])
        assert await anext(mine) == {"a": 2}
    assert hub.topics == []


def test_what_is_no_hint_is_left_out():
    for topic in ("team:1", "viewer:x y", "commissions:甲"):
        assert topic_of(channel_of(topic).encode()) == topic
    assert topic_of(b"somebody else's") is None
    assert version_in(b"%d" % (2**63 - 1)) == 2**63 - 1
    for nonsense in (b"", b"\xff\xfe", b"-1", b" 5", b"x", b"1.0", b"\xd9\xa3", b"9" * 5_000):
        assert version_in(nonsense) is None


async def test_what_cannot_be_told_is_bounded():
    wire = RedisWire(Hub(), "unix:///nowhere/socket")
    for version in range(3):
        await wire.publish([(f"team:{number}", version) for number in range(OWED_MOST + 10)])
    assert len(wire._owed) == OWED_MOST
    assert set(wire._owed.values()) == {2}
    await wire.close()
