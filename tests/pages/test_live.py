import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn

from app.settings import ROOT
from tests.pages.stub import World, stub_app
from tests.services.node import program

FOLDER = ROOT / "web" / "first"


class Announcing(uvicorn.Server):
    """A server that says when it is up."""

    def __init__(self, config):
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.up.set()


@asynccontextmanager
async def served(world):
    config = uvicorn.Config(stub_app(world), port=0, log_level="error", timeout_graceful_shutdown=1)
    server = Announcing(config)
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        await server.up.wait()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await task


class Watching:
    """The page's live list as told by its own code, line by line."""

    def __init__(self, process):
        self.process = process
        self.told = []

    async def until(self, wanted, seconds=15):
        async with asyncio.timeout(seconds):
            while True:
                line = await self.process.stdout.readline()
                assert line, "the listener ended"
                self.told.append(json.loads(line))
                if wanted(self.told[-1]):
                    return self.told[-1]


@asynccontextmanager
async def watching(world):
    async with served(world) as origin:
        process = await asyncio.create_subprocess_exec(
            program(),
            Path(__file__).parent / "listener.mjs",
            origin,
            FOLDER.as_uri(),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield Watching(process)
        finally:
            process.kill()
            await process.wait()


@pytest.fixture
def world():
    world = World(skew=timedelta(hours=2))
    world.open_team("AAA", "green-grape", filled=1)
    world.open_team("BBB", "iron-wok", filled=4)
    return world


async def test_a_seat_is_seen_through_the_stream_and_a_full_team_is_told(world):
    async with watching(world) as page:
        first = await page.until(lambda told: told["state"] == "live" and len(told["teams"]) == 2)
        assert list(first["teams"]) == ["BBB", "AAA"]  # nearest to full first
        assert abs(first["now"] - world.now().timestamp() * 1000) < 1000
        world.seat("AAA")
        await page.until(lambda told: told["teams"]["AAA"] == ["OPEN", 2], seconds=3)
        world.seat("BBB")
        await page.until(lambda told: told["teams"]["BBB"] == ["FORMED", 0], seconds=3)


async def test_a_new_team_appears_when_the_pulse_beats(world):
    async with watching(world) as page:
        await page.until(lambda told: told["state"] == "live")
        world.open_team("CCC", "clay-pot")
        await page.until(lambda told: "CCC" in told["teams"], seconds=6)
        world.seat("CCC")  # the stream was opened again, with the new team in it
        await page.until(lambda told: told["teams"]["CCC"] == ["OPEN", 1], seconds=4)


async def test_without_streams_the_page_polls(world):
    world.without_streams = True
    async with watching(world) as page:
        await page.until(lambda told: told["state"] == "polling")
        world.seat("AAA")
        await page.until(lambda told: told["teams"]["AAA"] == ["OPEN", 2], seconds=7)


async def test_a_silent_server_makes_the_page_stale_and_it_comes_back_by_itself(world):
    async with watching(world) as page:
        await page.until(lambda told: told["state"] == "live")
        world.down = True
        world.changed("AAA")  # wakes the open streams, which end
        stale = await page.until(lambda told: told["state"] == "stale", seconds=25)
        assert set(stale["teams"]) == {"AAA", "BBB"}  # what was known stays on the page
        assert "retrying" in [told["state"] for told in page.told]
        world.down = False
        world.seat("AAA")
        await page.until(lambda told: told["teams"]["AAA"] == ["OPEN", 2], seconds=8)


async def test_a_server_that_never_answered_is_an_error_not_an_empty_list(world):
    world.down = True
    async with watching(world) as page:
        told = await page.until(lambda told: told["state"] != "loading")
        assert told["state"] == "error"
        world.down = False
        await page.until(lambda told: len(told["teams"]) == 2, seconds=8)
