import asyncio
from datetime import timedelta

import pytest

from actions import settlement
from actions.order_refunds import OrderRefund, refund_order
from actions.settlement import settle_draw
from models.awards import Award, Subsidy
from models.campaigns import CampaignSku, PurchaseCount
from models.draws import Draw
from models.funding import Budget
from models.ids import new_id
from models.ledger import Journal, post
from models.orders import Order
from models.payments import Refund
from models.points import PointLot
from models.reports import Report
from models.teams import Team
from rules.accounts import AccountKind, budget, of_person
from rules.draws.stages import DrawStatus
from rules.ledger import Journal as Recipe
from rules.ledger import Leg
from rules.particulars import DrawScope
from rules.people import Role
from rules.policy import PolicyRule
from rules.refusals import RefundTooLarge, SeatBoundToDraw
from tests.actions.world_kinds import LOTTERY_FEN, published_lottery, published_trial
from tests.settlement.holdings import held, holdings, stands, told

pytestmark = pytest.mark.usefixtures("books")
LATER = timedelta(hours=30)


async def full_team(world, size=3):
    placed = await world.paid_team(members=size - 1)
    return await Team.get(id=placed[0].team.id), [each.order for each in placed]


async def settled(draw, *, now) -> int:
    """How many transactions it took until nothing was left."""
    times = 0
    while await settle_draw(draw.id, now=now):
        times += 1
    return times


async def test_losers_have_their_money_and_a_subsidy_and_winners_what_was_promised(noon, decided):
    world, at = await published_lottery(noon), noon + LATER
    team, (first, winner, last) = await full_team(world)
    reserved = await held("BUDGET", world.campaign.id)
    draw = await decided([team], [winner], at=at)

    assert await settled(draw, now=at) == 1

    assert await stands(winner) == ("CONFIRMED", "WON", 0)
    assert await holdings(winner.person_id) == {"FUND": LOTTERY_FEN, "POINTS": 500}
    for loser in (first, last):
        assert await stands(loser) == ("CLOSED", "LOST", LOTTERY_FEN)
        assert await holdings(loser.person_id) == {"CREDIT": 100}
        assert await held("IN_FLIGHT", loser.id) == LOTTERY_FEN
        assert await held("ESCROW", loser.id) == 0
        ending = ["REFUND_REQUESTED", "DRAW_LOST", "SUBSIDY_GRANTED"]
        assert (await told(loser.person_id))[-3:] == ending
    ending = ["DRAW_WON", "FUND_GRANTED", "POINTS_GRANTED"]
    assert (await told(winner.person_id))[-3:] == ending
    spent = LOTTERY_FEN + 500 + 2 * 100
    assert reserved - await held("BUDGET", world.campaign.id) == spent
    assert (await Team.get(id=team.id)).status == "SETTLED"
    assert (await Draw.get(id=draw.id)).settled_at == at


async def test_an_award_says_what_it_was_and_its_lot_has_its_cost_behind_it(noon, decided):
    world, at = await published_lottery(noon), noon + LATER
    team, (_, winner, _) = await full_team(world)
    await settled(await decided([team], [winner], at=at), now=at)

    award = await Award.get(order_id=winner.id)
    assert (award.prize, award.price_fen, award.fund_fen) == (1, LOTTERY_FEN, LOTTERY_FEN)
    assert (award.points, award.points_cost_fen, award.shares) == (500, 500, 0)
    assert award.window_ends_at == at + timedelta(days=15 + 7)
    lot = await PointLot.get(award_id=award.id)
    assert (lot.id, lot.left, lot.reserve_fen) == (award.lot_id, 500, 500)
    assert (lot.source_kind, lot.source_owner) == ("DEPOSIT", str(world.campaign.merchant_id))
    assert lot.expires_at == at + timedelta(days=365)
    assert await held("POINTS_RESERVE", lot.id) == 500


