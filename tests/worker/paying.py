"""A shop and a provider that pays out, facing each other under a clock turned by hand."""

from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
from starlette.applications import Starlette
from starlette.routing import Mount

from app.errands.leased import Leased
from app.errands.notices import notice_route
from app.errands.paying_out import PayingOut
from app.errands.payments import Errands
from app.errands.payouts import NewPayee
from app.errands.sandbox_client import SandboxClient
from app.sandbox.asgi import Sandbox, build_sandbox
from models.withdrawals import Withdrawal
from rules.payees import PayoutChannel
from tests.actions.world_withdrawals import asked, earner, method
from tests.actions.worlds import make_world
from tests.worker.providers import Moment

ORIGIN = "http://shop.test"
SECRET = "a secret of thirty-two characters"


@dataclass
class Till:
    """Whoever asks out here is known to the provider."""

    clock: Moment
    sandbox: Sandbox
    client: SandboxClient
    errands: Errands
    leased: Leased
    people: int = 0

    @property
    def paying(self) -> PayingOut:
        return self.errands.paying_out()

    async def asked(self, fen=30_000) -> Withdrawal:
        """A sum that somebody new asks out to an account the provider knows."""
        self.people += 1
        world = await make_world(self.clock.at)
        party, _ = await earner(world)
        payee = await self.client.payee(
            NewPayee(
                channel=PayoutChannel.WECHAT,
                account=f"138{self.people:08}",
                holder="王小明",
            )
        )
        to = await method(party, now=self.clock.at, payee=payee)
        return await asked(party, to, fen, now=self.clock.at)

    async def work(self) -> int:
        """Send what is due; returns how many came to an end."""
        return await self.leased.run_due(self.clock)

    async def now(self, row: Withdrawal) -> Withdrawal:
        return await Withdrawal.get(id=row.id)


@asynccontextmanager
async def tilled(at, *, store=":memory:"):
    clock, host = Moment(at), Starlette()
    transport = httpx2.ASGITransport(app=host)
    sandbox = build_sandbox(
        store=store,
        secret=SECRET,
        base_url=f"{ORIGIN}/sandbox",
        clock=clock,
        notify_transport=transport,
    )
    async with SandboxClient(
        base_url=f"{ORIGIN}/sandbox", secret=SECRET, clock=clock, transport=transport
    ) as client:
        errands = Errands(provider=client, public_url=ORIGIN, now=clock)
        host.routes.extend([notice_route(errands), Mount("/sandbox", sandbox)])
        async with sandbox.running(retries=False):
            yield Till(clock, sandbox, client, errands, errands.paying_out().leased())
