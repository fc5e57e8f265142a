import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import MOST_FEN, in_proportion, yuan

wholes = st.lists(st.integers(0, MOST_FEN // 30), min_size=1, max_size=30)


@st.composite
def parts_of_wholes(draw):
    of = draw(wholes)
    return draw(st.integers(0, sum(of))), of


@given(parts_of_wholes())
def test_shares_lose_and_invent_nothing_and_exceed_no_whole(asked):
    amount, of = asked
    shares = in_proportion(amount, of)
    assert sum(shares) == amount
    assert all(0 <= share <= whole for share, whole in zip(shares, of, strict=True))


@given(parts_of_wholes())
def test_a_share_is_near_its_ideal(asked):
    amount, of = asked
    for share, whole in zip(in_proportion(amount, of), of, strict=True):
        # Compared without dividing: less than a fen away for each whole there is.
        assert abs(share * sum(of) - amount * whole) <= len(of) * sum(of)


@given(wholes)
def test_the_whole_is_shared_out_as_it_came(of):
    assert in_proportion(sum(of), of) == of


@given(parts_of_wholes(), st.integers(0, MOST_FEN))
def test_a_share_never_shrinks_as_the_part_grows(asked, more):
    amount, of = asked
    larger = min(amount + more, sum(of))
    before, after = in_proportion(amount, of), in_proportion(larger, of)
    assert all(one <= other for one, other in zip(before, after, strict=True))


def by_largest_remainders(amount, of):
    """Hamilton's method, which comes closer."""
    shares = [amount * whole // sum(of) for whole in of]
    claims = sorted(range(len(of)), key=lambda i: amount * of[i] % sum(of), reverse=True)
    for i in claims[: amount - sum(shares)]:
        shares[i] += 1
    return shares


def test_largest_remainders_would_ask_a_fen_back():
    # The control: why the fairer method is not used for money that goes back bit by bit.
    of = [100, 300, 300]
    fairer = [by_largest_remainders(amount, of) for amount in (3, 4)]
    assert fairer == [[1, 1, 1], [0, 2, 2]]
    assert [in_proportion(amount, of) for amount in (3, 4)] == [[0, 1, 2], [0, 2, 2]]


@pytest.mark.parametrize(("amount", "of"), [(-1, [1]), (1, [0, 0]), (3, [1, 1])])
def test_a_part_that_is_none(amount, of):
    with pytest.raises(AssertionError):
        in_proportion(amount, of)


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
