"""What the provider took and nobody told us is found within a minute, each sum once."""

import pytest

from app.errands import reconciliation
from models.cases import PaymentCase
from models.payments import MoneyIn
from models.reconciliation import Discrepancy, Reconciler
from tests.actions.worlds import SOLO_FEN
from tests.worker.shelf import MINUTE, is_confirmed, reconciling_shop

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
async def shop(noon, books):
    return await reconciling_shop(noon)


async def test_a_sum_that_nobody_told_us_of_is_found_within_a_minute(shop, noon):
    payments = [await shop.bought() for _ in range(3)]
    for payment in payments:
        shop.provider.takes(payment, at=noon)
    assert await shop.read() == 3
    assert all([await is_confirmed(payment) for payment in payments])
    # Looked at again only a minute later, from where it was left.
    assert await shop.read() == 0
    shop.moment.at += MINUTE
    assert await shop.read() == 0
    assert shop.provider.asked == [None, f"T{payments[-1].number}"]


async def test_a_list_of_many_pages_is_read_to_its_end(shop, noon, monkeypatch):
    monkeypatch.setattr(reconciliation, "PAGE", 2)
    payments = [await shop.bought() for _ in range(5)]
    for payment in payments:
        shop.provider.takes(payment, at=noon)
    assert await shop.read() == 5
    assert len(shop.provider.asked) == 3


async def test_a_payment_that_was_paid_twice_has_two_sums(shop, noon):
    payment = await shop.bought()
    shop.provider.takes(payment, at=noon)
    shop.provider.takes(payment, at=noon, reference="T-twice")
    assert await shop.read() == 2
    assert [case.kind for case in await PaymentCase.all()] == ["DUPLICATE"]


async def test_a_sum_that_cannot_be_written_is_read_again_and_keeps_no_other(
    shop, noon, unwritable
):
    good, bad, late = [await shop.bought() for _ in range(3)]
    for payment in (good, bad, late):
        shop.provider.takes(payment, at=noon)
    async with unwritable("payment", f"NEW.number = '{bad.number}'"):
        assert await shop.read() == 2
    assert [await is_confirmed(p) for p in (good, bad, late)] == [True, False, True]
    shop.moment.at += MINUTE
    assert await shop.read() == 1
    assert shop.provider.asked[-1] == f"T{good.number}"


async def test_another_sum_under_a_known_reference_is_told_and_not_read_for_ever(shop, noon):
    payment = await shop.bought()
    shop.provider.takes(payment, at=noon)
    shop.provider.takes(payment, at=noon, amount_fen=1)
    assert await shop.read() == 1
    found = await Discrepancy.get()
    assert (found.kind, found.here_fen, found.there_fen) == ("MONEY_DIFFERS", SOLO_FEN, 1)
    assert (await Reconciler.get(id=1)).receipts_after == f"T{payment.number}"


async def test_a_provider_that_forgot_where_we_were_is_read_from_the_beginning(shop, noon):
    shop.provider.takes(await shop.bought(), at=noon)
    await shop.read()
    shop.provider.forgot = True
    shop.provider.sums.clear()
    shop.provider.takes(await shop.bought(), at=noon)
    for _ in range(2):
        shop.moment.at += MINUTE
        await shop.read()
    assert await MoneyIn.all().count() == 2


async def test_a_silent_provider_is_asked_again(shop, noon):
    shop.provider.silent = True
    shop.provider.takes(await shop.bought(), at=noon)
    assert await shop.read() == 0
    shop.provider.silent = False
    shop.moment.at += MINUTE
    assert await shop.read() == 1
