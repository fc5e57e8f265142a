"""What follows a draw that is over: refunds and subsidies, goods and awards, or everybody home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.awards import debts_of, hold_accounts_of
from actions.commissions import withdraw_commissions
from actions.endings import end_team
from actions.events import team_changed, to_viewer
from actions.grants import grant_all
from actions.refunds import refund_rest
from models import ledger
from models.awards import Subsidy
from models.campaigns import Campaign, CampaignSku, return_campaign_sku
from models.db import insert_many
from models.draws import Draw
from models.failpoints import failpoint
from models.ids import new_id
from models.orders import Order
from models.outbox import campaign_topic, event, tell
from models.settlement import (
    draw_is_settled,
    draw_to_settle,
    lock_teams_left,
    orders_end,
    outcomes_of,
    prizes_granted,
    seats_end,
    teams_settle,
)
from models.teams import Team
from models.transactions import one_transaction
from rules.awards import Promised, promised, subsidised
from rules.draws.stages import DrawStatus
from rules.events import TeamEventKind, ViewerEventKind
from rules.orders import OrderStatus
from rules.particulars import DrawScope, DrawTerms
from rules.teams import EndReason, SeatState, TeamStatus

# So many seats in one transaction, a fraction of a second: nobody waits long for the budget.
SEATS_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What is known of a draw while some of its teams are settled."""

    draw: Draw
    terms: DrawTerms
    promised: Promised
    now: datetime


@one_transaction
async def settle_draw(draw_id: UUID, *, now: datetime) -> Draw | None:
    """Settle some more teams of this draw, each whole; after the last of them the draw is settled.

    Who lost is refunded and subsidised, who won has their goods confirmed and is
    granted what was promised; of a void draw everybody is refunded. What is
    written once is found written: whoever goes on after a kill takes the teams
    that are left. Returns the draw, or None where nothing is left, or only what
    another worker holds.
    """
    draw = await draw_to_settle(draw_id)
    if draw is None:
        return None
    campaign = await Campaign.get(id=draw.campaign_id)
    void = draw.status is DrawStatus.VOID
    # Who is sent home gives back what many share, and then their accounts move: a second
    # team in the same transaction would take what many share after accounts.
    limit = 1 if void else max(1, SEATS_AT_ONCE // campaign.size)
    teams = await lock_teams_left(draw, limit=limit)
    if void:
        for team in teams:
            await end_team(team, TeamStatus.CANCELLED, EndReason.DRAW_VOID, now=now)
            failpoint("draw.voided")
    elif teams:
        await _settle(draw, campaign, teams, now=now)
    # A campaign's draw ends in a transaction of its own: what it puts back is held by nobody yet.
    if teams and draw.scope is DrawScope.CAMPAIGN:
        return draw
    if await draw_is_settled(draw, now=now):
        await _return_pieces(draw)
        failpoint("draw.settled")
    elif not teams:
        return None
    return draw


async def _settle(draw: Draw, campaign: Campaign, teams: Sequence[Team], *, now: datetime) -> None:
    terms = teams[0].particulars().draw
    assert terms is not None, "who waits for a draw was promised one"
    settling = Settling(draw=draw, terms=terms, promised=promised(campaign.rules or {}), now=now)
    outcomes = await outcomes_of(draw, teams)
    won = [(each.order, each.prize) for each in outcomes if each.prize is not None]
    lost = [each.order for each in outcomes if each.prize is None]
    await hold_accounts_of([each.order for each in outcomes], campaign_id=draw.campaign_id)
    await _lose(settling, lost)
    if won:
        orders = [order for order, _ in won]
        await orders_end(orders, OrderStatus.CONFIRMED, now=now)
        await seats_end(orders, SeatState.WON)
        await grant_all(draw, terms, settling.promised, won, now=now)
        failpoint("draw.granted")
    await teams_settle(teams, now=now)
    beat = event(campaign_topic(draw.campaign_id), TeamEventKind.TEAM_SETTLED, now=now)
    told = (team_changed(team, TeamEventKind.TEAM_SETTLED, now=now)[0] for team in teams)
    await tell(beat, *told)
    failpoint("draw.told")


async def _lose(settling: Settling, orders: Sequence[Order]) -> None:
    if not orders:
        return
    now = settling.now
    await orders_end(orders, OrderStatus.CLOSED, reason=EndReason.DRAW_LOST, now=now)
    await seats_end(orders, SeatState.LOST)
    await withdraw_commissions([order.id for order in orders], now=now)
    await refund_rest(orders, reason=EndReason.DRAW_LOST, now=now)
    failpoint("draw.refunded")
    facts = {"draw_id": str(settling.draw.id), "reason": EndReason.DRAW_LOST}
    kind = ViewerEventKind.DRAW_LOST
    await tell(*(to_viewer(o.person_id, kind, now=now, order=o, facts=facts) for o in orders))
    if settling.terms.subsidy_fen:
        await _subsidise(settling, orders)
        failpoint("draw.subsidised")


async def _subsidise(settling: Settling, orders: Sequence[Order]) -> None:
    """Give each of these orders' buyers the subsidy, less what they owe."""
    amount_fen, into = settling.terms.subsidy_fen, settling.promised.subsidy_into
    debts = await debts_of([order.person_id for order in orders])
    subsidies: list[Subsidy] = []
    for order in orders:
        repaid_fen = min(debts.get(order.person_id, 0), amount_fen)
        debts[order.person_id] = debts.get(order.person_id, 0) - repaid_fen
        subsidies.append(
            Subsidy(
                id=new_id(settling.now),
                order_id=order.id,
                draw_id=settling.draw.id,
                person_id=order.person_id,
                campaign_id=settling.draw.campaign_id,
                amount_fen=amount_fen,
                paid_into=into,
                repaid_fen=repaid_fen,
                granted_at=settling.now,
            )
        )
    await insert_many(subsidies)
    journals = [
        subsidised(
            order_id=str(each.order_id),
            campaign_id=str(each.campaign_id),
            person_id=str(each.person_id),
            into=into,
            amount_fen=amount_fen,
            debt_fen=each.repaid_fen,
        )
        for each in subsidies
    ]
    await ledger.post_many_new(journals, now=settling.now)
    kind, facts = ViewerEventKind.SUBSIDY_GRANTED, {"account": str(into), "amount": str(amount_fen)}
    told = (to_viewer(o.person_id, kind, now=settling.now, order=o, facts=facts) for o in orders)
    await tell(*told)


async def _return_pieces(draw: Draw) -> None:
    """Put back what a campaign's one draw kept for winners there were not."""
    if draw.scope is DrawScope.TEAM:
        return
    spare = draw.winners - await prizes_granted(draw.id)
    if spare:
        choice = await CampaignSku.get(campaign_id=draw.campaign_id)
        await return_campaign_sku(draw.campaign_id, choice.sku_id, spare)
