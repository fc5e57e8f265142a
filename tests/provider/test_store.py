"""What the provider was told stays true over a restart."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import httpx2
import pytest

from app.errands.provider import PaymentStatus, ProviderRefused, ProviderUnavailable
from app.errands.sandbox_client import SandboxClient
from app.sandbox.asgi import build_sandbox
from app.sandbox.refusals import Refused
from app.sandbox.store import LONGEST_QUEUE, Store
from tests.provider.world import BASE, SECRET, START, Clock, world


async def test_everything_survives_a_restart(tmp_path):
    place = tmp_path / "deep" / "provider.db"
    async with world(place) as before:
        paid = await before.paid()
        refund = await before.client.refund(before.refund())
        url = await before.client.create(before.payment("p-2"))
        await before.client.close("p-3")
    async with world(place) as after:
        assert (await after.client.query("p-1")).reference == paid.reference
        assert await after.client.query_refund("r-1") == refund
        assert await after.client.create(after.payment("p-2")) == url
        with pytest.raises(ProviderRefused):
            await after.client.create(after.payment("p-3"))
        assert await after.client.refund(after.refund()) == refund
        assert (await after.client.query("p-1")).refunded_fen == 500


async def test_two_providers_on_one_file_agree(tmp_path):
    place, clock = tmp_path / "provider.db", Clock()
    async with world(place, clock=clock) as one, world(place, clock=clock) as other:
        url = await one.client.create(one.payment())
        assert await other.client.create(other.payment()) == url
        await asyncio.gather(one.client.pay("p-1", "pay"), other.client.pay("p-1", "pay"))
        assert len(one.told) + len(other.told) == 1
        assert (await one.client.query("p-1")).status is PaymentStatus.SUCCEEDED


async def test_the_file_is_for_its_owner_alone(tmp_path):
    place = tmp_path / "provider.db"
    async with world(place):
        assert place.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE payments SET refunded_fen = paid_fen + 1",
        "UPDATE payments SET paid_fen = paid_fen + 1",
        "UPDATE receipts SET amount_fen = amount_fen + 1",
        "DELETE FROM receipts",
        (
            "INSERT INTO receipts (reference, payment_number, amount_fen, paid_at)"
            " SELECT reference, payment_number, 1, paid_at FROM receipts"
        ),
        (
            "INSERT INTO receipts (reference, payment_number, amount_fen, paid_at)"
            " VALUES ('x', 'nobody', 1, '2026')"
        ),
        (
            "INSERT INTO receipts (reference, payment_number, amount_fen, paid_at)"
            " VALUES ('x', 'p-1', 0, '2026')"
        ),
        (
            "INSERT INTO refunds (number, reference, payment_number, status, amount_fen, reason)"
            " VALUES ('r-2', 'x', 'p-1', 'PROCESSING', 1491, 'x')"
        ),
        "UPDATE refunds SET amount_fen = 1",
        "DELETE FROM refunds",
    ],
)
async def test_the_file_itself_refuses_what_must_never_be(tmp_path, wrong):
    place = tmp_path / "provider.db"
    async with world(place) as w:
        await w.paid()
        await w.client.refund(w.refund())
    with sqlite3.connect(place) as db:
        db.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(wrong)
    db.close()


async def test_a_file_of_the_first_provider_is_read_with_all_its_money(tmp_path):
    place = tmp_path / "provider.db"
    with sqlite3.connect(place) as db:
        db.executescript((Path(__file__).parent / "first_store.sql").read_text())
        for number, status, paid, at, back in (
            ("p-1", "SUCCEEDED", 1990, "2026-01-01T11:00:00.000000+00:00", 500),
            ("p-2", "PENDING", 0, None, 0),
            ("p-0", "SUCCEEDED", 7, "2026-01-01T10:00:00.000000+00:00", 0),
        ):
            db.execute(
                "INSERT INTO payments (number, reference, cashier_token, status, asked_fen,"
                " currency, subject, expires_at, notify_url, return_url, paid_fen, paid_at,"
                " refunded_fen) VALUES (?1, 'ref-' || ?1, 'token-' || ?1, ?2, 1990, 'CNY', 'x',"
                " '2026-01-01T13:00:00.000000+00:00', 'http://shop.test/notify',"
                " 'http://shop.test/', ?3, ?4, ?5)",
                (number, status, paid, at, back),
            )
        db.execute(
            "INSERT INTO refunds VALUES"
            " ('r-1', 'ref', 'p-1', 'SUCCEEDED', 500, 'x', '2026-01-01T11:30:00.000000+00:00')"
        )
    db.close()
    for _ in range(2):
        async with world(place) as w:
            receipts = await w.client.receipts(after=None, limit=100)
            assert [(each.reference, each.amount_fen) for each in receipts] == [
                ("ref-p-0", 7),
                ("ref-p-1", 1990),
            ]
            assert await w.client.query("p-1") == receipts[1]
            assert receipts[1].refunded_fen == 500
    async with world(place) as w:
        with pytest.raises(ProviderRefused):
            await w.client.refund(w.refund("r-2", amount_fen=1491))
        await w.client.refund(w.refund("r-2", amount_fen=1490))
        await w.client.pay("p-2", "pay")
        assert len(w.told) == 1
        w.clock.turn(days=1)
        statement = await w.client.statement(START.date())
        assert (statement.payments_fen, statement.refunds_fen) == (1990 + 7 + 1990, 1990)


async def test_two_who_open_a_file_at_once_build_it_once(tmp_path):
    place = tmp_path / "provider.db"
    with sqlite3.connect(place) as db:
        db.executescript((Path(__file__).parent / "first_store.sql").read_text())
    db.close()
    stores = [Store(place) for _ in range(5)]
    await asyncio.gather(*(store.open() for store in stores))
    for store in stores:
        assert (
            await store.transact(lambda db: db.execute("SELECT * FROM receipts").fetchall()) == []
        )
        await store.close()


async def test_a_provider_that_is_not_running_is_unavailable():
    clock = Clock()
    sandbox = build_sandbox(store=":memory:", secret=SECRET, base_url="http://p.test", clock=clock)
    transport = httpx2.ASGITransport(app=sandbox)
    client = SandboxClient(
        base_url="http://p.test", secret=SECRET, clock=clock, transport=transport
    )
    with pytest.raises(ProviderUnavailable):
        await client.query("p-1")


async def test_the_queue_for_the_store_is_bounded():
    store, gate = Store(":memory:"), threading.Event()
    await store.open()
    waiting = [asyncio.create_task(store.transact(lambda _: gate.wait(30)))]
    waiting += [
        asyncio.create_task(store.transact(lambda _: True)) for _ in range(LONGEST_QUEUE - 1)
    ]
    await asyncio.sleep(0)
    with pytest.raises(Refused) as refused:
        await store.transact(lambda _: True)
    gate.set()
    assert all(await asyncio.gather(*waiting))
    assert (refused.value.code, refused.value.status) == ("BUSY", 503)
    assert await store.transact(lambda _: True)
    await store.close()


async def test_refused_work_leaves_nothing_behind():
    store = Store(":memory:")
    await store.open()

    def half(db):
        db.execute("INSERT INTO payees (token, digest, named) VALUES ('t', 'digest', 'name')")
        raise Refused("NO", "on second thought")

    with pytest.raises(Refused):
        await store.transact(half)
    rows = await store.transact(lambda db: db.execute("SELECT * FROM payees").fetchall())
    assert rows == []
    await store.close()


async def test_the_page_and_the_client_agree_on_where_they_are(w):
    assert (await w.client.create(w.payment())).startswith(BASE)
