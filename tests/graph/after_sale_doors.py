"""The doors to after-sales: to who asks, to who serves for the merchant, and to operators."""

from uuid import uuid4

from actions.merchants import Seller
from models.orders import Order
from rules.after_sale_offers import AfterSaleReason
from rules.after_sales import AfterSaleKind
from tests.actions.world_after_sales import Desk
from tests.actions.world_shipping import bought, received

OUT = "UNAUTHENTICATED"
NO = "FORBIDDEN"
NONE = "AfterSaleNotFound"
R, K = AfterSaleReason, AfterSaleKind

QUERIES = {
    "afterSale(id: $sale_asked) { id }": f"{OUT} shown null shown shown",
    "node(id: $sale_asked) { id }": f"{OUT} shown null shown shown",
    "merchantAfterSales(merchantId: $merchant, first: 1) { nodes { id } }": (
        f"{OUT} {NO} {NO} shown shown"
    ),
    "complaints(first: 1) { nodes { id } }": f"{OUT} {NO} {NO} {NO} shown",
}


def wish():
    return {"kind": "REFUND_ONLY", "reason": "DAMAGED", "amountFen": "100"}


def of(name, **more):
    return lambda ids: {"afterSaleId": ids[name], **more}


def keyed(name, **more):
    return lambda ids: {"afterSaleId": ids[name], "idempotencyKey": uuid4().hex, **more}


PARCEL = {"carrier": "顺丰", "trackingNumber": "SF100"}

MUTATIONS = {
    "requestAfterSale": (
        lambda ids: {
            "orderId": ids["sale_order"],
            "wish": wish(),
            "idempotencyKey": uuid4().hex,
        },
        f"{OUT} AfterSaleRequested OrderNotFound OrderNotFound OrderNotFound",
    ),
    "changeAfterSale": (
        of("sale_asked", wish=wish()),
        f"{OUT} AfterSaleChanged {NONE} {NONE} {NONE}",
    ),
    "withdrawAfterSale": (of("sale_asked"), f"{OUT} AfterSaleWithdrawn {NONE} {NONE} {NONE}"),
    "sendReturn": (of("sale_agreed", **PARCEL), f"{OUT} ReturnSent {NONE} {NONE} {NONE}"),
    "confirmReplacement": (
        of("sale_replaced"),
        f"{OUT} ReplacementConfirmed {NONE} {NONE} {NONE}",
    ),
    "agreeAfterSale": (
        keyed("sale_to_agree"),
        f"{OUT} {NONE} {NONE} AfterSaleGranted AfterSaleMoved",
    ),
    "declineAfterSale": (
        of("sale_to_decline", reason="包装完好"),
        f"{OUT} {NONE} {NONE} AfterSaleRefused AfterSaleMoved",
    ),
    "receiveReturn": (
        keyed("sale_returning"),
        f"{OUT} {NONE} {NONE} ReturnReceived AfterSaleMoved",
    ),
    "objectToReturn": (
        of("sale_returning_too", reason="少了一半"),
        f"{OUT} {NONE} {NONE} ReturnObjected AfterSaleMoved",
    ),
    "sendReplacement": (
        of("sale_replacing", **PARCEL),
        f"{OUT} {NONE} {NONE} ReplacementSent ReplacementSent",
    ),
    "fileComplaint": (
        of("sale_declined", text="照片可证"),
        f"{OUT} ComplaintFiled {NONE} {NONE} {NONE}",
    ),
    "addEvidence": (
        of("sale_disputed", text="照片可证"),
        f"{OUT} EvidenceAdded {NONE} EvidenceAdded {NONE}",
    ),
    "ruleComplaint": (
        keyed("sale_disputed", amountFen="50", reason="按照片判定"),
        f"{OUT} {NO} {NO} {NO} ComplaintRuled",
    ),
}


async def stage_after_sales(world, customer, operator, now, gid):
    """The ids of after-sales of a customer's, one at each point where somebody does something."""
    seller = Seller(person_id=operator.id, is_operator=True)

    async def desk() -> Desk:
        order = await bought(world, person=customer, now=now)
        await received(order.id, now=now)
        row = await Order.get(id=order.id)
        return Desk(world=world, order=row, seller=seller, operator=operator, now=now)

    async def returning(kind):
        at = await desk()
        sale = await at.ask(kind, R.DEFECTIVE)
        await at.agree(sale)
        return at, await at.send_back(sale)

    async def replacing():
        at, sale = await returning(K.EXCHANGE)
        return at, await at.receive(sale)

    async def declined():
        at = await desk()
        return at, await at.decline(await at.ask())

    found = {name: await (await desk()).ask() for name in ("asked", "to_agree", "to_decline")}
    at = await desk()
    found["agreed"] = await at.agree(await at.ask(K.RETURN_AND_REFUND, R.DEFECTIVE))
    _, found["returning"] = await returning(K.RETURN_AND_REFUND)
    _, found["returning_too"] = await returning(K.RETURN_AND_REFUND)
    _, found["replacing"] = await replacing()
    at, sale = await replacing()
    found["replaced"] = await at.replace(sale)
    _, found["declined"] = await declined()
    at, sale = await declined()
    found["disputed"] = await at.complain(sale)
    free = await desk()
    ids = {f"sale_{name}": gid("AfterSale", row.id) for name, row in found.items()}
    return ids | {"sale_order": gid("Order", free.order.id)}
