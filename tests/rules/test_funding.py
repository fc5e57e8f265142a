"""What promises cost at most, and what a campaign comes to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import economics
from rules import funding as rules
from rules.campaigns import CampaignKind
from rules.economics import Plan, expected, planned, worst
from rules.faults import BadInput
from rules.funding import TopUpStatus, TopUpTarget
from rules.particulars import DrawScope, FundedBy, Particulars
from rules.policy import POLICY
from rules.refusals import BudgetTooLow, OtherPersonDecides, TopUpDecided
from tests.rules.test_publication import DRAW, LOTTERY, SUPER

TERMS = st.builds(
    replace,
    st.just(DRAW),
    scope=st.sampled_from(DrawScope),
    winners=st.integers(1, 4),
    most=st.integers(1, 6),
    subsidy_fen=st.integers(0, 1000),
    grants_fund=st.booleans(),
    points=st.integers(0, 1000),
)


def paid_out(draw, *, entries, price_fen):
    """What one draw among so many costs, winner by winner and loser by loser."""
    prize_fen = (price_fen if draw.grants_fund else 0) + draw.points
    winners = min(draw.winners, entries)
    return sum(prize_fen for _ in range(winners)) + sum(
        draw.subsidy_fen for _ in range(entries - winners)
    )


@given(draw=TERMS, size=st.integers(5, 9), teams=st.integers(0, 6), price_fen=st.integers(0, 5000))
def test_nothing_that_can_happen_costs_more_than_the_worst_case(draw, size, teams, price_fen):
    of_campaign = draw.scope is DrawScope.CAMPAIGN
    if of_campaign:
        draw = replace(draw, most=draw.most * size)
    worst_fen = rules.worst_case_fen(draw, size=size, price_fen=price_fen)
    counted = rules.counted_of_team(draw, size=size)
    formed = min(teams, draw.most // counted)
    if of_campaign:
        cost_fen = paid_out(draw, entries=formed * size, price_fen=price_fen)
        all_fen = paid_out(draw, entries=draw.most, price_fen=price_fen)
    else:
        cost_fen = formed * paid_out(draw, entries=size, price_fen=price_fen)
        all_fen = draw.most * paid_out(draw, entries=size, price_fen=price_fen)
    assert cost_fen <= worst_fen == all_fen


def test_the_source_is_the_merchants_or_the_platforms():
    assert rules.source_of(FundedBy.DEPOSIT, merchant_id="m") == rules.deposit("m")
    assert rules.source_of(FundedBy.MARKETING, merchant_id="m") == rules.MARKETING


def test_what_is_missing_is_told_to_the_fen():
    rules.covered(held_fen=100, worst_fen=100)
    with pytest.raises(BudgetTooLow) as answer:
        rules.covered(held_fen=99, worst_fen=100)
    assert answer.value.missing_fen == 1


def test_a_top_up_is_decided_once_and_by_another():
    rules.may_decide(TopUpStatus.REQUESTED, is_theirs=False)
    with pytest.raises(OtherPersonDecides):
        rules.may_decide(TopUpStatus.REQUESTED, is_theirs=True)
    for status in (TopUpStatus.APPROVED, TopUpStatus.REJECTED):
        with pytest.raises(TopUpDecided) as answer:
            rules.may_decide(status, is_theirs=True)
        assert answer.value.status == status


@pytest.mark.parametrize(
    ("target", "merchant", "kind", "owner"),
    [
        (TopUpTarget.DEPOSIT, "m", "DEPOSIT", "m"),
        (TopUpTarget.MARKETING, None, "MARKETING", "platform"),
        (TopUpTarget.REVENUE, None, "REVENUE", "platform"),
    ],
)
def test_a_top_up_goes_from_the_bank_to_where_it_was_meant_for(target, merchant, kind, owner):
    journal = rules.topped_up(top_up_id="t", target=target, merchant_id=merchant, amount_fen=7)
    [leg] = journal.legs
    assert (leg.source, leg.amount, journal.key) == (rules.BANK, 7, "topup:t")
    assert (leg.target.kind, leg.target.owner) == (kind, owner)


PLAN = Plan(teams=10, members=None, forms_percent=50, unit_cost_fen=1000)


def test_what_a_lottery_comes_to_for_ten_teams_of_three():
    at_worst = worst(LOTTERY, [1990], planned(LOTTERY, PLAN))
    assert (at_worst.teams, at_worst.buyers, at_worst.pieces) == (10, 30, 10)
    assert (at_worst.revenue_fen, at_worst.funds_fen) == (19_900, 19_900)
    assert (at_worst.subsidies_fen, at_worst.points_fen, at_worst.goods_fen) == (2000, 5000, 10_000)
    # Of each team's 19.90: 5 % and 2 %, each rounded down; 2 % to the platform.
    assert (at_worst.commissions_fen, at_worst.platform_fee_fen) == (10 * (99 + 39), 10 * 39)
    assert at_worst.margin_fen == 19_900 - 19_900 - 2000 - 5000 - 10_000 - 1380 - 390
    rewards_fen = at_worst.subsidies_fen + at_worst.funds_fen + at_worst.points_fen
    assert rewards_fen == rules.worst_case_fen(DRAW, size=3, price_fen=1990)
    half = expected(LOTTERY, [1990], planned(LOTTERY, PLAN))
    assert (half.teams, half.pieces, half.margin_fen) == (5, 5, at_worst.margin_fen // 2)


def test_one_draw_of_a_campaign_has_its_winners_once():
    draw = replace(DRAW, scope=DrawScope.CAMPAIGN, most=30, winners=2)
    campaign = replace(LOTTERY, particulars=Particulars(draw=draw))
    outcome = worst(campaign, [1990], planned(campaign, PLAN))
    assert (outcome.pieces, outcome.revenue_fen, outcome.subsidies_fen) == (2, 3980, 2800)
    with pytest.raises(BadInput) as fault:
        planned(campaign, replace(PLAN, teams=11))
    assert fault.value.field == "teams"


@pytest.mark.parametrize(
    ("members", "price_fen"), [(3, 3900), (4, 3900), (5, 3500), (9, 3500), (10, 2900)]
)
def test_a_large_team_pays_the_price_of_the_rung_it_reached(members, price_fen):
    plan = planned(SUPER, replace(PLAN, teams=1, members=members))
    assert expected(SUPER, [3900], full(plan)).revenue_fen == members * price_fen


ORDINARY = replace(
    LOTTERY, kind=CampaignKind.ORDINARY, particulars=Particulars(), leader_discount_fen=100
)


def full(plan):
    """The same where every team forms."""
    return replace(plan, forms_percent=100)


@given(
    campaign=st.one_of(
        st.just(ORDINARY),
        st.just(SUPER),
        TERMS.map(lambda draw: replace(LOTTERY, size=5, particulars=Particulars(draw=draw))),
    ),
    teams=st.integers(1, 6),
    prices=st.lists(st.integers(200, 4000), min_size=1, max_size=3),
    cost_fen=st.integers(0, 4000),
)
def test_no_number_of_teams_that_may_form_leaves_less_than_the_worst(
    campaign, teams, prices, cost_fen
):
    draw = campaign.particulars.draw
    if draw is not None and draw.scope is DrawScope.CAMPAIGN:
        draw = replace(draw, most=draw.most * campaign.size)
        campaign = replace(campaign, particulars=Particulars(draw=draw))
    most = draw.most // rules.counted_of_team(draw, size=campaign.size) if draw else teams
    plan = planned(campaign, replace(PLAN, teams=min(teams, most), unit_cost_fen=cost_fen))
    least_fen = worst(campaign, prices, plan).margin_fen
    may_be = [
        expected(campaign, [fen], full(replace(plan, teams=formed))).margin_fen
        for formed in range(plan.teams + 1)
        for fen in prices
    ]
    assert least_fen == min(may_be)


@pytest.mark.parametrize(("third_level", "parts"), [(False, 500 + 200), (True, 500 + 200 + 100)])
def test_commissions_are_of_the_levels_allowed_and_within_their_cap(
    third_level, parts, monkeypatch
):
    plan = replace(planned(ORDINARY, PLAN), teams=1, third_level=third_level)
    kept_fen = 3 * 5000 - 100
    assert plan.commission_bp == parts
    outcome = expected(ORDINARY, [5000], full(plan))
    assert outcome.commissions_fen == kept_fen * parts // 10_000
    assert outcome.platform_fee_fen == kept_fen * 200 // 10_000
    monkeypatch.setattr(economics, "POLICY", replace(POLICY, commission_cap_bp=100))
    assert plan.commission_bp == 100
    assert expected(ORDINARY, [5000], full(plan)).commissions_fen == kept_fen // 100


def test_an_ordinary_team_buys_the_cheapest_at_worst_and_the_mean_as_expected():
    ordinary = ORDINARY
    plan = planned(ordinary, replace(full(PLAN), teams=2, unit_cost_fen=1000))
    assert worst(ordinary, [1000, 2000], plan).revenue_fen == 6 * 1000 - 200
    assert expected(ordinary, [1000, 2000], plan).revenue_fen == 6 * 1500 - 200
    # Where each team leaves something, nothing is worse than that none forms.
    assert worst(ordinary, [2000], plan).teams == 0
    for changes, field in (
        ({"teams": 0}, "teams"),
        ({"members": 2}, "members"),
        ({"members": 4}, "members"),
        ({"forms_percent": 101}, "formsPercent"),
    ):
        with pytest.raises(BadInput) as fault:
            planned(ordinary, replace(PLAN, **changes))
        assert fault.value.field == field
