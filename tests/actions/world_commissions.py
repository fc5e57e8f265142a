"""Worlds in which somebody led somebody here, and goods are received and settled."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from actions.order_refunds import OrderRefund, refund_order
from actions.order_settlements import settle_orders
from actions.orders import buy_solo
from models.commissions import Commission
from models.ids import new_id
from models.order_settlements import orders_to_settle
from models.orders import Order
from models.people import Person
from models.referrals import Referral
from rules.people import Role
from rules.policy import POLICY
from rules.referrals import ShareChannel
from tests.actions.world_shipping import operator, shipped
from tests.actions.world_shipping import received as arrives
from tests.actions.worlds import World, make_world, pay

YEAR = timedelta(days=365)


@dataclass
class Led:
    """A world in which each of these people led the next one here, the last the buyer."""

    world: World
    people: list[Person]

    @property
    def buyer(self):
        return self.people[-1]

    @property
    def uplines(self):
        """Who is above the buyer, the next one first."""
        return self.people[-2::-1]


async def edge(member, upline, *, at, until=None):
    return await Referral.create(
        id=new_id(at),
        member_id=member.id,
        upline_id=upline.id,
        channel=ShareChannel.CHAT,
        from_at=at,
        until_at=until or at + YEAR,
    )


async def chain(now, *, length=3, world=None, **terms):
    """``length`` people above one another and a buyer, in a world of one campaign."""
    world = world or await make_world(now, **terms)
    people = [await world.person(f"甲{n}") for n in range(length + 1)]
    for upline, member in pairwise(people):
        await edge(member, upline, at=now - timedelta(minutes=1))
    return Led(world, people)


async def bought(world, buyer, *, at, quantity=1, **wish):
    """A solo order that its buyer paid at this moment."""
    placed = await buy_solo(world.wish(buyer, quantity=quantity, **wish), now=at)
    if placed.payment:
        await pay(placed, at=at)
    return await Order.get(id=placed.order.id)


async def received(*orders, at):
    """The goods of these orders are sent and arrive; their escrow waits to be parted."""
    seller = await operator(at)
    for order in orders:
        await shipped(order.id, now=at, seller=seller)
        await arrives(order.id, now=at)


async def settled(*orders, at):
    """The goods arrive, nobody gives them back, and the escrows are parted."""
    await received(*orders, at=at)
    done = await settle_all(at=at + POLICY.settles_after)
    assert {order.id for order in orders} <= set(done)
    return [await Order.get(id=order.id) for order in orders]


async def settle_all(*, at):
    """Everything that is due by now is settled; returns which orders were."""
    done = []
    while due := await orders_to_settle(now=at, besides=done, limit=100):
        done += await settle_orders(due, now=at)
    return done


async def refunded(world, order, fen, *, at):
    clerk = await world.person("值班员", role=Role.OPERATOR)
    wanted = OrderRefund(
        operator_id=clerk.id,
        order_id=order.id,
        amount_fen=fen,
        reason="少了一颗",
        key=new_id(at).hex,
    )
    return await refund_order(wanted, now=at)


async def rows_of(order):
    """What an order brings whom, the leader first."""
    return await Commission.filter(order_id=order.id).order_by("level")
