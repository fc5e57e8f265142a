"""Everybody who hears of a change shares one reading of it."""

import asyncio
from dataclasses import dataclass

import pytest

from subscriptions.looks import Looks


@dataclass
class Found:
    version: int


class Shelf:
    """Something to be read, slowly, and how often it was."""

    def __init__(self):
        self.version, self.readings, self.open = 1, 0, asyncio.Event()

    async def read(self):
        self.readings += 1
        await self.open.wait()
        return Found(self.version)


async def test_a_thousand_who_wake_at_once_cause_one_reading():
    looks, shelf = Looks(), Shelf()
    waiting = [asyncio.create_task(looks.shared("t", 1, shelf.read)) for _ in range(1000)]
    await asyncio.sleep(0)
    shelf.open.set()
    assert {found.version for found in await asyncio.gather(*waiting)} == {1}
    assert shelf.readings == 1


async def test_a_newer_version_is_never_answered_by_an_older_reading():
    looks, shelf = Looks(), Shelf()
    old = asyncio.create_task(looks.shared("t", 1, shelf.read))
    await asyncio.sleep(0)
    new = asyncio.create_task(looks.shared("t", 2, shelf.read))
    await asyncio.sleep(0)
    shelf.version = 2
    shelf.open.set()
    await asyncio.gather(old, new)
    assert shelf.readings == 2
    assert (await looks.shared("t", 2, shelf.read)).version == 2
    assert shelf.readings == 2
    shelf.version = 3
    assert (await looks.shared("t", 3, shelf.read)).version == 3


async def test_who_gives_up_does_not_take_it_from_the_others():
    looks, shelf = Looks(), Shelf()
    gone = asyncio.create_task(looks.shared("t", 1, shelf.read))
    stays = asyncio.create_task(looks.shared("t", 1, shelf.read))
    await asyncio.sleep(0)
    gone.cancel()
    shelf.open.set()
    assert (await stays).version == 1
    assert shelf.readings == 1


async def test_a_reading_that_failed_is_tried_again():
    looks, shelf = Looks(), Shelf()
    shelf.open.set()

    async def fails():
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await looks.shared("t", 1, fails)
    assert (await looks.shared("t", 1, shelf.read)).version == 1


async def test_nothing_is_kept_of_a_topic_nobody_listens_to():
    looks, shelf = Looks(), Shelf()
    shelf.open.set()
    await looks.shared("t", 1, shelf.read)
    looks.forget("t")
    await looks.shared("t", 1, shelf.read)
    assert shelf.readings == 2
