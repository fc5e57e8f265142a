"""What a team's watchers see, from the first snapshot to the end of the team."""

import asyncio
from datetime import datetime

from tests.live.watching import PROGRESS, PULSE, TEAMS, greeted, streamed, until


async def test_a_team_is_seen_at_once_and_after_every_change(shop, crowd):
    leader, friend = await crowd.member(), await crowd.member("Lucy")
    code = (await crowd.opened(leader))["team"]["code"]
    async with greeted(shop.socket_url) as watch:
        await watch.ask(PROGRESS, code=code.lower())
        seen = [await watch.news()]
        assert (seen[0]["status"], seen[0]["seatsFilled"]) == ("OPEN", 1)
        placed = await crowd.joined(friend, code, pays=False)
        seen.append(await watch.news())
        assert seen[-1]["seats"][1] == {
            "number": 2,
            "state": "HELD",
            "member": {"displayName": "L**y"},
        }
        await crowd.paid(friend, placed)
        seen.append(await watch.news())
        assert (seen[-1]["status"], seen[-1]["seatsFilled"]) == ("FORMED", 2)
        await shop.sweep()
        seen.append(await watch.news())
        assert seen[-1]["status"] == "SETTLED"
    versions = [state["version"] for state in seen]
    assert versions == sorted(set(versions))
    assert all(state["serverTime"] for state in seen)


async def test_whoever_comes_back_is_answered_at_once(shop, crowd):
    """Even when nothing changed, and when what they remember cannot be."""
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    async with greeted(shop.socket_url) as watch:
        for after in (0, 1, 2, 2**31 - 1):
            await watch.ask(PROGRESS, name=str(after), code=code, after=after)
            assert (await watch.news())["version"] == 2


REFUSED = [
    (PROGRESS, {"code": "NOSUCHTM"}, {"code": "NOT_FOUND", "field": "code"}),
    (PROGRESS, {"code": ""}, {"code": "NOT_FOUND", "field": "code"}),
    (PROGRESS, {"code": "x" * 5_000}, {"code": "NOT_FOUND", "field": "code"}),
    (PROGRESS, {"code": "團" * 8}, {"code": "NOT_FOUND", "field": "code"}),
    (PROGRESS, {"code": "A\0B"}, {"code": "BAD_INPUT", "field": "code"}),
    (PROGRESS, {"code": "X", "after": -1}, {"code": "BAD_INPUT", "field": "afterVersion"}),
    (PROGRESS, {"code": "X", "after": 2**31}, {"code": "BAD_INPUT", "field": "after"}),
    (TEAMS, {"codes": []}, {"code": "BAD_INPUT", "field": "codes"}),
    (TEAMS, {"codes": ["X"] * 21}, {"code": "BAD_INPUT", "field": "codes"}),
    (TEAMS, {"codes": ["NOSUCHTM"]}, {"code": "NOT_FOUND", "field": "codes.0"}),
    (PULSE, {"slug": "no-such"}, {"code": "NOT_FOUND", "field": "slug"}),
    (PULSE, {"slug": "a\0b"}, {"code": "BAD_INPUT", "field": "slug"}),
]


async def test_what_cannot_be_watched_is_refused_by_name(shop):
    async with greeted(shop.socket_url) as watch:
        for document, variables, refused in REFUSED:
            await watch.ask(document, **variables)
            assert await watch.refusal() == refused, variables
    assert shop.kaituan.hub.topics == []


async def test_a_refusal_reaches_a_reader_of_events_too(shop):
    async with streamed(shop.url, PROGRESS, code="NOSUCHTM") as frames:
        [(name, told), (end, _)] = [frame async for frame in frames]
    assert (name, end) == ("next", "complete")
    assert told["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_twenty_teams_are_watched_on_one_line(shop, crowd):
    leaders = [await crowd.member() for _ in range(20)]
    codes = [(await crowd.opened(leader, pays=False))["team"]["code"] for leader in leaders]
    async with greeted(shop.socket_url) as watch:
        await watch.ask(TEAMS, codes=[*codes[:19], codes[0].lower()])
        first = [await watch.news() for _ in range(19)]
        assert {team["code"] for team in first} == set(codes[:19])
        for code in (codes[19], codes[7]):
            await crowd.joined(await crowd.member(), code, pays=False)
        changed = await watch.news()
        assert (changed["code"], changed["version"]) == (codes[7], 2)


async def test_a_watcher_who_leaves_leaves_nothing_behind(shop, crowd, caplog):
    codes = [(await crowd.opened(await crowd.member()))["team"]["code"] for _ in range(3)]
    async with greeted(shop.socket_url) as watch:
        before = asyncio.all_tasks()
        await watch.ask(TEAMS, codes=codes)
        for _ in codes:
            await watch.news()
        assert len(shop.kaituan.hub.topics) == 3
        await watch.say(type="complete", id="1")
        await until(lambda: shop.kaituan.hub.topics == [])
        await until(lambda: asyncio.all_tasks() <= before)
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_thousand_come_and_go_and_nothing_is_kept(shop, crowd):
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    token = (await crowd.member()).token

    async def come_and_go(number: int) -> None:
        async with greeted(shop.socket_url, token if number % 10 == 0 else None) as watch:
            await watch.ask(PROGRESS, code=code)
            await watch.news()
            if number % 3 == 0:
                await watch.say(type="complete", id="1")
            elif number % 3 == 1:
                watch.socket.transport.abort()

    before = len(asyncio.all_tasks())
    for start in range(0, 1_000, 50):
        await asyncio.gather(*(come_and_go(number) for number in range(start, start + 50)))
    await until(lambda: shop.kaituan.hub.topics == [])
    await until(lambda: len(asyncio.all_tasks()) <= before)


async def test_a_pulse_beats_at_most_four_times_a_second(shop, crowd):
    people = [await crowd.member() for _ in range(12)]
    beats = []
    async with greeted(shop.socket_url) as watch:
        await watch.ask(PULSE, slug=crowd.campaign["slug"])
        first = await watch.news()
        assert (first["openTeams"], first["stockLeft"], first["version"]) == (0, 100, 0)
        await asyncio.gather(*(crowd.opened(leader) for leader in people))
        while not beats or beats[-1]["openTeams"] < 12:
            beats.append(await watch.news())
    assert beats[-1]["stockLeft"] == 88
    assert len(beats) < 24, "two changes a team were told together"
    versions = [beat["version"] for beat in beats]
    assert versions == sorted(set(versions))
    times = [datetime.fromisoformat(beat["serverTime"]).timestamp() for beat in beats]
    assert len(beats) <= (times[-1] - times[0]) * 4 + 3
