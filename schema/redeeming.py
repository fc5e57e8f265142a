"""What customers may do with points, and operators with what was redeemed."""

from typing import Annotated

import strawberry

from actions.placing import Placed
from actions.redemptions import Choice
from models import orders as order_rows
from resolvers import mall as resolvers
from rules.money import MOST_FEN
from rules.texts import within
from schema.info import Info
from schema.inputs import QUANTITY_MOST, key, pickup_point
from schema.node import row_id
from schema.orders import Order, Payment
from schema.refusals import (
    AddressNotFound,
    CashTooLow,
    CreditTooLow,
    IdempotencyKeyReused,
    MallItemNotFound,
    OrderNotFound,
    OrderNotRedeemed,
    OtherPersonDecides,
    PickupPointNotFound,
    PointsRefundTooLarge,
    PointsTooLow,
    QuantityTooLarge,
    RegionNotServed,
    ShippingAddressMissing,
    SoldOut,
    TendersTooLarge,
    TooManyLots,
    TooManyRefunds,
    answered,
)
from schema.scalars import BigInt


@strawberry.input(description="Goods for points.")
class RedeemPointsInput:
    item_id: strawberry.ID = strawberry.field(description="Which item of the points mall.")
    quantity: int = strawberry.field(default=1, description="How many pieces.")
    address_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it goes; the default address, or later, if unsaid."
    )
    pickup_point_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it is fetched instead: a pick-up point of its merchant."
    )
    credit_fen: BigInt = strawberry.field(
        default=BigInt(0),
        description="How much of the money the buyer's shopping credit pays, in fen.",
    )
    cash_fen: BigInt = strawberry.field(
        default=BigInt(0), description="How much of the money the buyer's cash pays, in fen."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key redeems once."
    )


@strawberry.input(description="Points of an order to be given back.")
class RefundRedemptionInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")
    points: BigInt = strawberry.field(
        description="How many of its points; as large a part of its money goes back with them."
    )
    reason: str = strawberry.field(description="Why; its buyer reads it. Up to 200 signs.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key gives back once."
    )


@strawberry.input(description="An order for points to be called off.")
class CancelRedemptionInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")
    reason: str = strawberry.field(description="Why; its buyer reads it. Up to 200 signs.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key cancels once."
    )


@strawberry.type(description="The points are taken; the goods are set aside.")
class PointsRedeemed:
    order: Order = strawberry.field(description="The order.")
    payment: Payment | None = strawberry.field(
        description="The money to be paid beside them within half an hour, or the points come "
        "back; null where nothing is left to be paid, and the order is confirmed."
    )


@strawberry.type(description="Points of the order are back, and money on its way.")
class RedemptionRefunded:
    order: Order = strawberry.field(description="The order.")


@strawberry.type(description="All points of the order are back, and its money on its way.")
class RedemptionCancelled:
    order: Order = strawberry.field(description="The order as it ended.")


RedeemPointsResult = Annotated[
    PointsRedeemed
    | MallItemNotFound
    | IdempotencyKeyReused
    | QuantityTooLarge
    | AddressNotFound
    | ShippingAddressMissing
    | RegionNotServed
    | PickupPointNotFound
    | TendersTooLarge
    | PointsTooLow
    | TooManyLots
    | SoldOut
    | CreditTooLow
    | CashTooLow,
    strawberry.union("RedeemPointsResult", description="An order, or why not."),
]
RefundRedemptionResult = Annotated[
    RedemptionRefunded
    | IdempotencyKeyReused
    | OrderNotFound
    | OrderNotRedeemed
    | OtherPersonDecides
    | PointsRefundTooLarge
    | TooManyRefunds,
    strawberry.union("RefundRedemptionResult", description="The order, or why not."),
]
CancelRedemptionResult = Annotated[
    RedemptionCancelled
    | IdempotencyKeyReused
    | OrderNotFound
    | OrderNotRedeemed
    | OtherPersonDecides,
    strawberry.union("CancelRedemptionResult", description="The order, or why not."),
]


def _chosen(info: Info, input: RedeemPointsInput) -> Choice:
    address = input.address_id
    return Choice(
        person_id=info.context.signed_in().id,
        item_id=row_id(input.item_id, "MallItem", field="input.itemId"),
        quantity=within(input.quantity, 1, QUANTITY_MOST, field="input.quantity"),
        address_id=row_id(address, "Address", field="input.addressId") if address else None,
        pickup_point_id=pickup_point(input.pickup_point_id),
        key=key(input.idempotency_key),
        credit_fen=within(input.credit_fen, 0, MOST_FEN, field="input.creditFen"),
        cash_fen=within(input.cash_fen, 0, MOST_FEN, field="input.cashFen"),
    )


@strawberry.type
class RedeemingMutation:
    @strawberry.mutation(
        description="Redeem points for goods; those that expire first are spent first."
    )
    async def redeem_points(self, info: Info, input: RedeemPointsInput) -> RedeemPointsResult:
        def show(placed: Placed) -> PointsRedeemed:
            payment = Payment.of(placed.payment) if placed.payment else None
            return PointsRedeemed(order=Order.of(placed.order), payment=payment)

        return await answered(resolvers.redeem_points(info.context, _chosen(info, input)), show)

    @strawberry.mutation(
        description="Give points of an order back, and as large a part of its money; for operators."
    )
    async def refund_redemption(
        self, info: Info, input: RefundRedemptionInput
    ) -> RefundRedemptionResult:
        doing = resolvers.refund_redemption(
            info.context,
            order_id=row_id(input.order_id, "Order", field="input.orderId"),
            points=input.points,
            reason=input.reason,
            key=key(input.idempotency_key),
        )

        def show(row: order_rows.Order) -> RedemptionRefunded:
            return RedemptionRefunded(order=Order.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Call a paid order for points off that was not shipped; for operators."
    )
    async def cancel_redemption(
        self, info: Info, input: CancelRedemptionInput
    ) -> CancelRedemptionResult:
        doing = resolvers.cancel_redemption(
            info.context,
            order_id=row_id(input.order_id, "Order", field="input.orderId"),
            reason=input.reason,
            key=key(input.idempotency_key),
        )

        def show(row: order_rows.Order) -> RedemptionCancelled:
            return RedemptionCancelled(order=Order.of(row))

        return await answered(doing, show)
