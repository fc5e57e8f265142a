"""What must be free again once everybody has gone."""

import asyncio
import gc
import json

import httpx2
from tortoise import connections

from app.graphql.sockets import Operation, SocketHandler
from models import transactions
from models.db import rows
from subscriptions.hub import Ear, Hub
from tests.services.shop import Shop

PATIENCE_SECONDS = 12
OURS = """
SELECT count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_in_transaction,
       count(*) FILTER (WHERE wait_event_type = 'Lock') AS waiting,
       (SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
         WHERE d.datname = current_database() AND l.pid <> pg_backend_pid()
           AND l.locktype IN ('transactionid', 'tuple', 'advisory')) AS locks
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Every order of a mutation that was sent has its key, and every key its answer.
HALVES = """
SELECT (SELECT count(*) FROM orders) AS orders,
       (SELECT count(*) FROM seat) AS seats,
       (SELECT count(*) FROM payment) AS payments,
       (SELECT count(*) FROM idempotency_key k
         WHERE k.mutation IN ('openTeam', 'joinTeam')) AS keys,
       (SELECT count(*) FROM idempotency_key k JOIN orders o ON o.id = (k.answer->>'order')::uuid
         WHERE k.mutation IN ('openTeam', 'joinTeam')) AS answered
"""


def pool():
    return connections.get("default")._pool


def free_connections() -> bool:
    """Whether the pool holds every place it has, and nobody waits for one."""
    every = pool()
    return every._queue.qsize() == len(every._holders) and not every._queue._getters


def free_places() -> bool:
    places = transactions._places()
    return places._value == transactions.AT_ONCE and not any(
        not waiter.done() for waiter in places._waiters or ()
    )


def line_of(client: object) -> httpx2.AsyncClient:
    """The HTTP client that a client of the provider talks through, however deep it lies."""
    for part in vars(client).values():
        if isinstance(part, httpx2.AsyncClient):
            return part
        if hasattr(part, "_http"):
            return line_of(part)
    raise AssertionError(f"{client} talks to nobody")


def free_lines(shop: Shop) -> bool:
    """Whether nobody holds a connection to the provider or waits for one."""
    lines = line_of(shop.worker._errands.provider)._transport._pool
    return not lines._requests and all(line.is_idle() for line in lines.connections)


def living() -> dict[str, int]:
    """How many there are of what each client has one of."""
    gc.collect()
    kinds = (Ear, SocketHandler, Operation)
    counted = dict.fromkeys((kind.__name__ for kind in kinds), 0)
    for each in gc.get_objects():
        if isinstance(each, kinds):
            counted[type(each).__name__] += 1
    return counted


def held(shop: Shop, tasks: set[str]) -> dict[str, object]:
    """What somebody still holds, by name; nothing once all is free."""
    hub: Hub = shop.kaituan.hub
    left = {
        "connections": not free_connections(),
        "places": not free_places(),
        "provider": not free_lines(shop),
        "topics": hub.topics,
        "looks": list(hub._looks._last),
        "transactions": list(transactions._running),
        "tasks": [task for task in asyncio.all_tasks() if task.get_name() not in tasks],
    }
    return {name: what for name, what in left.items() if what}


async def until_free(shop: Shop, tasks: set[str]) -> None:
    """Wait until nothing is held that was not held at first, and tell what is, if it stays."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while held(shop, tasks):  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # nobody announces it
    except TimeoutError:
        raise AssertionError(f"still held: {held(shop, tasks)}") from None


async def server_is_quiet() -> None:
    [found] = await rows(OURS)
    assert set(found.values()) == {0}, found


async def nothing_is_half_done() -> dict[str, int]:
    [found] = await rows(HALVES)
    assert len(set(found.values())) == 1, json.dumps(found)
    return found
