"""Ten tellings of each sum, late and shuffled and some false: each sum ends in one way."""

from collections import Counter
from random import Random

import pytest

from resolvers.books import check_books
from tests.hostile.naive import LateIsADuplicate, SeatInTheCallback
from tests.hostile.oracle import judged, must_sit
from tests.hostile.play import played
from tests.hostile.product import Product
from tests.hostile.script import FATES, Phase

SEED = 20260101
NEITHER = "has (0, 0, 0) as seat, refund, case"


@pytest.fixture
def count(full):
    """How many true notifications; the false ones are beside them."""
    return 5_000 if full else 600


@pytest.mark.timeout(900)
async def test_no_sum_ends_wrong(shop, count):
    product = await Product.opened(shop, Random(SEED))  # noqa: S311 - to be repeated
    script, ends = await played(product, seed=SEED, notifications=count)

    assert judged(script, ends) == []
    assert product.odd == []
    assert await check_books() == []
    assert sent_back(product, script) == {
        number: sum(ends.returned[name] for name in {s.reference for s in buyer.sums})
        for number, buyer in script.buyers.items()
    }
    assert_hostile(product, script, count)


def sent_back(product, script):
    """What the provider refunded of each payment, as it counts itself."""
    found = dict.fromkeys(script.buyers, 0)
    for refund in product.provider.refunds.values():
        found[refund.payment_number] += refund.amount_fen
    return found


def assert_hostile(product, script, count):
    """What was played was what it is said to be."""
    told = {phase: len(sums) for phase, sums in script.tellings.items()}
    assert sum(told.values()) >= count
    over = sum(
        script.first[s] > buyer.joined for buyer in script.buyers.values() for s in buyer.sums
    )
    assert over >= 0.2 * len(script.first)
    assert told[Phase.HOLDS] < 0.8 * sum(told.values())
    assert product.false >= 0.05 * count
    assert {fate.__name__ for fate in script.fates} == {fate.__name__ for fate, _ in FATES}
    assert any(must_sit(script, buyer) for buyer in script.buyers.values())
    assert product.provider.asked_again


@pytest.mark.parametrize(
    ("mall", "loses"),
    [
        (SeatInTheCallback, {NEITHER, "more sit than it has seats"}),
        (LateIsADuplicate, {NEITHER, "somebody who paid in time does not sit"}),
    ],
)
async def test_what_malls_do_is_found_wrong(mall, loses, count):
    script, ends = await played(mall(), seed=SEED, notifications=count)
    assert loses <= Counter(wrong.what for wrong in judged(script, ends)).keys()
