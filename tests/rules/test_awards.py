from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accounts import ISSUANCE, AccountKind, AccountName, budget, of_person
from rules.awards import (
    Grant,
    Promised,
    awarded,
    earning_legs,
    grant,
    promised,
    subsidised,
)
from rules.ledger import Unit
from rules.particulars import DrawMode, DrawScope, DrawTerms, FundedBy
from rules.releases import PaidInto
from rules.takebacks import Award, Holding, Taken, Winner, taken, taken_back

TERMS = DrawTerms(
    scope=DrawScope.TEAM,
    mode=DrawMode.OPERATOR_COMMIT,
    winners=1,
    most=1,
    funded_by=FundedBy.DEPOSIT,
    market_price_fen=1,
    subsidy_fen=0,
    grants_fund=True,
    points=500,
    shares=3,
    report_days=None,
)
CREDIT = of_person(AccountKind.CREDIT, "p")
OWED = of_person(AccountKind.RECEIVABLE, "p")


def test_a_fund_equals_the_price_and_points_have_their_cost():
    won = grant(TERMS, price_fen=1990)
    assert won == Grant(fund_fen=1990, points=500, points_cost_fen=500, shares=3)
    assert grant(replace(TERMS, grants_fund=False), price_fen=1990).fund_fen == 0


def test_what_was_promised_is_read_from_the_frozen_rules():
    assert promised({}) == Promised()
    assert promised({}).window == timedelta(days=15 + 7)
    fund = {"into": "CASH", "afterDays": 9}
    draw = {"subsidyInto": "CASH", "fund": fund, "points": {"expireAfterDays": 10}}
    assert promised({"draw": draw}) == Promised(
        subsidy_into=PaidInto.CASH,
        fund_into=PaidInto.CASH,
        window=timedelta(days=9),
        points_kept=timedelta(days=10),
    )


@given(debt_fen=st.integers(0, 300), amount_fen=st.integers(1, 200))
def test_debts_are_repaid_first_and_never_more_than_there_are(debt_fen, amount_fen):
    legs = earning_legs(source=budget("c"), target=CREDIT, debt_fen=debt_fen, amount_fen=amount_fen)
    went = {leg.target: leg.amount for leg in legs}
    assert sum(went.values()) == amount_fen
    assert went.get(OWED, 0) == min(debt_fen, amount_fen)
    assert set(went) <= {OWED, CREDIT}


def test_a_subsidy_moves_from_the_budget_under_its_order():
    words = {"order_id": "o", "campaign_id": "c", "person_id": "p", "amount_fen": 100}
    journal = subsidised(into=PaidInto.CASH, debt_fen=30, **words)
    assert journal.key == "subsidy:o"
    assert [(leg.source, leg.target.kind, leg.amount) for leg in journal.legs] == [
        (budget("c"), AccountKind.RECEIVABLE, 30),
        (budget("c"), AccountKind.CASH, 70),
    ]


def test_an_award_is_money_points_with_their_cost_and_shares_of_nothing():
    words = {"order_id": "o", "campaign_id": "c", "person_id": "p", "lot_id": "l"}
    journal = awarded(grant(TERMS, price_fen=1990), **words)
    assert journal is not None
    moved = [(leg.source, leg.target.kind, leg.amount, leg.unit) for leg in journal.legs]
    assert moved == [
        (budget("c"), AccountKind.FUND, 1990, Unit.CNY),
        (budget("c"), AccountKind.POINTS_RESERVE, 500, Unit.CNY),
        (ISSUANCE, AccountKind.POINTS, 500, Unit.PTS),
        (ISSUANCE, AccountKind.SHARES, 3, Unit.SHARE),
    ]
    bare = replace(TERMS, grants_fund=False, points=0, shares=0)
    assert awarded(grant(bare, price_fen=1990), **words) is None


AWARD = Award(
    price_fen=1990,
    fund_fen=1990,
    fund_released_fen=0,
    fund_taken_fen=0,
    released_taken_fen=0,
    points=500,
    points_taken=0,
    point_cost_fen=1,
    shares=7,
    shares_taken=0,
)
UNTOUCHED = Holding(account_fen=0, points_left=500, points_used=0, points_back=0)


def after(award: Award, back: Taken) -> Award:
    return replace(
        award,
        fund_taken_fen=award.fund_taken_fen + back.fund_fen,
        released_taken_fen=award.released_taken_fen + back.released_fen,
        points_taken=award.points_taken + back.points,
        shares_taken=award.shares_taken + back.shares,
    )


def test_half_the_price_takes_half_of_everything_rounded_down():
    back = taken(AWARD, UNTOUCHED, refunded_fen=995)
    assert back == Taken(fund_fen=995, points=250, lot_points=250, shares=3)
    assert taken(after(AWARD, back), UNTOUCHED, refunded_fen=995).is_nothing


