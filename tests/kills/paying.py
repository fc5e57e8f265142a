"""What the forked processes of withdrawals do: ask out, send, hear, each as often as it takes."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from actions.withdrawals import NewWithdrawal, Party, request_withdrawal
from app.database import opened
from app.errands.paying_out import PayingOut
from models.failpoints import arm
from tests.worker.paying import tilled

# A lease of somebody who was killed ends after three seconds.
LATER = timedelta(seconds=4)


def ask(database: str, now: str, failpoint: str | None, **wanted: str) -> None:
    """Ask a sum out, under one key however often."""

    async def asking() -> None:
        async with opened(database, max_connections=3):
            new = NewWithdrawal(
                party=Party(person_id=UUID(wanted["person_id"])),
                method_id=UUID(wanted["method_id"]),
                amount_fen=30_000,
                key="once",
            )
            await request_withdrawal(new, now=datetime.fromisoformat(now))

    arm(failpoint)
    asyncio.run(asking())


def work(
    database: str, now: str, failpoint: str | None, *, store: str, wrongly: bool = False
) -> None:
    """Send what is due, and deliver what the provider has to tell; its store outlives us."""

    async def working() -> None:
        async with (
            opened(database, max_connections=3),
            tilled(datetime.fromisoformat(now), store=Path(store)) as till,
        ):
            await till.leased.run_due(till.clock)
            await till.sandbox.deliver_due(till.clock.at)

    if wrongly:
        _fresh_numbers()
    arm(failpoint)
    asyncio.run(working())


def _fresh_numbers() -> None:
    """Send each attempt under a number of its own: what no worker may do."""
    truly = PayingOut._asked

    async def asked(self, due):
        return await truly(self, due | {"number": f"W{uuid4().hex[:12].upper()}", "attempts": 1})

    PayingOut._asked = asked
