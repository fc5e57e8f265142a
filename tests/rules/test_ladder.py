from hypothesis import given
from hypothesis import strategies as st

from rules.ladder import is_ladder, next_rung, rebate_fen, rung_reached
from rules.particulars import Rung


def rung(size, price_fen):
    return Rung(size=size, price_fen=price_fen)


LADDER = (rung(3, 3900), rung(5, 3500), rung(10, 2900))


@st.composite
def ladders(draw):
    sizes = sorted(draw(st.sets(st.integers(2, 1000), min_size=2, max_size=10)))
    amounts = st.sets(st.integers(1, 10**7), min_size=len(sizes), max_size=len(sizes))
    prices = sorted(draw(amounts), reverse=True)
    return tuple(rung(*pair) for pair in zip(sizes, prices, strict=True))


def test_the_largest_rung_that_is_reached_decides():
    reached = {n: rung_reached(LADDER, members=n) for n in (2, 3, 4, 5, 9, 10, 11)}
    assert {n: found and found.price_fen for n, found in reached.items()} == {
        2: None,
        3: 3900,
        4: 3900,
        5: 3500,
        9: 3500,
        10: 2900,
        11: 2900,
    }
    ahead = [next_rung(LADDER, members=n) for n in (0, 3, 9, 10)]
    assert [found and found.size for found in ahead] == [3, 5, 10, None]


@given(ladders(), st.integers(0, 1100))
def test_one_more_member_never_makes_it_dearer(ladder, members):
    assert is_ladder(ladder)
    here, then = (rung_reached(ladder, members=n) for n in (members, members + 1))
    if here is None:
        assert members < ladder[0].size
        return
    assert then.price_fen <= here.price_fen
    ahead = next_rung(ladder, members=members)
    assert here.size <= members
    assert ahead is None or ahead.size > members


@given(ladders(), st.integers(2, 1000), st.integers(1, 5), st.data())
def test_what_goes_back_and_what_is_kept_are_what_was_paid(ladder, members, quantity, data):
    paid_fen = ladder[0].price_fen * quantity
    left_fen = data.draw(st.integers(0, paid_fen))
    found = rung_reached(ladder, members=members) or ladder[0]
    back_fen = rebate_fen(
        paid_price_fen=ladder[0].price_fen,
        price_fen=found.price_fen,
        quantity=quantity,
        left_fen=left_fen,
    )
    assert 0 <= back_fen <= left_fen
    assert paid_fen - back_fen >= found.price_fen * quantity
    if left_fen == paid_fen:
        assert paid_fen - back_fen == found.price_fen * quantity


def test_what_is_no_ladder():
    assert is_ladder(LADDER)
    for wrong in (
        (),
        LADDER[:1],
        LADDER[::-1],
        (rung(1, 3900), rung(5, 3500)),
        (rung(3, 3900), rung(3, 3500)),
        (rung(3, 3900), rung(5, 3900)),
        (rung(3, 3900), rung(5, 4000)),
        (rung(3, 3900), rung(5, 0)),
        tuple(rung(n, 1000 - n) for n in range(2, 13)),
    ):
        assert not is_ladder(wrong), wrong
