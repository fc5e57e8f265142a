"""Draws of every status, beside the rest of the day."""

from datetime import timedelta

from rules.particulars import DrawScope
from tests.actions.world_draws import drawn, ended, entered, filled, voided
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import pay


async def play_draws(now):
    """One published, one void, one being shown, one locked, one filling; and a campaign's."""
    await drawn(now, size=3, winners=2)
    await voided(now, size=2)
    shown = await entered(now, size=4, winners=3)
    await shown.lock()
    await shown.decide()
    await (await entered(now, size=2)).lock()
    world = await published_lottery(now, size=2)
    await world.opened(await world.person(), now=now)
    await pay(await world.opened(await world.person(), now=now), at=now)
    world = await published_lottery(now, size=2, scope=DrawScope.CAMPAIGN, winners=2, most=10)
    await pay(await world.opened(await world.person(), now=now), at=now)
    large = await entered(
        now, size=2, teams=2, world=world, scope=DrawScope.CAMPAIGN, winners=2, most=10
    )
    await large.lock()
    await large.decide()
    await large.publish()
    # One that nobody entered.
    empty = await published_lottery(now, size=2, scope=DrawScope.CAMPAIGN, most=10)
    await ended(empty, now=now + timedelta(hours=1))
    await filled(await published_lottery(now, size=2), size=2, now=now)
