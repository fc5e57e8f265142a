"""Nobody hears of a winner before their time, on any line; and a leak would be heard."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from actions import draws as draw_actions
from actions import reveals
from models.draws import DrawEntry
from resolvers import draws as resolvers
from rules.policy import POLICY
from tests.actions.world_kinds import published_lottery
from tests.draws.sniffer import Sniffer, filled_while_watched, leaks
from tests.services.shop import open_shop


@pytest.fixture
async def shop(database, tmp_path, monkeypatch):
    """A shop that works by itself, and counts down two seconds in place of thirty."""
    hasty = replace(POLICY, draw_countdown=timedelta(seconds=2))
    monkeypatch.setattr(draw_actions, "POLICY", hasty)
    async with open_shop(database, tmp_path, works=True) as running:
        yield running


async def sniffed(shop, caplog, *, draws: int, size: int, winners: int):
    caplog.set_level(logging.DEBUG)
    # Limits on what a person may lose in a day are no matter here.
    world = await published_lottery(shop.clock(), size=size, winners=winners, most=draws)
    sniffer = Sniffer(shop)
    await filled_while_watched(sniffer, world, draws=draws, size=size)
    sniffer.logged(caplog.records)
    await sniffer.stored()
    return sniffer


@pytest.mark.timeout(1800)
async def test_no_line_tells_of_a_winner_before_their_time(shop, caplog, full):
    sniffer = await sniffed(shop, caplog, draws=200 if full else 20, size=3, winners=2)
    assert await leaks(sniffer) == []
    lines = {heard.line for heard in sniffer.heard}
    assert lines >= {"socket s", "socket t", "socket v", "stream", "http", "file", "log", "event"}
    told = [heard for heard in sniffer.heard if '"REVEALING"' in heard.text]
    assert len(told) >= 20, "it was listened to while winners were shown"


async def test_a_leak_is_heard(shop, caplog, monkeypatch):
    honest, written = resolvers.winners, reveals.write_winners

    async def hasty(row, at, **asked):
        return await honest(row, replace(at, revealed=row.facts().k), **asked)

    async def chatty(winners):
        for winner in winners:
            entry = await DrawEntry.get(order_id=winner.order_id)
            logging.getLogger("tests").info("the winner is %s", entry.ticket)
        await written(winners)

    monkeypatch.setattr(resolvers, "winners", hasty)
    monkeypatch.setattr(reveals, "write_winners", chatty)
    sniffer = await sniffed(shop, caplog, draws=2, size=3, winners=2)
    found = await leaks(sniffer)
    for line in ("socket s", "http", "log"):
        assert f"{line}: ticket of prize 2" in found
    assert "socket s: prize 2" in found
