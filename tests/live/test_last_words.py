"""What a process committed last is placed and told before it is gone."""

import asyncio

from app.database import opened
from models.db import rows
from subscriptions.hub import Hub
from subscriptions.relay import Relay
from subscriptions.wire import RedisWire
from tests.actions.worlds import make_world
from tests.live.test_wire import said
from tests.services.shop import open_shop


async def never(_):
    await asyncio.Event().wait()


async def unplaced():
    [row] = await rows("SELECT count(*) AS n FROM outbox WHERE position IS NULL")
    return row["n"]


async def test_what_was_committed_last_is_placed(database, tmp_path, monkeypatch):
    monkeypatch.setattr(Relay, "run", never)
    async with open_shop(database, tmp_path) as shop:
        world = await make_world(shop.clock())
        await world.opened(await world.person())
        before = await unplaced()
    async with opened(database, max_connections=1):
        assert before > await unplaced() == 0


async def test_what_is_owed_is_said_at_the_end(redis_url):
    hub = Hub()
    listener, leaver = RedisWire(hub, redis_url), RedisWire(Hub(), redis_url)
    listening = asyncio.create_task(listener.run())
    async with hub.listen("team:1", "ready") as changes, asyncio.timeout(10):
        await said(listener._redis, "ready", 1)
        assert await anext(changes) == {"ready": 1}
        await leaver.publish([("team:1", 7)])
        await leaver.close()
        assert await anext(changes) == {"team:1": 7}
    listening.cancel()
    await asyncio.wait([listening])
    await listener.close()


async def test_a_redis_that_is_gone_is_not_waited_for(caplog):
    wire = RedisWire(Hub(), "unix:///nowhere/socket")
    await wire.publish([("team:1", 7)])
    async with asyncio.timeout(5):
        await wire.close()
    assert "last hints were not said" in caplog.text
