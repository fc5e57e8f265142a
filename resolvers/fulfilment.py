"""Answers about what a merchant ships from, by which rates, in which files, and where it waits."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from actions import pickups, shipments, shipping_templates, stock
from actions import warehouses as places
from actions.shipments import Read
from actions.shipping_templates import Carriage
from actions.stock import Change
from models.campaigns import CampaignSku
from models.catalogue import Product, Sku
from models.mall import MallItem
from models.orders import Order
from models.people import Address
from models.shipments import ShipmentBatch, ShipmentLine
from models.shipping import Pickup, PickupPoint, ShippingTemplate, terms_of
from models.stock import StockMovement, Warehouse, WarehouseStock
from resolvers import pages
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from resolvers.pages import Page, Window, paged
from rules import pickups as pickup_rules
from rules import shipping as rules
from rules.campaigns import DRAWN
from rules.faults import BadInput, NotFound
from rules.merchants import Duty
from rules.people import line
from rules.pickups import NewPoint
from rules.refusals import PickupCodeWrong, RegionNotServed, ShippingAddressMissing
from rules.shipment_files import BYTES_MOST, lines_of
from rules.shipping import FREE, Load, NewTemplate, Way
from rules.texts import within

SELLING = (Duty.CATALOGUE, Duty.ORDERS)
NEWEST = pages.Order(column="moved_at", descending=True)
BY_NAME = pages.Order(column="created_at")
BY_LINE = pages.Order(column="line")
BY_ID = pages.Order(column="id")
POINTS_SHOWN = 20
QUANTITY_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose way is to be priced: a choice, alone, in a campaign, or for points."""

    sku_id: UUID
    quantity: int
    campaign_id: UUID | None
    item_id: UUID | None
    address_id: UUID | None
    region: str | None


class QuoteProblem(StrEnum):
    """Why nobody can say what the way costs."""

    ADDRESS_MISSING = "ADDRESS_MISSING"
    REGION_NOT_SERVED = "REGION_NOT_SERVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What an order's way would cost, or why it cannot be said, and where it may be fetched."""

    fee_fen: int | None
    free_from_fen: int | None
    problem: QuoteProblem | None
    merchant_id: UUID


async def shipping_quote(ctx: Context, asked: Asked) -> Quote:
    """Return what an order's way would cost, before it is placed.

    Raises:
        NotFound: no such choice is sold there, or the address is not the viewer's.
    """
    within(asked.quantity, 1, QUANTITY_MOST, field="input.quantity")
    sku = await ctx.loaders.sku.load(asked.sku_id)
    product = await ctx.loaders.product.load(sku.product_id) if sku else None
    if sku is None or product is None:
        raise NotFound("input.skuId")
    terms, problem, fee_fen = await terms_of(product), None, None
    try:
        fee_fen = (await _way(ctx, asked, product, sku)).fee_fen
    except ShippingAddressMissing:
        problem = QuoteProblem.ADDRESS_MISSING
    except RegionNotServed:
        problem = QuoteProblem.REGION_NOT_SERVED
    return Quote(
        fee_fen=fee_fen,
        free_from_fen=terms.free_from_fen if terms else None,
        problem=problem,
        merchant_id=product.merchant_id,
    )


async def _way(ctx: Context, asked: Asked, product: Product, sku: Sku) -> Way:
    price_fen = await _price(ctx, asked, sku.price_fen)
    if price_fen is None:
        return FREE
    load = Load(grams=sku.weight_grams * asked.quantity, goods_fen=price_fen * asked.quantity)
    return rules.way(await terms_of(product), load, region=await _region(ctx, asked))


