"""Everything that changes who works for a merchant, and what they may do there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from actions.merchants import Seller
from models.ids import new_id
from models.merchants import Merchant, MerchantStaff, keeps_place, lock_merchant
from models.outbox import tell
from models.people import Person, lock_person, lock_present
from models.transactions import one_transaction
from rules import merchants as rules
from rules.events import ViewerEventKind
from rules.faults import NotSignedIn
from rules.merchants import Duty
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import (
    LastOwner,
    MerchantNotFound,
    OtherPersonDecides,
    PersonNotFound,
    StaffNotFound,
    TooManyStaff,
)


@one_transaction
async def set_staff(
    *, merchant_id: UUID, handle: str, duties: Collection[Duty], seller: Seller, now: datetime
) -> MerchantStaff:
    """Have somebody do these duties for a merchant, and no others; noted in the record.

    Raises:
        MerchantNotFound: the asker owns no such merchant.
        OtherPersonDecides: an operator would give themselves a place.
        PersonNotFound: nobody signs in by this handle.
        LastOwner: nobody else owns it.
        TooManyStaff: as many people work there as may.
    """
    wanted = rules.duties(duties)
    person = await Person.get_or_none(handle=handle, closed_at=None)
    if person is None:
        raise PersonNotFound
    await _present(person.id)
    merchant = await _owned(merchant_id, seller)
    await _by_another(merchant, person, seller)
    place = await MerchantStaff.get_or_none(merchant_id=merchant.id, person_id=person.id)
    if place is None:
        place = await _added(merchant, person, wanted, now=now)
    elif sorted(place.duties) != sorted(wanted):
        if Duty.OWNER not in wanted:
            await _another_owner(merchant.id, besides=person.id)
        place.duties = wanted
        await place.save(update_fields=["duties"])
    else:
        return place
    reason = f"{person.handle}: {', '.join(wanted)}"
    await _noted(merchant, "setStaff", seller, reason, now=now)
    return place


async def _by_another(merchant: Merchant, person: Person, seller: Seller) -> None:
    # Operators are paid for no merchant: none becomes one of its people by their own hand.
    mine = seller.is_operator and person.id == seller.person_id
    if mine and not await keeps_place(merchant.id, person.id, [Duty.OWNER]):
        raise OtherPersonDecides


async def _present(person_id: UUID) -> None:
    try:
        await lock_present(person_id)  # whoever closes their account is waited for
    except NotSignedIn:
        raise PersonNotFound from None


async def _added(
    merchant: Merchant, person: Person, wanted: list[str], *, now: datetime
) -> MerchantStaff:
    if await MerchantStaff.filter(merchant_id=merchant.id).count() >= POLICY.staff_most:
        raise TooManyStaff(most=POLICY.staff_most)
    place = await MerchantStaff.create(
        id=new_id(now),
        merchant_id=merchant.id,
        person_id=person.id,
        duties=wanted,
        added_at=now,
    )
    await Person.filter(id=person.id, role=Role.CUSTOMER).update(role=Role.MERCHANT)
    facts = {"merchant": merchant.name, "slug": merchant.slug}
    await tell(to_viewer(person.id, ViewerEventKind.STAFF_JOINED, now=now, facts=facts))
    return place


@one_transaction
async def remove_staff(*, staff_id: UUID, seller: Seller, now: datetime) -> Merchant:
    """Have somebody work for a merchant no more; what they are doing there is waited for.

    Raises:
        StaffNotFound: nobody of a merchant of the asker's answers to the id.
        LastOwner: nobody else owns it.
    """
    found = await MerchantStaff.get_or_none(id=staff_id)
    if found is None:
        raise StaffNotFound
    person = await lock_person(found.person_id)
    try:
        merchant = await _owned(found.merchant_id, seller)
    except MerchantNotFound:
        raise StaffNotFound from None
    if not await MerchantStaff.exists(id=staff_id):  # somebody else did it meanwhile
        raise StaffNotFound
    await _another_owner(merchant.id, besides=person.id)
    await MerchantStaff.filter(id=staff_id).delete()
    if not await MerchantStaff.exists(person_id=person.id):
        await Person.filter(id=person.id, role=Role.MERCHANT).update(role=Role.CUSTOMER)
    await _noted(merchant, "removeStaff", seller, person.handle, now=now)
    facts = {"merchant": merchant.name, "slug": merchant.slug}
    await tell(to_viewer(person.id, ViewerEventKind.STAFF_LEFT, now=now, facts=facts))
    return merchant


async def _owned(merchant_id: UUID, seller: Seller) -> Merchant:
    """Hold a merchant of the asker's, before anybody's place there is looked at."""
    merchant = await lock_merchant(merchant_id)
    if merchant is None or not await seller.acts_for(merchant.id, Duty.OWNER):
        raise MerchantNotFound
    return merchant


async def _another_owner(merchant_id: UUID, *, besides: UUID) -> None:
    places = await MerchantStaff.filter(merchant_id=merchant_id).exclude(person_id=besides)
    if not any(Duty.OWNER in place.duties for place in places):
        raise LastOwner


async def _noted(
    merchant: Merchant, verb: str, seller: Seller, reason: str, *, now: datetime
) -> None:
    await note(person_id=seller.person_id, verb=verb, subject=merchant.slug, reason=reason, now=now)
