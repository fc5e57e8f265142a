from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.accounts import AccountKind
from rules.awards import fund_released
from rules.releases import PaidInto, schedule, shrunk, spread

WINDOW = datetime(2026, 3, 1, tzinfo=UTC)
FEN = st.integers(0, 5_000_000)


@given(FEN, st.integers(1, 60))
def test_parts_sum_to_the_whole_and_differ_by_a_fen_at_most(total_fen, parts):
    amounts = spread(total_fen, parts)
    assert sum(amounts) == total_fen
    assert max(amounts) - min(amounts) <= 1
    for k in range(1, parts + 1):
        assert sum(amounts[:k]) == total_fen * k // parts


@given(FEN)
def test_a_fund_comes_in_ten_parts_of_thirty_days(fund_fen):
    parts = schedule(fund_fen, window_ends_at=WINDOW)
    assert [part.k for part in parts] == list(range(1, 11))
    assert [part.due_at - WINDOW for part in parts] == [
        timedelta(days=30 * k) for k in range(1, 11)
    ]
    assert sum(part.amount_fen for part in parts) == fund_fen


def test_the_fens_that_do_not_divide_come_last_when_they_are_whole():
    parts = schedule(1003, window_ends_at=WINDOW)
    assert [part.amount_fen for part in parts] == [100, 100, 100, 101, 100, 100, 101, 100, 100, 101]


@given(st.data(), FEN)
def test_released_and_taken_in_any_order_it_never_gives_more_than_there_is(data, fund_fen):
    """Ten times a part is released; before each, something may be taken back."""
    parts, released_fen, left_fen = schedule(fund_fen, window_ends_at=WINDOW), 0, fund_fen
    taken_fen = 0
    while parts:
        if data.draw(st.booleans()):
            taking = data.draw(st.integers(0, left_fen))
            taken_fen, left_fen = taken_fen + taking, left_fen - taking
            dates = [(part.k, part.due_at) for part in parts]
            parts = shrunk(left_fen, parts)
            assert [(part.k, part.due_at) for part in parts] == dates
        assert sum(part.amount_fen for part in parts) == left_fen
        first, *parts = parts
        released_fen, left_fen = released_fen + first.amount_fen, left_fen - first.amount_fen
    assert (left_fen, released_fen) == (0, fund_fen - taken_fen)


def test_nothing_is_left_of_no_part():
    assert shrunk(0, []) == []


@given(st.integers(1, 10_000), st.integers(0, 20_000), st.sampled_from(PaidInto))
def test_what_is_owed_is_repaid_before_anything_is_spendable(amount_fen, debt_fen, into):
    journal = fund_released(
        award_id="a", k=3, person_id="p", into=into, debt_fen=debt_fen, amount_fen=amount_fen
    )
    assert journal.key == "release:a:3"
    moved = {leg.target.kind: leg.amount for leg in journal.legs}
    assert moved.get(AccountKind.RECEIVABLE, 0) == min(debt_fen, amount_fen)
    assert moved.get(AccountKind(into), 0) == max(0, amount_fen - debt_fen)
    assert {leg.source.kind for leg in journal.legs} == {AccountKind.FUND}
