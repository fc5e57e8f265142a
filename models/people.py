"""People, their sessions and addresses, as stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import built, columns, rows
from rules.people import Role


class Person(Model):
    """Somebody who can sign in."""

    id: UUID = fields.UUIDField(primary_key=True)
    handle: str = fields.TextField()
    display_name: str = fields.TextField()
    password_hash: str = fields.TextField()
    role = fields.CharEnumField(Role, max_length=16)
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "person"


class Session(Model):
    """One sign-in; its token is known to the client alone."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    token_hash: bytes = fields.BinaryField()
    created_at: datetime = fields.DatetimeField()
    expires_at: datetime = fields.DatetimeField()
    revoked_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "session"


class Address(Model):
    """Where somebody wants parcels sent."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    recipient: str = fields.TextField()
    phone: str = fields.TextField()
    region: str = fields.TextField()
    detail: str = fields.TextField()
    is_default = fields.BooleanField()
    created_at: datetime = fields.DatetimeField()
    removed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "address"

    def as_label(self) -> dict[str, str]:
        """Return the address as it is copied onto an order."""
        return {
            "recipient": self.recipient,
            "phone": self.phone,
            "region": self.region,
            "detail": self.detail,
        }


async def lock_person(person_id: UUID) -> Person:
    """Fetch a person and hold the row until the transaction ends."""
    return await Person.select_for_update(no_key=True).get(id=person_id)


_SESSION = f"""
    SELECT {columns(Session, of="s", prefix="s_")}, {columns(Person, of="p", prefix="p_")}
      FROM session s JOIN person p ON p.id = s.person_id
     WHERE s.token_hash = ANY($1::bytea[]) AND s.revoked_at IS NULL
    """  # noqa: S608 - nothing but names of columns is filled in


async def sessions_of(token_hashes: Sequence[bytes]) -> dict[bytes, tuple[Session, Person]]:
    """Return the sessions that were not revoked under these tokens, each with whose it is."""
    return {
        bytes(row["s_token_hash"]): (
            built(Session, row, prefix="s_"),
            built(Person, row, prefix="p_"),
        )
        for row in await rows(_SESSION, list(token_hashes))
    }
