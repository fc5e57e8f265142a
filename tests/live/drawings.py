"""Draws in a running shop: its clock turned by hand, its members signed in."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from actions.people import open_session
from app.door import digest
from models.draws import Draw
from tests.actions.world_draws import Drawn, entered
from tests.services.shop import Client, Shop

STAGES = """subscription($id: ID!, $after: Int! = 0) {
  drawStage(id: $id, afterVersion: $after) {
    version stage revealed prizes nextAt serverTime
    winners { prize number serial ticket seatNumber revealedAt isMine member { displayName } }
    lockReceipt { body signature keyId line }
    draw { uuid stage version entries root file entriesFile voidReason notHeldAt } } }"""
DRAW = """query($id: ID!) { draw(id: $id) {
  id uuid kind scope mode proves doesNotProve stage version revealed winnersPromised paid entries
  prizes rulesHash sequence commitment chainHash round root frozenAt firstRevealAt revealStepMs
  publishedAt file entriesFile
  lockReceipt { body signature keyId line }
  winners { prize number ticket seatNumber isMine member { displayName } team { code } }
  myEntries { serial number ticket commitment salt person leaf paidAt prize proof
    receipt { body signature keyId line } }
  team { code draw { uuid } }
  campaign { slug draw { uuid } draws(first: 9) { nodes { uuid } } } } }"""


@dataclass
class Staged:
    """A draw under way, and the shop it is watched in."""

    shop: Shop
    drawn: Drawn

    @property
    def uuid(self) -> str:
        return str(self.drawn.draw.id)

    async def turned(self, to) -> None:
        """The clock is moved forward to a moment, if it has not come."""
        ahead = (to - self.shop.clock()).total_seconds()
        self.shop.clock.turn(seconds=max(ahead, 0))
        self.drawn.now = self.shop.clock()

    async def lock(self) -> Draw:
        await self.turned(self.shop.clock())
        return await self.drawn.lock()

    async def decide(self) -> Draw:
        draw = await self.drawn.seen()
        await self.turned(draw.first_reveal_at)
        return await self.drawn.decide()

    async def publish(self) -> Draw:
        draw = await self.drawn.seen()
        steps = draw.facts().k * timedelta(milliseconds=draw.reveal_step_ms)
        await self.turned(draw.first_reveal_at + steps)
        return await self.drawn.publish()

    async def member(self, n: int) -> Client:
        """Who placed the n-th order, signed in."""
        return await signed_in(self.shop, self.drawn.placed[n].order.person_id)


async def signed_in(shop: Shop, person_id) -> Client:
    token, now = secrets.token_urlsafe(), shop.clock()
    until = now + timedelta(days=30)
    await open_session(person_id=person_id, token_hash=digest(token), until=until, now=now)
    return shop.client(token)


async def staged(shop: Shop, **terms) -> Staged:
    """A full team's draw, or with ``scope`` a campaign's; ``terms`` as for ``entered``."""
    made = Staged(shop, await entered(shop.clock(), **terms))
    await made.turned(made.drawn.now)
    return made
