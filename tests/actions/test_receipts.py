"""When goods count as received, who says so, and what follows that day."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from actions.parcels import claim_parcel, record_movements
from actions.receipts import confirm_receipt, receive_due_order, warn_of_receipt
from models.orders import Order
from models.outbox import OutboxEvent
from models.parcels import Parcel
from models.receipts import receipts_due, receipts_to_warn_of
from models.releases import due_releases
from models.reports import overdue_reports
from rules.after_sale_offers import AfterSaleReason
from rules.orders import OrderStatus
from rules.parcels import Movement, ParcelStatus
from rules.policy import POLICY
from rules.receipts import ReceivedBy
from rules.refusals import OrderNotFound, OrderNotReceivable
from tests.actions.world_after_sales import make_desk
from tests.actions.world_rewards import won, won_trial
from tests.actions.world_shipping import bought, received, shipped
from tests.actions.worlds import make_world

DAY = timedelta(days=1)


async def told(order):
    events = await OutboxEvent.filter(topic=f"viewer:{order.person_id}").order_by("id")
    wanted = ("ORDER_SHIPPED", "RECEIPT_DUE", "ORDER_RECEIVED")
    return [event.kind for event in events if event.kind in wanted]


async def ids(find, now):
    return await find(now=now, besides=[], limit=10)


async def test_the_buyer_says_so_once_and_settlement_counts_from_then(books, refused, noon):
    world = await make_world(noon)
    order = await bought(world, quantity=2)
    ask = {"person_id": order.person_id, "order_id": order.id}
    async with refused(OrderNotReceivable):
        await confirm_receipt(**ask, now=noon)
    await shipped(order.id, now=noon + DAY)
    async with refused(OrderNotFound):
        await confirm_receipt(person_id=world.merchant.id, order_id=order.id, now=noon)

    row = await confirm_receipt(**ask, now=noon + 3 * DAY)
    assert (row.status, row.received_by) == (OrderStatus.COMPLETED, ReceivedBy.BUYER)
    assert (row.shipped_at, row.received_at) == (noon + DAY, noon + 3 * DAY)
    assert row.settles_at == noon + 3 * DAY + POLICY.settles_after
    again = await confirm_receipt(**ask, now=noon + 5 * DAY)
    assert again.received_at == noon + 3 * DAY
    assert await told(order) == ["ORDER_SHIPPED", "ORDER_RECEIVED"]


async def test_two_weeks_of_silence_are_a_receipt_announced_two_days_before(books, noon):
    order = await bought(await make_world(noon))
    await shipped(order.id, now=noon)
    warned, due = noon + 12 * DAY, noon + 14 * DAY
    assert await ids(receipts_to_warn_of, warned - timedelta(seconds=1)) == []
    assert await ids(receipts_to_warn_of, warned) == [order.id]
    assert await warn_of_receipt(order.id, now=warned)
    assert await warn_of_receipt(order.id, now=warned) is None
    assert await ids(receipts_to_warn_of, warned) == []

    assert await ids(receipts_due, due - timedelta(seconds=1)) == []
    assert await receive_due_order(order.id, now=due - timedelta(seconds=1)) is None
    assert await ids(receipts_due, due) == [order.id]
    row = await receive_due_order(order.id, now=due)
    assert (row.status, row.received_by) == (OrderStatus.COMPLETED, ReceivedBy.TIME)
    assert await receive_due_order(order.id, now=due) is None
    assert await told(order) == ["ORDER_SHIPPED", "RECEIPT_DUE", "ORDER_RECEIVED"]


async def test_silence_receives_nothing_that_is_disputed_or_went_astray(books, noon):
    world = await make_world(noon)
    disputed, lost = await bought(world), await bought(world)
    for order in (disputed, lost):
        await shipped(order.id, now=noon)
    await Order.filter(id=disputed.id).update(disputes=1)
    parcel = await claim_parcel((await Parcel.get(order_id=lost.id)).id, now=noon + DAY)
    gone = Movement(event_id="1", status=ParcelStatus.LOST, place="", happened_at=noon + DAY)
    ask = {"parcel_id": parcel.id, "lease_no": parcel.lease_no}
    await record_movements([gone], **ask, now=noon + DAY)

    late = noon + 15 * DAY
    assert await ids(receipts_due, late) == []
    assert await ids(receipts_to_warn_of, late) == []
    assert await receive_due_order(disputed.id, now=late) is None
    assert await receive_due_order(lost.id, now=late) is None
    # Their buyers may say so all the same.
    for order in (disputed, lost):
        row = await confirm_receipt(person_id=order.person_id, order_id=order.id, now=late)
        assert row.status is OrderStatus.COMPLETED
    await Order.filter(id=disputed.id).update(disputes=0)


async def test_what_went_astray_and_was_decided_is_waited_for_no_longer(books, noon):
    desk = await make_desk(noon, quantity=2, arrived=False)
    await shipped(desk.order.id, now=noon)
    parcel = await claim_parcel((await Parcel.get(order_id=desk.order.id)).id, now=noon + DAY)
    gone = Movement(event_id="1", status=ParcelStatus.LOST, place="", happened_at=noon + DAY)
    ask = {"parcel_id": parcel.id, "lease_no": parcel.lease_no}
    await record_movements([gone], **ask, now=noon + DAY)
    late = noon + 15 * DAY
    await desk.withdraw(await desk.ask(reason=AfterSaleReason.NOT_RECEIVED))
    assert await ids(receipts_due, late) == []
    await desk.agree(await desk.ask(reason=AfterSaleReason.NOT_RECEIVED))
    assert await ids(receipts_due, late) == [desk.order.id]
    assert await receive_due_order(desk.order.id, now=late)


async def test_said_and_due_at_once_it_is_received_once(books, noon):
    world = await make_world(noon)
    for _ in range(5):
        order = await bought(world)
        await shipped(order.id, now=noon)
        due = noon + 14 * DAY
        ask = {"person_id": order.person_id, "order_id": order.id, "now": due}
        await asyncio.gather(
            *(confirm_receipt(**ask) for _ in range(4)),
            *(receive_due_order(order.id, now=due) for _ in range(4)),
        )
        assert (await told(order)).count("ORDER_RECEIVED") == 1
        assert (await Order.get(id=order.id)).version == 4


async def test_a_fund_is_released_later_where_goods_came_later(books, noon):
    made = await won(noon)
    promised = made.award.window_ends_at
    dues = [part.due_at for part in await made.parts()]
    late = made.now + 40 * DAY
    await received(made.order.id, now=late)
    assert (await made.seen()).window_ends_at == late + POLICY.return_window > promised
    later = (await made.seen()).window_ends_at - promised
    assert [part.due_at for part in await made.parts()] == [due + later for due in dues]
    assert await ids(due_releases, dues[0]) == []


async def test_and_never_earlier_than_was_promised(books, noon):
    made = await won(noon)
    promised, dues = made.award.window_ends_at, [part.due_at for part in await made.parts()]
    await received(made.order.id, now=made.now + DAY)
    assert (await made.seen()).window_ends_at == promised
    assert [part.due_at for part in await made.parts()] == dues


async def test_a_report_is_due_as_many_days_after_the_true_receipt(books, noon):
    trial = await won_trial(noon)
    before = await trial.report()
    late = trial.now + 29 * DAY
    assert await ids(overdue_reports, late) == [before.id]
    await received(trial.order.id, now=late)
    assert (await trial.report()).due_at == late + 14 * DAY
    assert await ids(overdue_reports, late) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE award SET window_ends_at = window_ends_at - interval '1 day'",
        "UPDATE report SET due_at = due_at - interval '1 day'",
        "UPDATE orders SET status = 'COMPLETED'",
        "UPDATE orders SET status = 'SHIPPED', shipped_at = paid_at",
        "UPDATE orders SET pieces_shipped = quantity",
        "UPDATE orders SET received_by = 'BUYER'",
    ],
)
async def test_the_database_refuses_a_receipt_that_never_was(database, db, noon, change):
    trial = await won_trial(noon)
    owner = await asyncpg.connect(database)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await owner.execute(
            f"{change} WHERE id IN ('{trial.order.id}', '{trial.award.id}',"
            f" '{(await trial.report()).id}')"
        )
    await owner.close()
