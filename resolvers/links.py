"""What a link that people pass on leads to, in rows that everybody may see."""

from dataclasses import dataclass
from uuid import UUID

from models.campaigns import Campaign
from models.catalogue import Product
from models.draws import Draw
from models.mall import MallItem
from models.share_links import ShareLink
from models.teams import Seat, Team
from resolvers import campaigns, draws, mall, teams
from resolvers.context import Context
from resolvers.share_rights import Card, card_of
from rules.people import masked
from rules.referrals import ShareTarget
from rules.teams import SeatState

SEATS_SHOWN = 100
NOBODYS = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCampaign:
    """An offer with its product, its lowest solo price, and what its merchant has it say."""

    campaign: Campaign
    product: Product
    solo_price_fen: int
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSeat:
    """A seat that somebody holds or fills, with the one sign of their name that is shown."""

    number: int
    state: SeatState
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTeam:
    """A team with what it buys."""

    team: Team
    offer: SharedCampaign


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturedTeam:
    """A team with its leader's masked name, and up to a hundred of its seats."""

    team: Team
    offer: SharedCampaign
    leader: str
    seats: tuple[SharedSeat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedDraw:
    """A draw with what it is for."""

    draw: Draw
    offer: SharedCampaign


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedItem:
    """What the points mall gives, with its product."""

    item: MallItem
    product: Product


async def shared_campaign(ctx: Context, slug: str) -> SharedCampaign | None:
    """Return what a campaign's link leads to; None where the viewer may see nothing."""
    row = await campaigns.campaign(ctx, slug)
    return await _offer(ctx, row) if row else None


async def shared_team(ctx: Context, code: str) -> SharedTeam | None:
    """Return what a team's link leads to; None where there is no such team."""
    row = await teams.team(ctx, code)
    offer = await _offer_of(ctx, row.campaign_id) if row else None
    return SharedTeam(team=row, offer=offer) if row and offer else None


async def pictured_team(ctx: Context, code: str) -> PicturedTeam | None:
    """Return what a picture of a team shows; None where there is no such team."""
    found = await shared_team(ctx, code)
    if found is None:
        return None
    row = found.team
    taken = [seat for seat in await teams.seats(ctx, row.id) if seat.number <= SEATS_SHOWN]
    leader, *names = await _names(ctx, row.leader_id, *(seat.person_id for seat in taken))
    seats = tuple(_seat(seat, name) for seat, name in zip(taken, names, strict=True))
    return PicturedTeam(team=row, offer=found.offer, leader=leader, seats=seats)


async def shared_draw(ctx: Context, draw_id: UUID) -> SharedDraw | None:
    """Return what a draw's link leads to; None where there is no such draw."""
    row = await draws.draw(ctx, draw_id)
    offer = await _offer_of(ctx, row.campaign_id) if row else None
    return SharedDraw(draw=row, offer=offer) if row and offer else None


async def shared_item(ctx: Context, item_id: UUID) -> SharedItem | None:
    """Return what the link of something for points leads to; None where there is none."""
    row = await mall.mall_item(ctx, item_id)
    sku = await ctx.loaders.sku.load(row.sku_id) if row else None
    product = await ctx.loaders.product.load(sku.product_id) if sku else None
    return SharedItem(item=row, product=product) if row and product else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedInvite:
    """A person's own link to the shop, with their masked name."""

    code: str
    name: str


async def shared_invite(ctx: Context, code: str) -> SharedInvite | None:
    """Return whose link to the shop has a code; None where none has, or it is blocked."""
    link = await ShareLink.get_or_none(code=code, target=ShareTarget.SHOP, blocked_at=None)
    person = await ctx.loaders.person.load(link.person_id) if link else None
    if link is None or person is None or person.closed_at is not None:
        return None
    return SharedInvite(code=link.code, name=masked(person.display_name))


async def _offer_of(ctx: Context, campaign_id: UUID) -> SharedCampaign | None:
    row = await ctx.loaders.campaign.load(campaign_id)
    return await _offer(ctx, row) if row and await campaigns.visible(ctx, row) else None


async def _offer(ctx: Context, row: Campaign) -> SharedCampaign | None:
    product = await ctx.loaders.product.load(row.product_id)
    choices = await campaigns.choices(ctx, row.id)
    solo_price_fen = min((sku.price_fen for _, sku in choices), default=0)
    if product is None:
        return None
    card = await card_of(ctx, product_id=product.id, campaign_id=row.id)
    return SharedCampaign(campaign=row, product=product, solo_price_fen=solo_price_fen, card=card)


async def _names(ctx: Context, *person_ids: UUID) -> list[str]:
    people = await ctx.loaders.person.load_many(list(person_ids))
    return [masked(person.display_name) if person else NOBODYS for person in people]


def _seat(row: Seat, name: str) -> SharedSeat:
    return SharedSeat(number=row.number, state=row.state, sign=name[:1].upper())
