"""How an award goes back with the goods it came with, in a transaction that refunds them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from actions.events import to_viewer
from actions.order_reversals import moved_by_refund
from actions.releases import respread_releases
from models import ledger
from models.awards import Award, Takeback, count_taken, lock_award_of
from models.failpoints import failpoint
from models.funding import lock_budget
from models.ids import new_id
from models.ledger import lock_accounts
from models.orders import Order
from models.outbox import tell
from models.points import PointLot, lock_lot
from rules import takebacks as rules
from rules.accounts import AccountKind, AccountName, budget, of_person, points_reserve
from rules.awards import account_of
from rules.events import ViewerEventKind
from rules.takebacks import Holding, Taken, Winner

OF_WINNER = (
    AccountKind.FUND,
    AccountKind.CREDIT,
    AccountKind.CASH,
    AccountKind.RECEIVABLE,
    AccountKind.POINTS,
    AccountKind.SHARES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an order won, held with its lot and with every account its refund may move."""

    award: Award
    lot: PointLot | None
    origin: AccountName


async def hold_award(order: Order) -> Held | None:
    """Hold what an order won, before anything of its refund moves; None where it won nothing.

    The buyer's own accounts too, into which a part of the refund may go, and those
    that its money was parted among where it is settled. The caller holds the order.
    """
    parted = await moved_by_refund(order)
    award = await lock_award_of(order.id)
    if award is None:
        await lock_accounts(parted)
        return None
    lot = await lock_lot(award.lot_id) if award.lot_id else None
    origin = await _origin(award)
    await lock_accounts([origin, *_others(award), *parted])
    return Held(award=award, lot=lot, origin=origin)


async def take_back(
    won: Held, order: Order, *, refunded_fen: int, now: datetime
) -> Takeback | None:
    """Take back what an order won in proportion to what of it was refunded, this much in all.

    Returns what went back, or None where no whole fen, point or share of it is due.
    What the refund returned to the buyer's account is there by now: nobody owes
    what comes back to them in the same moment.
    """
    award, lot = won.award, won.lot
    account = account_of(award.fund_into, str(award.person_id))
    held = await lock_accounts([account])
    has = Holding(
        account_fen=held.get(account, 0),
        points_left=lot.left if lot else 0,
        points_used=lot.used if lot else 0,
        points_back=lot.taken if lot else 0,
    )
    facts = award.facts()
    back = rules.taken(facts, has, refunded_fen=refunded_fen - award.refunded_before_fen)
    if back.is_nothing:
        return None
    row = await _write(award, lot, back, won.origin, order, refunded_fen=refunded_fen, now=now)
    failpoint("award.taken")
    return row


def _others(award: Award) -> list[AccountName]:
    """Return what may move of a winner's: held beforehand, so that all are held in one order."""
    reserve = [points_reserve(str(award.lot_id))] if award.lot_id else []
    return [*(of_person(kind, str(award.person_id)) for kind in OF_WINNER), *reserve]


async def _origin(award: Award) -> AccountName:
    """Return where the money goes: whoever closes the budget waits, or did so before."""
    found = await lock_budget(award.campaign_id)
    assert found is not None, "what was awarded was funded"
    if found.closed_at is None:
        return budget(str(award.campaign_id))
    return AccountName(AccountKind(found.source_kind.value), found.source_owner)


async def _write(
    award: Award,
    lot: PointLot | None,
    back: Taken,
    origin: AccountName,
    order: Order,
    *,
    refunded_fen: int,
    now: datetime,
) -> Takeback:
    n = award.takebacks + 1
    winner = Winner(
        person_id=str(award.person_id),
        fund_into=award.fund_into,
        lot_id=str(award.lot_id) if award.lot_id else None,
        origin=origin,
    )
    cost_fen = award.facts().point_cost_fen
    journal = rules.taken_back(back, winner, order_id=str(order.id), n=n, point_cost_fen=cost_fen)
    await respread_releases(await count_taken(award, back))
    if lot is not None and back.lot_points:
        await PointLot.filter(id=lot.id).update(
            left=lot.left - back.lot_points, taken=lot.taken + back.lot_points
        )
    parts = {
        name: fen for name, fen in asdict(back).items() if name not in {"account_fen", "lot_points"}
    }
    row = Takeback(
        id=new_id(now), award_id=award.id, n=n, refunded_fen=refunded_fen, taken_at=now, **parts
    )
    kind = ViewerEventKind.AWARD_TAKEN_BACK
    facts = {"amount_fen": str(back.fund_fen + back.account_fen), "debt_fen": str(back.debt_fen)}
    await tell(to_viewer(award.person_id, kind, now=now, order=order, facts=facts), beside=[row])
    if journal is not None:
        await ledger.post_new(journal, now=now)
    return row