def test_of_a_fen_nothing_but_a_fen_of_the_fund_goes_back():
    assert taken(AWARD, UNTOUCHED, refunded_fen=1) == Taken(fund_fen=1)
    without = replace(AWARD, fund_fen=0)
    assert taken(without, UNTOUCHED, refunded_fen=1).is_nothing


def test_what_was_released_is_taken_from_the_account_and_owed_beyond_it():
    award = replace(AWARD, fund_released_fen=1000)
    has = replace(UNTOUCHED, account_fen=300)
    back = taken(award, has, refunded_fen=1990)
    assert (back.fund_fen, back.released_fen, back.account_fen) == (990, 1000, 300)
    assert back.debt_fen == 700


def test_spent_points_are_owed_and_expired_ones_are_not():
    has = Holding(account_fen=0, points_left=100, points_used=150, points_back=0)
    back = taken(AWARD, has, refunded_fen=1990)
    assert (back.points, back.lot_points, back.debt_fen) == (500, 100, 150)


@pytest.mark.parametrize(("price_fen", "refunded_fen"), [(0, 0), (1990, 0)])
def test_nothing_refunded_takes_nothing(price_fen, refunded_fen):
    award = replace(AWARD, price_fen=price_fen, fund_fen=price_fen)
    assert taken(award, UNTOUCHED, refunded_fen=refunded_fen).is_nothing


@st.composite
def lives(draw):
    """An award, and what happens between its refunds: releases, spending, expiring."""
    price_fen = draw(st.integers(1, 5000))
    award = replace(
        AWARD,
        price_fen=price_fen,
        fund_fen=draw(st.sampled_from([0, price_fen])),
        points=draw(st.integers(0, 900)),
        shares=draw(st.integers(0, 20)),
    )
    steps = draw(
        st.lists(
            st.tuples(
                st.integers(0, 2000),  # refunded
                st.integers(0, 2000),  # released
                st.integers(0, 2000),  # in the account
                st.integers(0, 400),  # points used
                st.integers(0, 400),  # points expired
            ),
            max_size=8,
        )
    )
    return award, steps


@given(lives())
def test_however_it_goes_back_all_of_it_does_with_the_last_fen_and_never_more(life):
    award, steps = life
    left, used, back_points, refunded_fen, owed_fen = award.points, 0, 0, 0, 0
    whole = [*steps, (award.price_fen, 0, 0, 0, 0)]
    for more_fen, release, account_fen, use, expire in whole:
        released = min(release, award.fund_left_fen)
        award = replace(award, fund_released_fen=award.fund_released_fen + released)
        spent = min(use, left)
        left, used = left - spent, used + spent
        left -= min(expire, left)
        refunded_fen = min(refunded_fen + more_fen, award.price_fen)
        has = Holding(
            account_fen=account_fen,
            points_left=left,
            points_used=used,
            points_back=back_points,
        )
        back = taken(award, has, refunded_fen=refunded_fen)
        assert min(back.fund_fen, back.released_fen, back.points, back.shares) >= 0
        assert back.account_fen <= min(account_fen, back.released_fen)
        assert back.fund_fen <= award.fund_left_fen
        assert 0 <= back.lot_points <= left
        left, back_points = left - back.lot_points, back_points + back.lot_points
        owed_fen += back.debt_fen - (back.released_fen - back.account_fen)
        award = after(award, back)
        assert award.released_taken_fen <= award.fund_released_fen
        went = award.fund_taken_fen + award.released_taken_fen
        assert went == award.fund_fen * refunded_fen // award.price_fen
        assert award.points_taken == award.points * refunded_fen // award.price_fen
    assert award.fund_taken_fen + award.released_taken_fen == award.fund_fen
    assert (award.points_taken, award.shares_taken) == (award.points, award.shares)
    # Each spent point is owed once, and nothing else.
    assert owed_fen == used


def test_the_journal_of_a_takeback_names_where_each_thing_comes_from():
    back = Taken(
        fund_fen=10, released_fen=9, account_fen=5, points=4, lot_points=3, shares=2, debt_fen=6
    )
    origin = AccountName(AccountKind.DEPOSIT, "m")
    winner = Winner(person_id="p", fund_into=PaidInto.CREDIT, lot_id="l", origin=origin)
    journal = taken_back(back, winner, order_id="o", n=2, point_cost_fen=1)
    assert journal is not None
    assert journal.key == "takeback:o:2"
    moved = [(leg.source.kind, leg.target, leg.amount, leg.unit) for leg in journal.legs]
    assert moved == [
        (AccountKind.FUND, origin, 10, Unit.CNY),
        (AccountKind.CREDIT, origin, 5, Unit.CNY),
        (AccountKind.RECEIVABLE, origin, 6, Unit.CNY),
        (AccountKind.POINTS_RESERVE, origin, 3, Unit.CNY),
        (AccountKind.POINTS, ISSUANCE, 3, Unit.PTS),
        (AccountKind.SHARES, ISSUANCE, 2, Unit.SHARE),
    ]
    assert taken_back(Taken(points=3), winner, order_id="o", n=1, point_cost_fen=1) is None
