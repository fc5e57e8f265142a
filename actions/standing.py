"""Everything that changes whether a merchant sells."""

from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from actions.holds import hold_campaigns, lift_holds
from models.merchants import Merchant, lock_merchant, people_with
from models.outbox import tell
from models.rulings import open_business
from models.transactions import one_transaction
from rules import merchants as rules
from rules.events import ViewerEventKind
from rules.merchants import HeldFor, MerchantStatus
from rules.refusals import MerchantBusy, MerchantNotFound


@one_transaction
async def suspend_merchant(
    *, merchant_id: UUID, operator_id: UUID, reason: str, now: datetime
) -> Merchant:
    """Have a merchant sell nothing new, with a reason; running teams and orders go on.

    Its campaigns are held until it is resumed. Saying it again keeps the first reason.

    Raises:
        MerchantNotFound: there is no such merchant.
        MerchantClosed: it is closed for good.
    """
    row = await _locked(merchant_id)
    if row.status is MerchantStatus.SUSPENDED:
        return row
    await _turn(row, MerchantStatus.SUSPENDED, reason, now=now)
    await hold_campaigns(HeldFor.SUSPENDED, reason, merchant_id=row.id, now=now)
    await _told(row, "suspendMerchant", operator_id, reason, now=now)
    await _tell_staff(row, ViewerEventKind.MERCHANT_SUSPENDED, reason, now=now)
    return row


@one_transaction
async def resume_merchant(
    *, merchant_id: UUID, operator_id: UUID, reason: str, now: datetime
) -> Merchant:
    """Have a suspended merchant sell again; campaigns that were paused by that go on.

    Raises:
        MerchantNotFound: there is no such merchant.
        MerchantClosed: it is closed for good.
    """
    row = await _locked(merchant_id)
    if row.status is MerchantStatus.ACTIVE:
        return row
    await _turn(row, MerchantStatus.ACTIVE, reason, now=now)
    await lift_holds(HeldFor.SUSPENDED, merchant_id=row.id, now=now)
    await _told(row, "resumeMerchant", operator_id, reason, now=now)
    await _tell_staff(row, ViewerEventKind.MERCHANT_RESUMED, reason, now=now)
    return row


@one_transaction
async def close_merchant(
    *, merchant_id: UUID, operator_id: UUID, reason: str, now: datetime
) -> Merchant:
    """Close a merchant for good, once nothing of it is open; saying it twice changes nothing.

    Raises:
        MerchantNotFound: there is no such merchant.
        MerchantBusy: something is open; what it is is told.
    """
    row = await lock_merchant(merchant_id)
    if row is None:
        raise MerchantNotFound
    if row.status is MerchantStatus.CLOSED:
        return row
    if (what := await open_business(row.id)) is not None:
        raise MerchantBusy(open=what)
    await _turn(row, MerchantStatus.CLOSED, reason, now=now)
    await _told(row, "closeMerchant", operator_id, reason, now=now)
    return row


async def _locked(merchant_id: UUID) -> Merchant:
    row = await lock_merchant(merchant_id)
    if row is None:
        raise MerchantNotFound
    rules.may_change(row.status)
    return row


async def _turn(row: Merchant, status: MerchantStatus, reason: str, *, now: datetime) -> None:
    row.status, row.status_reason, row.status_at = status, reason, now
    await row.save(update_fields=["status", "status_reason", "status_at"])


async def _told(row: Merchant, verb: str, operator_id: UUID, reason: str, *, now: datetime) -> None:
    await note(person_id=operator_id, verb=verb, subject=row.slug, reason=reason, now=now)


async def _tell_staff(row: Merchant, kind: ViewerEventKind, reason: str, *, now: datetime) -> None:
    people = await people_with(row.id)
    await tell(*(to_viewer(one, kind, now=now, facts={"reason": reason}) for one in people))