async def _price(ctx: Context, asked: Asked, solo_fen: int) -> int | None:
    """Return what a piece costs where it is bought; None where its way is on who sells."""
    if asked.campaign_id is not None:
        campaign = await ctx.loaders.campaign.load(asked.campaign_id)
        if campaign is not None and campaign.kind in DRAWN:
            return None
        choice = await CampaignSku.get_or_none(campaign_id=asked.campaign_id, sku_id=asked.sku_id)
        if choice is None:
            raise NotFound("input.campaignId")
        return choice.team_price_fen
    if asked.item_id is not None:
        item = await MallItem.get_or_none(id=asked.item_id, sku_id=asked.sku_id)
        if item is None:
            raise NotFound("input.mallItemId")
        return item.price_fen
    return solo_fen


async def _region(ctx: Context, asked: Asked) -> str | None:
    if asked.region is not None:
        return line(asked.region, field="input.region", most=80)
    viewer = ctx.viewer
    if viewer is None:
        return None
    book = Address.filter(person_id=viewer.id, removed_at=None)
    wanted = {"is_default": True} if asked.address_id is None else {"id": asked.address_id}
    found = await book.filter(**wanted).first()
    if found is None and asked.address_id is not None:
        raise NotFound("input.addressId")
    return found.region if found else None


async def points_of(_: Context, merchant_id: UUID) -> list[PickupPoint]:
    """Return where a merchant's goods may be fetched; the first twenty."""
    open_ones = PickupPoint.filter(merchant_id=merchant_id, closed_at=None)
    return await open_ones.order_by("created_at", "id").limit(POINTS_SHOWN)


async def code_of(ctx: Context, pickup: Pickup) -> str | None:
    """Return the code of what waits: to who bought it, and to nobody else."""
    order = await ctx.loaders.order.load(pickup.order_id)
    viewer = ctx.viewer
    mine = viewer is not None and order is not None and order.person_id == viewer.id
    return pickup.code if mine and pickup.collected_at is None else None


async def _for_staff(ctx: Context, merchant_id: UUID, *, field: str) -> None:
    ctx.signed_in()
    if not await sells_for(ctx, merchant_id, *SELLING):
        raise NotFound(field)


async def warehouses(ctx: Context, merchant_id: UUID, window: Window) -> Page[Warehouse]:
    """Return a page of a merchant's warehouses, to who works with its goods."""
    await _for_staff(ctx, merchant_id, field="merchantId")
    return await paged(Warehouse.filter(merchant_id=merchant_id), window, BY_NAME)


async def lying_in(_: Context, warehouse_id: UUID, window: Window) -> Page[WarehouseStock]:
    """Return a page of what lies in a warehouse."""
    return await paged(WarehouseStock.filter(warehouse_id=warehouse_id), window, BY_ID)


async def stock_movements(ctx: Context, sku_id: UUID, window: Window) -> Page[StockMovement]:
    """Return a page of how pieces of a choice moved, the latest first, to who works with them."""
    sku = await ctx.loaders.sku.load(sku_id)
    product = await ctx.loaders.product.load(sku.product_id) if sku else None
    if product is None:
        raise NotFound("skuId")
    await _for_staff(ctx, product.merchant_id, field="skuId")
    return await paged(StockMovement.filter(sku_id=sku_id), window, NEWEST)


async def shipping_templates_of(
    ctx: Context, merchant_id: UUID, window: Window
) -> Page[ShippingTemplate]:
    """Return a page of a merchant's lists of rates, to who works with its goods."""
    await _for_staff(ctx, merchant_id, field="merchantId")
    return await paged(ShippingTemplate.filter(merchant_id=merchant_id), window, BY_NAME)


async def shipment_batch(ctx: Context, batch_id: UUID) -> ShipmentBatch | None:
    """Find a file of parcels of a merchant that the viewer ships for."""
    ctx.signed_in()
    row = await ShipmentBatch.get_or_none(id=batch_id)
    return row if row and await sells_for(ctx, row.merchant_id, Duty.ORDERS) else None


async def lines_in(_: Context, batch_id: UUID, window: Window) -> Page[ShipmentLine]:
    """Return a page of the lines of a file."""
    return await paged(ShipmentLine.filter(batch_id=batch_id), window, BY_LINE)


