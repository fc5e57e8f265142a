"""How an after-sale moves on and who is told, inside a transaction that holds its order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from actions.events import to_viewer
from models.after_sales import AfterSale, AfterSaleStep, said_by
from models.ids import new_id
from models.merchants import people_with
from models.orders import Order, lock_order
from models.outbox import OutboxEvent, tell
from models.payments import lock_payments_of
from models.reports import keep_pictures
from models.teams import lock_team
from rules import after_sales as rules
from rules.after_sales import AfterSaleDeed, AfterSaleOutcome, AfterSaleSide, AfterSaleStatus
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.pictures import PictureUse
from rules.refusals import AfterSaleMoved, AfterSaleNotFound, OrderNotFound, PictureNotFound

# How what happened is called, by where the after-sale stands now.
_TOLD = {
    AfterSaleStatus.REQUESTED: ViewerEventKind.AFTER_SALE_REQUESTED,
    AfterSaleStatus.AGREED: ViewerEventKind.AFTER_SALE_AGREED,
    AfterSaleStatus.RETURNING: ViewerEventKind.AFTER_SALE_RETURNING,
    AfterSaleStatus.REPLACING: ViewerEventKind.AFTER_SALE_RECEIVED,
    AfterSaleStatus.REPLACED: ViewerEventKind.AFTER_SALE_REPLACED,
    AfterSaleStatus.DECLINED: ViewerEventKind.AFTER_SALE_DECLINED,
    AfterSaleStatus.DISPUTED: ViewerEventKind.COMPLAINT_OPENED,
    AfterSaleStatus.REFUNDING: ViewerEventKind.AFTER_SALE_REFUNDING,
    AfterSaleStatus.DONE: ViewerEventKind.AFTER_SALE_DONE,
    AfterSaleStatus.CLOSED: ViewerEventKind.AFTER_SALE_CLOSED,
}
_CALLED = {
    AfterSaleDeed.RULE: ViewerEventKind.COMPLAINT_RULED,
    AfterSaleDeed.ADD_EVIDENCE: ViewerEventKind.COMPLAINT_EVIDENCE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What somebody did, in which words and pictures; the clock is nobody."""

    deed: AfterSaleDeed
    side: AfterSaleSide
    person_id: UUID | None
    text: str = ""
    picture_ids: Sequence[UUID] = ()


def by_clock(deed: AfterSaleDeed) -> Done:
    """Return what the clock does in place of who did nothing."""
    return Done(deed=deed, side=AfterSaleSide.CLOCK, person_id=None)


async def hold_order(order_id: UUID) -> Order:
    """Return an order held with its team and its payments, in the order of all locks.

    Raises:
        OrderNotFound: no order answers to the id.
    """
    found = await Order.get_or_none(id=order_id)
    if found is None:
        raise OrderNotFound
    if found.team_id is not None:
        await lock_team(found.team_id)
    await lock_payments_of(found.id)
    return await lock_order(found.id)


async def hold_sale(after_sale_id: UUID) -> tuple[AfterSale, Order]:
    """Return an after-sale with its order, which is held: whoever holds that may change it.

    Raises:
        AfterSaleNotFound: none answers to the id.
    """
    found = await AfterSale.get_or_none(id=after_sale_id)
    if found is None:
        raise AfterSaleNotFound
    order = await hold_order(found.order_id)
    return await AfterSale.get(id=after_sale_id), order


async def own_sale(after_sale_id: UUID, person_id: UUID) -> tuple[AfterSale, Order]:
    """Return an after-sale of this buyer's with its order, which is held.

    Raises:
        AfterSaleNotFound: none of theirs answers to the id.
    """
    if not await AfterSale.exists(id=after_sale_id, person_id=person_id):
        raise AfterSaleNotFound
    return await hold_sale(after_sale_id)


async def begin(sale: AfterSale, order: Order, done: Done, *, now: datetime) -> None:
    """Write a new after-sale of a held order, which nothing is settled of until it is over."""
    sale.due_at, sale.steps = rules.deadline(sale.status, now=now), 1
    await sale.save()
    order.disputes += 1
    await Order.filter(id=order.id).update(disputes=F("disputes") + 1, version=F("version") + 1)
    await _write(sale, order, done, now=now)


async def move(
    sale: AfterSale,
    order: Order,
    done: Done,
    *,
    to: AfterSaleStatus,
    now: datetime,
    outcome: AfterSaleOutcome | None = None,
    **changes: Any,
) -> AfterSale:
    """Bring an after-sale of a held order to its next status, and tell both sides.

    What stays where it is keeps its deadline, but for what is asked anew.
    """
    was_open = sale.due_at is not None
    if to is not sale.status or done.deed is AfterSaleDeed.CHANGE:
        sale.due_at = rules.deadline(to, now=now)
    if was_open and sale.due_at is None:
        sale.closed_at, sale.outcome = now, outcome
        order.disputes -= 1
        await Order.filter(id=order.id).update(disputes=F("disputes") - 1)
    sale.status = to
    for name, value in changes.items():
        setattr(sale, name, value)
    sale.steps += 1
    await _write(sale, order, done, now=now)
    kept = ["status", "due_at", "closed_at", "outcome", "steps", *changes]
    await sale.save(update_fields=kept)
    await Order.filter(id=order.id).update(version=F("version") + 1)
    return sale


async def has_room(sale: AfterSale, side: AfterSaleSide) -> None:
    """Return if a side may say more of what stays where it is: no side uses up what the other has.

    Raises:
        AfterSaleMoved: it said so much already.
    """
    if await said_by(sale, side) >= rules.STEPS_OF_SIDE_MOST:
        raise AfterSaleMoved(status=sale.status)


async def take_pictures(sale: AfterSale, done: Done) -> list[str]:
    """Give an after-sale pictures of who did something, and return them as they are kept.

    Raises:
        PictureNotFound: one is not theirs, was used, or waited too long.
    """
    if not done.picture_ids:
        return []
    assert done.person_id is not None, "the clock sends no pictures"
    kept = await keep_pictures(
        done.picture_ids, person_id=done.person_id, use=PictureUse.AFTER_SALE, kept_id=sale.id
    )
    if kept != len(done.picture_ids):
        raise PictureNotFound
    return [str(picture_id) for picture_id in done.picture_ids]


async def _write(sale: AfterSale, order: Order, done: Done, *, now: datetime) -> None:
    step = AfterSaleStep(
        id=new_id(now),
        after_sale_id=sale.id,
        n=sale.steps,
        deed=done.deed,
        side=done.side,
        person_id=done.person_id,
        status=sale.status,
        text=done.text,
        pictures=[str(picture_id) for picture_id in done.picture_ids],
        happened_at=now,
    )
    await step.save()
    await tell(*await _events(sale, order, done, now))


async def _events(sale: AfterSale, order: Order, done: Done, now: datetime) -> list[OutboxEvent]:
    """Return what both sides are told; who did it themselves learns that it is done."""
    kind = _CALLED.get(done.deed, _TOLD[sale.status])
    facts = {"after_sale_id": str(sale.id)}
    of_buyer = ViewerEventKind.AFTER_SALE_MOVED if done.person_id == sale.person_id else kind
    buyer = to_viewer(sale.person_id, of_buyer, now=now, order=order, facts=facts)
    staff = await people_with(sale.merchant_id, Duty.SERVICE)
    told = set(staff) - {sale.person_id}
    moved = ViewerEventKind.AFTER_SALE_MOVED
    return [
        buyer,
        *(
            to_viewer(
                person_id, moved if person_id == done.person_id else kind, now=now, facts=facts
            )
            for person_id in sorted(told)
        ),
    ]
