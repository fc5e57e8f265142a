"""The doors to commissions: to whose they are; to how orders were parted: to who sold them."""

from datetime import timedelta

from tests.actions.world_commissions import edge, rows_of, settled
from tests.actions.world_shipping import bought

OUT = "UNAUTHENTICATED"
NO = "FORBIDDEN"

QUERIES = {
    "commissionExplanation(orderNumber: $earned_order) { answer }": f"{OUT} shown null null null",
    "node(id: $earned_commission) { id }": f"{OUT} shown null null shown",
    "orderSettlement(orderNumber: $earned_order) { feeBp }": f"{OUT} null null shown shown",
    "productCommission(productId: $product)": "null null null null null",
}

MUTATIONS = {
    "setProductCommission": (
        lambda ids: {"productId": ids["product"], "levelsBp": [600, 200]},
        f"{OUT} {NO} ProductNotFound ProductCommissionSet ProductCommissionSet",
    ),
}

SUBSCRIPTIONS = {"commissionEvents { kind }": f"{OUT} shown shown shown shown"}


async def stage_commissions(world, customer, now, gid):
    """The number of an order that the customer led somebody to, and the id of what it brought."""
    then, buyer = now - timedelta(days=20), await world.person("朋友")
    await edge(buyer, customer, at=then)
    order = await bought(world, person=buyer, now=then)
    await settled(order, at=then)
    [earned] = await rows_of(order)
    return {"earned_order": order.number, "earned_commission": gid("Commission", earned.id)}
