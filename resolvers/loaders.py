"""How many rows asked for one by one are read in one statement."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader
from tortoise.expressions import Q
from tortoise.models import Model

from models.awards import Award, Subsidy, Takeback
from models.campaigns import Campaign, CampaignSku
from models.catalogue import Category, Favourite, Product, Sku
from models.db import rows
from models.dividends import DividendPeriod
from models.draw_records import Record, records
from models.draws import Draw
from models.funding import Budget, PolicyOverride
from models.ladder import Rebate
from models.ledger import Account
from models.mall import MallItem
from models.merchants import Merchant, MerchantStaff
from models.orders import Order
from models.payments import MoneyIn, Payment, Refund
from models.people import Address, Person
from models.points import Redemption
from models.releases import FundRelease
from models.reports import Report
from models.screens import Scene
from models.teams import Seat, Team
from models.tenders import OrderTender, TenderReturn
from resolvers.entry_batches import load_prizes_shown, load_proofs
from resolvers.shop_batches import (
    Asked,
    Happened,
    Like,
    load_activity,
    load_orders_in_teams,
    load_similar,
)
from rules.accounts import AccountKind
from rules.ledger import Unit
from rules.teams import SeatState, TeamStatus

M = TypeVar("M", bound=Model)
K = TypeVar("K")
T = TypeVar("T")
RUNNING_MOST = 10
FORMED = [TeamStatus.FORMED, TeamStatus.DRAWING, TeamStatus.SETTLED]


class Loader(DataLoader[K, T]):
    """Loads in batches; who gives up waiting does not take the answer from the others."""

    def load(self, key: K) -> Awaitable[T]:
        """Return what belongs to a key, once for everybody who asks."""
        return asyncio.shield(super().load(key))


class Loaded(Generic[K, T]):
    """Gives a set its loader when something is first asked of it: an operation uses few of all.

    Kept under its own name, which is found before this is asked a second time.
    """

    def __init__(self, load: Callable[[Sequence[K]], Awaitable[Sequence[T]]]) -> None:
        self._load = load

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, loaders: "Loaders", _: type | None = None) -> Loader[K, T]:
        made = loaders.__dict__[self._name] = Loader[K, T](load_fn=self._load)
        return made


def by_key(model: type[M], column: str = "id") -> Loaded[Any, M | None]:
    """Return a loader of one row by a unique column, None where there is none."""

    async def load(keys: Sequence[Any]) -> list[M | None]:
        found = await model.filter(**{f"{column}__in": list(keys)})
        rows_by_key = {getattr(row, column): row for row in found}
        return [rows_by_key.get(key) for key in keys]

    return Loaded(load)


def by_parent(model: type[M], column: str, *order: str, **only: object) -> Loaded[UUID, list[M]]:
    """Return a loader of the rows that belong to a parent, few by the nature of the thing.

    ``only`` are values that other columns must have.
    """

    async def load(parents: Sequence[UUID]) -> list[list[M]]:
        found: defaultdict[UUID, list[M]] = defaultdict(list)
        wanted = {f"{column}__in": list(parents), **only}
        for row in await model.filter(**wanted).order_by(*order):
            found[getattr(row, column)].append(row)
        return [found[parent] for parent in parents]

    return Loaded(load)


async def _load_seats(team_ids: Sequence[UUID]) -> list[list[Seat]]:
    taken: defaultdict[UUID, list[Seat]] = defaultdict(list)
    sitting = Seat.filter(team_id__in=list(team_ids)).exclude(state=SeatState.RELEASED)
    for seat in await sitting.order_by("number"):
        taken[seat.team_id].append(seat)
    return [taken[team_id] for team_id in team_ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joinable:
    """A campaign's teams that take members at a moment: so many, the next to close first.

    ``after`` is the deadline and the id of the team they come after, None for the first ones.
    """

    campaign_id: UUID
    most: int
    after: tuple[datetime, UUID] | None = None
    now: datetime = field(compare=False)


async def _load_joinable(asked: Sequence[Joinable]) -> list[list[Team]]:
    found = await rows(
        """
        SELECT asked.n, t.id
          FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::uuid[])
               WITH ORDINALITY AS asked (campaign_id, most, closes_at, id, n)
         CROSS JOIN LATERAL (
           SELECT j.id, j.closes_at FROM joinable_teams(asked.campaign_id, $5) j
            WHERE (j.closes_at, j.id) > (asked.closes_at, asked.id)
            ORDER BY j.closes_at, j.id LIMIT asked.most) t
         ORDER BY asked.n, t.closes_at, t.id
        """,
        [key.campaign_id for key in asked],
        [key.most for key in asked],
        [key.after[0] if key.after else key.now for key in asked],
        [key.after[1] if key.after else UUID(int=0) for key in asked],
        max(key.now for key in asked),
    )
    ids = [row["id"] for row in found]
    teams = {team.id: team for team in await Team.filter(id__in=ids)}
    joinable: defaultdict[int, list[Team]] = defaultdict(list)
    for row in found:
        if row["id"] in teams:
            joinable[row["n"]].append(teams[row["id"]])
    return [joinable[n] for n in range(1, len(asked) + 1)]


async def _load_formed_counts(campaign_ids: Sequence[UUID]) -> list[int]:
    found = await rows(
        """
        SELECT campaign_id, count(*) AS teams FROM team
         WHERE campaign_id = ANY($1) AND status = ANY($2) GROUP BY campaign_id
        """,
        list(campaign_ids),
        FORMED,
    )
    counts = {row["campaign_id"]: int(row["teams"]) for row in found}
    return [counts.get(campaign_id, 0) for campaign_id in campaign_ids]


async def _load_kept_seats(campaign_ids: Sequence[UUID]) -> list[int]:
    found = await rows(
        """
        SELECT campaign_id, sum(size - seats_filled - seats_held) AS seats FROM team
         WHERE campaign_id = ANY($1) AND status = 'OPEN' GROUP BY campaign_id
        """,
        list(campaign_ids),
    )
    counts = {row["campaign_id"]: int(row["seats"]) for row in found}
    return [counts.get(campaign_id, 0) for campaign_id in campaign_ids]


async def _load_favourites(pairs: Sequence[tuple[UUID, UUID]]) -> list[bool]:
    people, products = zip(*pairs, strict=True)
    found = await Favourite.filter(person_id__in=set(people), product_id__in=set(products))
    liked = {(row.person_id, row.product_id) for row in found}
    return [pair in liked for pair in pairs]


async def _load_running(keys: Sequence[tuple[UUID, datetime]]) -> list[list[Campaign]]:
    found = await rows(
        """
        SELECT k.n, c.id FROM unnest($1::uuid[], $2::timestamptz[]) WITH ORDINALITY
               AS k (product_id, at, n)
          CROSS JOIN LATERAL (
            SELECT id, team_price_fen FROM campaign WHERE product_id = k.product_id
               AND status = 'PUBLISHED' AND starts_at <= k.at AND ends_at > k.at
             ORDER BY team_price_fen, id LIMIT $3) c
         ORDER BY k.n, c.team_price_fen, c.id
        """,
        [product_id for product_id, _ in keys],
        [at for _, at in keys],
        RUNNING_MOST,
    )
    running = {row.id: row for row in await Campaign.filter(id__in={row["id"] for row in found})}
    offered = [list[Campaign]() for _ in keys]
    for row in found:
        offered[int(row["n"]) - 1].append(running[row["id"]])
    return offered


async def _load_overrides(campaign_ids: Sequence[UUID]) -> list[list[PolicyOverride]]:
    holding = Q(campaign_id__in=list(campaign_ids)) | Q(campaign_id=None)
    found = await PolicyOverride.filter(holding).order_by("rule", "made_at")
    return [[row for row in found if row.campaign_id in {None, one}] for one in campaign_ids]


async def _load_deposits(merchant_ids: Sequence[UUID]) -> list[int]:
    owners = [str(merchant_id) for merchant_id in merchant_ids]
    found = await Account.filter(kind=AccountKind.DEPOSIT, owner__in=owners, unit=Unit.CNY)
    held = {row.owner: row.balance for row in found}
    return [held.get(owner, 0) for owner in owners]


class Loaders:
    """One set per operation; each forgets everything with it."""

    person: Loaded[UUID, Person | None] = by_key(Person)
    merchant: Loaded[UUID, Merchant | None] = by_key(Merchant)
    category: Loaded[UUID, Category | None] = by_key(Category)
    product: Loaded[UUID, Product | None] = by_key(Product)
    product_by_slug: Loaded[str, Product | None] = by_key(Product, "slug")
    merchant_by_slug: Loaded[str, Merchant | None] = by_key(Merchant, "slug")
    favourite: Loaded[tuple[UUID, UUID], bool] = Loaded(_load_favourites)
    running: Loaded[tuple[UUID, datetime], list[Campaign]] = Loaded(_load_running)
    sku: Loaded[UUID, Sku | None] = by_key(Sku)
    campaign: Loaded[UUID, Campaign | None] = by_key(Campaign)
    budget: Loaded[UUID, Budget | None] = by_key(Budget, "campaign_id")
    overrides: Loaded[UUID, list[PolicyOverride]] = Loaded(_load_overrides)
    deposit: Loaded[UUID, int] = Loaded(_load_deposits)
    campaign_by_slug: Loaded[str, Campaign | None] = by_key(Campaign, "slug")
    team: Loaded[UUID, Team | None] = by_key(Team)
    team_by_code: Loaded[str, Team | None] = by_key(Team, "code")
    activity: Loaded[Asked, list[Happened]] = Loaded(load_activity)
    similar: Loaded[Like, list[Campaign]] = Loaded(load_similar)
    order_in: Loaded[tuple[UUID, UUID], Order | None] = Loaded(load_orders_in_teams)
    order: Loaded[UUID, Order | None] = by_key(Order)
    payment: Loaded[UUID, Payment | None] = by_key(Payment)
    refund: Loaded[UUID, Refund | None] = by_key(Refund)
    report: Loaded[UUID, Report | None] = by_key(Report)
    report_on: Loaded[UUID, Report | None] = by_key(Report, "order_id")
    rebate: Loaded[UUID, Rebate | None] = by_key(Rebate, "order_id")
    draw: Loaded[UUID, Draw | None] = by_key(Draw)
    draw_of_team: Loaded[UUID, Draw | None] = by_key(Draw, "team_id")
    large_draws: Loaded[UUID, list[Draw]] = by_parent(Draw, "campaign_id", "id", team_id=None)
    proof: Loaded[tuple[UUID, int], tuple[bytes, ...]] = Loaded(load_proofs)
    prize_shown: Loaded[tuple[UUID, int], int | None] = Loaded(load_prizes_shown)
    draw_record: Loaded[UUID, Record] = Loaded(records)
    award: Loaded[UUID, Award | None] = by_key(Award)
    award_on: Loaded[UUID, Award | None] = by_key(Award, "order_id")
    fund_parts: Loaded[UUID, list[FundRelease]] = by_parent(FundRelease, "award_id", "k")
    takebacks: Loaded[UUID, list[Takeback]] = by_parent(Takeback, "award_id", "-n")
    subsidy_on: Loaded[UUID, Subsidy | None] = by_key(Subsidy, "order_id")
    mall_item: Loaded[UUID, MallItem | None] = by_key(MallItem)
    redemption: Loaded[UUID, Redemption | None] = by_key(Redemption, "order_id")
    dividend: Loaded[UUID, DividendPeriod | None] = by_key(DividendPeriod)
    money_in: Loaded[str, MoneyIn | None] = by_key(MoneyIn, "reference")
    skus: Loaded[UUID, list[Sku]] = by_parent(Sku, "product_id", "position", "id")
    choices: Loaded[UUID, list[CampaignSku]] = by_parent(
        CampaignSku, "campaign_id", "team_price_fen", "id"
    )
    seats: Loaded[UUID, list[Seat]] = Loaded(_load_seats)
    joinable: Loaded[Joinable, list[Team]] = Loaded(_load_joinable)
    formed_count: Loaded[UUID, int] = Loaded(_load_formed_counts)
    kept_seats: Loaded[UUID, int] = Loaded(_load_kept_seats)
    addresses: Loaded[UUID, list[Address]] = by_parent(
        Address, "person_id", "-created_at", removed_at=None
    )
    payments: Loaded[UUID, list[Payment]] = by_parent(Payment, "order_id", "created_at", "id")
    refunds: Loaded[UUID, list[Refund]] = by_parent(Refund, "payment_id", "ordinal")
    tenders: Loaded[UUID, list[OrderTender]] = by_parent(OrderTender, "order_id", "-source")
    tender_returns: Loaded[UUID, list[TenderReturn]] = by_parent(
        TenderReturn, "order_id", "returned_at", "id"
    )
    scenes: Loaded[UUID, list[Scene]] = by_parent(Scene, "screen_id", "place")
    staff: Loaded[UUID, list[MerchantStaff]] = by_parent(MerchantStaff, "person_id", "id")
