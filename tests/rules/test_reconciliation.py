from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from rules.days import span_of
from rules.faults import BadInput
from rules.reconciliation import (
    READY_AFTER,
    Arrival,
    Discrepancy,
    DiscrepancyKind,
    is_name,
    is_ready,
    last_ready,
    retry_at,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAY = date(2026, 1, 1)


def test_a_statement_is_asked_for_an_hour_after_its_day():
    ready = span_of(DAY)[1] + READY_AFTER
    assert last_ready(ready - TICK) == DAY - timedelta(days=1)
    assert last_ready(ready) == DAY
    is_ready(DAY, now=ready)
    with pytest.raises(BadInput, match="day"):
        is_ready(DAY, now=ready - TICK)


def test_a_day_that_fails_is_tried_ever_later_and_in_the_end_hourly():
    waits = [retry_at(attempts=n, now=NOON) - NOON for n in range(1, 20)]
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert (waits[0], waits[-1]) == (timedelta(seconds=16), timedelta(hours=1))


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ({}, True),
        ({"payment_number": "P1", "amount_fen": 5}, True),
        ({"payment_number": "P2"}, False),
        ({"amount_fen": 4}, False),
        ({"currency": "USD"}, False),
    ],
)
def test_which_refund_was_told_of(told, ours):
    assert Arrival(number="P1-1", **told).is_of(payment_number="P1", amount_fen=5) is ours


def test_the_same_difference_has_the_same_key_whoever_finds_it():
    facts = {
        "kind": DiscrepancyKind.MONEY_DIFFERS,
        "subject": "T1",
        "payment_number": "P1",
        "here_fen": 5,
    }
    told = Discrepancy(**facts, there_fen=4)
    assert Discrepancy(**facts, there_fen=4, day=DAY).key == told.key
    assert Discrepancy(**facts, there_fen=3).key != told.key
    assert Discrepancy(**facts, there_fen=4, currency="USD").key != told.key


@pytest.mark.parametrize("text", ["P1", "单号 1", "x" * 255])
def test_what_can_be_kept_and_shown_is_a_name(text):
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "P\0", "P\n", "P\u200b", "x" * 256])
def test_what_cannot_be_kept_or_shown_is_none(text):
    assert not is_name(text)
