"""How a page on a wall becomes a screen: it shows a code, and somebody who may approves that."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.merchants import Seller
from models.db import insert_many
from models.ids import new_code, new_id
from models.merchants import Merchant
from models.outbox import event, pairing_topic, tell
from models.screens import Pairing, Scene, Screen, lock_gate, lock_pairing
from models.transactions import one_transaction
from rules import screens as rules
from rules.merchants import Duty
from rules.policy import POLICY
from rules.refusals import MerchantNotFound, PairingNotFound, TooManyPairings
from rules.screens import AT_FIRST, CODE_SIGNS, ScreenLanguage, ScreenTheme


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScreen:
    """A screen as whoever approves it wants it."""

    merchant_id: UUID | None
    name: str
    theme: ScreenTheme = ScreenTheme.NIGHT
    language: ScreenLanguage = ScreenLanguage.ZH
    scenes: Sequence[rules.Scene] = AT_FIRST


@one_transaction
async def start_pairing(*, secret_hash: bytes, token_hash: bytes, now: datetime) -> Pairing:
    """Write that a screen waits under a fresh code; those that waited too long are forgotten.

    Raises:
        TooManyPairings: as many wait as may.
    """
    gate = await lock_gate()
    await Pairing.filter(expires_at__lte=now).delete()
    await gate.refresh_from_db()
    if gate.waiting >= POLICY.pairings_waiting_most:
        first = await Pairing.filter(screen_id=None).order_by("expires_at").first()
        left = (first.expires_at - now).total_seconds() if first else 0
        raise TooManyPairings(retry_after_seconds=int(left) + 1)
    code = new_code(CODE_SIGNS)
    while await Pairing.exists(code=code, screen_id=None):
        code = new_code(CODE_SIGNS)
    return await Pairing.create(
        id=new_id(now),
        code=code,
        secret_hash=secret_hash,
        token_hash=token_hash,
        created_at=now,
        expires_at=now + POLICY.pairing,
    )


@one_transaction
async def approve_screen(
    new: NewScreen, *, code: str, seller: Seller | None, now: datetime
) -> Screen:
    """Make the page that shows a code a screen, which its own token is good for from now on.

    ``seller`` is None where it is approved from a shell.

    Raises:
        PairingNotFound: no screen shows this code now.
        MerchantNotFound: no merchant of theirs answers to the id.
    """
    await lock_gate()
    pairing = await lock_pairing(code)
    if pairing is None or pairing.expires_at <= now:
        raise PairingNotFound
    if new.merchant_id is not None:
        theirs = seller is None or await seller.acts_for(new.merchant_id, Duty.CAMPAIGNS)
        if not theirs or not await Merchant.exists(id=new.merchant_id):
            raise MerchantNotFound
    row = await _written(new, pairing, seller, now)
    # From now on there is time to come for the token once more.
    await Pairing.filter(id=pairing.id).update(screen_id=row.id, expires_at=now + POLICY.pairing)
    await note(
        person_id=seller.person_id if seller else None,
        verb="approveScreen",
        subject=str(row.id),
        reason=row.name,
        now=now,
    )
    await tell(event(pairing_topic(pairing.id), "PAIRING_APPROVED", now=now, version=1))
    return row


async def _written(
    new: NewScreen, pairing: Pairing, seller: Seller | None, now: datetime
) -> Screen:
    row = await Screen.create(
        id=new_id(now),
        merchant_id=new.merchant_id,
        name=new.name,
        theme=new.theme,
        language=new.language,
        token_hash=pairing.token_hash,
        approved_by=seller.person_id if seller else None,
        created_at=now,
    )
    await write_list(row.id, new.scenes, now=now)
    return row


async def write_list(screen_id: UUID, scenes: Sequence[rules.Scene], *, now: datetime) -> None:
    """Write what a screen shows in turn, in the caller's transaction."""
    await insert_many(
        [
            Scene(id=new_id(now), screen_id=screen_id, place=place, **asdict(scene))
            for place, scene in enumerate(scenes, 1)
        ]
    )
