"""What is kept at one process goes when something is done at another."""

import asyncio

import pytest

from tests.journeys.crowd import gathered
from tests.live.broker import broker
from tests.live.other import other_process
from tests.services.shop import open_shop

TEAM = "query T($code: String!) { team(code: $code) { seatsLeft } }"
LIST = "{ teams(first: 1) { nodes { code seatsLeft } } }"


@pytest.fixture
def redis():
    with broker() as running:
        yield running


async def test_what_is_done_there_takes_away_what_is_kept_here(database, tmp_path, redis):
    async with (
        open_shop(database, tmp_path, redis_url=redis.url, kept_megabytes=64) as shop,
        other_process(database, redis, tmp_path / "other") as there,
    ):
        crowd = await gathered(shop, size=100)
        code = (await crowd.opened(await crowd.member()))["team"]["code"]
        # Here nothing grows old, so that only what is told takes anything away.
        shop.kaituan.answers._age_seconds = 1_000
        nobody = shop.client()
        before = await nobody.ask(TEAM, code=code)
        listed = await nobody.ask(LIST)
        friend = await crowd.member()
        asks = friend.http
        friend.http = type(asks)(base_url=there, timeout=20)
        await crowd.joined(friend, code, pays=False)
        await friend.http.aclose()
        friend.http = asks
        async with asyncio.timeout(10):
            # What is kept is asked for anew: it tells nobody that it is gone.
            while before == await nobody.ask(TEAM, code=code):  # noqa: ASYNC110 - what is kept is forgotten without a word
                await asyncio.sleep(0.01)
            while listed == await nobody.ask(LIST):  # noqa: ASYNC110 - what is kept is forgotten without a word
                await asyncio.sleep(0.01)
