"""The doors to warehouses, rates and pick-up points."""

from typing import Annotated

import strawberry

from actions.stock import Change
from models.orders import Order as OrderRow
from resolvers import fulfilment as resolvers
from resolvers.fulfilment import Asked
from resolvers.pages import Window
from rules.people import line
from rules.pickups import NewPoint
from schema.catalogue import Product
from schema.fulfilling import (
    ChangeShippingTemplateInput,
    ChangeShippingTemplateResult,
    ClosePickupPointInput,
    ClosePickupPointResult,
    CollectPickupInput,
    CollectPickupResult,
    CreatePickupPointInput,
    CreatePickupPointResult,
    CreateShippingTemplateInput,
    CreateShippingTemplateResult,
    CreateWarehouseInput,
    CreateWarehouseResult,
    MoveStockInput,
    MoveStockResult,
    PickupCollected,
    PickupMadeReady,
    PickupPointClosed,
    PickupPointCreated,
    ReadyPickupInput,
    ReadyPickupResult,
    SetShippingInput,
    SetShippingResult,
    ShippingQuoteInput,
    ShippingSet,
    ShippingTemplateChanged,
    ShippingTemplateCreated,
    StockMoved,
    WarehouseCreated,
    template_of,
)
from schema.fulfilment import (
    PickupPoint,
    ShippingQuote,
    ShippingTemplate,
    StockMovement,
    Warehouse,
)
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.pages import Connection, connection
from schema.refusals import answered
from schema.windows import After, Before, First, Last

MerchantId = Annotated[strawberry.ID, strawberry.argument(description="Whose.")]
SkuId = Annotated[strawberry.ID, strawberry.argument(description="Of which choice.")]


@strawberry.type
class FulfilmentQuery:
    @strawberry.field(
        description="What the way of an order would cost, and where it may be fetched instead."
    )
    async def shipping_quote(
        self,
        info: Info,
        input: Annotated[ShippingQuoteInput, strawberry.argument(description="Of which order.")],
    ) -> ShippingQuote:
        campaign, item, address = input.campaign_id, input.mall_item_id, input.address_id
        asked = Asked(
            sku_id=row_id(input.sku_id, "Sku", field="input.skuId"),
            quantity=input.quantity,
            campaign_id=row_id(campaign, "Campaign", field="input.campaignId")
            if campaign
            else None,
            item_id=row_id(item, "MallItem", field="input.mallItemId") if item else None,
            address_id=row_id(address, "Address", field="input.addressId") if address else None,
            region=input.region,
        )
        return ShippingQuote.of(await resolvers.shipping_quote(info.context, asked))

    @strawberry.field(description="A merchant's warehouses, for who works with its goods.")
    async def warehouses(
        self,
        info: Info,
        merchant_id: MerchantId,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Warehouse]:
        whose = row_id(merchant_id, "Merchant", field="merchantId")
        window = Window(first=first, after=after, last=last, before=before)
        return connection(await resolvers.warehouses(info.context, whose, window), Warehouse.of)

    @strawberry.field(
        description="How pieces of a choice moved, the latest first, for who works with them."
    )
    async def stock_movements(
        self,
        info: Info,
        sku_id: SkuId,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StockMovement]:
        which = row_id(sku_id, "Sku", field="skuId")
        window = Window(first=first, after=after, last=last, before=before)
        found = await resolvers.stock_movements(info.context, which, window)
        return connection(found, StockMovement.of)

    @strawberry.field(description="A merchant's lists of rates, for who works with its goods.")
    async def shipping_templates(
        self,
        info: Info,
        merchant_id: MerchantId,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ShippingTemplate]:
        whose = row_id(merchant_id, "Merchant", field="merchantId")
        window = Window(first=first, after=after, last=last, before=before)
        found = await resolvers.shipping_templates_of(info.context, whose, window)
        return connection(found, ShippingTemplate.of)


