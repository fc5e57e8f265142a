"""Nobody hears of a winner before their time, on any line; and a leak would be heard."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from actions import reveals
from app.settings import SIMULATOR
from models.draws import Draw, DrawEntry
from resolvers import draws as resolvers
from rules import disclosure
from rules.particulars import DrawMode, DrawScope
from rules.policy import POLICY
from tests.actions.world_kinds import published_lottery
from tests.draws.sniffer import Logged, Sniffer, filled_while_watched, leaks
from tests.services.shop import open_shop


@pytest.fixture
async def shop(database, tmp_path, monkeypatch):
    """A shop that works by itself, and counts down two seconds in place of thirty."""
    hasty = replace(POLICY, draw_countdown=timedelta(seconds=2))
    monkeypatch.setattr(disclosure, "POLICY", hasty)
    async with open_shop(database, tmp_path, works=True, beacon_urls=(SIMULATOR,)) as running:
        yield running


@pytest.fixture
def sniffer(shop, caplog):
    """Somebody who hears everything that is logged, down to the least."""
    caplog.set_level(logging.DEBUG)
    sniffer = Sniffer(shop)
    listening = Logged(sniffer)
    logging.getLogger().addHandler(listening)
    yield sniffer
    logging.getLogger().removeHandler(listening)


async def sniffed(sniffer, *, draws: int, **terms):
    """So many teams' draws, or one among so many teams, from their entries to their files."""
    chain = sniffer.shop.kaituan.beacons().chain
    most = draws * (3 if terms.get("scope") is DrawScope.CAMPAIGN else 1)
    world = await published_lottery(
        sniffer.shop.clock(), winners=2, most=most, chain=chain, **terms
    )
    await filled_while_watched(sniffer, world, teams=draws, size=3)


@pytest.mark.timeout(1800)
async def test_no_line_tells_of_a_winner_before_their_time(sniffer, full):
    await sniffed(sniffer, draws=200 if full else 8)
    await sniffed(sniffer, draws=30 if full else 3, scope=DrawScope.CAMPAIGN)
    await sniffed(sniffer, draws=30 if full else 3, mode=DrawMode.PUBLIC_BEACON)
    await sniffer.stored()
    modes = [(draw.mode, draw.scope) for draw in await Draw.filter(status="PUBLISHED")]
    assert modes.count((DrawMode.OPERATOR_COMMIT, DrawScope.CAMPAIGN)) == 1
    assert modes.count((DrawMode.PUBLIC_BEACON, DrawScope.TEAM)) == (30 if full else 3)
    assert await leaks(sniffer) == []
    lines = {heard.line for heard in sniffer.heard}
    assert lines >= {"socket s", "socket t", "socket v", "stream", "http", "file", "log", "event"}
    for draw in await Draw.filter(status="PUBLISHED"):
        assert draw.drawn_at < draw.first_reveal_at, "decided ahead, and hidden until then"
        hidden = [each for each in sniffer.heard if draw.drawn_at < each.at < draw.first_reveal_at]
        assert {each.line for each in hidden} >= {"http", "log"}
    told = [heard for heard in sniffer.heard if '"REVEALING"' in heard.text]
    assert len(told) >= len(modes), "it was listened to while winners were shown"


async def test_a_leak_is_heard(sniffer, monkeypatch):
    honest, written = resolvers.winners, reveals.write_winners

    async def hasty(loaders, row, at, **asked):
        return await honest(loaders, row, replace(at, revealed=row.facts().k), **asked)

    async def chatty(winners):
        for winner in winners:
            entry = await DrawEntry.get(order_id=winner.order_id)
            logging.getLogger("tests").info("the winner is %s", entry.ticket)
        await written(winners)

    monkeypatch.setattr(resolvers, "winners", hasty)
    monkeypatch.setattr(reveals, "write_winners", chatty)
    await sniffed(sniffer, draws=2)
    await sniffer.stored()
    found = await leaks(sniffer)
    for line in ("socket s", "http", "log"):
        assert f"{line}: ticket of prize 2" in found
    assert "socket s: prize 2" in found
