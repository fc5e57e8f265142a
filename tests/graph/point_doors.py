"""The doors to the points mall, to who sells there, and to dividends, to operators."""

from datetime import timedelta
from uuid import uuid4

from actions.mall import list_mall_item
from actions.merchants import Seller
from models.dividends import DividendPeriod
from models.ids import new_id
from rules.dividends import DividendStatus
from rules.mall import NewItem

ALL = "shown shown shown shown shown"
OPERATORS_ONLY = "UNAUTHENTICATED FORBIDDEN FORBIDDEN FORBIDDEN"
SPAN = 'fromAt: "2025-01-01T00:00:00Z", toAt: "2025-02-01T00:00:00Z", shareBp: 1'

QUERIES = {
    "mallItems(first: 1) { nodes { id } }": ALL,
    "mallItem(id: $mall_item) { id }": ALL,
    "node(id: $mall_item) { id }": ALL,
    "dividends(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "dividend(id: $dividend) { id }": f"{OPERATORS_ONLY} shown",
    f"dividendPreview({SPAN}) {{ shares }}": f"{OPERATORS_ONLY} shown",
    "node(id: $dividend) { id }": "UNAUTHENTICATED null null null shown",
}


def undone(ids):
    return {"orderId": ids["order"], "reason": "缺货", "idempotencyKey": uuid4().hex}


def decided(ids):
    return {"dividendId": ids["dividend"], "idempotencyKey": uuid4().hex}


MUTATIONS = {
    "listMallItem": (
        lambda ids: {"skuId": ids["sku"], "points": "5", "stock": 1},
        "UNAUTHENTICATED FORBIDDEN SkuNotFound MallItemListed MallItemListed",
    ),
    "stockMallItem": (
        lambda ids: {"itemId": ids["mall_item"], "stock": 3},
        "UNAUTHENTICATED FORBIDDEN MallItemNotFound MallItemStocked MallItemStocked",
    ),
    "redeemPoints": (
        lambda ids: {"itemId": ids["mall_item"], "idempotencyKey": uuid4().hex},
        "UNAUTHENTICATED PointsTooLow PointsTooLow PointsTooLow PointsTooLow",
    ),
    "withdrawMallItem": (
        lambda ids: {"itemId": ids["mall_item"]},
        "UNAUTHENTICATED FORBIDDEN MallItemNotFound MallItemWithdrawn MallItemWithdrawn",
    ),
    "refundRedemption": (
        lambda ids: undone(ids) | {"points": "1"},
        f"{OPERATORS_ONLY} OrderNotRedeemed",
    ),
    "cancelRedemption": (undone, f"{OPERATORS_ONLY} OrderNotRedeemed"),
    "draftDividend": (
        lambda _: {
            "name": "一月",
            "fromAt": "2025-01-01T00:00:00Z",
            "toAt": "2025-02-01T00:00:00Z",
            "shareBp": 1,
            "idempotencyKey": uuid4().hex,
        },
        f"{OPERATORS_ONLY} DividendsOff",
    ),
    "postDividend": (decided, f"{OPERATORS_ONLY} DividendsOff"),
    "discardDividend": (decided, f"{OPERATORS_ONLY} DividendDiscarded"),
}


async def stage_points(world, operator, now, gid):
    """The ids of what the owner gives for points, and of a dividend that is drafted."""
    new = NewItem(sku_id=world.sku.id, points=7, price_fen=0, stock=2)
    item = await list_mall_item(
        new, seller=Seller(person_id=operator.id, is_operator=True), now=now
    )
    period = await DividendPeriod.create(
        id=new_id(now),
        name="草稿",
        from_at=now - timedelta(days=2),
        to_at=now - timedelta(days=1),
        share_bp=10_000,
        revenue_fen=1,
        pool_fen=1,
        shares=1,
        status=DividendStatus.DRAFT,
        drafted_by_id=operator.id,
        drafted_at=now,
    )
    return {"mall_item": gid("MallItem", item.id), "dividend": gid("Dividend", period.id)}
