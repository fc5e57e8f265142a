"""How buyers' own accounts pay for orders, and get back what they paid."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.events import to_viewer
from actions.placing import Placed
from models import ledger
from models.db import insert_many
from models.failpoints import failpoint
from models.ids import new_id
from models.orders import Order, count_refunded
from models.outbox import OutboxEvent, tell
from models.tenders import AccountTender, TenderReturn, account_tenders, lock_balances
from rules import refunds as refund_rules
from rules import tenders as rules
from rules.events import ViewerEventKind
from rules.tenders import TenderSource


async def spend(placed: Placed, *, now: datetime) -> None:
    """Have the buyer's accounts pay their part of a new order, at the end of its transaction.

    The money is in the order's escrow from now on, so that no other order can
    spend it too: who comes second waits for the account's row, and looks again.

    Raises:
        CreditTooLow: less credit than that is left.
        CashTooLow: less cash than that is left.
    """
    if not placed.tenders:
        return
    order = placed.order
    parts = {tender.source: tender.amount_fen for tender in placed.tenders}
    rules.afforded(parts, await lock_balances(order.person_id))
    journal = rules.tendered(order_id=str(order.id), person_id=str(order.person_id), parts=parts)
    await ledger.post_new(journal, now=now)
    kind = ViewerEventKind.WALLET_SPENT
    await tell(*(_told(kind, order, source, fen, now) for source, fen in parts.items()))
    failpoint("tender.booked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """How much of what an account paid of an order goes back to it now."""

    order: Order
    paid: AccountTender
    amount_fen: int


async def return_rest(orders: Sequence[Order], *, reason: str, now: datetime) -> None:
    """Give all that is left of what accounts paid for these orders back to them.

    Of orders that were given up before they were paid in full too. The caller holds them.
    """
    paid = await account_tenders([order.id for order in orders], only_paid=False)
    wanted = [
        Return(order=order, paid=one, amount_fen=one.tender.left_fen)
        for order in orders
        for one in paid.get(order.id, ())
    ]
    await return_parts(wanted, reason=reason, now=now)


async def return_parts(wanted: Sequence[Return], *, reason: str, now: datetime) -> None:
    """Give parts of what accounts paid back to them, at once; what is nothing of one is no return.

    Raises:
        TooManyRefunds: one can have no more, but for all that is left of it.
    """
    moving = [one for one in wanted if one.amount_fen]
    if not moving:
        return
    made = [_return_of(one, reason, now) for one in moving]
    await insert_many(made)
    pairs = [(row, one.order) for row, one in zip(made, moving, strict=True)]
    await ledger.post_many_new([_journal(row, order) for row, order in pairs], now=now)
    refunded = Counter[UUID]()
    for row, order in pairs:
        refunded[order.id] += row.amount_fen
    await count_refunded(refunded)
    kind = ViewerEventKind.WALLET_RETURNED
    await tell(*(_told(kind, order, row.source, row.amount_fen, now) for row, order in pairs))
    failpoint("tender.returned")


def _return_of(one: Return, reason: str, now: datetime) -> TenderReturn:
    ends = one.amount_fen == one.paid.tender.left_fen
    return TenderReturn(
        id=new_id(now),
        order_id=one.order.id,
        source=one.paid.source,
        ordinal=refund_rules.ordinal(one.paid.returns, ends=ends),
        amount_fen=one.amount_fen,
        reason=reason,
        returned_at=now,
    )


def _journal(row: TenderReturn, order: Order) -> rules.Journal:
    return rules.returned(
        order_id=str(order.id),
        person_id=str(order.person_id),
        source=row.source,
        ordinal=row.ordinal,
        amount_fen=row.amount_fen,
    )


def _told(
    kind: ViewerEventKind, order: Order, source: TenderSource, amount_fen: int, now: datetime
) -> OutboxEvent:
    facts = {"account": str(source), "amount": str(amount_fen)}
    return to_viewer(order.person_id, kind, now=now, order=order, facts=facts)
