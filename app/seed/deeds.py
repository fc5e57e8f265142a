"""What people of the demo world do, each by the action that everybody uses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from actions.leases import claim_due_refunds
from actions.orders import Placed, Wish, buy_solo
from actions.payments import record_money
from actions.refunds import record_refund
from actions.teams import join_team, open_team
from app.seed.plant_names import Foretold
from app.seed.plant_plan import Story
from app.seed.wares import seed_id
from models.campaigns import Campaign
from rules.payments import Money, MoneyOutcome

PAYS_AFTER = timedelta(minutes=1)
TOLD_AFTER = timedelta(seconds=2)
JUST_NOW = timedelta(minutes=5)
CAME = frozenset({MoneyOutcome.SEAT, MoneyOutcome.ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened at a moment."""

    at: datetime
    happen: Callable[[datetime], Awaitable[object]]


def wish(handle: str, sku_id: UUID, key: str, *, quantity: int = 1, credit_fen: int = 0) -> Wish:
    """Return what somebody asks for; the key says which purchase it is."""
    return Wish(
        person_id=seed_id("person", handle),
        sku_id=sku_id,
        quantity=quantity,
        address_id=None,
        key=f"seed/{key}",
        credit_fen=credit_fen,
    )


class Deeds:
    """Orders and payments of the demo world, by what its plan calls them."""

    def __init__(self, namer: Foretold, *, planted_at: datetime) -> None:
        self._namer = namer
        self._planted_at = planted_at
        self._placed: dict[str, Placed] = {}
        self._sums = 0

    def team(self, story: Story, wish_of: Callable[[str, str], Wish]) -> list[Step]:
        """Return how a team came together: opened, joined, paid, the last step last.

        ``wish_of`` says what somebody asks for, by their handle and the key of it.
        """
        opened_at = self._planted_at - story.ago
        came = [(name, opened_at + n * story.every) for n, name in enumerate(story.members, 1)]
        came += [(name, self._planted_at - JUST_NOW) for name in story.latest]

        def joins(name: str) -> Callable[[datetime], Awaitable[None]]:
            return lambda now: self._join(story, wish_of(name, f"{story.code}/{name}"), now)

        first = wish_of(story.leader, f"{story.code}/{story.leader}")
        found = [Step(at=opened_at, happen=lambda now: self._open(story, first, now))]
        found += [Step(at=at, happen=joins(name)) for name, at in came]
        return found + [
            self.payment(wish_of(name, f"{story.code}/{name}").key, at=at + PAYS_AFTER)
            for name, at in [(story.leader, opened_at), *came]
            if name not in story.unpaid
        ]

    async def buy(self, wanted: Wish, *, now: datetime) -> None:
        """Have somebody buy alone, unpaid as yet."""
        self._placed[wanted.key] = await buy_solo(wanted, now=now)

    def order_of(self, key: str) -> UUID:
        """Return which order was placed under a key."""
        return self._placed[key].order.id

    def payment(self, key: str, *, at: datetime) -> Step:
        """Return the step in which an order is paid for; one that costs nothing is paid already."""
        return Step(at=at, happen=lambda now: self.pay(key, now=now))

    async def pay(self, key: str, *, now: datetime) -> None:
        """Have the provider tell that an order was paid for."""
        payment = self._placed[key].payment
        if payment is None:
            return
        self._sums += 1
        money = Money(
            reference=f"SEED{self._sums:04}",
            payment_number=payment.number,
            amount_fen=payment.amount_fen,
            currency="CNY",
            paid_at=now,
        )
        outcome = await record_money(money, now=now)
        assert outcome in CAME, f"{key}: {outcome}"

    async def _open(self, story: Story, wanted: Wish, now: datetime) -> None:
        self._namer.next_code(story.code)
        campaign = await Campaign.get(slug=story.offer)
        self._placed[wanted.key] = await open_team(wanted, campaign_id=campaign.id, now=now)

    async def _join(self, story: Story, wanted: Wish, now: datetime) -> None:
        self._placed[wanted.key] = await join_team(wanted, team_code=story.code, now=now)


async def send_refunds(now: datetime) -> None:
    """Have all that was promised back by now arrive."""
    for due in await claim_due_refunds(now=now):
        await record_refund(number=due["number"], now=now)
