"""What winners are granted beside their goods, in a transaction that settles their teams."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from actions.events import to_viewer
from actions.releases import plan_releases
from actions.reports import owe
from models import ledger
from models.awards import Award
from models.db import insert_many
from models.draws import Draw
from models.funding import Budget
from models.ids import new_id
from models.orders import Order
from models.outbox import OutboxEvent, tell
from models.points import PointLot
from rules import awards as rules
from rules import reports as report_rules
from rules.awards import Grant, Promised
from rules.events import ViewerEventKind
from rules.particulars import DrawTerms

Won = tuple[Order, int]


async def grant_all(
    draw: Draw, terms: DrawTerms, promised: Promised, won: Sequence[Won], *, now: datetime
) -> list[Award]:
    """Grant the buyers of these orders what their prizes are, and tell them.

    Their goods are theirs already; a fund equals what they paid, points come in
    a lot of their own with its cost behind it, a trial's winner owes a report.
    """
    awards = [_award(draw, terms, promised, order, prize, now) for order, prize in won]
    await insert_many(awards)
    await _write_lots(awards, promised)
    journals = [journal for award in awards if (journal := _journal(award))]
    await ledger.post_many_new(journals, now=now)
    await plan_releases(awards, now=now)
    pairs = list(zip(awards, (order for order, _ in won), strict=True))
    await tell(*(told for award, order in pairs for told in _told(award, order, now)))
    if terms.report_days is not None:
        due_at = report_rules.due_at(granted_at=now, report_days=terms.report_days)
        for award, order in pairs:
            await owe(order, award, due_at=due_at, now=now)
    return awards


def _award(
    draw: Draw, terms: DrawTerms, promised: Promised, order: Order, prize: int, now: datetime
) -> Award:
    assert order.team_id is not None, "who won sat in a team"
    price_fen = order.total_fen - order.refunded_fen
    granted = rules.grant(terms, price_fen=price_fen)
    return Award(
        id=new_id(now),
        draw_id=draw.id,
        team_id=order.team_id,
        order_id=order.id,
        person_id=order.person_id,
        campaign_id=draw.campaign_id,
        prize=prize,
        price_fen=price_fen,
        refunded_before_fen=order.refunded_fen,
        fund_fen=granted.fund_fen,
        fund_into=promised.fund_into,
        points=granted.points,
        points_cost_fen=granted.points_cost_fen,
        shares=granted.shares,
        lot_id=new_id(now) if granted.points else None,
        granted_at=now,
        window_ends_at=now + promised.window,
    )


async def _write_lots(awards: Sequence[Award], promised: Promised) -> None:
    given = [award for award in awards if award.lot_id is not None]
    if not given:
        return
    budget = await Budget.get(campaign_id=given[0].campaign_id)
    await insert_many([_lot(award, award.lot_id, budget, promised) for award in given])


def _lot(award: Award, lot_id: UUID | None, budget: Budget, promised: Promised) -> PointLot:
    return PointLot(
        id=lot_id,
        person_id=award.person_id,
        award_id=award.id,
        points=award.points,
        left=award.points,
        reserve_fen=award.points_cost_fen,
        source_kind=budget.source_kind,
        source_owner=budget.source_owner,
        granted_at=award.granted_at,
        expires_at=award.granted_at + promised.points_kept,
    )


def _journal(award: Award) -> rules.Journal | None:
    granted = Grant(
        fund_fen=award.fund_fen,
        points=award.points,
        points_cost_fen=award.points_cost_fen,
        shares=award.shares,
    )
    return rules.awarded(
        granted,
        order_id=str(award.order_id),
        campaign_id=str(award.campaign_id),
        person_id=str(award.person_id),
        lot_id=str(award.lot_id) if award.lot_id else None,
    )


def _told(award: Award, order: Order, now: datetime) -> list[OutboxEvent]:
    """Return what a winner is told: that they won, and each thing that came into an account."""
    won = {"draw_id": str(award.draw_id), "award_id": str(award.id), "prize": str(award.prize)}
    gains = [
        (ViewerEventKind.FUND_GRANTED, "FUND", award.fund_fen),
        (ViewerEventKind.POINTS_GRANTED, "POINTS", award.points),
        (ViewerEventKind.SHARES_GRANTED, "SHARES", award.shares),
    ]
    told = [(ViewerEventKind.DRAW_WON, won)]
    told += [
        (kind, {"account": account, "amount": str(amount)})
        for kind, account, amount in gains
        if amount
    ]
    return [
        to_viewer(award.person_id, kind, now=now, order=order, facts=facts) for kind, facts in told
    ]
