"""What happens to points inside a transaction, and when their day comes."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from actions.events import to_viewer
from actions.order_reversals import moved_by_refund
from models import ledger
from models import points as models
from models.db import insert_many
from models.failpoints import failpoint
from models.ids import new_id
from models.ledger import lock_accounts
from models.orders import Order
from models.outbox import OutboxEvent, tell
from models.points import LotUse, PointLot, Redemption
from models.transactions import one_transaction
from rules import points as rules
from rules.accounts import AccountKind, AccountName, of_person, payable, points_reserve
from rules.events import ViewerEventKind
from rules.ledger import Journal
from rules.orders import OrderKind
from rules.points import Part
from rules.policy import POLICY
from rules.refusals import PointsTooLow

# How many lots are locked at once on the way to enough points.
LOTS_AT_ONCE = 20
OF_BUYER = (AccountKind.POINTS, AccountKind.CREDIT, AccountKind.CASH)


def _told(kind: ViewerEventKind, lot: PointLot, points: int, now: datetime) -> OutboxEvent:
    facts = {
        "account": "POINTS",
        "amount": str(points),
        "lot_id": str(lot.id),
        "expires_at": lot.expires_at.isoformat(),
    }
    return to_viewer(lot.person_id, kind, now=now, facts=facts)


async def lots_for(person_id: UUID, points: int, *, now: datetime) -> list[Part]:
    """Return which lots pay so many points, locked: those that expire first.

    The caller holds the person's row, so that nobody else spends of them.

    Raises:
        PointsTooLow: the person has fewer.
        TooManyLots: they lie in more lots than one order may have.
    """
    lots: list[PointLot] = []
    while sum(lot.left for lot in lots) < points and len(lots) <= POLICY.lots_of_order_most:
        last = lots[-1] if lots else None
        more = await models.lock_lots_to_spend(person_id, after=last, now=now, limit=LOTS_AT_ONCE)
        if not more:
            raise PointsTooLow(left=await models.balance_of(person_id, now=now))
        lots += more
    return rules.taken([lot.facts() for lot in lots], points)


async def redeem(order: Order, parts: list[Part], *, now: datetime) -> None:
    """Take points for an order whose redemption is written; their lots are locked.

    The money behind them stays in the lots' reserves until the order is paid in full.
    """
    points = sum(part.points for part in parts)
    uses = [
        LotUse(
            id=new_id(now),
            order_id=order.id,
            lot_id=UUID(part.lot.id),
            ordinal=n,
            points=part.points,
        )
        for n, part in enumerate(parts, start=1)
    ]
    await insert_many(uses)
    await models.move_points({use.lot_id: use.points for use in uses})
    journal = rules.redeemed(order_id=str(order.id), person_id=str(order.person_id), points=points)
    await ledger.post_new(journal, now=now)
    await tell(_of_order(ViewerEventKind.POINTS_REDEEMED, order, points, now))
    failpoint("points.redeemed")


def _of_order(kind: ViewerEventKind, order: Order, points: int, now: datetime) -> OutboxEvent:
    facts = {"account": "POINTS", "amount": str(points)}
    return to_viewer(order.person_id, kind, now=now, order=order, facts=facts)


async def spend_points(order: Order, *, now: datetime) -> None:
    """Make the money behind a redemption's points the merchant's; the order is paid in full."""
    uses = await LotUse.filter(order_id=order.id).order_by("ordinal")
    facts = await _facts_of(uses)
    merchant_id = str(order.merchant_id)
    owed = AccountName(AccountKind.RECEIVABLE, merchant_id)
    reserves = [points_reserve(str(use.lot_id)) for use in uses]
    held = await lock_accounts([owed, payable(merchant_id), *reserves])
    journal = rules.spent(
        order_id=str(order.id),
        merchant_id=merchant_id,
        parts=[Part(lot=facts[use.lot_id], points=use.points) for use in uses],
        debt_fen=-held.get(owed, 0),
    )
    await ledger.post_new(journal, now=now)
    await Redemption.filter(order_id=order.id).update(spent_at=now)
    failpoint("points.spent")


async def _facts_of(uses: list[LotUse]) -> Mapping[UUID, rules.Lot]:
    # What a lot's points cost never changes: nothing is locked for it.
    lots = await PointLot.filter(id__in=[use.lot_id for use in uses])
    return {lot.id: lot.facts() for lot in lots}


async def hold_lots(order: Order) -> list[UUID]:
    """Hold the lots whose points paid for an order, and return their ids."""
    uses = await LotUse.filter(order_id=order.id)
    return [lot.id for lot in await models.lock_lots([use.lot_id for use in uses])]


async def hold_points(order: Order) -> None:
    """Hold all that giving an order back moves, if points paid for it, before any of it moves.

    Its lots, then its accounts and those of its lots, in one order for everybody.
    """
    if order.kind is OrderKind.POINTS:
        await hold_accounts(order, await hold_lots(order))


async def hold_accounts(order: Order, lot_ids: Collection[UUID]) -> None:
    """Hold every account that an order for points of these lots moves, or may once it is over."""
    person_id, merchant_id = str(order.person_id), str(order.merchant_id)
    await lock_accounts(
        [
            *(of_person(kind, person_id) for kind in OF_BUYER),
            payable(merchant_id),
            AccountName(AccountKind.RECEIVABLE, merchant_id),
            *(points_reserve(str(lot_id)) for lot_id in lot_ids),
            *await moved_by_refund(order),
        ]
    )


async def give_back(order: Order, points: int, *, now: datetime) -> None:
    """Give points of a locked order back to the lots they came from, with the money behind them.

    They expire when they would have; those whose day is over expire again.
    """
    redemption = await Redemption.get(order_id=order.id)
    uses = await LotUse.filter(order_id=order.id).order_by("ordinal")
    shares = rules.given_back(
        [rules.Use(points=u.points, returned=u.returned) for u in uses], points
    )
    back = [(use, share) for use, share in zip(uses, shares, strict=True) if share]
    lots = {lot.id: lot.facts() for lot in await models.lock_lots([use.lot_id for use, _ in back])}
    parts = [Part(lot=lots[use.lot_id], points=share) for use, share in back]
    await models.count_returned({use.id: share for use, share in back})
    await models.move_points({use.lot_id: -share for use, share in back})
    await Redemption.filter(order_id=order.id).update(returned=F("returned") + points)
    await ledger.post_new(await _returning(order, redemption, parts), now=now)
    await tell(_of_order(ViewerEventKind.POINTS_RETURNED, order, points, now))
    failpoint("points.returned")


async def _returning(order: Order, redemption: Redemption, parts: list[Part]) -> Journal:
    points = sum(part.points for part in parts)
    returned = redemption.returned + points
    person_id = str(order.person_id)
    if redemption.spent_at is None:
        return rules.unredeemed(
            order_id=str(order.id), person_id=person_id, points=points, returned=returned
        )
    merchant_id = str(order.merchant_id)
    account = payable(merchant_id)
    held = await lock_accounts([account])
    return rules.unspent(
        order_id=str(order.id),
        person_id=person_id,
        merchant_id=merchant_id,
        parts=parts,
        returned=returned,
        payable_fen=held.get(account, 0),
    )


async def return_beside(order: Order, *, refunded_fen: int, now: datetime) -> None:
    """Give back as large a part of an order's points as of its money, if points paid for it.

    ``refunded_fen`` is what of the money went back by now; the caller holds the order.
    """
    if order.kind is not OrderKind.POINTS:
        return
    redemption = await Redemption.get(order_id=order.id)
    due = rules.points_beside(refunded_fen, total_fen=order.total_fen, of_points=redemption.points)
    if due > redemption.returned:
        await give_back(order, due - redemption.returned, now=now)


@one_transaction
async def warn_of_lot(lot_id: UUID, /, *, now: datetime) -> PointLot | None:
    """Tell a lot's owner, once, that its points expire soon; None if there is nothing to tell."""
    lot = await models.pass_lot(lot_id)
    if lot is None or lot.warned_at or not lot.left or lot.expires_at <= now:
        return None
    await PointLot.filter(id=lot.id).update(warned_at=now)
    await tell(_told(ViewerEventKind.POINTS_EXPIRING, lot, lot.left, now))
    return lot


@one_transaction
async def expire_lot(lot_id: UUID, /, *, now: datetime) -> PointLot | None:
    """Expire what is left of a lot whose day is over; None if nothing is.

    The money behind it goes back to whose it was.
    """
    lot = await models.pass_lot(lot_id)
    if lot is None or not lot.left or lot.expires_at > now:
        return None
    journal = rules.expired(lot.facts(), ordinal=lot.expiries + 1)
    await models.expire_points(lot)
    await ledger.post_new(journal, now=now)
    await tell(_told(ViewerEventKind.POINTS_EXPIRED, lot, lot.left, now))
    failpoint("points.expired")
    return lot
