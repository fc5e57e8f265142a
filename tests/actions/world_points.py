"""People with points and shares, what the mall gives for points, and what there is to share out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from actions.mall import list_mall_item
from actions.merchants import Seller
from actions.redemptions import Choice
from models import ledger
from models.funding import PolicyOverride
from models.ids import new_id
from models.ledger import Account
from models.mall import MallItem
from models.people import Person
from models.points import PointLot
from models.transactions import one_transaction
from rules.accounts import (
    BANK,
    ISSUANCE,
    MARKETING,
    REVENUE,
    AccountKind,
    AccountName,
    of_person,
    points_reserve,
)
from rules.ledger import Journal, Leg, Unit
from rules.mall import NewItem
from rules.particulars import FundedBy
from rules.people import Role
from rules.policy import PolicyRule
from tests.actions.drafts import staff
from tests.actions.worlds import World, make_world

KEYS = count(1)


async def posted(kind: str, *legs: Leg, now: datetime) -> None:
    """Post a journal by hand: what another part of the platform would have posted."""
    key = f"test:{next(KEYS)}:{new_id(now)}"

    @one_transaction
    async def post() -> None:
        await ledger.post_new(Journal(key=key, kind=kind, cause=key, legs=legs), now=now)

    await post()


async def held(kind: AccountKind, owner: object, unit: str = "CNY") -> int:
    """What an account holds in its unit, zero where it was never opened."""
    account = await Account.get_or_none(kind=kind, owner=str(owner), unit=unit)
    return account.balance if account else 0


async def holding(name: AccountName) -> int:
    return await held(name.kind, name.owner)


async def grant(
    person: Person, points: int, *, now: datetime, days: int = 365, each_fen: int = 1
) -> PointLot:
    """Points for somebody, funded by the platform's marketing."""
    lot = await PointLot.create(
        id=new_id(now),
        person_id=person.id,
        points=points,
        left=points,
        reserve_fen=points * each_fen,
        source_kind=FundedBy.MARKETING,
        source_owner="platform",
        granted_at=now,
        expires_at=now + timedelta(days=days),
    )
    fen = points * each_fen
    await posted("GIFT", Leg(source=BANK, target=MARKETING, amount=fen), now=now)
    await posted(
        "GRANT",
        Leg(source=MARKETING, target=points_reserve(str(lot.id)), amount=fen),
        Leg(
            source=ISSUANCE,
            target=of_person(AccountKind.POINTS, str(person.id)),
            amount=points,
            unit=Unit.PTS,
        ),
        now=now,
    )
    return lot


async def give_shares(person: Person, shares: int, *, now: datetime) -> None:
    target = of_person(AccountKind.SHARES, str(person.id))
    leg = Leg(source=ISSUANCE, target=target, amount=shares, unit=Unit.SHARE)
    await posted("GRANT", leg, now=now)


async def take_shares(person: Person, shares: int, *, now: datetime) -> None:
    source = of_person(AccountKind.SHARES, str(person.id))
    leg = Leg(source=source, target=ISSUANCE, amount=shares, unit=Unit.SHARE)
    await posted("UNGRANT", leg, now=now)


async def earn(amount_fen: int, *, now: datetime) -> None:
    """Let the platform earn something."""
    await posted("FEES", Leg(source=BANK, target=REVENUE, amount=amount_fen), now=now)


async def owe(person: Person, amount_fen: int, *, now: datetime) -> None:
    """Let somebody owe the platform what it earned."""
    owed = of_person(AccountKind.RECEIVABLE, str(person.id))
    await posted("DEBT", Leg(source=owed, target=MARKETING, amount=amount_fen), now=now)


async def allow_dividends(operator: Person, *, now: datetime) -> PolicyOverride:
    if before := await PolicyOverride.get_or_none(rule=PolicyRule.DIVIDENDS, campaign_id=None):
        return before
    return await PolicyOverride.create(
        id=new_id(now),
        rule=PolicyRule.DIVIDENDS,
        reason="股东大会决议",
        person_id=operator.id,
        made_at=now,
    )


@dataclass
class Mall:
    """A merchant who gives one choice for points, and money where it has a price."""

    world: World
    seller: Seller
    stranger: Seller
    item: MallItem

    @property
    def now(self) -> datetime:
        return self.world.now

    def choice(self, person: Person, **changes) -> Choice:
        facts = {
            "person_id": person.id,
            "item_id": self.item.id,
            "quantity": 1,
            "address_id": None,
            "key": new_id(self.now).hex,
        }
        return Choice(**{**facts, **changes})

    async def rich(self, *points: int, **grants) -> Person:
        """Somebody with so many lots, which expire in their order."""
        person = await self.world.person()
        for n, each in enumerate(points):
            await grant(person, each, now=self.now, **{"days": 100 + n, **grants})
        return person

    async def operator(self) -> Person:
        return await self.world.person("运营", role=Role.OPERATOR)

    async def lots(self, person: Person) -> Sequence[int]:
        """What is left in each lot, in the order in which they expire."""
        found = await PointLot.filter(person_id=person.id).order_by("expires_at", "id")
        return [lot.left for lot in found]


async def make_mall(
    now: datetime, *, points: int = 100, price_fen: int = 0, stock: int = 5
) -> Mall:
    world, elsewhere = await make_world(now), await make_world(now)
    seller = await staff(world, world.merchant.id)
    stranger = await staff(world, elsewhere.merchant.id)
    new = NewItem(sku_id=world.sku.id, points=points, price_fen=price_fen, stock=stock)
    item = await list_mall_item(new, seller=seller, now=now)
    return Mall(world, seller, stranger, item)
