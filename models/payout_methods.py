"""Accounts outside that people and merchants are paid to, and proven names, as stored."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from rules.payees import PayoutChannel


class PayoutMethod(Model):
    """An account outside, by its last signs and the provider's own name for it.

    A person's, or a merchant's, whichever is named.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID | None = fields.UUIDField(null=True)
    merchant_id: UUID | None = fields.UUIDField(null=True)
    channel = fields.CharEnumField(PayoutChannel, max_length=16)
    account_masked: str = fields.TextField()
    holder: str = fields.TextField()
    payee: str = fields.TextField()
    added_by_id: UUID = fields.UUIDField()
    added_at: datetime = fields.DatetimeField()
    removed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "payout_method"


class RealName(Model):
    """Who somebody proved to be: the database refuses to change or remove it."""

    person_id: UUID = fields.UUIDField(primary_key=True)
    name: str = fields.TextField()
    id_masked: str = fields.TextField()
    reference: str = fields.TextField()
    verified_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "real_name"


def methods_of(party_id: UUID, *, is_merchant: bool) -> QuerySet[PayoutMethod]:
    """Return the accounts outside that a party has now."""
    whose = {"merchant_id": party_id} if is_merchant else {"person_id": party_id}
    return PayoutMethod.filter(removed_at=None, **whose)


async def real_name_of(person_id: UUID) -> str | None:
    """Return the name somebody proved to have, None where they proved none."""
    found = await RealName.get_or_none(person_id=person_id)
    return found.name if found else None