async def test_told_at_once_and_again_it_happens_once(noon, decided):
    world, at = await published_lottery(noon), noon + LATER
    team, (_, winner, _) = await full_team(world)
    draw = await decided([team], [winner], at=at)

    answers = await asyncio.gather(*(settle_draw(draw.id, now=at) for _ in range(6)))
    assert sum(answer is not None for answer in answers) == 1
    assert await settle_draw(draw.id, now=at) is None
    assert await Award.all().count() == 1
    assert await Subsidy.all().count() == await Refund.all().count() == 2
    assert await Journal.filter(kind__in=["SUBSIDY", "AWARD"]).count() == 3


async def test_a_campaign_is_settled_in_short_transactions_by_any_number_of_workers(
    noon, decided, monkeypatch
):
    monkeypatch.setattr(settlement, "SEATS_AT_ONCE", 6)
    at = noon + LATER
    world = await published_lottery(noon, scope=DrawScope.CAMPAIGN, winners=4, most=30)
    made = [await full_team(world) for _ in range(7)]
    orders = [order for _, orders in made for order in orders]
    draw = await decided(
        [team for team, _ in made],
        [orders[0], orders[1], orders[10], orders[20]],
        at=at,
        of_campaign=True,
    )

    assert sum(await asyncio.gather(*(settled(draw, now=at) for _ in range(3)))) == 5

    assert await Award.all().count() == 4
    assert await Subsidy.all().count() == len(orders) - 4
    assert {each.prize for each in await Award.all()} == {1, 2, 3, 4}
    assert (await Draw.get(id=draw.id)).settled_at == at
    assert not await Team.exclude(status="SETTLED").exists()


async def test_where_fewer_enter_than_win_all_of_them_win_and_the_rest_goes_back(noon, decided):
    at = noon + LATER
    world = await published_lottery(noon, scope=DrawScope.CAMPAIGN, winners=5, most=30)
    team, orders = await full_team(world)
    draw = await decided([team], orders, at=at, of_campaign=True)
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 5
    await settled(draw, now=at)
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 3
    assert await Award.all().count() == 3
    assert not await Refund.exists()


@pytest.mark.parametrize("of_campaign", [False, True])
async def test_a_void_draw_sends_everybody_home_with_all_they_paid(noon, decided, of_campaign):
    at, scope = noon + LATER, DrawScope.CAMPAIGN if of_campaign else DrawScope.TEAM
    world = await published_lottery(noon, scope=scope, winners=2, most=30)
    team, orders = await full_team(world)
    reserved = await held("BUDGET", world.campaign.id)
    draw = await decided([team], [], at=at, status=DrawStatus.VOID, of_campaign=of_campaign)

    assert await settled(draw, now=at) == (2 if of_campaign else 1)

    for order in orders:
        assert await stands(order) == ("CLOSED", "RELEASED", LOTTERY_FEN)
        assert await holdings(order.person_id) == {}
    ended = await Team.get(id=team.id)
    assert (ended.status, ended.end_reason) == ("CANCELLED", "DRAW_VOID")
    assert (await Draw.get(id=draw.id)).settled_at == at
    # Nothing of it counts against anybody: limits, stock, budget.
    assert {count.taken for count in await PurchaseCount.all()} == {0}
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 0
    assert (await Budget.get(campaign_id=world.campaign.id)).taken == 0
    assert await held("BUDGET", world.campaign.id) == reserved


async def test_a_free_trial_refunds_nothing_and_its_winner_owes_a_report(noon, decided):
    world, at = await published_trial(noon, fen=0), noon + LATER
    placed = [await world.opened(await world.person())]
    placed += [await world.joined(await world.person(), placed[0].team.code) for _ in range(2)]
    team, orders = await Team.get(id=placed[0].team.id), [each.order for each in placed]
    draw = await decided([team], [orders[2]], at=at)
    await settled(draw, now=at)

    assert await stands(orders[2]) == ("CONFIRMED", "WON", 0)
    assert [await stands(order) for order in orders[:2]] == [("CLOSED", "LOST", 0)] * 2
    assert not await Refund.exists()
    report = await Report.get(order_id=orders[2].id)
    assert report.due_at == at + timedelta(days=15 + 14)


