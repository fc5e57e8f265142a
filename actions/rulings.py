"""Everything that takes of a merchant's deposit: rulings, and its own wish."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from actions.idempotency import claim
from actions.merchants import Seller
from models.funding import lock_balance
from models.ids import new_id
from models.ledger import post_new
from models.merchants import Merchant, lock_merchant, people_with
from models.orders import Order
from models.outbox import tell
from models.people import closed_among
from models.rulings import DepositRelease, DepositRuling, open_business
from models.transactions import one_transaction
from rules import rulings as rules
from rules.accounts import deposit
from rules.events import ViewerEventKind
from rules.ledger import Journal
from rules.merchants import Duty
from rules.refusals import (
    MerchantBusy,
    MerchantNotFound,
    OrderNotFound,
    OtherPersonDecides,
    PersonNotFound,
)
from rules.rulings import RuledInto
from rules.wallet import WalletKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRuling:
    """What is taken from a merchant: for the buyer of an order, or for the platform without one."""

    merchant_id: UUID
    order_id: UUID | None
    amount_fen: int
    reason: str
    operator_id: UUID
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {
            "merchant": self.merchant_id,
            "order": self.order_id,
            "amount": self.amount_fen,
            "reason": self.reason,
        }


@one_transaction
async def rule_on_deposit(new: NewRuling, *, now: datetime) -> DepositRuling:
    """Take a sum from a merchant's deposit, with a reason that it and who receives it read.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        MerchantNotFound: there is no such merchant.
        OrderNotFound: the merchant has no such order.
        OtherPersonDecides: the operator works for the merchant, or bought there.
        PersonNotFound: who bought closed their account: it has no credit.
        DepositTooLow: the deposit holds less.
    """
    ruling_id = new_id(now)
    stored = await claim(
        person_id=new.operator_id,
        mutation="ruleOnDeposit",
        key=new.key,
        arguments=new.arguments(),
        answer={"ruling": ruling_id},
        now=now,
    )
    if stored is not None:
        return await DepositRuling.get(id=stored["ruling"])
    buyer_id = await _buyer(new)
    await _covered(new.merchant_id, new.amount_fen)
    row = await DepositRuling.create(
        id=ruling_id,
        merchant_id=new.merchant_id,
        order_id=new.order_id,
        into_account=RuledInto.CREDIT if buyer_id else RuledInto.REVENUE,
        amount_fen=new.amount_fen,
        reason=new.reason,
        operator_id=new.operator_id,
        made_at=now,
    )
    await _book(row, buyer_id, now=now)
    return row


async def _buyer(new: NewRuling) -> UUID | None:
    """Return who is to have it, who keeps their account until the transaction ends."""
    order = await Order.get_or_none(id=new.order_id) if new.order_id else None
    if new.order_id is not None and (order is None or order.merchant_id != new.merchant_id):
        raise OrderNotFound
    buyer_id = order.person_id if order else None
    if buyer_id is not None and await closed_among([buyer_id]):
        raise PersonNotFound
    if await lock_merchant(new.merchant_id) is None:
        raise MerchantNotFound
    if new.operator_id in {buyer_id, *await people_with(new.merchant_id)}:
        raise OtherPersonDecides
    return buyer_id


async def _covered(merchant_id: UUID, amount_fen: int) -> None:
    account = deposit(str(merchant_id))
    held_fen = await lock_balance(account.kind, account.owner)
    rules.covered(held_fen=held_fen, least_fen=amount_fen)


async def _book(row: DepositRuling, buyer_id: UUID | None, *, now: datetime) -> None:
    merchant = await Merchant.get(id=row.merchant_id)
    facts = {"reason": row.reason, "merchant_id": str(row.merchant_id)}
    told = [
        to_viewer(person, ViewerEventKind.DEPOSIT_DEDUCTED, now=now, facts=facts)
        for person in await people_with(row.merchant_id, Duty.FINANCE)
    ]
    if buyer_id is not None:
        moved = {"account": WalletKind.CREDIT, "amount": str(row.amount_fen)}
        order = await Order.get(id=row.order_id)
        kind = ViewerEventKind.COMPENSATED
        told.append(to_viewer(buyer_id, kind, now=now, order=order, facts=facts | moved))
    await note(
        person_id=row.operator_id,
        verb="ruleOnDeposit",
        subject=merchant.slug,
        reason=row.reason,
        now=now,
    )
    await tell(*told)
    journal = rules.ruled(
        ruling_id=str(row.id),
        merchant_id=str(row.merchant_id),
        person_id=str(buyer_id) if buyer_id else None,
        amount_fen=row.amount_fen,
    )
    await post_new(journal, now=now)


@one_transaction
async def release_deposit(
    *, merchant_id: UUID, amount_fen: int, key: str, seller: Seller, now: datetime
) -> DepositRelease:
    """Have a part of a deposit owed to its merchant, who may then withdraw it.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        MerchantNotFound: the asker does no such merchant's finances.
        MerchantBusy: something of it is open; what it is is told.
        DepositTooLow: the deposit holds less.
    """
    release_id = new_id(now)
    stored = await claim(
        person_id=seller.person_id,
        mutation="releaseDeposit",
        key=key,
        arguments={"merchant": merchant_id, "amount": amount_fen},
        answer={"release": release_id},
        now=now,
    )
    if stored is not None:
        return await DepositRelease.get(id=stored["release"])
    merchant = await lock_merchant(merchant_id)  # nothing is published meanwhile
    if merchant is None or not await seller.acts_for(merchant_id, Duty.FINANCE):
        raise MerchantNotFound
    if (what := await open_business(merchant_id)) is not None:
        raise MerchantBusy(open=what)
    await _covered(merchant_id, amount_fen)
    row = DepositRelease(
        id=release_id,
        merchant_id=merchant_id,
        amount_fen=amount_fen,
        person_id=seller.person_id,
        released_at=now,
    )
    await row.save()
    await note(person_id=seller.person_id, verb="releaseDeposit", subject=merchant.slug, now=now)
    await post_new(_journal(row), now=now)
    return row


def _journal(row: DepositRelease) -> Journal:
    return rules.released(
        release_id=str(row.id), merchant_id=str(row.merchant_id), amount_fen=row.amount_fen
    )
