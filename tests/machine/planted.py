"""What machines begin with: offers of every sort, a mall, people; planted once and copied."""

import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from actions.mall import list_mall_item
from app.database import opened
from models.catalogue import Sku
from models.ids import ALPHABET, Namer, named_by
from models.mall import MallItem
from models.people import Person
from rules.campaigns import CampaignKind
from rules.funding import TopUpTarget
from rules.mall import NewItem
from rules.particulars import DrawScope, FundedBy, Particulars
from rules.policy import PolicyRule
from tests.actions.world_kinds import LOTTERY, Fair, make_fair, published_lottery, published_trial
from tests.actions.worlds import World, make_world
from tests.services.postgres import fresh_database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PEOPLE = 5
SHELF = 4
# No sum that is won or lost is round: where something is split, a fen shows.
HALF_A_YEAR = NOON + timedelta(days=180)
OFFERS = (
    {"ends_at": HALF_A_YEAR, "size": 2, "stock": 6, "limit_per_person": 2},
    {
        "ends_at": HALF_A_YEAR,
        "size": 3,
        "stock": 8,
        "limit_per_person": 1,
        "completes_at_size": 2,
        "hours_to_fill": 1,
        "leader_discount_fen": 100,
    },
)
DRAWN = {"size": 2, "limit_per_person": 4, "ends_at": NOON + timedelta(days=330)}
LARGE = replace(
    LOTTERY,
    scope=DrawScope.CAMPAIGN,
    funded_by=FundedBy.MARKETING,
    winners=2,
    most=6,
    subsidy_fen=203,
    points=0,
    shares=2,
)
MALL = ((23, 0), (17, 133))


class Seeded(Namer):
    """Names and chance that are the same each time, so that a failure can be made again."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - names, not secrets

    def bits(self, count: int) -> int:
        return self._chance.getrandbits(count)

    def code(self, length: int) -> str:
        return "".join(self._chance.choices(ALPHABET, k=length))


@dataclass
class Planted:
    """What stands in the database that machines get copies of, and that database's name."""

    template: str
    fair: Fair
    worlds: list[World]
    items: list[MallItem]
    people: list[Person]


@asynccontextmanager
async def planted(url: str, *, template: str) -> AsyncGenerator[Planted]:
    """A database to be copied; it is dropped afterwards."""
    async with fresh_database(url, template=template) as grown:
        with named_by(Seeded("planted")):
            async with opened(grown, max_connections=2):
                found = await _plant(grown.rpartition("/")[2])
        yield found


async def _plant(name: str) -> Planted:
    worlds = [await make_world(NOON, **offer) for offer in OFFERS]
    shelf = worlds[0].sku
    await Sku.filter(id=shelf.id).update(stock=shelf.taken + SHELF)
    fair = await make_fair(NOON, deposit_fen=100_000)
    await fair.topped_up(100_000, TopUpTarget.MARKETING)
    won = {"most": 5, "subsidy_fen": 301, "points": 50, "shares": 3}
    worlds += [
        await published_lottery(
            NOON, fair=fair, fen=997, overrides=(PolicyRule.DIVIDENDS,), **won, **DRAWN
        ),
        await _large_lottery(fair),
        await published_trial(NOON, fair=fair, fen=0, most=5, points=31, **DRAWN),
    ]
    await fair.allowed(PolicyRule.DIVIDENDS)
    people = [await worlds[0].person() for _ in range(PEOPLE)]
    return Planted(name, fair, worlds, await _mall(fair), people)


async def _large_lottery(fair: Fair) -> World:
    """One draw among all its teams, whose rewards are cash."""
    draft = await fair.draft(
        CampaignKind.LOTTERY, Particulars(draw=LARGE), fen=1009, stock=2, hours_to_fill=1, **DRAWN
    )
    for rule in (PolicyRule.CASH_SUBSIDY, PolicyRule.FUND_TO_CASH, PolicyRule.DIVIDENDS):
        await fair.allowed(rule, draft)
    return await fair.world(await fair.published(draft, by_operator=True))


async def _mall(fair: Fair) -> list[MallItem]:
    listed = [
        NewItem(sku_id=sku.id, points=points, price_fen=fen, stock=6)
        for sku, (points, fen) in zip(fair.stall.skus, MALL, strict=True)
    ]
    seller, now = fair.stall.seller, fair.now
    return [await list_mall_item(item, seller=seller, now=now) for item in listed]
