"""Points are spent in the order in which they expire, and come back the other way round."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accounts import MARKETING, deposit
from rules.ledger import Unit
from rules.particulars import FundedBy
from rules.points import (
    Lot,
    Part,
    Use,
    expired,
    fen_beside,
    given_back,
    may_return,
    points_beside,
    source_of,
    spent,
    taken,
    unspent,
)
from rules.policy import POLICY
from rules.refusals import PointsRefundTooLarge, TooManyLots

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def lot(left, n=0, each_fen=1, kind=FundedBy.MARKETING):
    return Lot(
        id=f"lot-{n}",
        person_id="p",
        left=left,
        each_fen=each_fen,
        source_kind=kind,
        source_owner="platform" if kind is FundedBy.MARKETING else "m",
        expires_at=NOON + timedelta(days=n),
    )


@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.data())
def test_lots_are_emptied_in_their_order(lefts, data):
    wanted = data.draw(st.integers(1, sum(lefts)))
    parts = taken([lot(left, n) for n, left in enumerate(lefts)], wanted)

    assert sum(part.points for part in parts) == wanted
    *whole, last = parts
    assert [part.points for part in whole] == lefts[: len(whole)]
    assert last.points <= last.lot.left


def test_one_order_has_points_of_so_many_lots():
    most = POLICY.lots_of_order_most
    assert len(taken([lot(1, n) for n in range(most)], most)) == most
    with pytest.raises(TooManyLots) as refusal:
        taken([lot(1, n) for n in range(most + 1)], most + 1)
    assert refusal.value.most == most


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=1), st.data())
def test_however_points_come_back_it_is_those_taken_last_first(sizes, data):
    uses = [Use(points=points, returned=0) for points, _ in sizes]
    left = sum(use.points for use in uses)
    while left:
        back = data.draw(st.integers(1, left))
        shares = given_back(uses, back)
        assert sum(shares) == back
        uses = [
            Use(points=use.points, returned=use.returned + share)
            for use, share in zip(uses, shares, strict=True)
        ]
        left -= back
        touched = [n for n, use in enumerate(uses) if use.returned]
        assert all(use.returned == use.points for use in uses[touched[0] + 1 :])
    assert all(use.returned == use.points for use in uses)


@given(st.integers(1, 10**6), st.integers(0, 10**9), st.data())
def test_money_and_points_go_back_together_and_whole_at_the_whole(points, fen, data):
    back = data.draw(st.integers(0, points))
    beside = fen_beside(back, of_points=points, total_fen=fen)

    assert 0 <= beside <= fen
    assert fen_beside(points, of_points=points, total_fen=fen) == fen
    assert points_beside(beside, total_fen=fen, of_points=points) <= back
    if fen:
        assert points_beside(fen, total_fen=fen, of_points=points) == points
    else:
        assert points_beside(0, total_fen=0, of_points=points) == 0


def test_no_more_goes_back_than_is_left():
    may_return(5, left=5)
    with pytest.raises(PointsRefundTooLarge):
        may_return(6, left=5)


def test_money_follows_points():
    parts = [Part(lot=lot(9, 1, each_fen=2), points=3), Part(lot=lot(9, 2), points=4)]
    there = spent(order_id="o", merchant_id="m", parts=parts, debt_fen=0)
    assert [leg.amount for leg in there.legs] == [6, 4]
    owing = spent(order_id="o", merchant_id="m", parts=parts, debt_fen=8)
    assert [(leg.target.kind, leg.amount) for leg in owing.legs] == [
        ("RECEIVABLE", 6),
        ("RECEIVABLE", 2),
        ("PAYABLE", 2),
    ]
    back = unspent(
        order_id="o", person_id="p", merchant_id="m", parts=parts, returned=7, payable_fen=7
    )
    assert back.key == "unredeem:o:7"
    points, *money = back.legs
    assert (points.unit, points.amount) == (Unit.PTS, 7)
    assert [(leg.source.kind, leg.amount) for leg in money] == [
        ("PAYABLE", 6),
        ("PAYABLE", 1),
        ("RECEIVABLE", 3),
    ]


@pytest.mark.parametrize(
    ("kind", "source"), [(FundedBy.MARKETING, MARKETING), (FundedBy.DEPOSIT, deposit("m"))]
)
def test_what_expires_goes_back_to_whose_it_was(kind, source):
    journal = expired(lot(5, each_fen=3, kind=kind), ordinal=2)
    assert source_of(lot(5, kind=kind)) == source
    assert journal.key == "expire:lot-0:2"
    assert [(leg.unit, leg.amount, leg.target) for leg in journal.legs][1] == (Unit.CNY, 15, source)
