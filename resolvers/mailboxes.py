"""Answers about where somebody is written to, and what of."""

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

from actions import mailboxes as actions
from models.mails import Mailbox
from resolvers.context import Context
from rules import mail as rules
from rules.mail import Language
from rules.notices import NoticeGroup
from rules.refusals import MailOff

NONCE_BYTES = 16


async def mailbox_of(_: Context, person_id: UUID) -> Mailbox | None:
    """Return where somebody is written to; None if they never said."""
    return await Mailbox.get_or_none(person_id=person_id)


async def set_mail_address(ctx: Context, *, address: str, language: Language) -> Mailbox:
    """Have a code mailed to an address of the viewer's.

    Raises:
        MailOff: no mail is sent from here.
        TooManyCodes: five were mailed to them within a day.
    """
    viewer = ctx.signed_in()
    wanted = rules.address(address)
    if ctx.postman is None:
        raise MailOff
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    return await actions.set_mail_address(
        person_id=viewer.id,
        address=wanted,
        language=language,
        code_hash=_hashed(viewer.id, ctx.postman.code(nonce)),
        nonce=nonce,
        now=ctx.now(),
    )


async def confirm_mail_address(ctx: Context, *, code: str) -> Mailbox:
    """Have mail go to the address the code was mailed to."""
    viewer = ctx.signed_in()
    code_hash = _hashed(viewer.id, rules.code(code))
    return await actions.confirm_mail_address(
        person_id=viewer.id, code_hash=code_hash, now=ctx.now()
    )


async def set_mail_preferences(
    ctx: Context, *, muted: Sequence[NoticeGroup], language: Language
) -> Mailbox:
    """Say of which groups of notices the viewer wants no mail, and its language."""
    return await actions.set_mail_preferences(
        person_id=ctx.signed_in().id, muted=muted, language=language
    )


async def remove_mail_address(ctx: Context) -> Mailbox | None:
    """Have the viewer written to no more."""
    return await actions.remove_mail_address(person_id=ctx.signed_in().id, now=ctx.now())


def _hashed(person_id: UUID, code: str) -> bytes:
    return hashlib.sha256(f"{person_id}:{code}".encode()).digest()