async def create_warehouse(ctx: Context, *, merchant_id: UUID, name: str, region: str) -> Warehouse:
    """Open one more warehouse of a merchant of the viewer's."""
    new = places.NewWarehouse(
        merchant_id=merchant_id,
        name=line(name, field="input.name", most=40),
        region=line(region, field="input.region", most=80, least=0),
    )
    return await places.create_warehouse(new, seller=seller(ctx), now=ctx.now())


async def move_stock(ctx: Context, change: Change) -> StockMovement:
    """Put pieces into a warehouse or take free ones out."""
    row = await stock.move_stock(change, seller=seller(ctx), now=ctx.now())
    ctx.fresh()
    return row


async def create_shipping_template(
    ctx: Context, new: NewTemplate, *, merchant_id: UUID
) -> ShippingTemplate:
    """Write one more list of rates of a merchant of the viewer's."""
    return await shipping_templates.create_shipping_template(
        new, merchant_id=merchant_id, seller=seller(ctx), now=ctx.now()
    )


async def change_shipping_template(
    ctx: Context, new: NewTemplate, *, template_id: UUID
) -> ShippingTemplate:
    """Write other rates into a list of a merchant of the viewer's."""
    return await shipping_templates.change_shipping_template(
        new, template_id=template_id, seller=seller(ctx), now=ctx.now()
    )


async def set_shipping(
    ctx: Context, *, product_id: UUID, template_id: UUID | None, weights: Mapping[UUID, int]
) -> Product:
    """Say by which rates a product of the viewer's is sent, and how heavy it is."""
    wanted = Carriage(product_id=product_id, template_id=template_id, grams_by_sku=dict(weights))
    row = await shipping_templates.set_shipping(wanted, seller=seller(ctx))
    ctx.fresh()
    return row


async def create_pickup_point(ctx: Context, new: NewPoint, *, merchant_id: UUID) -> PickupPoint:
    """Open a place where a merchant of the viewer's hands goods out."""
    return await pickups.create_pickup_point(
        new, merchant_id=merchant_id, seller=seller(ctx), now=ctx.now()
    )


async def close_pickup_point(ctx: Context, *, point_id: UUID) -> PickupPoint:
    """Offer a place of the viewer's no more."""
    row = await pickups.close_pickup_point(point_id=point_id, seller=seller(ctx), now=ctx.now())
    ctx.fresh()
    return row


async def ready_pickup(ctx: Context, *, order_id: UUID) -> Order:
    """Have an order wait at its point for its buyer; returns the order."""
    await pickups.ready_pickup(order_id=order_id, seller=seller(ctx), now=ctx.now())
    ctx.fresh()
    return await Order.get(id=order_id)


async def collect_pickup(ctx: Context, *, point_id: UUID, code: str) -> Order:
    """Hand goods out for their buyer's code, counting the wrong ones."""
    who, kept = seller(ctx), pickup_rules.code(code)
    try:
        row = await pickups.collect_pickup(point_id=point_id, code=kept, seller=who, now=ctx.now())
    except PickupCodeWrong:
        await pickups.note_wrong_code(point_id=point_id, person_id=who.person_id, now=ctx.now())
        raise
    ctx.fresh()
    return row


async def batch_ship(
    ctx: Context, *, merchant_id: UUID, file: str, dry_run: bool, key: str
) -> Read:
    """Take in a file of parcels of a merchant of the viewer's, or only look at it."""
    who = seller(ctx)
    try:
        told = base64.b64decode("".join(file.split()), validate=True)
    except (ValueError, binascii.Error):
        raise BadInput("input.file", "the file in base64") from None
    if len(told) > BYTES_MOST:
        raise BadInput("input.file", f"at most {BYTES_MOST} bytes")
    return await shipments.batch_ship(
        lines_of(told), merchant_id=merchant_id, dry_run=dry_run, key=key, seller=who, now=ctx.now()
    )
