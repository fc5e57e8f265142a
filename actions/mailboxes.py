"""How somebody says where they want to be written to, proves it, and says what of."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.queryset import QuerySet

from models.ids import new_id
from models.mails import Mail, Mailbox, lock_mailbox
from models.people import lock_present
from models.transactions import one_transaction
from rules.mail import ATTEMPTS_MOST, Language, MailStatus
from rules.notices import GROUP_OF, NoticeGroup
from rules.policy import POLICY
from rules.refusals import TooManyCodes, WrongCode

CODE = "CODE"


@one_transaction
async def set_mail_address(
    *,
    person_id: UUID,
    address: str,
    language: Language,
    code_hash: bytes,
    nonce: str,
    now: datetime,
) -> Mailbox:
    """Have a code mailed to an address; until it comes back, mail goes where it went.

    The letter holds what the code is made from, and no more than that: it is
    written when it is sent.

    Raises:
        TooManyCodes: five were mailed to them within a day.
    """
    await lock_present(person_id)
    mailbox = await lock_mailbox(person_id) or Mailbox(person_id=person_id, muted=[])
    day = timedelta(days=1)
    if mailbox.codes_since is None or mailbox.codes_since + day <= now:
        mailbox.codes, mailbox.codes_since = 0, now
    if mailbox.codes >= POLICY.mail_codes_of_day_most:
        wait = mailbox.codes_since + day - now
        raise TooManyCodes(retry_after_seconds=int(wait.total_seconds()) + 1)
    mailbox.codes, mailbox.attempts = mailbox.codes + 1, 0
    mailbox.language, mailbox.asked_address = language, address
    mailbox.code_hash, mailbox.code_until = code_hash, now + POLICY.mail_code
    await mailbox.save()
    await _write_code(mailbox, nonce=nonce, now=now)
    return mailbox


async def _write_code(mailbox: Mailbox, *, nonce: str, now: datetime) -> None:
    # A code that was overtaken is not worth a letter.
    await _dropped(Mail.filter(person_id=mailbox.person_id, kind=CODE), now=now)
    await Mail.create(
        id=new_id(now),
        person_id=mailbox.person_id,
        address=mailbox.asked_address,
        language=mailbox.language,
        kind=CODE,
        facts={"nonce": nonce},
        status=MailStatus.QUEUED,
        written_at=now,
        next_attempt_at=now,
    )


async def confirm_mail_address(*, person_id: UUID, code_hash: bytes, now: datetime) -> Mailbox:
    """Have mail go to the address whose code this is.

    Raises:
        WrongCode: it is not the last one mailed, its time is over, or it was tried too often.
    """
    mailbox, left = await _tried(person_id=person_id, code_hash=code_hash, now=now)
    # Raised outside the transaction, which keeps the attempt.
    if mailbox is None:
        raise WrongCode(attempts_left=left)
    return mailbox


@one_transaction
async def _tried(*, person_id: UUID, code_hash: bytes, now: datetime) -> tuple[Mailbox | None, int]:
    mailbox = await lock_mailbox(person_id)
    if mailbox is None or mailbox.code_until is None or mailbox.code_until <= now:
        return None, 0
    if mailbox.attempts >= ATTEMPTS_MOST:
        return None, 0
    mailbox.attempts += 1
    if mailbox.code_hash is None or bytes(mailbox.code_hash) != code_hash:
        await mailbox.save(update_fields=["attempts"])
        return None, ATTEMPTS_MOST - mailbox.attempts
    mailbox.address, mailbox.confirmed_at = mailbox.asked_address, now
    mailbox.asked_address = mailbox.code_hash = mailbox.code_until = None
    await mailbox.save()
    return mailbox, 0


@one_transaction
async def set_mail_preferences(
    *, person_id: UUID, muted: Collection[NoticeGroup], language: Language
) -> Mailbox:
    """Say of which groups of notices no mail is wanted, and in which language the others come."""
    await lock_present(person_id)
    mailbox = await lock_mailbox(person_id) or Mailbox(person_id=person_id)
    mailbox.muted, mailbox.language = sorted(group.value for group in set(muted)), language
    await mailbox.save()
    return mailbox


@one_transaction
async def remove_mail_address(*, person_id: UUID, now: datetime) -> Mailbox | None:
    """Have nobody written to any more; what was chosen stays for another address."""
    await lock_present(person_id)
    mailbox = await lock_mailbox(person_id)
    if mailbox is None:
        return None
    mailbox.address = mailbox.confirmed_at = None
    mailbox.asked_address = mailbox.code_hash = mailbox.code_until = None
    await mailbox.save()
    await _dropped(Mail.filter(person_id=person_id), now=now)
    return mailbox


@one_transaction
async def unsubscribe(*, person_id: UUID, group: NoticeGroup | None, now: datetime) -> None:
    """Mute a group of notices, or all of them, for who followed the link in a letter."""
    mailbox = await lock_mailbox(person_id)
    if mailbox is None:
        return
    unwanted = [group] if group is not None else list(NoticeGroup)
    mailbox.muted = sorted({*mailbox.muted, *unwanted})
    await mailbox.save(update_fields=["muted"])
    # What waits to be tried again is of those groups too.
    kinds = [kind for kind, of in GROUP_OF.items() if of in unwanted]
    await _dropped(Mail.filter(person_id=person_id, kind__in=kinds), now=now)


async def _dropped(letters: QuerySet[Mail], *, now: datetime) -> None:
    queued = letters.filter(status=MailStatus.QUEUED)
    await queued.update(status=MailStatus.DROPPED, ended_at=now, facts={})
