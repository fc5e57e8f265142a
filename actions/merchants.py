"""Everything that changes a merchant, and who may act for one."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from models.ids import new_id
from models.merchants import Merchant, MerchantStaff, keeps_place
from models.people import Person
from models.transactions import one_transaction
from rules import merchants as rules
from rules.merchants import Duty, NewMerchant
from rules.people import Role
from rules.refusals import PersonNotFound, SlugTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who sells: an operator for every merchant, anybody else for their own."""

    person_id: UUID
    is_operator: bool

    async def acts_for(self, merchant_id: UUID, *duties: Duty) -> bool:
        """Tell whether they may do for this merchant what needs one of these duties.

        Without any it is asked whether they work there at all. Their place stays
        theirs until the transaction ends.
        """
        return self.is_operator or await keeps_place(merchant_id, self.person_id, duties)


@one_transaction
async def create_merchant(
    new: NewMerchant, *, owner_handle: str, operator_id: UUID, now: datetime
) -> Merchant:
    """Write a merchant and let its owner act for it, noted in the record.

    Raises:
        SlugTaken: another merchant has this slug.
        PersonNotFound: nobody signs in by the owner's handle.
    """
    kept = rules.merchant(new)
    if await Merchant.exists(slug=kept.slug):
        raise SlugTaken
    owner = await Person.get_or_none(handle=owner_handle)
    if owner is None:
        raise PersonNotFound
    try:
        row = await Merchant.create(id=new_id(now), created_at=now, **asdict(kept))
    except IntegrityError:  # two came at once, and the database let one in
        raise SlugTaken from None
    await MerchantStaff.create(id=new_id(now), merchant_id=row.id, person_id=owner.id, added_at=now)
    await Person.filter(id=owner.id, role=Role.CUSTOMER).update(role=Role.MERCHANT)
    await note(
        person_id=operator_id,
        verb="createMerchant",
        subject=row.slug,
        reason=f"owner {owner.handle}",
        now=now,
    )
    return row
