"""What operators may do with refunds, and which of them are late."""

from typing import Annotated

import strawberry

from models import orders as order_rows
from models import payments as rows
from resolvers import refunds as resolvers
from resolvers.pages import Window
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.orders import Order, Refund
from schema.pages import Connection, connection
from schema.refusals import (
    IdempotencyKeyReused,
    OrderNotFound,
    OtherPersonDecides,
    RefundArrived,
    RefundNotFound,
    RefundTooLarge,
    SeatBoundToDraw,
    TooManyRefunds,
    answered,
)
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last


@strawberry.input(description="A part of an order to be given back.")
class RefundOrderInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")
    amount_fen: BigInt = strawberry.field(description="How much of it, in fen.")
    reason: str = strawberry.field(description="Why; its buyer reads it. Up to 200 signs.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key refunds once."
    )


@strawberry.input(description="A refund to be tried now.")
class RetryRefundInput:
    refund_id: strawberry.ID = strawberry.field(description="Which refund.")


@strawberry.type(description="Money of the order is on its way back; the order stays as it is.")
class OrderRefunded:
    order: Order = strawberry.field(description="The order.")


@strawberry.type(description="The refund is sent within a second or two.")
class RefundRetried:
    refund: Refund = strawberry.field(description="The refund.")


RefundOrderResult = Annotated[
    OrderRefunded
    | IdempotencyKeyReused
    | OrderNotFound
    | OtherPersonDecides
    | SeatBoundToDraw
    | RefundTooLarge
    | TooManyRefunds,
    strawberry.union("RefundOrderResult", description="The order, or why not."),
]
RetryRefundResult = Annotated[
    RefundRetried | RefundNotFound | RefundArrived,
    strawberry.union("RetryRefundResult", description="The refund, or why not."),
]


@strawberry.type
class RefundQuery:
    @strawberry.field(
        description="Refunds tried in vain three times or more, the longest late first; "
        "for operators."
    )
    async def delayed_refunds(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Refund]:
        window = Window(first=first, after=after, last=last, before=before)
        return connection(await resolvers.delayed_refunds(info.context, window), Refund.of)


@strawberry.type
class RefundMutation:
    @strawberry.mutation(
        description="Give a part of what an order was paid with back; for operators. Not of a "
        "seat in a draw that is still to be held."
    )
    async def refund_order(self, info: Info, input: RefundOrderInput) -> RefundOrderResult:
        doing = resolvers.refund_order(
            info.context,
            order_id=row_id(input.order_id, "Order", field="input.orderId"),
            amount_fen=input.amount_fen,
            reason=input.reason,
            key=key(input.idempotency_key),
        )

        def show(row: order_rows.Order) -> OrderRefunded:
            return OrderRefunded(order=Order.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Have a refund tried now that waits for its next attempt; for operators."
    )
    async def retry_refund(self, info: Info, input: RetryRefundInput) -> RetryRefundResult:
        refund_id = row_id(input.refund_id, "Refund", field="input.refundId")

        def show(row: rows.Refund) -> RefundRetried:
            return RefundRetried(refund=Refund.of(row))

        return await answered(resolvers.retry_refund(info.context, refund_id=refund_id), show)
