import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import MOST_FEN, part, share_out, yuan

amounts = st.integers(0, MOST_FEN)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@given(amounts, weights)
def test_shares_lose_and_invent_nothing(amount, parts):
    shares = share_out(amount, parts)
    assert sum(shares) == amount
    assert len(shares) == len(parts)
    for share, weight in zip(shares, parts, strict=True):
        # Less than a fen away from the ideal, compared without dividing.
        assert abs(share * sum(parts) - amount * weight) < sum(parts)


@given(amounts, weights)
def test_nothing_is_shared_out_to_nobody(amount, parts):
    pairs = zip(share_out(amount, parts), parts, strict=True)
    assert all(share == 0 for share, weight in pairs if weight == 0)


@given(amounts, st.integers(1, 50))
def test_equal_weights_differ_by_a_fen_earlier_ones_first(amount, count):
    shares = share_out(amount, [1] * count)
    assert shares == sorted(shares, reverse=True)
    assert max(shares) - min(shares) <= 1


def test_ties_go_to_the_earlier():
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert share_out(5, [1, 3, 3]) == [1, 2, 2]


@pytest.mark.parametrize(("amount", "parts"), [(-1, [1]), (1, [0, 0])])
def test_a_share_out_that_cannot_be_meant(amount, parts):
    with pytest.raises(AssertionError):
        share_out(amount, parts)


@given(amounts, st.integers(1, 400))
def test_all_parts_make_the_whole(total, n):
    parts = [part(total, k=k, n=n) for k in range(1, n + 1)]
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize("k", [0, 4])
def test_there_is_no_part_beyond_the_last(k):
    with pytest.raises(AssertionError):
        part(100, k=k, n=3)


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_yuan_reads_back_as_the_same_fen(fen):
    whole, _, rest = yuan(fen).partition(".")
    assert len(rest) == 2
    assert int(whole + rest) == fen


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (1250, "12.50"), (-5, "-0.05"), (-1250, "-12.50")]
)
def test_yuan_by_example(fen, text):
    assert yuan(fen) == text
