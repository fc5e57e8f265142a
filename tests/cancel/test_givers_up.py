"""Who gives up in odd places: before a thread ends, inside a cancelled scope, in half a word."""

import asyncio
import threading
from urllib.parse import urlsplit

import anyio

from app import passwords
from app.graphql.sse import until as frames_until
from app.passwords import Argon
from tests.cancel.leaks import until_free
from tests.live.watching import until


async def test_a_thread_keeps_its_place_when_nobody_waits_for_it(monkeypatch):
    going, running = threading.Event(), []

    def slow(password, _):
        running.append(password)
        going.wait(10)
        return password

    monkeypatch.setattr(passwords, "_work", slow)
    argon = Argon()
    left = [asyncio.create_task(argon.hashed(f"left {n}")) for n in range(passwords.AT_ONCE)]
    await until(lambda: len(running) == passwords.AT_ONCE)
    for caller in left:
        caller.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    stays = asyncio.create_task(argon.hashed("stays"))
    await until(lambda: argon._places._waiters)
    assert len(running) == passwords.AT_ONCE, "one more than there are places for"
    going.set()
    assert await stays == "stays"


async def test_a_stream_is_closed_though_its_reader_is_cancelled_at_every_await():
    closed = []

    async def source():
        try:
            while True:
                yield "x"
        finally:
            await asyncio.sleep(0)
            closed.append("source")

    frames = source()  # held here, so that no collector closes it
    with anyio.CancelScope() as scope:
        async for text in frames_until(frames, asyncio.Event().wait(), ""):
            assert text == "x"
            scope.cancel()
    await until(lambda: closed == ["source"])


async def test_a_notification_that_breaks_off_is_no_fault_of_ours(shop, caplog):
    tasks = {task.get_name() for task in asyncio.all_tasks()}
    where = urlsplit(shop.url)
    head = f"POST /payments/notify HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 99\r\n\r\n"
    for sent in (head, head + '{"event'):
        _, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(sent.encode())
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()
    await until_free(shop, tasks)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
