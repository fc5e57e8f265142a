"""How many rows asked for one by one are read in one statement."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from models.after_sales import AfterSale, AfterSaleStep
from models.awards import Award, Subsidy, Takeback
from models.campaigns import Campaign, CampaignSku
from models.catalogue import Category, Favourite, Product, Sku
from models.conversations import Conversation, Message, load_lasts
from models.db import columns, fetched, read, rows
from models.dividends import DividendPeriod
from models.draw_records import Record, records
from models.draws import Draw
from models.funding import Budget, PolicyOverride
from models.holds import CampaignHold
from models.inspections import Inspection, load_last_inspections
from models.ladder import Rebate
from models.mall import MallItem
from models.merchants import Merchant, MerchantStaff
from models.orders import Order
from models.payments import MoneyIn, Payment, Refund
from models.people import Address, Person
from models.points import Redemption
from models.questions import Question
from models.releases import FundRelease
from models.reports import Report
from models.scores import MerchantScore
from models.screens import Scene
from models.shapes import MOST_SHAPES, Columns, shape
from models.teams import Seat, Team
from models.tenders import OrderTender, TenderReturn
from models.withdrawals import Withdrawal
from resolvers.batches import Loaded, besides, by_key, by_parent
from resolvers.entry_batches import DrawLoaders
from resolvers.relation_batches import RelationLoaders
from resolvers.shipping_batches import ShippingLoaders
from resolvers.shop_batches import (
    Asked,
    Happened,
    Like,
    load_activity,
    load_deposits,
    load_orders_in_teams,
    load_similar,
)
from rules.teams import TeamStatus

RUNNING_MOST = 10
FORMED = [TeamStatus.FORMED, TeamStatus.DRAWING, TeamStatus.SETTLED]


async def _load_seats(team_ids: Sequence[UUID]) -> list[list[Seat]]:
    taken: defaultdict[UUID, list[Seat]] = defaultdict(list)
    sitting = "WHERE t.team_id = ANY($1) AND t.state <> 'RELEASED' ORDER BY t.number"
    for seat in await read(Seat, sitting, team_ids):
        taken[seat.team_id].append(seat)
    return [taken[team_id] for team_id in team_ids]


async def _load_seats_of(pairs: Sequence[tuple[UUID, UUID]]) -> list[Seat | None]:
    teams, people = ([*{*each}] for each in zip(*pairs, strict=True))
    sitting = "WHERE t.team_id = ANY($1) AND t.person_id = ANY($2) AND t.state <> 'RELEASED'"
    found = await read(Seat, sitting, teams, people)
    taken = {(seat.team_id, seat.person_id): seat for seat in found}
    return [taken.get(pair) for pair in pairs]


class Joinable(NamedTuple):
    """A campaign's teams that take members at a moment: so many, the next to close first.

    ``after`` is the deadline and the id of the team they come after, None for the first ones.
    """

    campaign_id: UUID
    most: int
    after: tuple[datetime, UUID] | None
    now: datetime


@lru_cache(MOST_SHAPES)
def _joinable(*, begins: bool, names: frozenset[str] | None) -> str:
    """Return what finds teams that take members, of campaigns that are asked for together.

    A page that begins at the beginning needs no place: most do, and the index is entered once.
    """
    places, beyond = "", ""
    if not begins:
        places = ", $4::timestamptz[], $5::uuid[]"
        beyond = "WHERE (j.closes_at, j.id) > (asked.closes_at, asked.id)"
    return f"""
        SELECT {columns(Team, of="t", whole=False, names=names)}, asked.n
          FROM unnest($1::uuid[], $2::integer[]{places})
               WITH ORDINALITY AS asked (campaign_id, most{"" if begins else ", closes_at, id"}, n)
         CROSS JOIN LATERAL (
           SELECT j.* FROM joinable_teams(asked.campaign_id, $3) j {beyond}
            ORDER BY j.closes_at, j.id LIMIT asked.most) t
         ORDER BY asked.n, t.closes_at, t.id
        """  # noqa: S608 - names of columns and words of ours


async def _load_joinable(asked: Sequence[Joinable], columns: Columns) -> list[list[Team]]:
    names = besides(columns, Team, "closes_at")
    ids, most = [key.campaign_id for key in asked], [key.most for key in asked]
    now = max(key.now for key in asked)
    places: list[list[Any]] = []
    if any(key.after for key in asked):
        first = (now, UUID(int=0))  # a team that takes members closes later than now
        begun = [key.after or first for key in asked]
        places = [[closes_at for closes_at, _ in begun], [row_id for _, row_id in begun]]
    found = await fetched(_joinable(begins=not places, names=names), ids, most, now, *places)
    joinable = [list[Team]() for _ in asked]
    built = shape(Team, whole=False, names=names).built
    for each in found:
        joinable[int(each[-1]) - 1].append(built(each))
    return joinable


async def _load_frozen_rules(campaign_ids: Sequence[UUID]) -> list[dict[str, Any] | None]:
    found = await fetched("SELECT id, rules FROM campaign WHERE id = ANY($1)", campaign_ids)
    frozen: dict[UUID, dict[str, Any] | None]
    frozen = {row_id: None if rules is None else orjson.loads(rules) for row_id, rules in found}
    return [frozen.get(campaign_id) for campaign_id in campaign_ids]


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
    people, products = ([*{*each}] for each in zip(*pairs, strict=True))
    liking = "WHERE t.person_id = ANY($1) AND t.product_id = ANY($2)"
    found = await read(Favourite, liking, people, products)
    liked = {(row.person_id, row.product_id) for row in found}
    return [pair in liked for pair in pairs]


async def _load_running(keys: Sequence[tuple[UUID, datetime]]) -> list[list[Campaign]]:
    found = await fetched(
        f"""
        SELECT {columns(Campaign, of="t", whole=False)}, k.n
          FROM unnest($1::uuid[], $2::timestamptz[]) WITH ORDINALITY AS k (product_id, at, n)
         CROSS JOIN LATERAL (
           SELECT * FROM campaign WHERE product_id = k.product_id
              AND status = 'PUBLISHED' AND starts_at <= k.at AND ends_at > k.at
            ORDER BY team_price_fen, id LIMIT $3) t
         ORDER BY k.n, t.team_price_fen, t.id
        """,  # noqa: S608 - names of columns and words of ours
        [product_id for product_id, _ in keys],
        [at for _, at in keys],
        RUNNING_MOST,
    )
    offered = [list[Campaign]() for _ in keys]
    built = shape(Campaign, whole=False).built
    for each in found:
        offered[int(each[-1]) - 1].append(built(each))
    return offered


@lru_cache(MOST_SHAPES)
def _offered(choice: frozenset[str] | None, sku: frozenset[str] | None) -> str:
    listed = (
        columns(CampaignSku, of="t", names=choice),
        columns(Sku, of="s", prefix="sku_", names=sku),
    )
    return f"""
        SELECT {", ".join(listed)} FROM campaign_sku t JOIN sku s ON s.id = t.sku_id
         WHERE t.campaign_id = ANY($1) ORDER BY t.team_price_fen, t.id
        """  # noqa: S608 - names of columns and words of ours


async def _load_offered(
    campaign_ids: Sequence[UUID], columns: Columns
) -> list[list[tuple[CampaignSku, Sku]]]:
    offered: defaultdict[UUID, list[tuple[CampaignSku, Sku]]] = defaultdict(list)
    names = besides(columns, CampaignSku, "campaign_id"), besides(columns, Sku)
    choice, sku = shape(CampaignSku, names=names[0]), shape(Sku, names=names[1])
    for each in await fetched(_offered(*names), campaign_ids):
        made = choice.built(each)
        offered[made.campaign_id].append((made, sku.built(each[len(choice.names) :])))
    return [offered[campaign_id] for campaign_id in campaign_ids]


async def _load_overrides(campaign_ids: Sequence[UUID]) -> list[list[PolicyOverride]]:
    holding = "WHERE t.campaign_id = ANY($1) OR t.campaign_id IS NULL ORDER BY t.rule, t.made_at"
    found = await read(PolicyOverride, holding, campaign_ids)
    return [[row for row in found if row.campaign_id in {None, one}] for one in campaign_ids]


class Loaders(DrawLoaders, RelationLoaders, ShippingLoaders):
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
    frozen_rules: Loaded[UUID, dict[str, Any] | None] = Loaded(_load_frozen_rules)
    budget: Loaded[UUID, Budget | None] = by_key(Budget, "campaign_id")
    overrides: Loaded[UUID, list[PolicyOverride]] = Loaded(_load_overrides)
    deposit: Loaded[UUID, int] = Loaded(load_deposits)
    campaign_by_slug: Loaded[str, Campaign | None] = by_key(Campaign, "slug")
    team: Loaded[UUID, Team | None] = by_key(Team)
    team_by_code: Loaded[str, Team | None] = by_key(Team, "code")
    activity: Loaded[Asked, list[Happened]] = Loaded(load_activity)
    similar: Loaded[Like, list[Campaign]] = Loaded(load_similar)
    seat_in: Loaded[tuple[UUID, UUID], Seat | None] = Loaded(_load_seats_of)
    order_in: Loaded[tuple[UUID, UUID], Order | None] = Loaded(load_orders_in_teams)
    order: Loaded[UUID, Order | None] = by_key(Order)
    payment: Loaded[UUID, Payment | None] = by_key(Payment)
    refund: Loaded[UUID, Refund | None] = by_key(Refund)
    after_sale: Loaded[UUID, AfterSale | None] = by_key(AfterSale)
    after_sales_of: Loaded[UUID, list[AfterSale]] = by_parent(AfterSale, "order_id", "-n")
    after_sale_steps: Loaded[UUID, list[AfterSaleStep]] = by_parent(
        AfterSaleStep, "after_sale_id", "n"
    )
    withdrawal: Loaded[UUID, Withdrawal | None] = by_key(Withdrawal)
    report: Loaded[UUID, Report | None] = by_key(Report)
    question: Loaded[UUID, Question | None] = by_key(Question)
    conversation: Loaded[UUID, Conversation | None] = by_key(Conversation)
    message: Loaded[UUID, Message | None] = by_key(Message)
    last_message: Loaded[tuple[UUID, int], Message | None] = Loaded(load_lasts)
    report_on: Loaded[UUID, Report | None] = by_key(Report, "order_id")
    rebate: Loaded[UUID, Rebate | None] = by_key(Rebate, "order_id")
    draw: Loaded[UUID, Draw | None] = by_key(Draw)
    draw_of_team: Loaded[UUID, Draw | None] = by_key(Draw, "team_id")
    large_draws: Loaded[UUID, list[Draw]] = by_parent(Draw, "campaign_id", "id", team_id=None)
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
    offered: Loaded[UUID, list[tuple[CampaignSku, Sku]]] = Loaded(of=_load_offered)
    seats: Loaded[UUID, list[Seat]] = Loaded(_load_seats)
    joinable: Loaded[Joinable, list[Team]] = Loaded(of=_load_joinable)
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
    score: Loaded[UUID, MerchantScore | None] = by_key(MerchantScore, "merchant_id")
    last_inspection: Loaded[UUID, Inspection | None] = Loaded(load_last_inspections)
    holds: Loaded[UUID, list[CampaignHold]] = by_parent(
        CampaignHold, "campaign_id", "placed_at", "id", lifted_at=None
    )
