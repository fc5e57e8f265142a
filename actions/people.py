"""Everything that changes a person: arrival, sessions, addresses."""

from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models.ids import new_id
from models.outbox import event, session_topic, tell
from models.people import Address, Person, Session, lock_person, lock_present
from models.transactions import one_transaction
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import AddressNotFound, HandleTaken, TooManyAddresses, WrongCredentials


@one_transaction
async def sign_up(
    *,
    handle: str,
    password_hash: str,
    display_name: str,
    now: datetime,
    role: Role = Role.CUSTOMER,
) -> Person:
    """Write a new person.

    Raises:
        HandleTaken: somebody else signs in by this handle.
    """
    if await Person.exists(handle=handle):
        raise HandleTaken
    try:
        return await Person.create(
            id=new_id(now),
            handle=handle,
            display_name=display_name,
            password_hash=password_hash,
            role=role,
            created_at=now,
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise HandleTaken from None


@one_transaction
async def open_session(
    *,
    person_id: UUID,
    token_hash: bytes,
    until: datetime,
    now: datetime,
    proved_hash: str | None = None,
) -> Session:
    """Write a session; only the hash of its token is kept.

    Raises:
        WrongCredentials: the password was changed, or the account closed, since
            ``proved_hash`` was compared with.
    """
    if proved_hash is not None:
        person = await lock_person(person_id)
        if person.password_hash != proved_hash:
            raise WrongCredentials
    return await Session.create(
        id=new_id(now),
        person_id=person_id,
        token_hash=token_hash,
        created_at=now,
        expires_at=until,
    )


@one_transaction
async def end_session(*, session_id: UUID, now: datetime) -> None:
    """Revoke a session, and tell the sockets that were opened with it."""
    ended = await Session.filter(id=session_id, revoked_at=None).update(revoked_at=now)
    if ended:
        await tell(event(session_topic(session_id), "SESSION_ENDED", now=now, version=1))


@one_transaction
async def add_address(
    *, person_id: UUID, label: dict[str, str], is_default: bool, now: datetime
) -> Address:
    """Write an address; the first one is the default.

    Raises:
        TooManyAddresses: the book is full.
        NotSignedIn: they closed their account meanwhile.
    """
    await lock_present(person_id)
    book = Address.filter(person_id=person_id, removed_at=None)
    count = await book.count()
    if count >= POLICY.addresses_most:
        raise TooManyAddresses(most=POLICY.addresses_most)
    first = count == 0
    if is_default:
        await book.update(is_default=False)
    return await Address.create(
        id=new_id(now),
        person_id=person_id,
        recipient=label["recipient"],
        phone=label["phone"],
        region=label["region"],
        detail=label["detail"],
        is_default=is_default or first,
        created_at=now,
    )


@one_transaction
async def change_address(*, person_id: UUID, address_id: UUID, label: dict[str, str]) -> Address:
    """Say something else of an address; orders keep the copy they have.

    Raises:
        AddressNotFound: no address of this person answers to the id.
    """
    await lock_present(person_id)
    found = Address.filter(person_id=person_id, removed_at=None, id=address_id)
    if not await found.update(**label):
        raise AddressNotFound
    return await Address.get(id=address_id)


@one_transaction
async def set_default_address(*, person_id: UUID, address_id: UUID) -> Address:
    """Use an address where none is named.

    Raises:
        AddressNotFound: no address of this person answers to the id.
    """
    await lock_present(person_id)
    book = Address.filter(person_id=person_id, removed_at=None)
    address = await book.get_or_none(id=address_id)
    if address is None:
        raise AddressNotFound
    await book.update(is_default=False)
    await Address.filter(id=address.id).update(is_default=True)
    address.is_default = True
    return address


@one_transaction
async def remove_address(*, person_id: UUID, address_id: UUID, now: datetime) -> Address:
    """Take an address out of the book; orders keep their copy.

    Raises:
        AddressNotFound: no address of this person answers to the id.
    """
    await lock_present(person_id)
    book = Address.filter(person_id=person_id, removed_at=None)
    address = await book.get_or_none(id=address_id)
    if address is None:
        raise AddressNotFound
    await Address.filter(id=address.id).update(removed_at=now)
    return address
