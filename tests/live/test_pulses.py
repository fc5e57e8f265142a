"""What a campaign's watchers are told, and how little it costs to tell them."""

import asyncio
import logging
from contextlib import AsyncExitStack

from tests.live.watching import PULSE, greeted

STATEMENTS = "tortoise.db_client"
OPEN_TEAMS = """query($slug: String!) {
  campaign(slug: $slug) { formedCount openTeams(first: 100) { nodes { code } } } }"""


async def test_a_pulse_counts_the_teams_that_the_campaign_lists(shop, crowd):
    slug = crowd.campaign["slug"]

    async def agrees(beat):
        campaign = (await crowd.shared.ask(OPEN_TEAMS, slug=slug))["campaign"]
        assert beat["openTeams"] == len(campaign["openTeams"]["nodes"])
        assert beat["formedTeams"] == campaign["formedCount"]
        return beat["openTeams"], beat["formedTeams"], beat["stockLeft"]

    leader, friend = await crowd.member(), await crowd.member()
    async with greeted(shop.socket_url) as watch:
        await watch.ask(PULSE, slug=slug)
        told = [await agrees(await watch.news())]
        placed = await crowd.opened(leader, pays=False)
        told.append(await agrees(await watch.news()))
        await crowd.paid(leader, placed)
        told.append(await agrees(await watch.news()))
        # The last seat is held: nobody can join, though the team is open.
        joined = await crowd.joined(friend, placed["team"]["code"], pays=False)
        told.append(await agrees(await watch.news()))
        await crowd.paid(friend, joined)
        told.append(await agrees(await watch.news()))
    assert told == [(0, 0, 100), (0, 0, 99), (1, 0, 99), (0, 0, 98), (0, 1, 98)]


async def test_a_team_past_its_deadline_is_counted_no_more(shop, crowd):
    await crowd.opened(await crowd.member())
    shop.clock.turn(hours=25)
    async with greeted(shop.socket_url) as watch:
        await watch.ask(PULSE, slug=crowd.campaign["slug"])
        assert (await watch.news())["openTeams"] == 0


async def test_all_who_listen_share_one_count_of_each_change(shop, crowd, caplog):
    leader = await crowd.member()
    async with AsyncExitStack() as stack:
        watches = [await stack.enter_async_context(greeted(shop.socket_url)) for _ in range(10)]
        for watch in watches:
            await watch.ask(PULSE, slug=crowd.campaign["slug"])
            assert (await watch.news())["stockLeft"] == 100
        with caplog.at_level(logging.DEBUG, logger=STATEMENTS):
            await crowd.opened(leader, pays=False)
            beats = await asyncio.gather(*(watch.news() for watch in watches))
    assert {beat["stockLeft"] for beat in beats} == {99}
    counts = [record for record in caplog.records if "joinable_teams" in record.getMessage()]
    assert len(counts) == 1
