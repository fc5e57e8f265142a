"""How money that matched nothing payable goes back, by itself or by a human's decision."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.idempotency import claim, keep
from actions.refunds import Promise, promise
from models import ledger
from models.cases import PaymentCase, lock_case
from models.failpoints import failpoint
from models.ids import new_id
from models.orders import Order, lock_order
from models.payments import MoneyIn, Payment, Refund, lock_money, lock_payment
from models.teams import lock_team
from models.transactions import one_transaction
from rules import cases as rules
from rules import ledger as recipes
from rules.cases import CaseKind, CaseResolution, CaseStatus
from rules.payments import Money, MoneyOutcome, RefundSource, is_booked
from rules.refusals import CaseNotFound, TooManyRefunds


async def open_case(
    money: Money,
    outcome: MoneyOutcome,
    *,
    payment: Payment | None,
    order: Order | None,
    now: datetime,
) -> PaymentCase:
    """Suspend a sum in the caller's transaction, and promise it back where nobody need decide.

    A human decides on what came for nothing known, on what is not in fen, and on
    what the payment has no refund left for.
    """
    refund = None
    if money.is_booked:
        # Everybody's suspense comes last, after the rows of the seat that was given up.
        journal = recipes.money_suspended(
            reference=money.reference, number=money.payment_number, amount_fen=money.amount_fen
        )
        await ledger.post_new(journal, now=now)
        if payment is not None and order is not None:
            refund = await _sent_back(money, outcome, payment, order, now)
    return await PaymentCase.create(
        id=new_id(now),
        reference=money.reference,
        kind=CaseKind(outcome),
        status=CaseStatus.REFUNDING if refund else CaseStatus.OPEN,
        resolution=CaseResolution.REFUND if refund else None,
        payment_id=payment.id if payment else None,
        refund_id=refund.id if refund else None,
        opened_at=now,
    )


async def _sent_back(
    money: Money, outcome: MoneyOutcome, payment: Payment, order: Order, now: datetime
) -> Refund | None:
    promised = Promise(
        payment_number=payment.number,
        payment_id=payment.id,
        order=order,
        amount_fen=money.amount_fen,
        reason=outcome,
        source=RefundSource.SUSPENSE,
    )
    try:
        return await promise(promised, now=now)
    except TooManyRefunds:
        return None


# What a decision writes.
DECIDED = ["status", "resolution", "resolved_by_id", "reason", "refund_id", "resolved_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an operator decides on a case, why, and under which key."""

    operator_id: UUID
    case_id: UUID
    resolution: CaseResolution
    reason: str
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {"case": self.case_id, "resolution": self.resolution, "reason": self.reason}


@one_transaction
async def resolve_payment_case(decision: Decision, *, now: datetime) -> PaymentCase:
    """Send the money of an open case back, or record that it went back by other means.

    A refund goes by the way the money came, under the provider's own number,
    whether that number was ever ours or not; the case is over when it arrives.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        CaseNotFound: no case answers to the id.
        CaseNotOpen: it was decided before.
        CaseNotRefundable: the provider cannot be asked for this.
        TooManyRefunds: the payment can have no more.
    """
    person, key, mutation = decision.operator_id, decision.key, "resolvePaymentCase"
    before = await claim(
        person_id=person, mutation=mutation, key=key, arguments=decision.arguments(), now=now
    )
    if before is not None:
        return await PaymentCase.get(id=before["case"])
    found = await PaymentCase.get_or_none(id=decision.case_id)
    if found is None:
        raise CaseNotFound
    money = await MoneyIn.get(reference=found.reference)
    order = await _order_of(found, money)
    case = await lock_case(found.id)
    rules.is_open(case.status)
    if decision.resolution is CaseResolution.REFUND:
        await _refund(case, money, order, now)
    else:
        await _returned(case, money, now)
    case.resolution, case.resolved_by_id = decision.resolution, person
    case.reason = decision.reason
    await case.save(update_fields=DECIDED)
    subject = f"{money.reference} {decision.resolution}"
    await note(person_id=person, verb=mutation, subject=subject, reason=decision.reason, now=now)
    await keep(person_id=person, mutation=mutation, key=key, answer={"case": case.id})
    failpoint("case.resolved")
    return case


async def _order_of(case: PaymentCase, money: MoneyIn) -> Order | None:
    """Return the order whose payment it was meant for, all held that another refund needs."""
    if case.payment_id is None:
        await lock_money(money.payment_number)
        return None
    payment = await Payment.get(id=case.payment_id)
    order = await Order.get(id=payment.order_id)
    if order.team_id is not None:
        await lock_team(order.team_id)
    await lock_payment(payment.id)
    return await lock_order(order.id)


async def _refund(case: PaymentCase, money: MoneyIn, order: Order | None, now: datetime) -> None:
    rules.may_go_back(payment_number=money.payment_number, currency=money.currency)
    promised = Promise(
        payment_number=money.payment_number,
        payment_id=case.payment_id,
        order=order,
        amount_fen=money.amount_fen,
        reason=case.kind,
        source=RefundSource.SUSPENSE,
    )
    refund = await promise(promised, now=now)
    case.status, case.refund_id = CaseStatus.REFUNDING, refund.id


async def _returned(case: PaymentCase, money: MoneyIn, now: datetime) -> None:
    if is_booked(money.currency):
        journal = recipes.returned_outside(
            reference=money.reference, number=money.payment_number, amount_fen=money.amount_fen
        )
        await ledger.post_new(journal, now=now)
    case.status, case.resolved_at = CaseStatus.RESOLVED, now
