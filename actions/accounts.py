"""What somebody changes about their own account, up to closing it."""

from datetime import datetime
from uuid import UUID

from actions.events import to_viewer
from actions.referrals import release_all_of
from models.accounts_in_use import uses_of
from models.catalogue import Favourite
from models.mails import forget_mail_of
from models.outbox import OutboxEvent, event, session_topic, tell
from models.payout_methods import PayoutMethod
from models.people import Address, Person, Session, lock_leaving, lock_person, lock_present
from models.transactions import one_transaction
from rules.events import ViewerEventKind
from rules.people import CLOSED_NAME, closed_handle
from rules.refusals import AccountInUse, WrongPassword

# No hash at all: no password leads to it.
NO_PASSWORD = "!"  # noqa: S105


@one_transaction
async def read_notifications(*, person_id: UUID, up_to: int, now: datetime) -> Person:
    """Note up to where somebody read what happened to them; it never goes back.

    Their other pages are told, so that no badge counts what was read elsewhere.

    Raises:
        NotSignedIn: they closed their account meanwhile.
    """
    person = await lock_present(person_id)
    if up_to > person.read_position:
        person.read_position = up_to
        await Person.filter(id=person.id).update(read_position=up_to)
        await tell(to_viewer(person_id, ViewerEventKind.NOTIFICATIONS_READ, now=now))
    return person


@one_transaction
async def change_display_name(*, person_id: UUID, display_name: str) -> Person:
    """Give somebody another name; everything that names them says it from now on.

    Raises:
        NotSignedIn: they closed their account meanwhile.
    """
    person = await lock_present(person_id)
    person.display_name = display_name
    await Person.filter(id=person.id).update(display_name=display_name)
    return person


@one_transaction
async def change_password(
    *,
    person_id: UUID,
    proved_hash: str,
    password_hash: str,
    session_id: UUID | None,
    now: datetime,
) -> Person:
    """Give somebody another password, and end every session of theirs but one.

    Raises:
        WrongPassword: the password was changed since ``proved_hash`` was compared with.
    """
    person = await _proved(await lock_person(person_id), proved_hash)
    person.password_hash = password_hash
    await Person.filter(id=person.id).update(password_hash=password_hash)
    await tell(*await _end_sessions(person_id, besides=session_id, now=now))
    return person


@one_transaction
async def close_account(*, person_id: UUID, proved_hash: str, now: datetime) -> Person:
    """Close an account: name, handle, password, addresses, likes, mail, sessions go for good.

    So are the accounts outside they were paid to; who they proved to be is kept, as tax law
    wants it. What others' books point at stays, and says nobody's name: orders, seats, entries
    of draws, every movement of money.

    Raises:
        WrongPassword: the password was changed since ``proved_hash`` was compared with.
        AccountInUse: it is needed still; the reasons say what for.
    """
    person = await _proved(await lock_leaving(person_id), proved_hash)
    reasons = await uses_of(person)
    if reasons:
        raise AccountInUse(reasons=reasons)
    person.handle, person.display_name = closed_handle(person.id), CLOSED_NAME
    person.password_hash, person.closed_at = NO_PASSWORD, now
    await person.save(update_fields=["handle", "display_name", "password_hash", "closed_at"])
    await Address.filter(person_id=person_id).delete()
    await Favourite.filter(person_id=person_id).delete()
    released = await release_all_of(person_id, now=now)
    await PayoutMethod.filter(person_id=person_id).delete()
    await forget_mail_of(person_id)
    await tell(*await _end_sessions(person_id, besides=None, now=now), *released)
    return person


async def _proved(person: Person, proved_hash: str) -> Person:
    if person.password_hash != proved_hash:
        raise WrongPassword
    return person


async def _end_sessions(
    person_id: UUID, *, besides: UUID | None, now: datetime
) -> list[OutboxEvent]:
    live = Session.filter(person_id=person_id, revoked_at=None)
    if besides is not None:
        live = live.exclude(id=besides)
    ended = [session.id for session in await live.order_by("id")]
    await Session.filter(id__in=ended).update(revoked_at=now)
    return [
        event(session_topic(session_id), "SESSION_ENDED", now=now, version=1)
        for session_id in ended
    ]
