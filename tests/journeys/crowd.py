"""People who open, fill and leave the teams of one campaign over the API."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from actions.people import open_session
from app.door import digest
from app.errands.sandbox_client import SandboxClient
from tests.actions.worlds import World, make_world
from tests.journeys.documents import CAMPAIGNS, JOIN, OPEN, PAY
from tests.services.shop import Client, Shop


@dataclass
class Crowd:
    """A running shop with one campaign."""

    shop: Shop
    world: World
    campaign: dict[str, Any]
    shared: Client = field(init=False)

    def __post_init__(self) -> None:
        self.shared = self.shop.client()

    async def member(self, name: str = "王小明", **facts) -> Client:
        """Somebody signed in, without the seconds that passwords take."""
        person, token = await self.world.person(name, **facts), secrets.token_urlsafe()
        now = self.shop.clock()
        until = now + timedelta(days=30)
        await open_session(person_id=person.id, token_hash=digest(token), until=until, now=now)
        return Client(self.shared.http, token)

    @property
    def provider(self) -> SandboxClient:
        """The shop's line to its payment provider."""
        provider = self.shop.worker._errands.provider
        assert isinstance(provider, SandboxClient)
        return provider

    def wanted(self, **more) -> dict[str, Any]:
        sku = self.campaign["skus"][0]["id"]
        return {"skuId": sku, "quantity": 1, "idempotencyKey": uuid4().hex, **more}

    async def opened(self, client: Client, *, pays: bool = True) -> dict[str, Any]:
        wanted = self.wanted(campaignId=self.campaign["id"])
        placed = (await client.ask(OPEN, i=wanted))["openTeam"]
        assert placed["__typename"] == "TeamOpened", placed
        if pays:
            await self.paid(client, placed)
        return placed

    async def joined(self, client: Client, code: str, *, pays: bool = True) -> dict[str, Any]:
        placed = (await client.ask(JOIN, i=self.wanted(teamCode=code)))["joinTeam"]
        assert placed["__typename"] == "TeamJoined", placed
        if pays:
            await self.paid(client, placed)
        return placed

    async def paid(self, client: Client, placed: dict[str, Any]) -> None:
        done = await client.ask(PAY, i={"paymentId": placed["payment"]["id"], "outcome": "SUCCEED"})
        assert done["paySandbox"]["__typename"] == "SandboxPaid", done


async def gathered(shop: Shop, **terms) -> Crowd:
    """A campaign on these terms, and the people who come for it."""
    world = await make_world(shop.clock(), **terms)
    found = (await shop.client().ask(CAMPAIGNS))["campaigns"]["nodes"]
    [campaign] = [each for each in found if each["slug"] == world.campaign.slug]
    return Crowd(shop, world, campaign)
