"""A merchant that was held, inspected, ruled on, late, and took its deposit back."""

from datetime import datetime, timedelta

from actions.campaigns import end_campaign
from actions.lateness import note_late_shipment
from actions.orders import set_order_address
from actions.rulings import release_deposit, rule_on_deposit
from rules.merchants import Duty
from rules.policy import POLICY
from tests.actions.test_rulings import ruling
from tests.actions.world_merchants import desk, hand, inspected, put_down
from tests.actions.world_shipping import bought
from tests.actions.worlds import make_world


async def play_selling(now: datetime):
    """Rulings for a buyer and for the platform, a failed product, one that passed, a late order."""
    world, other = await make_world(now), await make_world(now)
    await hand(world, Duty.OWNER)
    await put_down(world, 5_000)
    person = await world.person()
    order = await bought(world, person=person)
    address = await world.address(person)
    await set_order_address(person_id=person.id, order_id=order.id, address_id=address.id, now=now)
    assert await note_late_shipment(order.id, now=now + POLICY.ship_by)
    operator_id = await desk(world)
    await rule_on_deposit(ruling(world, operator_id, order=order), now=now)
    await rule_on_deposit(ruling(world, operator_id, fen=200), now=now)
    await inspected(world, passed=False, at=now)
    await inspected(world, passed=True, at=now + timedelta(minutes=1))
    await _released(other, now)
    await inspected(other, passed=False, at=now)


async def _released(world, now: datetime):
    owner = await hand(world, Duty.OWNER)
    await put_down(world, 900)
    await end_campaign(campaign_id=world.campaign.id, seller=owner, now=now)
    await release_deposit(
        merchant_id=world.merchant.id, amount_fen=400, key="back", seller=owner, now=now
    )
