"""A worker in a process of its own, whose provider asks the test what to answer."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import actions.leases
import app.errands.leased
import rules.leases
from app.database import opened
from app.errands.payments import Errands
from app.errands.provider import ProviderUnavailable
from app.worker import Worker
from rules.policy import POLICY
from tests.worker.providers import Provider


class Asking(Provider):
    """Tells each call in a file of its own, and is silent until the test has answered it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(on_query=partial(self._told, "query"))
        self._folder = folder

    async def refund(self, refund):
        await self._told("refund", refund.number)
        return await super().refund(refund)

    async def _told(self, what: str, number: str) -> None:
        call = self._folder / f"{what}-{number}"
        call.touch()
        answer = call.with_suffix(".answer")
        while not answer.exists():  # noqa: ASYNC110 - another process tells
            await asyncio.sleep(0.005)
        if answer.read_text() == "down":
            raise ProviderUnavailable


def work(url: str, folder: str, *, fenced: bool = True, impatient: bool = False) -> None:
    """Work at the machine's own clock until killed."""
    if not fenced:
        rules.leases.fence = lambda *_, **__: None
    if impatient:
        actions.leases.POLICY = replace(POLICY, lease=timedelta(seconds=0.5))
        app.errands.leased.RENEW_SECONDS = 0.1
    asyncio.run(_work(url, Path(folder)))


async def _work(url: str, folder: Path) -> None:
    errands = Errands(provider=Asking(folder), public_url="", now=lambda: datetime.now(UTC))
    async with opened(url, max_connections=8):
        await Worker(errands).run()
