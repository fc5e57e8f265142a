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


@pytest.mark.parametrize("name", ["", "T\0", "T\u200b", "T" * 256])
async def test_a_sum_that_has_no_name_keeps_none_after_it(shop, noon, monkeypatch, name):
    monkeypatch.setattr(reconciliation, "PAGE", 2)
    good, bad, late = [await shop.bought() for _ in range(3)]
    shop.provider.takes(good, at=noon)
    shop.provider.takes(bad, at=noon, reference=name)
    shop.provider.takes(late, at=noon)
    assert await shop.read() == 2
    assert [await is_confirmed(p) for p in (good, bad, late)] == [True, False, True]
    # What cannot be kept is never where the list is read on from.
    assert shop.provider.asked == [None, f"T{good.number}", f"T{late.number}"]
    assert (await Reconciler.get(id=1)).receipts_after == f"T{late.number}"


async def test_a_sum_that_is_unreadable_is_passed_by_for_good(shop, noon):
    unread = {"amount_fen": 0, "currency": "", "paid_at": None}
    bad, good = [await shop.bought() for _ in range(2)]
    shop.provider.takes(good, at=noon)
    shop.provider.takes(bad, at=noon, **unread)
    assert await shop.read() == 1
    assert await is_confirmed(good)
    assert (await Reconciler.get(id=1)).receipts_after == f"T{bad.number}"


async def test_a_page_of_nothing_but_the_nameless_ends_the_turn(shop, noon, monkeypatch):
    monkeypatch.setattr(reconciliation, "PAGE", 1)
    shop.provider.takes(await shop.bought(), at=noon, reference="")
    assert await shop.read() == 0
    assert shop.provider.asked == [None]


async def test_a_sum_that_never_can_be_written_holds_a_long_list_up_for_one_turn(
    shop, noon, monkeypatch, unwritable
):
    monkeypatch.setattr(reconciliation, "PAGE", 1)
    monkeypatch.setattr(reconciliation, "PAGES_MOST", 3)
    payments = [await shop.bought() for _ in range(5)]
    for payment in payments:
        shop.provider.takes(payment, at=noon)
    async with unwritable("payment", f"NEW.number = '{payments[0].number}'"):
        assert await shop.read() == 2
        shop.moment.at += MINUTE
        assert await shop.read() == 2
    assert [await is_confirmed(p) for p in payments] == [False] + [True] * 4


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
