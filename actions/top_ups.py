"""Everything that changes a top-up: asked for by one person, approved or rejected by another."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from actions.idempotency import claim
from actions.merchants import Seller
from models.funding import TopUp, lock_top_up
from models.ids import new_id
from models.ledger import post_new
from models.merchants import Merchant, people_with
from models.transactions import one_transaction
from rules import funding as rules
from rules.funding import TopUpStatus, TopUpTarget
from rules.merchants import Duty
from rules.refusals import EvidenceUsed, MerchantNotFound, TopUpNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTopUp:
    """Money that came by bank transfer, with what names the transfer."""

    target: TopUpTarget
    merchant_id: UUID | None
    amount_fen: int
    evidence: str
    key: str

    def arguments(self) -> dict[str, object]:
        """Return everything that must be the same when the key comes again."""
        return {
            "target": self.target,
            "merchant": self.merchant_id,
            "amount": self.amount_fen,
            "evidence": self.evidence,
        }


@one_transaction
async def request_top_up(new: NewTopUp, *, seller: Seller, now: datetime) -> TopUp:
    """Ask that money from outside be booked on a merchant's deposit, or on the platform's own.

    Nothing moves before somebody else has seen it.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        MerchantNotFound: the asker acts for no such merchant.
        EvidenceUsed: another top-up names the same transfer.
    """
    top_up_id = new_id(now)
    stored = await claim(
        person_id=seller.person_id,
        mutation="requestTopUp",
        key=new.key,
        arguments=new.arguments(),
        answer={"topUp": top_up_id},
        now=now,
    )
    if stored is not None:
        return await TopUp.get(id=stored["topUp"])
    if new.merchant_id is not None and not await _known(new.merchant_id, seller):
        raise MerchantNotFound
    if await TopUp.filter(evidence=new.evidence).exclude(status=TopUpStatus.REJECTED).exists():
        raise EvidenceUsed
    try:
        return await TopUp.create(
            id=top_up_id,
            target=new.target,
            merchant_id=new.merchant_id,
            amount_fen=new.amount_fen,
            evidence=new.evidence,
            status=TopUpStatus.REQUESTED,
            requested_by_id=seller.person_id,
            requested_at=now,
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise EvidenceUsed from None


async def _known(merchant_id: UUID, seller: Seller) -> bool:
    theirs = await seller.acts_for(merchant_id, Duty.FINANCE)
    return theirs and await Merchant.exists(id=merchant_id)


@one_transaction
async def approve_top_up(*, top_up_id: UUID, operator_id: UUID, key: str, now: datetime) -> TopUp:
    """Book a top-up that another person asked for, noted in the record.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        TopUpNotFound: no top-up answers to the id.
        TopUpDecided: somebody decided it before.
        OtherPersonDecides: this person asked for it, or works for the merchant.
    """
    stored = await claim(
        person_id=operator_id,
        mutation="approveTopUp",
        key=key,
        arguments={"topUp": top_up_id},
        answer={"topUp": top_up_id},
        now=now,
    )
    if stored is not None:
        return await TopUp.get(id=stored["topUp"])
    top_up = await _undecided(top_up_id, operator_id)
    merchant_id = str(top_up.merchant_id) if top_up.merchant_id else None
    journal = rules.topped_up(
        top_up_id=str(top_up.id),
        target=top_up.target,
        merchant_id=merchant_id,
        amount_fen=top_up.amount_fen,
    )
    await _decide(top_up, TopUpStatus.APPROVED, operator_id, "", now=now)
    await post_new(journal, now=now)
    return top_up


@one_transaction
async def reject_top_up(*, top_up_id: UUID, operator_id: UUID, reason: str, now: datetime) -> TopUp:
    """Book nothing of a top-up that another person asked for, with a reason on record.

    Raises:
        TopUpNotFound: no top-up answers to the id.
        TopUpDecided: somebody decided it before.
        OtherPersonDecides: this person asked for it, or works for the merchant.
    """
    top_up = await _undecided(top_up_id, operator_id)
    await _decide(top_up, TopUpStatus.REJECTED, operator_id, reason, now=now)
    return top_up


async def _undecided(top_up_id: UUID, operator_id: UUID) -> TopUp:
    top_up = await lock_top_up(top_up_id)
    if top_up is None:
        raise TopUpNotFound
    works_there = top_up.merchant_id is not None and operator_id in await people_with(
        top_up.merchant_id
    )
    asked = top_up.requested_by_id == operator_id
    rules.may_decide(top_up.status, is_theirs=asked or works_there)
    return top_up


async def _decide(
    top_up: TopUp, status: TopUpStatus, operator_id: UUID, reason: str, *, now: datetime
) -> None:
    top_up.status, top_up.reason = status, reason
    top_up.decided_by_id, top_up.decided_at = operator_id, now
    await top_up.save(update_fields=["status", "reason", "decided_by_id", "decided_at"])
    verb = "approveTopUp" if status is TopUpStatus.APPROVED else "rejectTopUp"
    await note(person_id=operator_id, verb=verb, subject=str(top_up.id), reason=reason, now=now)
