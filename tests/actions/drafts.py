"""Merchants who draft campaigns, for tests to publish, pause and end."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from actions.campaigns import NewCampaign, create_campaign
from actions.catalogue import NewProduct, create_product
from actions.merchants import Seller
from models.campaigns import Campaign, CampaignSku
from models.catalogue import Category, Product, Sku
from models.ids import new_id
from models.merchants import MerchantStaff
from rules.campaigns import CampaignKind
from rules.catalogue import Display, Label, NewSku
from rules.people import Role
from rules.terms import Offer, Terms
from tests.actions.worlds import World, make_world

DISPLAY = Display(
    title="青梅酒", title_en="Plum wine", about="", about_en="", origin="苏州", pictures=[]
)


def new_sku(code="500", fen=4800, stock=50) -> NewSku:
    label = Label(name=f"{code} 毫升", name_en="", price_fen=fen)
    return NewSku(code=code, label=label, stock=stock)


def terms(now: datetime, **changes) -> Terms:
    facts = {
        "title": "青梅酒两人团",
        "size": 2,
        "completes_at_size": None,
        "hours_to_fill": 24,
        "starts_at": now,
        "ends_at": now + timedelta(days=7),
        "limit_per_person": 1,
        "max_quantity": 5,
        "leader_discount_fen": 0,
    }
    return Terms(**{**facts, **changes})


@dataclass
class Stall:
    """A merchant's person, a stranger who sells elsewhere, and a product of two choices."""

    world: World
    seller: Seller
    stranger: Seller
    product: Product
    skus: list[Sku] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.world.now

    def offers(self, *stocks: int, fen: int = 3900) -> list[Offer]:
        return [
            Offer(sku_id=sku.id, team_price_fen=fen, stock=stock)
            for sku, stock in zip(self.skus, stocks, strict=False)
        ]

    async def draft(self, *stocks: int, fen: int = 3900, **changes) -> Campaign:
        kind = changes.pop("kind", CampaignKind.ORDINARY)
        new = NewCampaign(
            product_id=self.product.id,
            kind=kind,
            slug=f"g{new_id(self.now).hex[-10:]}",
            terms=terms(self.now, **changes),
            offers=self.offers(*stocks, fen=fen),
        )
        return await create_campaign(new, seller=self.seller, now=self.now)

    async def shelf(self) -> list[tuple[int, int]]:
        """Stock and taken of each choice."""
        rows = await Sku.filter(product_id=self.product.id).order_by("position")
        return [(row.stock, row.taken) for row in rows]


async def set_aside(campaign: Campaign) -> list[tuple[int, int]]:
    """Stock and taken of each choice of a campaign."""
    rows = await CampaignSku.filter(campaign_id=campaign.id).order_by("sku_id")
    return [(row.stock, row.taken) for row in rows]


async def staff(world: World, merchant_id: UUID) -> Seller:
    person = await world.person("南坡阿橙", role=Role.MERCHANT)
    await MerchantStaff.create(id=new_id(world.now), merchant_id=merchant_id, person_id=person.id)
    return Seller(person_id=person.id, is_operator=False)


async def make_stall(now: datetime, *, stock: int = 50) -> Stall:
    world, elsewhere = await make_world(now), await make_world(now)
    seller = await staff(world, world.merchant.id)
    new = NewProduct(
        merchant_id=world.merchant.id,
        category_id=(await Category.first()).id,
        slug=f"p{new_id(now).hex[-10:]}",
        display=DISPLAY,
        skus=[new_sku("500", 4800, stock), new_sku("750", 6800, stock)],
    )
    product = await create_product(new, seller=seller, now=now)
    skus = await Sku.filter(product_id=product.id).order_by("position")
    return Stall(world, seller, await staff(world, elsewhere.merchant.id), product, list(skus))
