"""Refusals about orders and payments as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal


@strawberry.type(description="No order of yours answers to this id.")
class OrderNotFound(Refusal):
    pass


@strawberry.type(description="Only what is not yet paid can be cancelled here.")
class OrderNotCancellable(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="The parcel is on its way, or there will be none.")
class OrderNotAddressable(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="No payment of yours answers to this id.")
class PaymentNotFound(Refusal):
    pass


@strawberry.type(description="The time to pay ran out and what was held is free again.")
class HoldExpired(Refusal):
    expired_at: datetime = strawberry.field(description="When the time to pay ran out.")


@strawberry.type(description="What was to be paid for is gone: cancelled, left or ended.")
class PaymentClosed(Refusal):
    pass


@strawberry.type(description="The money arrived before.")
class AlreadyPaid(Refusal):
    pass


@strawberry.type(description="The payment provider does not answer; nothing was taken, try again.")
class CashierUnavailable(Refusal):
    pass
