"""What the shop's pages ask of many rows at once: what happened in teams, what is like an offer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from models.campaigns import Campaign
from models.db import columns, fetched, read, rows
from models.ledger import Account
from models.orders import Order
from models.shapes import shape
from rules.accounts import AccountKind
from rules.activity import TeamActivityKind
from rules.ledger import Unit

# Later than anything that ever happens here: where a list begins that is read backwards in time.
LAST = datetime(9000, 1, 1, tzinfo=UTC)
FIRST_RANK = 100
Place = tuple[datetime, int, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """So much of what happened in a team, the latest first, before a place if one is named."""

    team_id: UUID
    most: int
    after: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened in a team; the same however often it is read."""

    kind: TeamActivityKind
    happened_at: datetime
    rank: int
    id: UUID
    number: int | None
    person_id: UUID | None
    held_until: datetime | None


async def load_activity(asked: Sequence[Asked]) -> list[list[Happened]]:
    """Return what happened in each team, in one statement."""
    begin: Place = (LAST, FIRST_RANK, UUID(int=0))
    places = [key.after or begin for key in asked]
    found = await rows(
        """
        SELECT asked.n, a.kind, a.happened_at, a.rank, a.id, a.number, a.person_id, a.held_until
          FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::integer[], $5::uuid[])
               WITH ORDINALITY AS asked (team_id, most, at, rank, id, n)
         CROSS JOIN LATERAL (
           SELECT t.* FROM team_activity(asked.team_id) t
            WHERE (t.happened_at, t.rank, t.id) < (asked.at, asked.rank, asked.id)
            ORDER BY t.happened_at DESC, t.rank DESC, t.id DESC LIMIT asked.most) a
         ORDER BY asked.n, a.happened_at DESC, a.rank DESC, a.id DESC
        """,
        [key.team_id for key in asked],
        [key.most for key in asked],
        [at for at, _, _ in places],
        [rank for _, rank, _ in places],
        [row_id for _, _, row_id in places],
    )
    happened: defaultdict[int, list[Happened]] = defaultdict(list)
    for row in found:
        n, kind = row.pop("n"), TeamActivityKind(row.pop("kind"))
        happened[n].append(Happened(kind=kind, **row))
    return [happened[n] for n in range(1, len(asked) + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """So many campaigns that open teams at a moment, of the same category as this one."""

    campaign_id: UUID
    most: int
    now: datetime = field(compare=False)


@cache
def _similar() -> str:
    return f"""
        SELECT {columns(Campaign, of="t", whole=False)}, asked.n
          FROM unnest($1::uuid[], $2::integer[]) WITH ORDINALITY AS asked (campaign_id, most, n)
          JOIN campaign this ON this.id = asked.campaign_id
          JOIN product p ON p.id = this.product_id
         CROSS JOIN LATERAL (
           SELECT c.* FROM product g JOIN campaign c ON c.product_id = g.id
            WHERE g.category_id = p.category_id AND g.withdrawn_at IS NULL AND c.id <> this.id
              AND c.status = 'PUBLISHED' AND c.starts_at <= $3 AND c.ends_at > $3
            ORDER BY c.published_at DESC, c.id DESC LIMIT asked.most) t
         ORDER BY asked.n, t.published_at DESC, t.id DESC
        """  # noqa: S608 - words of ours alone


async def load_similar(asked: Sequence[Like]) -> list[list[Campaign]]:
    """Return what is like each campaign, the newest first, in one statement."""
    found = await fetched(
        _similar(),
        [key.campaign_id for key in asked],
        [key.most for key in asked],
        max(key.now for key in asked),
    )
    like = [list[Campaign]() for _ in asked]
    built = shape(Campaign, whole=False).built
    for each in found:
        like[int(each[-1]) - 1].append(built(each))
    return like


@cache
def _latest() -> str:
    return f"""
        SELECT DISTINCT ON (t.team_id, t.person_id) {columns(Order, of="t")}
          FROM orders t JOIN unnest($1::uuid[], $2::uuid[]) AS asked (team_id, person_id)
            ON t.team_id = asked.team_id AND t.person_id = asked.person_id
         ORDER BY t.team_id, t.person_id, t.placed_at DESC, t.id DESC
        """  # noqa: S608 - words of ours alone


async def load_orders_in_teams(pairs: Sequence[tuple[UUID, UUID]]) -> list[Order | None]:
    """Return the latest order of each person in each team, in one statement."""
    teams, people = zip(*pairs, strict=True)
    orders = map(shape(Order).built, await fetched(_latest(), teams, people))
    latest = {(row.team_id, row.person_id): row for row in orders}
    return [latest.get((team_id, person_id)) for team_id, person_id in pairs]


async def load_deposits(merchant_ids: Sequence[UUID]) -> list[int]:
    """Return what the deposits of these merchants hold, in fen."""
    owners = [str(merchant_id) for merchant_id in merchant_ids]
    deposits = "WHERE t.kind = $1 AND t.unit = $2 AND t.owner = ANY($3)"
    found = await read(Account, deposits, AccountKind.DEPOSIT, Unit.CNY, owners)
    held = {row.owner: row.balance for row in found}
    return [held.get(owner, 0) for owner in owners]
