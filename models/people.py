"""People, their sessions and addresses, as stored."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import built, columns, rows
from rules.faults import NotSignedIn
from rules.people import Role


class Person(Model):
    """Somebody who can sign in, until they close their account.

    ``read_position`` is up to where they read what happened to them.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    handle: str = fields.TextField()
    display_name: str = fields.TextField()
    password_hash: str = fields.TextField()
    role = fields.CharEnumField(Role, max_length=16)
    created_at: datetime = fields.DatetimeField()
    read_position: int = fields.BigIntField(default=0)
    closed_at: datetime | None = fields.DatetimeField(null=True)

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


async def lock_present(person_id: UUID) -> Person:
    """Fetch a person and hold the row, for something they ask for themselves.

    Raises:
        NotSignedIn: they closed their account since they were known.
    """
    person = await lock_person(person_id)
    if person.closed_at is not None:
        raise NotSignedIn
    return person


async def closed_among(person_ids: Collection[UUID]) -> set[UUID]:
    """Return who of these closed their account; nobody else does until the transaction ends."""
    found = await rows(
        "SELECT id, closed_at FROM person WHERE id = ANY($1) ORDER BY id FOR KEY SHARE",
        list(person_ids),
    )
    return {row["id"] for row in found if row["closed_at"] is not None}


async def lock_leaving(person_id: UUID) -> Person:
    """Fetch a person and hold the row alone: an order of theirs under way is waited for."""
    return await Person.select_for_update().get(id=person_id)


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
