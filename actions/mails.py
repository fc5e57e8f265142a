"""How letters are written of what happened, handed over once, and given up."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from models import mails as models
from models.ids import new_id
from models.leases import Span
from models.mails import Mail, hold_round, lock_mail, order_facts, told_since
from models.transactions import one_transaction
from rules import mail as rules
from rules.events import CODED, NOTIFIED, ViewerEventKind
from rules.leases import LeaseLost, fence
from rules.mail import Language, MailStatus
from rules.notices import GROUP_OF
from rules.policy import POLICY

LOOKED_AT_ONCE = 2_000
ABANDONED_AT_ONCE = 100
FORGOTTEN_AT_ONCE = 1_000
ERROR_MOST = 500
# What of an event a letter says; everything else of it is for machines.
KEPT = frozenset({"account", "amount", "due_at", "expires_at", "order_id", "reason"})


@one_transaction
async def write_mails(*, now: datetime) -> int | None:
    """Write a letter of each notice since the last round to whom it is to be mailed to.

    Returns how many events were looked at, at most 2,000, or None while another
    worker does it. How far it came is written with the letters, so that no
    notice has two.
    """
    mail_round = await hold_round()
    if mail_round is None:
        return None
    found = await told_since(mail_round.position, kinds=sorted(NOTIFIED), most=LOOKED_AT_ONCE)
    reached = found[-1]["position"]
    if reached is None:
        return 0
    wanted = [row for row in found[:-1] if _is_wanted(row, now=now)]
    await Mail.bulk_create(await _letters(wanted, now=now))
    looked, mail_round.position = reached - mail_round.position, reached
    await mail_round.save(update_fields=["position"])
    return looked


def _is_wanted(row: Mapping[str, Any], *, now: datetime) -> bool:
    group = GROUP_OF.get(ViewerEventKind(row["kind"]))
    if group is None or rules.is_stale(row["happened_at"], now=now):
        return False
    return group not in orjson.loads(row["muted"])


async def _letters(found: Iterable[Mapping[str, Any]], *, now: datetime) -> list[Mail]:
    told = [(row, orjson.loads(row["body"])) for row in found]
    orders = await order_facts({UUID(body["order_id"]) for _, body in told if "order_id" in body})
    return [
        Mail(
            id=new_id(now),
            person_id=row["person_id"],
            address=row["address"],
            language=Language(row["language"]),
            event_position=row["position"],
            kind=row["kind"],
            facts=_facts(row["kind"], body, orders),
            status=MailStatus.QUEUED,
            written_at=now,
            next_attempt_at=now,
        )
        for row, body in told
    ]


def _facts(
    kind: str, body: Mapping[str, str], orders: Mapping[UUID, Mapping[str, Any]]
) -> dict[str, str]:
    kept = KEPT - {"reason"} if kind in CODED else KEPT
    facts = {name: value for name, value in body.items() if name in kept}
    order = orders.get(UUID(facts.pop("order_id"))) if "order_id" in facts else None
    if order is not None:
        facts |= {"order": order["number"], "product": order["title"]}
        facts |= {"product_en": order["title_en"]} if order["title_en"] else {}
    return facts


@one_transaction
async def claim_due_mails(
    *, now: datetime, due_by: datetime | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return letters to be handed over now; that they are is written before anybody does it.

    Whatever dies from here on, none of them is claimed again: one that nobody
    finished is left as UNSURE. Each row has ``id``, ``number``, ``person_id``,
    ``address``, ``language``, ``kind``, ``facts``, ``attempts`` and ``lease_no``.
    """
    span = Span(now=now, until=now + POLICY.lease, due_by=due_by or now)
    return await models.lease_mails(span, limit=limit)


@one_transaction
async def renew_mails(held: Mapping[UUID, int], *, now: datetime) -> None:
    """Hold letters that are being handed over for another while, by id and number."""
    await models.renew_mails(held, until=now + POLICY.lease)


async def _held(mail_id: UUID, lease_no: int) -> Mail:
    mail = await lock_mail(mail_id)
    if mail is None:
        raise LeaseLost
    fence(lease_no, present=mail.lease_no)
    return mail


@one_transaction
async def note_sent(*, mail_id: UUID, lease_no: int, now: datetime) -> Mail:
    """Note that a letter was taken, and forget what it said.

    Raises:
        LeaseLost: it is gone with its reader's account, or was given to somebody else.
    """
    mail = await _held(mail_id, lease_no)
    if mail.status in {MailStatus.HANDING, MailStatus.UNSURE}:
        mail.status, mail.ended_at, mail.facts = MailStatus.SENT, now, {}
        await mail.save(update_fields=["status", "ended_at", "facts"])
    return mail


@one_transaction
async def note_unsent(
    *, mail_id: UUID, lease_no: int, error: str, is_final: bool, now: datetime
) -> Mail:
    """Note that a letter was surely not taken: it is tried later, or given up.

    Raises:
        LeaseLost: it is gone with its reader's account, or was given to somebody else.
    """
    mail = await _held(mail_id, lease_no)
    if mail.status is not MailStatus.HANDING:
        return mail
    mail.last_error = error[:ERROR_MOST]
    if is_final or rules.is_hopeless(mail.attempts):
        mail.status, mail.ended_at, mail.facts = MailStatus.GIVEN_UP, now, {}
    else:
        mail.status, mail.next_attempt_at = MailStatus.QUEUED, now + rules.rest(mail.attempts)
    mail.lease_until = None
    columns = ["status", "ended_at", "facts", "next_attempt_at", "lease_until", "last_error"]
    await mail.save(update_fields=columns)
    return mail


@one_transaction
async def note_unsure(*, mail_id: UUID, lease_no: int, error: str, now: datetime) -> Mail:
    """Note that nobody knows whether a letter was taken; it is not sent again.

    Raises:
        LeaseLost: it is gone with its reader's account, or was given to somebody else.
    """
    mail = await _held(mail_id, lease_no)
    if mail.status is MailStatus.HANDING:
        mail.status, mail.ended_at, mail.facts = MailStatus.UNSURE, now, {}
        mail.last_error = error[:ERROR_MOST]
        await mail.save(update_fields=["status", "ended_at", "facts", "last_error"])
    return mail


@one_transaction
async def leave_abandoned_mails(*, now: datetime) -> int:
    """Leave letters whose handing over nobody finished, at most 100; returns how many."""
    return await models.leave_abandoned(now=now, limit=ABANDONED_AT_ONCE)


@one_transaction
async def forget_old_mails(*, now: datetime) -> int:
    """Forget letters that were over for thirty days, at most 1,000; returns how many."""
    return await models.drop_mails(before=now - POLICY.mails_kept, limit=FORGOTTEN_AT_ONCE)
