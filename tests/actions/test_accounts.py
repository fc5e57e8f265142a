"""What somebody changes about their own account, and what the database says to it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.exceptions import IntegrityError

from actions.accounts import (
    change_display_name,
    change_password,
    close_account,
    read_notifications,
)
from actions.catalogue import set_favourite
from actions.people import add_address, open_session
from models.catalogue import Favourite
from models.db import rows
from models.ids import new_id
from models.merchants import MerchantStaff
from models.orders import Order
from models.people import Address, Person, Session
from resolvers.books import check_books
from rules.faults import NotSignedIn
from rules.people import CLOSED_NAME, AccountUse, Role, closed_handle
from rules.refusals import AccountInUse, WrongCredentials, WrongPassword
from tests.actions.world_tenders import give
from tests.actions.worlds import make_world, pay

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def in_use(person):
    """The reasons an account cannot be closed for; none where it was."""
    try:
        await close_account(person_id=person.id, proved_hash=person.password_hash, now=NOW)
    except AccountInUse as refused:
        return list(refused.reasons)
    return []


async def test_an_account_is_closed_only_when_nothing_is_left_to_be_done_with_it(db):
    world = await make_world(NOW, size=2)
    for role, use in (
        (Role.MERCHANT, AccountUse.ACTS_FOR_MERCHANT),
        (Role.OPERATOR, AccountUse.RUNS_PLATFORM),
    ):
        assert await in_use(await world.person(role=role)) == [use]
    staff = await world.person()
    await MerchantStaff.create(id=new_id(NOW), merchant_id=world.merchant.id, person_id=staff.id)
    assert await in_use(staff) == [AccountUse.ACTS_FOR_MERCHANT]
    rich = await world.person()
    await give(rich, now=NOW, credit_fen=1)
    assert await in_use(rich) == [AccountUse.HOLDS_MONEY]
    buyer = await world.person()
    placed = await world.opened(buyer)
    assert await in_use(buyer) == [AccountUse.ORDERS_UNDER_WAY]
    await pay(placed, at=NOW)
    assert await in_use(buyer) == [AccountUse.ORDERS_UNDER_WAY]
    idle = await world.person("王小明")
    assert await in_use(idle) == []
    gone = await Person.get(id=idle.id)
    assert (gone.handle, gone.display_name) == (closed_handle(idle.id), CLOSED_NAME)
    assert gone.closed_at == NOW
    assert await check_books() == []


async def test_no_account_is_closed_that_has_an_order(db):
    """Whichever comes first, the other is refused."""
    world = await make_world(NOW, size=2)
    for _ in range(8):
        person = await world.person()
        placed, reasons = await asyncio.gather(
            world.opened(person), in_use(person), return_exceptions=True
        )
        closed = reasons == []
        assert closed is isinstance(placed, NotSignedIn)
        assert await Order.exists(person_id=person.id) is not closed


async def test_a_password_that_was_changed_meanwhile_opens_nothing(db):
    world = await make_world(NOW)
    person = await world.person()
    old = person.password_hash
    sessions = [
        await open_session(
            person_id=person.id,
            token_hash=bytes([n]) * 32,
            until=NOW + timedelta(days=1),
            now=NOW,
            proved_hash=old,
        )
        for n in range(3)
    ]
    change = {"person_id": person.id, "session_id": sessions[0].id, "now": NOW}
    await change_password(proved_hash=old, password_hash="new", **change)
    live = await Session.filter(person_id=person.id, revoked_at=None)
    assert [session.id for session in live] == [sessions[0].id]
    with pytest.raises(WrongPassword):
        await change_password(proved_hash=old, password_hash="newer", **change)
    with pytest.raises(WrongPassword):
        await close_account(person_id=person.id, proved_hash=old, now=NOW)
    with pytest.raises(WrongCredentials):
        await open_session(
            person_id=person.id, token_hash=b"9" * 32, until=NOW, now=NOW, proved_hash=old
        )


async def test_what_was_read_never_comes_back_however_many_read_at_once(db):
    person = await (await make_world(NOW)).person()
    await asyncio.gather(
        *(read_notifications(person_id=person.id, up_to=n, now=NOW) for n in (3, 9, 1, 7, 9, 2))
    )
    assert (await Person.get(id=person.id)).read_position == 9


@pytest.mark.parametrize(
    "change",
    [
        "read_position = 4",
        "closed_at = now()",
        "handle = '~somebody'",
        "display_name = '已注销', closed_at = now()",
        "handle = '~x1', closed_at = now()",
        "handle = '~x1', display_name = '已注销', role = 'OPERATOR', closed_at = now()",
    ],
)
async def test_the_database_refuses_half_a_closed_account(db, change):
    person = await (await make_world(NOW)).person()
    await read_notifications(person_id=person.id, up_to=5, now=NOW)
    with pytest.raises(IntegrityError):
        await rows(f"UPDATE person SET {change} WHERE id = $1", person.id)  # noqa: S608


async def test_the_database_lets_nobody_come_back_from_a_closed_account(db):
    person = await (await make_world(NOW)).person()
    assert await in_use(person) == []
    with pytest.raises(IntegrityError):
        await rows("UPDATE person SET password_hash = 'x' WHERE id = $1", person.id)


async def test_nothing_of_somebodys_comes_back_to_an_account_that_was_closed(db):
    world = await make_world(NOW)
    person = await world.person("王小明")
    assert await in_use(person) == []
    label = {"recipient": "王小明", "phone": "13800000000", "region": "云南", "detail": "1 号"}
    me = {"person_id": person.id}
    for late in (
        add_address(label=label, is_default=True, now=NOW, **me),
        change_display_name(display_name="王小明", **me),
        read_notifications(up_to=3, now=NOW, **me),
        set_favourite(product_id=world.product.id, favourite=True, now=NOW, **me),
    ):
        with pytest.raises(NotSignedIn):
            await late
    assert not await Address.exists(person_id=person.id)
    assert not await Favourite.exists(person_id=person.id)
