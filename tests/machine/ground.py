"""The ground a machine stands on: a database of its own, an oracle beside it, a clock."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from hypothesis.stateful import RuleBasedStateMachine

from app.database import opened
from app.errands.payments import Errands
from app.worker import Worker
from models.catalogue import Sku
from resolvers.books import check_books
from rules.refusals import Refusal
from tests.actions.worlds import make_world
from tests.machine.facts import Campaign, Order, Sum
from tests.machine.oracle import Oracle
from tests.machine.purse import Purse
from tests.services.postgres import fresh_database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PEOPLE = 5
SHELF = 4
OFFERS = (
    {"size": 2, "stock": 6, "limit_per_person": 2},
    {
        "size": 3,
        "stock": 8,
        "limit_per_person": 1,
        "completes_at_size": 2,
        "hours_to_fill": 1,
        "leader_discount_fen": 100,
    },
)


class Ground(RuleBasedStateMachine):
    def __init__(self, postgres_url, template):
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.now, self.references = NOON, 0
        self.run(self.begin(postgres_url, template))

    def run(self, step):
        return self.runner.run(step)

    def look(self, query):
        """What a query finds."""

        async def found():
            return await query

        return self.run(found())

    async def begin(self, postgres_url, template):
        fresh = fresh_database(postgres_url, template=template)
        url = await self.stack.enter_async_context(fresh)
        await self.stack.enter_async_context(opened(url, max_connections=2))
        self.worlds = [await make_world(NOON, **offer) for offer in OFFERS]
        shelf = self.worlds[0].sku
        await Sku.filter(id=shelf.id).update(stock=shelf.taken + SHELF)
        self.people = [await self.worlds[0].person() for _ in range(PEOPLE)]
        self.oracle = Oracle([self.offer(world) for world in self.worlds], SHELF)
        self.placed, self.purse = {}, Purse()
        errands = Errands(provider=self.purse, public_url="", now=lambda: self.now)
        self.errands, self.workers = errands, (Worker(errands), Worker(errands))

    def offer(self, world):
        terms = world.campaign
        enough = terms.completes_at_size or terms.size
        choice = OFFERS[self.worlds.index(world)]
        return Campaign(terms.size, enough, terms.limit_per_person, choice["stock"], terms.ends_at)

    def teardown(self):
        async def end():
            try:
                assert await check_books() == []
            finally:
                await self.stack.aclose()

        with self.runner:
            self.run(end())

    def answer(self, step):
        """What an action returned, or the name of its refusal."""
        try:
            return self.run(step)
        except Refusal as refusal:
            return type(refusal).__name__

    def expect(self, why, step):
        """The action's answer where the oracle saw nothing against it, else None."""
        answer = self.answer(step)
        if why is None:
            assert not isinstance(answer, str), answer
            return answer
        assert answer == why
        return None

    def wish(self, person, quantity, world):
        return world.wish(self.people[person], quantity=quantity)

    def note(self, placed, person, team):
        order = Order(
            id=str(placed.order.id),
            number=placed.payment.number,
            person=person,
            team=team,
            quantity=placed.order.quantity,
            fen=placed.order.total_fen,
            placed_at=self.now,
            expires_at=placed.payment.expires_at,
        )
        self.placed[order.id] = placed
        self.oracle.placed(order)
        return order

    def sum_for(self, order, *, paid_at, change=0, currency="CNY"):
        fen = order.fen + change
        return Sum(self.next_reference(), order.number, order, fen, currency, paid_at)

    def next_reference(self):
        self.references += 1
        return f"T{self.references}"
