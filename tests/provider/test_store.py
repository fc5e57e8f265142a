"""What the provider was told stays true over a restart."""

import asyncio
import sqlite3
import threading

import httpx2
import pytest

from app.errands.provider import PaymentStatus, ProviderRefused, ProviderUnavailable
from app.errands.sandbox_client import SandboxClient
from app.sandbox.asgi import build_sandbox
from app.sandbox.refusals import Refused
from app.sandbox.store import LONGEST_QUEUE, Store
from tests.provider.world import BASE, SECRET, Clock, world


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


async def test_the_file_itself_refuses_to_give_back_more_than_came(tmp_path):
    place = tmp_path / "provider.db"
    async with world(place) as w:
        await w.paid()
    with sqlite3.connect(place) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE payments SET refunded_fen = paid_fen + 1")
    db.close()


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
        db.execute(
            "INSERT INTO transfers VALUES ('t', 'ref', 'acc', 'SUCCEEDED', 1, 'n', '2026-01-01')"
        )
        raise Refused("NO", "on second thought")

    with pytest.raises(Refused):
        await store.transact(half)
    rows = await store.transact(lambda db: db.execute("SELECT * FROM transfers").fetchall())
    assert rows == []
    await store.close()


async def test_the_page_and_the_client_agree_on_where_they_are(w):
    assert (await w.client.create(w.payment())).startswith(BASE)
