"""How a winner's shopping fund becomes spendable, part by part."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from actions.events import to_viewer
from models import ledger
from models.awards import Award
from models.db import insert_many
from models.failpoints import failpoint
from models.ids import new_id
from models.ledger import lock_accounts
from models.orders import Order
from models.outbox import tell
from models.releases import FundRelease, lock_award_to_release, parts_left, respread
from models.transactions import one_transaction
from rules import releases as rules
from rules.accounts import AccountKind, of_person
from rules.awards import account_of, fund_released
from rules.events import ViewerEventKind


async def plan_releases(awards: Sequence[Award], *, now: datetime) -> None:
    """Write the parts of new awards' funds, in the transaction that grants them."""
    planned = [
        FundRelease(
            id=new_id(now),
            award_id=award.id,
            k=part.k,
            due_at=part.due_at,
            amount_fen=part.amount_fen,
        )
        for award in awards
        if award.fund_fen
        for part in rules.schedule(award.fund_fen, window_ends_at=award.window_ends_at)
    ]
    await insert_many(planned)


async def respread_releases(award: Award) -> None:
    """Spread what is left of a locked award's fund over its coming parts, dates unchanged.

    Called when a part of it was taken back, with the award as it is after that.
    """
    left = [part.facts() for part in await parts_left(award.id)]
    await respread(award.id, rules.shrunk(award.fund_left_fen, left))


@one_transaction
async def release_due_part(release_id: UUID, *, now: datetime) -> FundRelease | None:
    """Release one part of a fund that is due: what is owed first, the rest to be spent.

    Returns the part, or None when it is not due, was released, or somebody else
    holds what was won.
    """
    found = await FundRelease.get(id=release_id)
    award = await lock_award_to_release(found.award_id)
    if award is None:
        return None
    # Read again under the award's lock: it may have been released, or shrunk.
    part = await FundRelease.get(id=release_id)
    if part.released_at is not None or part.due_at > now:
        return None
    part.released_at = now
    await part.save(update_fields=["released_at"])
    if part.amount_fen:
        await _paid_out(award, part, now=now)
    failpoint("fund.released")
    return part


async def _paid_out(award: Award, part: FundRelease, *, now: datetime) -> None:
    await Award.filter(id=award.id).update(
        fund_released_fen=F("fund_released_fen") + part.amount_fen
    )
    person = str(award.person_id)
    debt = of_person(AccountKind.RECEIVABLE, person)
    fund, account = of_person(AccountKind.FUND, person), account_of(award.fund_into, person)
    # All that may move, held in one order before the debt is looked at.
    held = await lock_accounts([debt, fund, account])
    journal = fund_released(
        award_id=str(award.id),
        k=part.k,
        person_id=person,
        into=award.fund_into,
        debt_fen=-held.get(debt, 0),
        amount_fen=part.amount_fen,
    )
    await ledger.post_new(journal, now=now)
    order = await Order.get(id=award.order_id)
    facts = {"amount": str(part.amount_fen), "account": str(award.fund_into)}
    told = to_viewer(
        award.person_id, ViewerEventKind.FUND_RELEASED, now=now, order=order, facts=facts
    )
    await tell(told)
