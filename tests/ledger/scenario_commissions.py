"""Orders that somebody led their buyers to: settled, given back in part, and still waiting."""

from datetime import datetime, timedelta

from tests.actions.world_commissions import bought, chain, refunded, settled
from tests.actions.world_shipping import shipped


async def play_commissions(now: datetime):
    """What sales bring is promised, paid, and brought back."""
    led = await chain(now)
    order = await bought(led.world, led.buyer, at=now, quantity=2)
    await refunded(led.world, order, 300, at=now)
    [order] = await settled(order, at=now)
    await refunded(led.world, order, 1000, at=order.settled_at + timedelta(days=1))
    # Nobody led this one's buyer, and the last one waits to be received.
    await settled(await bought(led.world, led.people[0], at=now), at=now)
    waiting = await bought(led.world, led.buyer, at=now)
    await shipped(waiting.id, now=now)
