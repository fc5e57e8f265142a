"""What operators do about refunds: give a part of an order back, or have one tried at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from actions.audit import note
from actions.idempotency import claim, keep
from actions.order_reversals import bring_back
from actions.points import hold_points, return_beside
from actions.refunds import Promise, promise_many, promises_of
from actions.takebacks import hold_award, take_back
from actions.tenders import Return, return_parts
from models.orders import Order, lock_order
from models.payments import Refund, lock_payments_of, lock_refund, tenders
from models.teams import lock_team
from models.tenders import account_tenders
from models.transactions import one_transaction
from rules import refunds as rules
from rules.payments import RefundStatus
from rules.refusals import OrderNotFound, OtherPersonDecides, RefundArrived, RefundNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefund:
    """How much of an order an operator gives back, why, and under which key."""

    operator_id: UUID
    order_id: UUID
    amount_fen: int
    reason: str
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {"order": self.order_id, "amount": self.amount_fen, "reason": self.reason}


@one_transaction
async def refund_order(wanted: OrderRefund, *, now: datetime) -> Order:
    """Give a part of what an order was paid with back, of each tender its share.

    The order stays as it is, whatever its status but one: nothing that is paid for
    a draw goes back by hand before it. What was refunded is a total beside that.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        OrderNotFound: no order answers to the id.
        OtherPersonDecides: it is the operator's own.
        SeatBoundToDraw: it is paid and waits for its draw.
        RefundTooLarge: less than that is left of what was paid.
        TooManyRefunds: a payment can have no more, but for all that is left of it.
    """
    person, key, mutation = wanted.operator_id, wanted.key, "refundOrder"
    before = await claim(
        person_id=person, mutation=mutation, key=key, arguments=wanted.arguments(), now=now
    )
    if before is not None:
        return await Order.get(id=before["order"])
    found = await Order.get_or_none(id=wanted.order_id)
    if found is None:
        raise OrderNotFound
    if found.person_id == person:
        raise OtherPersonDecides
    team = await lock_team(found.team_id) if found.team_id is not None else None
    await lock_payments_of(found.id)
    order = await lock_order(found.id)
    if team is not None:
        rules.may_go_back(kind=team.kind, status=order.status)
    await hold_points(order)
    await give_part_back(order, amount_fen=wanted.amount_fen, reason=wanted.reason, now=now)
    await return_beside(order, refunded_fen=order.refunded_fen + wanted.amount_fen, now=now)
    await Order.filter(id=order.id).update(version=F("version") + 1)
    subject = f"{order.number} {wanted.amount_fen}"
    await note(person_id=person, verb=mutation, subject=subject, reason=wanted.reason, now=now)
    await keep(person_id=person, mutation=mutation, key=key, answer={"order": order.id})
    return await Order.get(id=order.id)


async def give_part_back(order: Order, *, amount_fen: int, reason: str, now: datetime) -> None:
    """Give a part of an order back in the caller's transaction, and take as much of its award.

    The caller holds the order, and its team or its payments.

    Raises:
        RefundTooLarge: less than that is left of what was paid.
        TooManyRefunds: a payment can have no more, but for all that is left of it.
    """
    refunded_fen = order.refunded_fen + amount_fen
    # Before any account moves: whoever releases a part of the fund holds the award first, too.
    won = await hold_award(order)
    await give_parts_back([(order, amount_fen)], reason=reason, now=now)
    if won is not None:
        await take_back(won, order, refunded_fen=refunded_fen, now=now)


async def give_parts_back(
    parts: Sequence[tuple[Order, int]], *, reason: str, now: datetime
) -> None:
    """Give a part of each of these orders back, in proportion to who paid what of it.

    By the provider where it took the money, into the buyer's account at once where
    that paid. Of a settled order it is brought back first from those it was parted
    among. The caller holds the orders, and what was won with any.

    Raises:
        RefundTooLarge: less than that is left of what was paid.
        TooManyRefunds: a payment can have no more, but for all that is left of it.
    """
    ids = [order.id for order, _ in parts]
    paid, own = await tenders(ids), await account_tenders(ids, only_paid=True)
    promises: list[Promise] = []
    returns: list[Return] = []
    for order, amount_fen in parts:
        taken, spent = paid[order.id], own.get(order.id, [])
        found = [*(tender for _, tender in taken), *(each.tender for each in spent)]
        amounts = rules.parts(found, amount_fen)
        promises += promises_of(order, taken, amounts[: len(taken)], reason)
        returns += [
            Return(order=order, paid=each, amount_fen=fen)
            for each, fen in zip(spent, amounts[len(taken) :], strict=True)
        ]
    await bring_back(parts, now=now)
    await promise_many(promises, now=now)
    await return_parts(returns, reason=reason, now=now)


@one_transaction
async def retry_refund(*, operator_id: UUID, refund_id: UUID, now: datetime) -> Refund:
    """Have a refund sent now that waits for its next attempt, and note who asked for it.

    Raises:
        RefundNotFound: no refund answers to the id.
        RefundArrived: it is with its payer.
    """
    if not await Refund.exists(id=refund_id):
        raise RefundNotFound
    refund = await lock_refund(refund_id)
    if refund.status is RefundStatus.SUCCEEDED:
        raise RefundArrived
    refund.next_attempt_at = min(refund.next_attempt_at, now)
    await refund.save(update_fields=["next_attempt_at"])
    await note(person_id=operator_id, verb="retryRefund", subject=refund.number, now=now)
    return refund
