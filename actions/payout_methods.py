"""Everything that changes where somebody is paid to, and who they proved to be."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from models.ids import new_id
from models.merchants import keeps_place, lock_merchant
from models.payout_methods import PayoutMethod, RealName, methods_of, real_name_of
from models.people import lock_present
from models.transactions import one_transaction
from rules import payees as rules
from rules.merchants import Duty
from rules.payees import PayoutChannel
from rules.refusals import (
    IdentityUsed,
    MerchantNotFound,
    PayoutMethodNotFound,
    RealNameRecorded,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMethod:
    """An account outside that the provider found to be in this name, and its name for it."""

    party_id: UUID
    is_merchant: bool
    channel: PayoutChannel
    account_masked: str
    holder: str
    payee: str


@one_transaction
async def add_payout_method(new: NewMethod, *, person_id: UUID, now: datetime) -> PayoutMethod:
    """Write an account outside to be paid to; one that is there already is returned as it is.

    Whoever only asks a merchant's money out does not say where to: its owners do.

    Raises:
        MerchantNotFound: they own no such merchant.
        TooManyPayoutMethods: there are as many as may be.
        HolderDiffers: it is not in the name that its owner proved to have.
        NotSignedIn: they closed their account meanwhile.
    """
    # Held by everybody who adds one: two come one after the other.
    await lock_present(person_id)
    if new.is_merchant:
        await lock_merchant(new.party_id)
        if not await keeps_place(new.party_id, person_id, [Duty.OWNER]):
            raise MerchantNotFound
    else:
        rules.is_own(new.holder, real_name=await real_name_of(person_id))
    own = methods_of(new.party_id, is_merchant=new.is_merchant)
    known = await own.filter(payee=new.payee).first()
    if known is not None:
        return known
    rules.may_add(await own.count())
    method = await PayoutMethod.create(
        id=new_id(now),
        person_id=None if new.is_merchant else new.party_id,
        merchant_id=new.party_id if new.is_merchant else None,
        channel=new.channel,
        account_masked=new.account_masked,
        holder=new.holder,
        payee=new.payee,
        added_by_id=person_id,
        added_at=now,
    )
    await note(person_id=person_id, verb="addPayoutMethod", subject=str(method.id), now=now)
    return method


@one_transaction
async def remove_payout_method(
    *, method: PayoutMethod, person_id: UUID, now: datetime
) -> PayoutMethod:
    """Take an account outside away; what is on its way to it arrives there all the same.

    Raises:
        PayoutMethodNotFound: it was taken away before.
        NotSignedIn: they closed their account meanwhile.
    """
    await lock_present(person_id)
    if not await PayoutMethod.filter(id=method.id, removed_at=None).update(removed_at=now):
        raise PayoutMethodNotFound
    await note(person_id=person_id, verb="removePayoutMethod", subject=str(method.id), now=now)
    method.removed_at = now
    return method


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Who the provider found somebody to be: the name, as much of the number as is kept, its own.

    ``reference`` is the same for the same person, whoever asks.
    """

    name: str
    id_masked: str
    reference: str


@one_transaction
async def record_real_name(proof: Proof, *, person_id: UUID, now: datetime) -> RealName:
    """Write who somebody is, once and for all.

    Raises:
        RealNameRecorded: it is known already.
        IdentityUsed: somebody else here is this person.
        NotSignedIn: they closed their account meanwhile.
    """
    await lock_present(person_id)
    if await RealName.exists(person_id=person_id):
        raise RealNameRecorded
    if await RealName.exists(reference=proof.reference):
        raise IdentityUsed
    try:
        return await RealName.create(
            person_id=person_id,
            name=proof.name,
            id_masked=proof.id_masked,
            reference=proof.reference,
            verified_at=now,
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise IdentityUsed from None