@strawberry.type
class FulfilmentMutation:
    @strawberry.mutation(description="Open one more warehouse of a merchant.")
    async def create_warehouse(
        self, info: Info, input: CreateWarehouseInput
    ) -> CreateWarehouseResult:
        doing = resolvers.create_warehouse(
            info.context,
            merchant_id=row_id(input.merchant_id, "Merchant", field="input.merchantId"),
            name=input.name,
            region=input.region,
        )
        return await answered(doing, lambda row: WarehouseCreated(warehouse=Warehouse.of(row)))

    @strawberry.mutation(
        description="Put pieces into a warehouse or take free ones out; the shelf follows."
    )
    async def move_stock(self, info: Info, input: MoveStockInput) -> MoveStockResult:
        change = Change(
            sku_id=row_id(input.sku_id, "Sku", field="input.skuId"),
            warehouse_id=row_id(input.warehouse_id, "Warehouse", field="input.warehouseId"),
            pieces=input.pieces,
            reason=line(input.reason, field="input.reason", most=200, least=0),
            key=key(input.idempotency_key),
        )
        doing = resolvers.move_stock(info.context, change)
        return await answered(doing, lambda row: StockMoved(movement=StockMovement.of(row)))

    @strawberry.mutation(description="Write one more list of rates of a merchant.")
    async def create_shipping_template(
        self, info: Info, input: CreateShippingTemplateInput
    ) -> CreateShippingTemplateResult:
        whose = row_id(input.merchant_id, "Merchant", field="input.merchantId")
        doing = resolvers.create_shipping_template(
            info.context, template_of(input), merchant_id=whose
        )
        return await answered(
            doing, lambda row: ShippingTemplateCreated(template=ShippingTemplate.of(row))
        )

    @strawberry.mutation(
        description="Write a list of rates anew; what was placed keeps those it was placed on."
    )
    async def change_shipping_template(
        self, info: Info, input: ChangeShippingTemplateInput
    ) -> ChangeShippingTemplateResult:
        which = row_id(input.template_id, "ShippingTemplate", field="input.templateId")
        doing = resolvers.change_shipping_template(
            info.context, template_of(input), template_id=which
        )
        return await answered(
            doing, lambda row: ShippingTemplateChanged(template=ShippingTemplate.of(row))
        )

    @strawberry.mutation(description="Say by which rates a product is sent, and how heavy it is.")
    async def set_shipping(self, info: Info, input: SetShippingInput) -> SetShippingResult:
        template, at = input.template_id, "input.templateId"
        doing = resolvers.set_shipping(
            info.context,
            product_id=row_id(input.product_id, "Product", field="input.productId"),
            template_id=row_id(template, "ShippingTemplate", field=at) if template else None,
            weights={
                row_id(each.sku_id, "Sku", field="input.weights"): each.grams
                for each in input.weights
            },
        )
        return await answered(doing, lambda row: ShippingSet(product=Product.of(row)))

    @strawberry.mutation(description="Open a place where a merchant hands goods out.")
    async def create_pickup_point(
        self, info: Info, input: CreatePickupPointInput
    ) -> CreatePickupPointResult:
        new = NewPoint(
            name=input.name,
            region=input.region,
            address=input.address,
            hours=input.hours,
            phone=input.phone,
        )
        whose = row_id(input.merchant_id, "Merchant", field="input.merchantId")
        doing = resolvers.create_pickup_point(info.context, new, merchant_id=whose)
        return await answered(doing, lambda row: PickupPointCreated(point=PickupPoint.of(row)))

    @strawberry.mutation(description="Offer a pick-up point no more.")
    async def close_pickup_point(
        self, info: Info, input: ClosePickupPointInput
    ) -> ClosePickupPointResult:
        which = row_id(input.point_id, "PickupPoint", field="input.pointId")
        doing = resolvers.close_pickup_point(info.context, point_id=which)
        return await answered(doing, lambda row: PickupPointClosed(point=PickupPoint.of(row)))

    @strawberry.mutation(
        description="Have an order wait at its pick-up point; its buyer is shown a code."
    )
    async def ready_pickup(self, info: Info, input: ReadyPickupInput) -> ReadyPickupResult:
        which = row_id(input.order_id, "Order", field="input.orderId")
        doing = resolvers.ready_pickup(info.context, order_id=which)

        def show(row: OrderRow) -> PickupMadeReady:
            return PickupMadeReady(order_number=row.number)

        return await answered(doing, show)

    @strawberry.mutation(
        description="Hand goods out for the code their buyer shows; the order is received with it."
    )
    async def collect_pickup(self, info: Info, input: CollectPickupInput) -> CollectPickupResult:
        which = row_id(input.point_id, "PickupPoint", field="input.pointId")
        doing = resolvers.collect_pickup(info.context, point_id=which, code=input.code)

        def show(row: OrderRow) -> PickupCollected:
            return PickupCollected(order_number=row.number, pieces=row.quantity)

        return await answered(doing, show)
