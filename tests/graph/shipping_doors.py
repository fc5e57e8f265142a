"""The doors to what is on its way: to who bought it, to who sells it, and to operators."""

import base64
from uuid import uuid4

from actions.merchants import Seller
from actions.shipments import batch_ship
from actions.shipping_templates import Carriage, set_shipping
from models.stock import default_warehouse
from rules.shipment_files import lines_of
from tests.actions.world_shipping import bought, fetched, pickup_point, rate, shipped, template

OUT = "UNAUTHENTICATED"
NO = "FORBIDDEN"
STAFF = f"{OUT} NOT_FOUND NOT_FOUND shown shown"


def rates(name):
    rate = {"firstGrams": 1000, "firstFen": "600", "furtherGrams": 1000, "furtherFen": "200"}
    return {"name": name, "rates": [rate]}


QUERIES = {
    "carriers { code }": "shown shown shown shown shown",
    "node(id: $sent_parcel) { id }": f"{OUT} null null shown shown",
    "node(id: $sent_file) { id }": f"{OUT} null null shown shown",
    "warehouses(merchantId: $merchant, first: 1) { nodes { id } }": STAFF,
    "shippingTemplates(merchantId: $merchant, first: 1) { nodes { id } }": STAFF,
    "stockMovements(skuId: $sku, first: 1) { nodes { id } }": STAFF,
    "shippingQuote(input: {skuId: $sku}) { fee { fen } }": "shown shown shown shown shown",
}

MUTATIONS = {
    "shipOrder": (
        lambda ids: {
            "orderId": ids["sold_order"],
            "carrierCode": "SF",
            "trackingNumber": f"SF{uuid4().hex[:12]}",
            "pieces": 1,
            "idempotencyKey": uuid4().hex,
        },
        f"{OUT} {NO} OrderNotFound OrderShipped OrderShipped",
    ),
    "correctParcel": (
        lambda ids: {
            "parcelId": ids["sent_parcel"],
            "carrierCode": "ZTO",
            "trackingNumber": f"75{uuid4().int % 10**10:010}",
            "reason": "写错了",
        },
        f"{OUT} {NO} ParcelNotFound ParcelCorrected ParcelCorrected",
    ),
    "confirmReceipt": (
        lambda ids: {"orderId": ids["sent_order"]},
        f"{OUT} OrderNotFound OrderNotFound OrderReceived OrderNotFound",
    ),
    "createWarehouse": (
        lambda ids: {"merchantId": ids["merchant"], "name": uuid4().hex[:8]},
        f"{OUT} {NO} MerchantNotFound WarehouseCreated WarehouseCreated",
    ),
    "moveStock": (
        lambda ids: {
            "skuId": ids["sku"],
            "warehouseId": ids["warehouse"],
            "pieces": 1,
            "idempotencyKey": uuid4().hex,
        },
        f"{OUT} {NO} SkuNotFound StockMoved StockMoved",
    ),
    "createShippingTemplate": (
        lambda ids: {"merchantId": ids["merchant"], **rates(uuid4().hex[:8])},
        f"{OUT} {NO} MerchantNotFound ShippingTemplateCreated ShippingTemplateCreated",
    ),
    "changeShippingTemplate": (
        lambda ids: {"templateId": ids["rates"], **rates(uuid4().hex[:8])},
        f"{OUT} {NO} ShippingTemplateNotFound ShippingTemplateChanged ShippingTemplateChanged",
    ),
    "setShipping": (
        lambda ids: {"productId": ids["product"]},
        f"{OUT} {NO} ProductNotFound ShippingSet ShippingSet",
    ),
    "createPickupPoint": (
        lambda ids: {
            "merchantId": ids["merchant"],
            "name": "驿站",
            "region": "云南",
            "address": "1 号",
            "hours": "9–21",
        },
        f"{OUT} {NO} MerchantNotFound PickupPointCreated PickupPointCreated",
    ),
    "readyPickup": (
        lambda ids: {"orderId": ids["fetched_order"]},
        f"{OUT} {NO} OrderNotFound PickupMadeReady PickupMadeReady",
    ),
    "collectPickup": (
        lambda ids: {"pointId": ids["point"], "code": "00000000"},
        f"{OUT} {NO} PickupPointNotFound PickupCodeWrong PickupCodeWrong",
    ),
    "closePickupPoint": (
        lambda ids: {"pointId": ids["point"]},
        f"{OUT} {NO} PickupPointNotFound PickupPointClosed PickupPointClosed",
    ),
    "batchShip": (
        lambda ids: {
            "merchantId": ids["merchant"],
            "file": base64.b64encode("D1,顺丰,SF12345678".encode("gbk")).decode(),
            "idempotencyKey": uuid4().hex,
        },
        f"{OUT} {NO} MerchantNotFound FileRead FileRead",
    ),
}


async def stage_shipping(world, owner, operator, now, gid):
    """The ids of an order to be shipped, and of one of the owner's that was, with its parcel."""
    sold = await bought(world, quantity=3, now=now)
    sent = await bought(world, person=owner, now=now)
    seller = Seller(person_id=operator.id, is_operator=True)
    parcel = await shipped(sent.id, now=now, seller=seller)
    point = await pickup_point(world, seller, now)
    to_fetch = await fetched(world, point)
    sent_rates = await template(world, seller, rate(600))
    await set_shipping(
        Carriage(product_id=world.product.id, template_id=None, grams_by_sku={}), seller=seller
    )
    file = {"merchant_id": world.merchant.id, "dry_run": False, "key": "file"}
    read = await batch_ship(lines_of(b"D1,SF,SF12345678"), **file, seller=seller, now=now)
    return {
        "sold_order": gid("Order", sold.id),
        "sent_order": gid("Order", sent.id),
        "sent_parcel": gid("Parcel", parcel.id),
        "sent_file": gid("ShipmentBatch", read.batch.id),
        "warehouse": gid("Warehouse", await default_warehouse(world.merchant.id)),
        "rates": gid("ShippingTemplate", sent_rates.id),
        "point": gid("PickupPoint", point.id),
        "fetched_order": gid("Order", to_fetch.id),
    }
