from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.payments import (
    BACKOFF_SECONDS,
    Money,
    MoneyOutcome,
    Payment,
    PaymentStatus,
    next_attempt_at,
    outcome,
    payable,
)
from rules.refusals import AlreadyPaid, HoldExpired, PaymentClosed

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
HELD = Payment(
    amount_fen=1990, status=PaymentStatus.PENDING, expires_at=NOON, for_seat=True, waits=True
)
RIGHT = Money(
    reference="T1", payment_number="P1", amount_fen=1990, currency="CNY", paid_at=NOON - TICK
)

payments = st.builds(
    Payment,
    amount_fen=st.sampled_from([1, 1990, 10**9]),
    status=st.sampled_from(PaymentStatus),
    expires_at=st.just(NOON),
    for_seat=st.booleans(),
    waits=st.booleans(),
)
sums = st.builds(
    Money,
    reference=st.just("T1"),
    payment_number=st.just("P1"),
    amount_fen=st.sampled_from([1, 1990, 10**9]),
    currency=st.sampled_from(["CNY", "USD", "cny", ""]),
    paid_at=st.sampled_from([NOON - TICK, NOON, NOON + TICK]),
)


@pytest.mark.parametrize(
    ("payment", "money", "expected"),
    [
        ({}, {}, "SEAT"),
        ({"for_seat": False}, {}, "ORDER"),
        ({}, {"paid_at": NOON}, "SEAT"),
        ({}, {"paid_at": NOON + TICK}, "LATE"),
        ({"waits": False}, {}, "LATE"),
        ({"status": PaymentStatus.CLOSED}, {}, "LATE"),
        ({}, {"amount_fen": 1989}, "WRONG_AMOUNT"),
        ({}, {"amount_fen": 1991}, "WRONG_AMOUNT"),
        ({}, {"currency": "USD"}, "WRONG_AMOUNT"),
        ({"status": PaymentStatus.CLOSED}, {"amount_fen": 1}, "WRONG_AMOUNT"),
        ({"status": PaymentStatus.SUCCEEDED}, {}, "DUPLICATE"),
        ({"status": PaymentStatus.SUCCEEDED}, {"amount_fen": 1}, "DUPLICATE"),
    ],
)
def test_the_outcome_by_example(payment, money, expected):
    assert outcome(replace(HELD, **payment), replace(RIGHT, **money)) == expected


def test_money_for_nothing_known():
    assert outcome(None, RIGHT) is MoneyOutcome.UNKNOWN


@given(payments, sums)
def test_money_is_kept_only_for_what_waits_whole_and_in_time(payment, money):
    kept = outcome(payment, money) in {MoneyOutcome.SEAT, MoneyOutcome.ORDER}
    assert kept == (
        payment.status is PaymentStatus.PENDING
        and payment.waits
        and money.amount_fen == payment.amount_fen
        and money.currency == "CNY"
        and money.paid_at <= payment.expires_at
    )


@given(payments, sums)
def test_who_succeeded_is_never_paid_again(payment, money):
    succeeded = payment.status is PaymentStatus.SUCCEEDED
    assert (outcome(payment, money) is MoneyOutcome.DUPLICATE) == succeeded


@pytest.mark.parametrize(
    ("payment", "closing", "now", "why"),
    [
        ({}, False, NOON - TICK, None),
        ({}, False, NOON, HoldExpired),
        ({}, True, NOON - TICK, PaymentClosed),
        ({"waits": False}, False, NOON - TICK, PaymentClosed),
        ({"status": PaymentStatus.CLOSED}, False, NOON - TICK, PaymentClosed),
        ({"status": PaymentStatus.CLOSED}, False, NOON, HoldExpired),
        ({"status": PaymentStatus.SUCCEEDED}, True, NOON, AlreadyPaid),
    ],
)
def test_who_is_sent_to_the_cashier(payment, closing, now, why):
    asked = replace(HELD, **payment)
    if why is None:
        payable(asked, closing=closing, now=now)
        return
    with pytest.raises(why):
        payable(asked, closing=closing, now=now)


def test_attempts_come_ever_later_and_in_the_end_hourly():
    waits = [next_attempt_at(attempts=n, now=NOON) - NOON for n in range(1, 30)]
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert (waits[0], waits[-1]) == (timedelta(seconds=1), timedelta(hours=1))
    assert len(set(waits)) == len(BACKOFF_SECONDS)
    with pytest.raises(AssertionError):
        next_attempt_at(attempts=0, now=NOON)
