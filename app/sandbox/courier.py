"""How the sandbox provider's notifications reach the shop, at least once."""

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime

import httpx2

from app.sandbox import deliveries, payouts
from app.sandbox.deliveries import Delivery
from app.sandbox.fates import Copy, Fate
from app.sandbox.fields import written
from app.sandbox.store import Store

ATTEMPT_SECONDS = 3.0
MOST_AT_ONCE = 20
LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class Courier:
    """Carries signed events to the addresses that payments were made with."""

    def __init__(
        self,
        *,
        store: Store,
        secret: str,
        clock: Callable[[], datetime],
        transport: httpx2.AsyncBaseTransport | None,
    ) -> None:
        self._store = store
        self._secret = secret
        self._clock = clock
        self._woken = asyncio.Event()
        self._http = httpx2.AsyncClient(
            transport=transport,
            timeout=ATTEMPT_SECONDS,
            limits=httpx2.Limits(max_connections=MOST_AT_ONCE, max_keepalive_connections=5),
            trust_env=False,
        )

    async def deliver(self, *event_ids: str) -> None:
        """Make the first attempt at each event; if it fails, the retries take over."""
        async with asyncio.TaskGroup() as attempts:
            for event_id in event_ids:
                attempts.create_task(self._deliver(event_id))

    async def deliver_due(self, now: datetime) -> int:
        """Return how many deliveries were due at this moment, each of them attempted."""
        moment = written(now)
        due = await self._store.transact(lambda db: _due(db, moment))
        async with asyncio.TaskGroup() as attempts:
            for delivery in due:
                attempts.create_task(self._attempt(delivery, moment))
        return len(due)

    def wake(self) -> None:
        """Say that something may be due, without waiting for it."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver what is due until cancelled."""
        while True:
            self._woken.clear()
            try:
                while await self.deliver_due(self._clock()) == MOST_AT_ONCE:
                    pass
            except Exception:
                # Whatever it was, what is owed stays owed: look again in a moment.
                log.exception("deliveries wait")
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def post(self, delivery: Delivery, copy: Copy) -> int | None:
        """Send one copy; return the status it was answered with, or None for no answer."""
        headers = copy.signed(
            self._secret, delivery.body, now=self._clock(), nonce=secrets.token_hex(16)
        )
        headers["Content-Type"] = "application/json"
        try:
            async with (
                asyncio.timeout(ATTEMPT_SECONDS),
                self._http.stream(
                    "POST", delivery.notify_url, content=copy.body, headers=headers
                ) as response,
            ):
                return response.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as failure:
            log.warning("event %s was not delivered: %r", delivery.event_id, failure)
            return None

    async def _deliver(self, event_id: str) -> None:
        now = written(self._clock())
        delivery = await self._store.transact(lambda db: deliveries.owed(db, event_id, now=now))
        if delivery is not None:
            await self._attempt(delivery, now)

    async def _attempt(self, delivery: Delivery, now: str) -> None:
        answers = await asyncio.gather(*(self._sent(delivery, copy) for copy in delivery.copies))
        await self._store.transact(
            lambda db: deliveries.attempted(db, delivery, answered=any(answers), now=now)
        )

    async def _sent(self, delivery: Delivery, copy: Copy) -> bool:
        if copy.fate is Fate.LOST:
            return False
        status = await self.post(delivery, copy)
        return status is not None and 200 <= status < 300


def _due(db: sqlite3.Connection, moment: str) -> list[Delivery]:
    # What turned by itself is told like everything else.
    payouts.ripen(db, now=moment)
    return deliveries.take_due(db, limit=MOST_AT_ONCE, now=moment)
