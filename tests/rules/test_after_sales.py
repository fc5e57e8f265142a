"""Where an after-sale may go, what may be asked when, and that every way has an end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.after_sale_offers import (
    FAULTS,
    AfterSaleDenial,
    AfterSaleReason,
    Bought,
    Wanted,
    asked,
    choices,
    is_late,
    most_fen,
    most_points,
)
from rules.after_sales import (
    OPEN,
    AfterSale,
    AfterSaleDeed,
    AfterSaleKind,
    AfterSaleSide,
    AfterSaleStatus,
    deadline,
    overdue,
    possible,
    ruled_fen,
)
from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import AfterSaleNotOffered, AfterSaleTooLarge

R, K, S, D = AfterSaleReason, AfterSaleKind, AfterSaleStatus, AfterSaleDeed
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
GOT = Bought(
    status=OrderStatus.COMPLETED,
    quantity=3,
    total_fen=10_600,
    shipping_fen=600,
    refunded_fen=0,
    shipped=3,
    confirmed_at=NOON,
    received_at=NOON,
)
SALE = AfterSale(
    kind=K.REFUND_ONLY,
    status=S.REQUESTED,
    asked_while=OrderStatus.COMPLETED,
    asks=1,
    sent_back=False,
    ruled=False,
)


def kinds(bought, at):
    return {each.kind: set(each.reasons) for each in choices(bought, now=at)}


def test_before_shipping_it_is_the_money_alone_and_all_of_it():
    waiting = replace(GOT, status=OrderStatus.CONFIRMED, received_at=None)
    assert kinds(waiting, NOON) == {K.REFUND_ONLY: {R.CHANGED_MIND, R.NOT_SHIPPED}}
    assert most_fen(waiting, reason=R.CHANGED_MIND, pieces=3) == 10_600
    assert not is_late(waiting, now=NOON + POLICY.ship_by - timedelta(seconds=1))
    assert is_late(waiting, now=NOON + POLICY.ship_by)


def test_on_the_way_what_did_not_arrive_is_asked_back():
    away = replace(GOT, status=OrderStatus.SHIPPED, received_at=None)
    assert R.NOT_RECEIVED in kinds(away, NOON)[K.REFUND_ONLY]
    assert R.NOT_RECEIVED not in kinds(away, NOON)[K.RETURN_AND_REFUND]


def test_seven_days_without_a_reason_then_faults_alone_then_nothing():
    assert R.CHANGED_MIND in kinds(GOT, NOON + 7 * DAY - timedelta(seconds=1))[K.RETURN_AND_REFUND]
    later = kinds(GOT, NOON + 7 * DAY)
    assert R.CHANGED_MIND not in later[K.RETURN_AND_REFUND]
    assert later[K.REFUND_ONLY] == set(FAULTS)
    with pytest.raises(AfterSaleNotOffered) as refused:
        choices(GOT, now=NOON + POLICY.fault_window)
    assert refused.value.why is AfterSaleDenial.WINDOW_OVER


def test_what_is_made_to_order_is_not_sent_back_on_a_whim():
    assert R.CHANGED_MIND not in kinds(replace(GOT, returnable=False), NOON)[K.RETURN_AND_REFUND]


def test_who_changed_their_mind_bears_the_way_and_who_got_damaged_goods_does_not():
    assert most_fen(GOT, reason=R.CHANGED_MIND, pieces=3) == 10_000
    assert most_fen(GOT, reason=R.DAMAGED, pieces=3) == 10_600
    assert most_fen(GOT, reason=R.DAMAGED, pieces=1) == 3333
    partly = replace(GOT, refunded_fen=9_000)
    assert most_fen(partly, reason=R.DAMAGED, pieces=3) == 1_600
    assert most_fen(partly, reason=R.CHANGED_MIND, pieces=3) == 1_000


def test_points_go_back_by_the_piece_and_never_twice():
    redeemed = replace(GOT, total_fen=0, shipping_fen=0, points=100)
    assert most_points(redeemed, pieces=1) == 33
    assert most_points(replace(redeemed, points_returned=90), pieces=3) == 10


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": OrderStatus.PAID}, AfterSaleDenial.NOT_CONFIRMED),
        ({"status": OrderStatus.CLOSED}, AfterSaleDenial.NOT_CONFIRMED),
        ({"ruled": True}, AfterSaleDenial.RULED),
        ({"asked": 5}, AfterSaleDenial.TOO_MANY),
        ({"refunded_fen": 10_600}, AfterSaleDenial.NOTHING_LEFT),
        ({"returned": 3}, AfterSaleDenial.NOTHING_LEFT),
    ],
)
def test_why_nothing_may_be_asked(change, why):
    with pytest.raises(AfterSaleNotOffered) as refused:
        choices(replace(GOT, **change), now=NOON)
    assert refused.value.why is why


def wanted(**changes):
    facts = {"kind": K.REFUND_ONLY, "reason": R.DAMAGED, "text": "", "picture_ids": []}
    return Wanted(**{**facts, "pieces": 1, "amount_fen": None, **changes})


def test_what_is_given_away_can_be_exchanged_and_no_more():
    given = replace(GOT, total_fen=0, shipping_fen=0, quantity=1)
    assert set(kinds(given, NOON)) == {K.EXCHANGE}
    assert asked(given, wanted(kind=K.EXCHANGE), now=NOON).amount_fen == 0


def test_an_amount_is_bounded_and_pieces_too():
    assert asked(GOT, wanted(amount_fen=100), now=NOON).amount_fen == 100
    with pytest.raises(AfterSaleTooLarge) as refused:
        asked(GOT, wanted(amount_fen=3334), now=NOON)
    assert refused.value.most_fen == 3333
    for pieces in (0, 4):
        with pytest.raises(BadInput):
            asked(GOT, wanted(pieces=pieces), now=NOON)


def test_what_never_left_cannot_come_back():
    partly = replace(GOT, status=OrderStatus.SHIPPED, received_at=None, shipped=1)
    assert asked(partly, wanted(pieces=3), now=NOON).amount_fen == 10_600
    with pytest.raises(BadInput):
        asked(partly, wanted(kind=K.RETURN_AND_REFUND, pieces=2), now=NOON)


def test_a_ruling_grants_no_more_than_was_asked():
    assert ruled_fen(None, asked_fen=70, points=0) == 70
    with pytest.raises(AfterSaleTooLarge):
        ruled_fen(71, asked_fen=70, points=0)
    with pytest.raises(BadInput):
        ruled_fen(5, asked_fen=70, points=3)


@pytest.mark.parametrize("status", AfterSaleStatus)
def test_who_waits_has_a_deadline_and_who_does_not_has_none(status):
    due = deadline(status, now=NOON)
    assert (due is not None) == (status in OPEN)
    sale = replace(SALE, status=status)
    anybody = [deed for side in AfterSaleSide for deed in possible(sale, side)]
    assert bool(anybody) == (status in OPEN)
    if status in OPEN:
        assert overdue(sale, order=OrderStatus.COMPLETED, left=False) in AfterSaleDeed


@given(
    status=st.sampled_from(OPEN),
    asks=st.integers(1, 2),
    sent=st.booleans(),
    ruled=st.booleans(),
)
def test_nobody_withdraws_what_was_sent_or_complains_twice(status, asks, sent, ruled):
    sale = replace(SALE, status=status, asks=asks, sent_back=sent, ruled=ruled)
    mine = possible(sale, AfterSaleSide.BUYER)
    assert not (sent and D.WITHDRAW in mine)
    assert not (ruled and D.COMPLAIN in mine)
    assert not (status is S.DECLINED and asks == 2 and D.CHANGE in mine)


@given(
    refunded=st.integers(0, 10_600),
    pieces=st.integers(1, 3),
    reason=st.sampled_from(AfterSaleReason),
)
def test_never_more_than_is_left(refunded, pieces, reason):
    bought = replace(GOT, refunded_fen=refunded)
    assert 0 <= most_fen(bought, reason=reason, pieces=pieces) <= bought.left_fen
