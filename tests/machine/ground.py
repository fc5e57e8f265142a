"""The ground a machine stands on: a database of its own, an oracle beside it, a clock."""

import asyncio
from contextlib import AsyncExitStack

from hypothesis.stateful import RuleBasedStateMachine, invariant

from app.database import opened
from app.errands.beacons import NoBeacons
from app.errands.draws import Drawing
from app.errands.payments import Errands
from app.worker import Worker
from models.db import rows
from models.draws import Draw as StoredDraw
from models.ids import named_by
from resolvers.books import check_books
from rules.particulars import DrawScope
from rules.refusals import Refusal
from tests.machine.comparison import HELD, differences
from tests.machine.facts import Campaign, Order, Sum
from tests.machine.oracle import Oracle
from tests.machine.planted import NOON, SHELF, Seeded
from tests.machine.prizes import Draw, Item
from tests.machine.purse import Purse
from tests.services.postgres import fresh_database

BOOKS_EVERY = 8


class Ground(RuleBasedStateMachine):
    steps = 0

    def __init__(self, postgres_url, planted):
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.now, self.references = NOON, 0
        self.planted, self.worlds, self.people = planted, planted.worlds, planted.people
        self.run(self.begin(postgres_url))

    def run(self, step):
        return self.runner.run(step)

    def look(self, query):
        """What a query finds."""

        async def found():
            return await query

        return self.run(found())

    async def begin(self, postgres_url):
        # For every step from here on: all of them run in one context.
        self.stack.enter_context(named_by(Seeded("machine")))
        fresh = fresh_database(postgres_url, template=self.planted.template)
        url = await self.stack.enter_async_context(fresh)
        await self.stack.enter_async_context(opened(url, max_connections=2))
        self.oracle = Oracle(
            [await self.offer(world) for world in self.worlds],
            SHELF,
            ids=[str(person.id) for person in self.people],
            held={(row["kind"], row["owner"]): row["balance"] for row in await rows(HELD)},
            items=[Item(str(i.id), i.points, i.price_fen, i.stock) for i in self.planted.items],
            merchant=str(self.planted.fair.stall.product.merchant_id),
        )
        self.placed, self.purse = {}, Purse()
        errands = Errands(provider=self.purse, public_url="", now=lambda: self.now)
        self.errands, self.workers = errands, (Worker(errands), Worker(errands))
        self.drawing = Drawing(NoBeacons())

    async def offer(self, world):
        row, terms = world.campaign, world.campaign.particulars().draw
        [choice] = await rows("SELECT * FROM campaign_sku WHERE campaign_id = $1", row.id)
        campaign = Campaign(
            id=str(row.id),
            size=row.size,
            enough=row.completes_at_size or row.size,
            limit=row.limit_per_person,
            stock=choice["stock"],
            fen=choice["team_price_fen"],
            discount_fen=row.leader_discount_fen,
            ends_at=row.ends_at,
            terms=terms,
            pieces=choice["taken"],
        )
        if terms:
            promised = row.rules["draw"]
            campaign.subsidy_into, campaign.fund_into = (
                promised["subsidyInto"],
                promised["fund"]["into"],
            )
            [budget] = await rows("SELECT * FROM budget WHERE campaign_id = $1", row.id)
            campaign.source = (budget["source_kind"], budget["source_owner"])
        if terms and terms.scope is DrawScope.CAMPAIGN:
            stored = await StoredDraw.get(campaign_id=row.id)
            campaign.draw = Draw(str(stored.id), campaign)
        return campaign

    def teardown(self):
        async def end():
            try:
                found = await check_books()
                assert not found, found
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
        assert answer == why, (answer, why)
        return None

    def wish(self, person, quantity, world, tendered):
        parts = {f"{kind.lower()}_fen": fen for kind, fen in tendered.items()}
        return world.wish(self.people[person], quantity=quantity, **parts)

    def note(self, placed, person, team, tendered, redemption=None):
        due = placed.payment
        order = Order(
            id=str(placed.order.id),
            number=due.number if due else None,
            person=person,
            team=team,
            quantity=placed.order.quantity,
            fen=placed.order.total_fen,
            due=placed.order.total_fen - sum(tendered.values()),
            tendered=tendered,
            placed_at=self.now,
            expires_at=placed.order.pay_by_at,
            redemption=redemption,
        )
        assert (due.amount_fen if due else 0) == order.due
        self.placed[order.id] = placed
        self.oracle.placed(order)
        return order

    def sum_for(self, order, *, paid_at, change=0, currency="CNY"):
        fen = max(1, order.due + change)
        return Sum(self.next_reference(), order.number, order, fen, currency, paid_at)

    def next_reference(self):
        self.references += 1
        return f"T{self.references}"

    @invariant()
    def the_database_is_as_the_oracle_says(self):
        found = self.run(differences(self.oracle))
        assert not found, found
        self.steps += 1
        if self.steps % BOOKS_EVERY == 0:
            found = self.run(check_books())
            assert not found, found