async def test_by_override_subsidies_are_cash_and_winners_have_shares(noon, decided):
    rules, at = (PolicyRule.CASH_SUBSIDY, PolicyRule.DIVIDENDS), noon + LATER
    world = await published_lottery(noon, shares=7, overrides=rules)
    team, (loser, winner, _) = await full_team(world)
    await settled(await decided([team], [winner], at=at), now=at)
    assert await holdings(loser.person_id) == {"CASH": 100}
    assert await holdings(winner.person_id) == {"FUND": LOTTERY_FEN, "POINTS": 500, "SHARES": 7}


async def test_who_owes_repays_first(noon, decided):
    world, at = await published_lottery(noon), noon + LATER
    team, (much, little, winner) = await full_team(world)
    for order, debt_fen in ((much, 130), (little, 30)):
        await owes(order.person_id, debt_fen, world, noon)
    await settled(await decided([team], [winner], at=at), now=at)
    assert await holdings(much.person_id) == {"RECEIVABLE": -30}
    assert await holdings(little.person_id) == {"CREDIT": 70}
    repaid = {row.person_id: row.repaid_fen for row in await Subsidy.all()}
    assert repaid == {much.person_id: 100, little.person_id: 30}


async def owes(person_id, debt_fen, world, now):
    """Somebody who gave back what they no longer had, to a budget elsewhere."""
    debt = of_person(AccountKind.RECEIVABLE, str(person_id))
    leg = Leg(source=debt, target=budget("elsewhere"), amount=debt_fen)
    await post(Recipe(key=f"test:{new_id(now)}", kind="TEST", cause="test", legs=[leg]), now=now)


async def test_a_refund_and_the_settlement_at_once_give_everything_back_once(noon, decided):
    world, at = await published_lottery(noon), noon + LATER
    team, (loser, winner, other) = await full_team(world)
    operator = await world.person("值班员", role=Role.OPERATOR)
    draw = await decided([team], [winner], at=at)

    async def refund(order):
        wanted = OrderRefund(
            operator_id=operator.id,
            order_id=order.id,
            amount_fen=1000,
            reason="碰伤了",
            key=f"{order.id}",
        )
        try:
            return await refund_order(wanted, now=at)
        except (RefundTooLarge, SeatBoundToDraw):
            return None  # all of it was on its way already, or it was still being drawn

    settling = settle_draw(draw.id, now=at)
    _, _, back, _ = await asyncio.gather(refund(loser), settling, refund(winner), refund(other))
    # A team that somebody holds is passed by, and settled the next time.
    await settled(draw, now=at)
    for order in (loser, other):
        assert (await stands(order))[2] == LOTTERY_FEN
        assert await held("IN_FLIGHT", order.id) == LOTTERY_FEN
    # Before it is settled nothing goes back; after it, as much of the prize goes with it.
    back_fen = back.refunded_fen if back else 0
    assert back_fen in {0, 1000}
    assert (await holdings(winner.person_id))["FUND"] == LOTTERY_FEN - back_fen


async def test_a_void_campaign_goes_home_team_by_team(noon, decided):
    at = noon + LATER
    world = await published_lottery(noon, scope=DrawScope.CAMPAIGN, winners=4, most=30)
    made = [await full_team(world) for _ in range(5)]
    draw = await decided(
        [team for team, _ in made], [], at=at, status=DrawStatus.VOID, of_campaign=True
    )
    assert await settled(draw, now=at) == 5 + 1
    assert {team.status for team in await Team.all()} == {"CANCELLED"}
    assert {order.refunded_fen for order in await Order.all()} == {LOTTERY_FEN}
    assert (await Draw.get(id=draw.id)).settled_at == at
