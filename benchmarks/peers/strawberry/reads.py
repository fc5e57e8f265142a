"""The shelf by Strawberry and Tortoise.

Written as the documentation of the two shows it: types by hand, a data loader for each
relation, made anew for each request. The wish ``caches`` turns on Strawberry's own two for
documents that were parsed and validated before.
"""

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NewType

import strawberry
from plumbing import serve, wishes
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from tables import Campaign as CampaignRow
from tables import CampaignSku as ChoiceRow
from tables import Merchant as MerchantRow
from tables import Team as TeamRow
from tortoise import Tortoise

BigInt = NewType("BigInt", int)


@strawberry.type
class Money:
    """An amount."""

    fen: BigInt
    amount: Decimal

    @classmethod
    def of(cls, fen: int) -> "Money":
        """Return it from its fen."""
        return cls(fen=BigInt(fen), amount=Decimal(fen).scaleb(-2))


@strawberry.type
class Merchant:
    """Who offers it."""

    id: strawberry.ID
    name: str
    slug: str


@strawberry.type
class Sku:
    """One choice."""

    id: strawberry.ID
    name: str
    team_price: Money
    stock_left: int


@strawberry.type
class Team:
    """One that takes members."""

    code: str
    size: int
    seats_filled: int
    seats_left: int
    closes_at: datetime


@strawberry.type
class Teams:
    """As a connection has them."""

    nodes: list[Team]


@strawberry.type
class Campaign:
    """An offer."""

    merchant_id: strawberry.Private[Any]
    id: strawberry.ID
    slug: str
    title: str
    kind: str
    size: int
    ends_at: datetime
    team_price: Money

    @strawberry.field
    async def merchant(self, info: strawberry.Info) -> Merchant:
        """Return its merchant."""
        row = await info.context["merchants"].load(self.merchant_id)
        return Merchant(id=strawberry.ID(str(row.id)), name=row.name, slug=row.slug)

    @strawberry.field
    async def skus(self, info: strawberry.Info) -> list[Sku]:
        """Return what can be chosen."""
        return [
            Sku(
                id=strawberry.ID(str(row.sku_id)),
                name=row.sku.name,
                team_price=Money.of(row.team_price_fen),
                stock_left=row.stock - row.taken,
            )
            for row in await info.context["choices"].load(self.id)
        ]

    @strawberry.field
    async def open_teams(self, info: strawberry.Info, first: int) -> Teams:
        """Return the teams that close next."""
        found = await info.context["teams"].load(self.id)
        return Teams(
            nodes=[
                Team(
                    code=row.code,
                    size=row.size,
                    seats_filled=row.seats_filled,
                    seats_left=row.size - row.seats_filled - row.seats_held,
                    closes_at=row.closes_at,
                )
                for row in found[:first]
            ]
        )


@strawberry.type
class Campaigns:
    """As a connection has them."""

    nodes: list[Campaign]


@strawberry.type
class Query:
    """What may be asked."""

    @strawberry.field
    async def campaigns(self, first: int) -> Campaigns:
        """Return the newest that are open."""
        now = datetime.now(UTC)
        running = CampaignRow.filter(status="PUBLISHED", starts_at__lte=now, ends_at__gt=now)
        return Campaigns(
            nodes=[
                Campaign(
                    merchant_id=row.merchant_id,
                    id=strawberry.ID(str(row.id)),
                    slug=row.slug,
                    title=row.title,
                    kind=row.kind,
                    size=row.size,
                    ends_at=row.ends_at,
                    team_price=Money.of(row.team_price_fen),
                )
                for row in await running.order_by("-published_at", "-id").limit(first)
            ]
        )


async def load_merchants(keys: list[Any]) -> list[MerchantRow]:
    rows = {row.id: row for row in await MerchantRow.filter(id__in=keys)}
    return [rows[key] for key in keys]


async def load_choices(keys: list[str]) -> list[list[ChoiceRow]]:
    found = defaultdict(list)
    rows = ChoiceRow.filter(campaign_id__in=keys).select_related("sku")
    for row in await rows.order_by("team_price_fen", "sku_id"):
        found[str(row.campaign_id)].append(row)
    return [found[key] for key in keys]


async def load_teams(keys: list[str]) -> list[list[TeamRow]]:
    found = defaultdict(list)
    rows = TeamRow.filter(campaign_id__in=keys, status="OPEN", closes_at__gt=datetime.now(UTC))
    for row in await rows.order_by("closes_at", "id"):
        found[str(row.campaign_id)].append(row)
    return [found[key] for key in keys]


class Shelf(GraphQL):
    """Loaders of its own for each request."""

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        """Return loaders that know nothing yet."""
        return {
            "merchants": DataLoader(load_merchants),
            "choices": DataLoader(load_choices),
            "teams": DataLoader(load_teams),
        }


class Opened:
    """The application, with its tables opened as it starts."""

    def __init__(self, app: Shelf, database: str) -> None:
        self.app, self.database = app, database

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Open before the first request, close after the last."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        await receive()
        await Tortoise.init(
            db_url=self.database.replace("postgresql://", "asyncpg://"),
            modules={"models": ["tables"]},
            _enable_global_fallback=True,
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await Tortoise.close_connections()
        await send({"type": "lifespan.shutdown.complete"})


def main(database: str, *, caches: bool) -> None:
    """Serve until told to end."""
    known = [lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)]
    written = {BigInt: strawberry.scalar(name="BigInt", serialize=str)}
    schema = strawberry.Schema(
        Query,
        extensions=known if caches else [],
        config=StrawberryConfig(scalar_map=written),
    )
    serve(Opened(Shelf(schema), database))


wanted = wishes()
main(wanted["database"], caches=wanted.get("caches", False))
