"""Refunds are shared out among what was paid, exactly, in whatever pieces they come."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.policy import POLICY
from rules.refunds import Tender, is_late, left, number, ordinal, parts
from rules.refusals import RefundTooLarge, TooManyRefunds

MOST = POLICY.refunds_of_one_payment_most
sums = st.lists(st.integers(1, 10**9), min_size=1, max_size=5)


def paid(amounts):
    return [Tender(source=f"P{n}", amount_fen=fen) for n, fen in enumerate(amounts)]


def after(tenders, amount_fen):
    """The same tenders after this much went back."""
    given_back = parts(tenders, amount_fen)
    return [
        replace(tender, returned_fen=tender.returned_fen + fen)
        for tender, fen in zip(tenders, given_back, strict=True)
    ]


def refunded(tenders, pieces):
    for piece in pieces:
        tenders = after(tenders, piece)
    return [tender.returned_fen for tender in tenders]


@st.composite
def pieces_of(draw):
    """What was paid, and refunds that are together no more than that."""
    amounts = draw(sums)
    cuts = sorted(draw(st.lists(st.integers(1, sum(amounts)), min_size=1, max_size=8, unique=True)))
    return amounts, [to - at for at, to in zip([0, *cuts], cuts, strict=False)]


@given(pieces_of())
def test_every_refund_is_exact_and_takes_no_tender_below_nothing(asked):
    amounts, pieces = asked
    tenders = paid(amounts)
    for piece in pieces:
        given_back = parts(tenders, piece)
        assert sum(given_back) == piece
        for tender, fen in zip(tenders, given_back, strict=True):
            assert 0 <= fen <= tender.left_fen
        tenders = after(tenders, piece)


@given(pieces_of(), st.randoms(use_true_random=False))
def test_neither_order_nor_number_of_refunds_decides_what_goes_back_where(asked, chance):
    amounts, pieces = asked
    other = pieces.copy()
    chance.shuffle(other)
    whole = refunded(paid(amounts), [sum(pieces)])
    assert refunded(paid(amounts), pieces) == refunded(paid(amounts), other) == whole


@given(sums)
def test_all_of_it_goes_back_to_where_it_came_from(amounts):
    assert refunded(paid(amounts), [sum(amounts)]) == amounts


@given(sums, sums, st.data())
def test_what_is_paid_after_a_refund_catches_up(before, later, data):
    """A deposit is refunded in part before the balance is paid."""
    first = data.draw(st.integers(1, sum(before)))
    tenders = [*after(paid(before), first), *paid(later)]
    piece = data.draw(st.integers(1, left(tenders)))
    given_back = parts(tenders, piece)
    assert sum(given_back) == piece
    assert all(0 <= fen <= t.left_fen for t, fen in zip(tenders, given_back, strict=True))
    assert sum(parts(tenders, left(tenders))) == left(tenders)


def test_by_example():
    tenders = paid([300, 700])
    assert parts(tenders, 10) == [3, 7]
    assert parts(tenders, 1) == [0, 1]
    assert parts(after(tenders, 999), 1) == [1, 0]
    # 200 of the deposit went back alone, then the balance came: it is behind with its share.
    ahead = [replace(tenders[0], returned_fen=200), tenders[1]]
    assert parts(ahead, 100) == [0, 100]
    assert parts(ahead, 600) == [40, 560]


def test_no_more_goes_back_than_is_left():
    tenders = after(paid([300, 700]), 990)
    with pytest.raises(RefundTooLarge) as refusal:
        parts(tenders, 11)
    assert refusal.value.left_fen == 10
    with pytest.raises(RefundTooLarge):
        parts([], 1)
    with pytest.raises(AssertionError):
        parts(tenders, 0)


def test_the_last_number_is_kept_for_all_that_is_left():
    assert ordinal(0, ends=False) == 1
    assert ordinal(MOST - 2, ends=False) == MOST - 1
    assert ordinal(MOST - 1, ends=True) == MOST
    for made, ends in ((MOST - 1, False), (MOST, True)):
        with pytest.raises(TooManyRefunds) as refusal:
            ordinal(made, ends=ends)
        assert refusal.value.most == MOST


def test_a_number_names_its_payment():
    assert number("P20260101ABC", 7) == "P20260101ABC-7"


def test_the_third_attempt_in_vain_is_late():
    assert [is_late(attempts) for attempts in range(5)] == [False, False, False, True, True]
