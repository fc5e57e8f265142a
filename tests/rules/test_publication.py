"""What keeps a campaign with a draw or a ladder from being published, and what its rules tell."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.beacons import QUICKNET
from rules.campaigns import Campaign, CampaignKind, CampaignStatus, Choice
from rules.disclosure import Disclosure, Permission
from rules.particulars import (
    DrawMode,
    DrawScope,
    DrawTerms,
    FundedBy,
    Particulars,
    Rung,
    of_plain,
)
from rules.policy import POLICY, PolicyRule
from rules.publication import Standing, frozen_rules, publishable, rules_hash
from rules.refusals import CampaignIncomplete

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DRAW = DrawTerms(
    scope=DrawScope.TEAM,
    mode=DrawMode.OPERATOR_COMMIT,
    winners=1,
    most=10,
    funded_by=FundedBy.DEPOSIT,
    market_price_fen=4800,
    subsidy_fen=100,
    grants_fund=True,
    points=500,
    shares=0,
    report_days=None,
)
LOTTERY = Campaign(
    kind=CampaignKind.LOTTERY,
    status=CampaignStatus.DRAFT,
    size=3,
    completes_at_size=None,
    hours_to_fill=24,
    starts_at=NOON,
    ends_at=NOON + timedelta(days=7),
    limit_per_person=1,
    max_quantity=1,
    leader_discount_fen=0,
    particulars=Particulars(draw=DRAW),
)
TRIAL_DRAW = replace(DRAW, grants_fund=False, points=0, subsidy_fen=0, report_days=14)
TRIAL = replace(LOTTERY, kind=CampaignKind.TRIAL, particulars=Particulars(draw=TRIAL_DRAW))
LADDER = (Rung(size=3, price_fen=3900), Rung(size=5, price_fen=3500), Rung(size=10, price_fen=2900))
SUPER = replace(
    LOTTERY,
    kind=CampaignKind.SUPER,
    size=10,
    completes_at_size=3,
    particulars=Particulars(ladder=LADDER),
)
ONE = [Choice(sku_id="a" * 36, solo_price_fen=4800, team_price_fen=1990, stock=10)]
STEP = [replace(ONE[0], team_price_fen=3900)]
TWO = [ONE[0], replace(ONE[0], sku_id="b" * 36)]
OPEN = Disclosure(organiser="山里人", key_id="0011223344556677")


def problem_of(campaign, choices, **standing):
    with pytest.raises(CampaignIncomplete) as answer:
        publishable(campaign, choices, standing=Standing(**standing), now=NOON)
    return answer.value.problem


def drawing(campaign=LOTTERY, **changes):
    draw = replace(campaign.particulars.draw, **changes)
    return replace(campaign, particulars=Particulars(draw=draw))


OF_CAMPAIGN = drawing(scope=DrawScope.CAMPAIGN, most=30, winners=2)


@pytest.mark.parametrize(
    ("problem", "campaign", "choices"),
    [
        ("DRAW_OF_ITS_KIND", replace(LOTTERY, particulars=Particulars()), ONE),
        ("DRAW_OF_ITS_KIND", replace(LOTTERY, kind=CampaignKind.ORDINARY), ONE),
        ("DRAW_HAS_ONE_CHOICE", LOTTERY, TWO),
        ("DRAW_IS_ONE_PIECE", replace(LOTTERY, max_quantity=2), ONE),
        ("DRAW_FORMS_FULL", replace(LOTTERY, completes_at_size=2), ONE),
        ("DRAW_HAS_ONE_PRICE", replace(LOTTERY, leader_discount_fen=1), ONE),
        ("DRAW_MOST_OUT_OF_RANGE", drawing(most=0), ONE),
        ("DRAW_MOST_OUT_OF_RANGE", drawing(most=POLICY.draw_teams_most + 1), ONE),
        ("DRAW_ENTRIES_IN_WHOLE_TEAMS", drawing(OF_CAMPAIGN, most=31), ONE),
        ("DRAW_HAS_LOSERS", drawing(winners=3), ONE),
        ("DRAW_HAS_LOSERS", drawing(winners=0), ONE),
        ("DRAW_HAS_LOSERS", drawing(OF_CAMPAIGN, winners=30), ONE),
        ("DRAW_STOCK_BELOW_PRIZES", drawing(most=11), ONE),
        ("DRAW_STOCK_BELOW_PRIZES", drawing(OF_CAMPAIGN, winners=11), ONE),
        ("BEACON_NOT_CONFIGURED", drawing(mode=DrawMode.PUBLIC_BEACON), ONE),
        ("LOTTERY_OWES_NO_REPORT", drawing(report_days=14), ONE),
        ("TRIAL_OWES_REPORT", drawing(TRIAL, report_days=None), ONE),
        ("MARKET_PRICE_BELOW_SOLO", drawing(market_price_fen=4799), ONE),
        ("SUBSIDY_ABOVE_PRICE", drawing(subsidy_fen=ONE[0].team_price_fen + 1), ONE),
        ("SUBSIDY_ABOVE_PRICE", drawing(TRIAL, subsidy_fen=1), [replace(ONE[0], team_price_fen=0)]),
        ("SUBSIDY_ABOVE_DAY", drawing(subsidy_fen=1001), ONE),
        ("DIVIDENDS_NOT_OVERRIDDEN", drawing(shares=1), ONE),
        ("MARKETING_IS_THE_PLATFORMS", drawing(funded_by=FundedBy.MARKETING), ONE),
        ("PRICE_MISSING", LOTTERY, [replace(ONE[0], team_price_fen=0)]),
        ("LADDER_OF_ITS_KIND", replace(SUPER, particulars=Particulars()), STEP),
        ("LADDER_OF_ITS_KIND", replace(SUPER, kind=CampaignKind.ORDINARY), STEP),
        ("LADDER_STEPS", replace(SUPER, particulars=Particulars(ladder=LADDER[:1])), STEP),
        ("LADDER_STEPS", replace(SUPER, particulars=Particulars(ladder=LADDER[::-1])), STEP),
        ("LADDER_SAYS_THE_SIZES", replace(SUPER, size=11), STEP),
        ("LADDER_SAYS_THE_SIZES", replace(SUPER, completes_at_size=None), STEP),
        ("SIZE_OUT_OF_RANGE", replace(SUPER, size=1001), STEP),
        ("SUPER_HAS_ONE_CHOICE", SUPER, [*STEP, replace(STEP[0], sku_id="b" * 36)]),
        ("SUPER_IS_ONE_PIECE", replace(SUPER, max_quantity=2), STEP),
        ("SUPER_HAS_ONE_PRICE", replace(SUPER, leader_discount_fen=1), STEP),
        ("SUPER_BEGINS_AT_ITS_HIGHEST_PRICE", SUPER, ONE),
        ("SUPER_STOCK_BELOW_SIZE", SUPER, [replace(STEP[0], stock=9)]),
    ],
)
def test_each_rule_of_publication_has_its_name(problem, campaign, choices):
    for good, offered in ((LOTTERY, ONE), (OF_CAMPAIGN, ONE), (TRIAL, ONE), (SUPER, STEP)):
        publishable(good, offered, now=NOON)
    assert problem_of(campaign, choices) == problem


def test_no_other_kind_has_a_draw():
    others = set(CampaignKind) - {CampaignKind.LOTTERY, CampaignKind.TRIAL}
    assert len(others) == 4
    for kind in others:
        assert problem_of(replace(LOTTERY, kind=kind), ONE) == "DRAW_OF_ITS_KIND"


def test_only_a_trial_may_be_free():
    free = [replace(ONE[0], team_price_fen=0)]
    publishable(TRIAL, free, now=NOON)
    assert problem_of(LOTTERY, free) == "PRICE_MISSING"


def test_a_prize_is_worth_fifty_thousand_yuan_at_most_fund_and_points_counted():
    fund_fen, points = 1990, 500
    highest = POLICY.prize_most_fen - fund_fen - points
    publishable(drawing(market_price_fen=highest), ONE, now=NOON)
    assert problem_of(drawing(market_price_fen=highest + 1), ONE) == "PRIZE_ABOVE_LIMIT"
    without = drawing(market_price_fen=highest + fund_fen, grants_fund=False)
    publishable(without, ONE, now=NOON)
    dearest = [replace(ONE[0], solo_price_fen=POLICY.prize_most_fen)]
    assert problem_of(drawing(market_price_fen=4800), dearest) == "MARKET_PRICE_BELOW_SOLO"


def test_what_others_have_to_allow_is_allowed_by_them_alone():
    shares = drawing(shares=1)
    publishable(shares, ONE, standing=Standing(permitted={PolicyRule.DIVIDENDS}), now=NOON)
    only = Standing(permitted={PolicyRule.CASH_SUBSIDY, PolicyRule.FUND_TO_CASH})
    assert problem_of(shares, ONE, permitted=only.permitted) == "DIVIDENDS_NOT_OVERRIDDEN"
    platforms = drawing(funded_by=FundedBy.MARKETING)
    publishable(platforms, ONE, standing=Standing(by_operator=True), now=NOON)
    by_beacon = drawing(mode=DrawMode.PUBLIC_BEACON)
    publishable(by_beacon, ONE, standing=Standing(chain=QUICKNET), now=NOON)


def test_the_rules_of_a_draw_tell_all_that_must_be_known_before_the_first_order():
    rules = frozen_rules(LOTTERY, ONE, disclosure=OPEN)
    assert rules["organiser"] == "山里人"
    draw = rules["draw"]
    assert (draw["mode"], draw["keyId"], draw["chain"]) == (
        "OPERATOR_COMMIT",
        "0011223344556677",
        None,
    )
    assert draw["odds"] == {"winners": 1, "among": 3, "exact": True}
    assert draw["held"] == {"when": "TEAM_FORMED", "by": "2026-01-09T12:00:00+00:00"}
    assert draw["times"] == {
        "countdownSeconds": 30,
        "stepMostMs": 1800,
        "allMostMs": 50_000,
        "voidAfterHours": 24,
    }
    [prize] = draw["prizes"]
    assert prize == {
        "from": 1,
        "to": 1,
        "sku": "a" * 36,
        "pieces": 1,
        "marketPriceFen": 4800,
        "fundFen": 1990,
        "points": 500,
        "shares": 0,
    }
    assert draw["subsidyFen"] == 100
    assert draw["reserved"] == {"from": "DEPOSIT", "fen": 10 * (1990 + 500 + 2 * 100)}
    assert draw["fund"] == {"parts": 10, "everyDays": 30, "afterDays": 22, "into": "CREDIT"}
    assert draw["points"] == {"costFen": 1, "expireAfterDays": 365}
    assert (draw["subsidyInto"], draw["reportDays"], rules["overrides"]) == ("CREDIT", None, [])
    assert json.loads(json.dumps(rules)) == rules


def test_one_draw_of_a_campaign_promises_odds_at_their_worst():
    draw = frozen_rules(OF_CAMPAIGN, ONE, disclosure=OPEN)["draw"]
    assert draw["odds"] == {"winners": 2, "among": 30, "exact": False}
    assert draw["held"]["when"] == "CAMPAIGN_ENDED"
    assert draw["reserved"]["fen"] == 2 * (1990 + 500) + 28 * 100


def test_what_an_operator_loosened_stands_in_the_rules_with_its_reason():
    rules = [PolicyRule.FUND_TO_CASH, PolicyRule.CASH_SUBSIDY]
    loosened = replace(OPEN, permissions=[Permission(rule=rule, reason="试点") for rule in rules])
    frozen = frozen_rules(LOTTERY, ONE, disclosure=loosened)
    assert frozen["overrides"] == [
        {"rule": "CASH_SUBSIDY", "reason": "试点"},
        {"rule": "FUND_TO_CASH", "reason": "试点"},
    ]
    assert (frozen["draw"]["subsidyInto"], frozen["draw"]["fund"]["into"]) == ("CASH", "CASH")


def test_the_beacon_a_draw_waits_for_is_named_whole():
    by_beacon = drawing(mode=DrawMode.PUBLIC_BEACON)
    rules = frozen_rules(by_beacon, ONE, disclosure=replace(OPEN, chain=QUICKNET))
    assert rules["draw"]["chain"]["hash"] == QUICKNET.hash.hex()
    assert rules["draw"]["chain"]["key"] == QUICKNET.key.hex()


def test_a_draw_without_its_disclosure_is_no_rules_at_all():
    with pytest.raises(AssertionError):
        frozen_rules(LOTTERY, ONE)


@pytest.mark.parametrize(
    "changes",
    [
        {"winners": 2},
        {"most": 9},
        {"subsidy_fen": 99},
        {"grants_fund": False},
        {"points": 501},
        {"shares": 1},
        {"market_price_fen": 4801},
        {"mode": DrawMode.PUBLIC_BEACON},
        {"funded_by": FundedBy.MARKETING},
    ],
)
def test_every_term_of_a_draw_is_in_the_hash(changes):
    known = rules_hash(frozen_rules(LOTTERY, ONE, disclosure=OPEN))
    assert rules_hash(frozen_rules(drawing(**changes), ONE, disclosure=OPEN)) != known
    for other in (replace(OPEN, organiser="别人"), replace(OPEN, key_id="ff" * 8)):
        assert rules_hash(frozen_rules(LOTTERY, ONE, disclosure=other)) != known


def test_a_ladder_is_in_the_rules_and_survives_being_stored():
    assert frozen_rules(SUPER, STEP)["ladder"] == [
        {"size": 3, "priceFen": 3900},
        {"size": 5, "priceFen": 3500},
        {"size": 10, "priceFen": 2900},
    ]
    for particulars in (SUPER.particulars, LOTTERY.particulars, Particulars()):
        assert of_plain(json.loads(json.dumps(particulars.plain()))) == particulars
