"""What is taken of a deposit goes to one place, once, and never below zero."""

import asyncio
from datetime import timedelta

import pytest

from actions.campaigns import end_campaign
from actions.rulings import NewRuling, release_deposit, rule_on_deposit
from models.ids import new_id
from models.merchants import MerchantStaff
from models.outbox import OutboxEvent
from models.rulings import DepositRelease, DepositRuling
from rules.merchants import Duty
from rules.refusals import (
    DepositTooLow,
    IdempotencyKeyReused,
    MerchantBusy,
    MerchantNotFound,
    OrderNotFound,
    OtherPersonDecides,
)
from tests.actions.world_merchants import desk, hand, put_down
from tests.actions.world_shipping import bought
from tests.actions.worlds import balance, make_world

pytestmark = pytest.mark.usefixtures("books")


def ruling(world, operator_id, *, order=None, fen=300, **changes):
    facts = {
        "merchant_id": world.merchant.id,
        "order_id": order.id if order else None,
        "amount_fen": fen,
        "reason": "虚假发货",
        "operator_id": operator_id,
        "key": new_id(world.now).hex,
    }
    return NewRuling(**{**facts, **changes})


async def test_a_customer_is_compensated_out_of_the_deposit_once(noon, books):
    world = await make_world(noon)
    await put_down(world, 1_000)
    order, operator_id = await bought(world), await desk(world)
    wanted = ruling(world, operator_id, order=order)
    answers = await asyncio.gather(*(rule_on_deposit(wanted, now=noon) for _ in range(4)))
    assert {row.id for row in answers} == {answers[0].id}
    assert await balance("DEPOSIT", world.merchant.id) == 700
    assert await balance("CREDIT", order.person_id) == 300
    kinds = [row.kind for row in await OutboxEvent.filter(topic=f"viewer:{order.person_id}")]
    assert kinds.count("COMPENSATED") == 1
    with pytest.raises(IdempotencyKeyReused):
        await rule_on_deposit(
            ruling(world, operator_id, order=order, fen=1, key=wanted.key), now=noon
        )


async def test_two_rulings_at_once_take_no_more_than_there_is(noon, books):
    world = await make_world(noon)
    await put_down(world, 1_000)
    operator_id = await desk(world)
    wanted = [ruling(world, operator_id, fen=600) for _ in range(5)]
    answers = await asyncio.gather(
        *(rule_on_deposit(each, now=noon) for each in wanted), return_exceptions=True
    )
    assert sum(isinstance(each, DepositRuling) for each in answers) == 1
    short = [each for each in answers if isinstance(each, DepositTooLow)]
    assert [(each.least_fen, each.missing_fen) for each in short] == [(600, 200)] * 4
    assert await balance("REVENUE", "platform") == 600


async def test_who_has_a_part_in_it_decides_nothing(noon, books, refused):
    world, other = await make_world(noon), await make_world(noon)
    await put_down(world, 1_000)
    order, elsewhere = await bought(world), await bought(other)
    operator_id, partial = await desk(world), await desk(world)
    await MerchantStaff.create(
        id=new_id(noon), merchant_id=world.merchant.id, person_id=partial, duties=["ORDERS"]
    )
    async with refused(OtherPersonDecides):
        await rule_on_deposit(ruling(world, partial, order=order), now=noon)
    async with refused(OtherPersonDecides):
        await rule_on_deposit(ruling(world, order.person_id, order=order), now=noon)
    async with refused(OrderNotFound):
        await rule_on_deposit(ruling(world, operator_id, order=elsewhere), now=noon)
    async with refused(MerchantNotFound):
        await rule_on_deposit(ruling(world, operator_id, merchant_id=new_id(noon)), now=noon)


async def test_a_deposit_comes_back_when_nothing_is_open(noon, books, refused):
    world = await make_world(noon)
    await put_down(world, 1_000)
    finance, shipping = await hand(world, Duty.FINANCE), await hand(world, Duty.ORDERS)
    wanted = {"merchant_id": world.merchant.id, "amount_fen": 400, "now": noon}
    async with refused(MerchantNotFound):
        await release_deposit(**wanted, key="k", seller=shipping)
    async with refused(MerchantBusy):
        await release_deposit(**wanted, key="k", seller=finance)
    await end_campaign(
        campaign_id=world.campaign.id, seller=await hand(world, Duty.OWNER), now=noon
    )
    answers = await asyncio.gather(
        *(release_deposit(**wanted, key=f"k{n % 3}", seller=finance) for n in range(6)),
        return_exceptions=True,
    )
    assert {type(each) for each in answers} == {DepositRelease, DepositTooLow}
    assert await balance("DEPOSIT", world.merchant.id) == 200
    assert await balance("PAYABLE", world.merchant.id) == 800
    order = await bought(world, now=noon + timedelta(minutes=1))
    assert order.confirmed_at is not None
    async with refused(MerchantBusy) as told:
        await release_deposit(**(wanted | {"amount_fen": 1}), key="k9", seller=finance)
    assert told.value.open == "ORDERS"
