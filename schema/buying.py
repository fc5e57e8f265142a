"""What clients may do with orders and payments, and how they find them."""

from typing import Annotated

import strawberry

from actions.placing import Placed
from models import orders as rows
from models import payments as money_rows
from resolvers import orders as resolvers
from resolvers.pages import Window
from rules.orders import OrderStatus
from schema.enums import described
from schema.info import Info
from schema.node import row_id
from schema.orders import Order, Payment
from schema.pages import Connection, connection
from schema.refusals import (
    AddressNotFound,
    AlreadyPaid,
    CashierUnavailable,
    CashTooLow,
    CreditTooLow,
    HoldExpired,
    IdempotencyKeyReused,
    OrderNotAddressable,
    OrderNotCancellable,
    OrderNotFound,
    PaymentClosed,
    PaymentNotFound,
    PickupPointNotFound,
    QuantityTooLarge,
    RegionDearer,
    RegionNotServed,
    ShippingAddressMissing,
    SkuNotFound,
    SoldOut,
    TendersTooLarge,
    answered,
)
from schema.sandbox import SandboxOutcome
from schema.windows import After, Before, First, Last
from schema.wishes import BuySoloInput, wished

NUMBER_MOST = 64

described(SandboxOutcome, "What the payer does at the sandbox's cashier.", SUCCEED="Pays.")


@strawberry.input(description="An order of the viewer's.")
class OrderInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")


@strawberry.input(description="Where an order goes.")
class SetOrderAddressInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")
    address_id: strawberry.ID = strawberry.field(description="Which address of the viewer's.")


@strawberry.input(description="A payment of the viewer's.")
class StartPaymentInput:
    payment_id: strawberry.ID = strawberry.field(description="Which payment.")


@strawberry.input(description="A payment to be made at the sandbox.")
class PaySandboxInput:
    payment_id: strawberry.ID = strawberry.field(description="Which payment.")
    outcome: SandboxOutcome = strawberry.field(
        default=SandboxOutcome.SUCCEED, description="What the payer does there."
    )


@strawberry.type(description="An order to be paid within half an hour, or paid already.")
class OrderPlaced:
    order: Order = strawberry.field(description="The order.")
    payment: Payment | None = strawberry.field(
        description="What is to be paid, by when; null where nothing is left to be paid."
    )


@strawberry.type(description="The order was called off before it was paid.")
class OrderCancelled:
    order: Order = strawberry.field(description="The order as it ended.")


@strawberry.type(description="The order goes there now.")
class OrderAddressed:
    order: Order = strawberry.field(description="The order.")


@strawberry.type(description="The payer may go to the cashier.")
class PaymentStarted:
    payment: Payment = strawberry.field(description="The payment.")
    cashier_url: str = strawberry.field(description="Where it is paid; open it in a browser.")


@strawberry.type(description="The sandbox was paid and notified us as a provider does.")
class SandboxPaid:
    payment: Payment = strawberry.field(description="The payment; SUCCEEDED once we were told.")


BuySoloResult = Annotated[
    OrderPlaced
    | IdempotencyKeyReused
    | SkuNotFound
    | QuantityTooLarge
    | AddressNotFound
    | ShippingAddressMissing
    | RegionNotServed
    | PickupPointNotFound
    | TendersTooLarge
    | SoldOut
    | CreditTooLow
    | CashTooLow,
    strawberry.union("BuySoloResult", description="An order, or why not."),
]
CancelOrderResult = Annotated[
    OrderCancelled | OrderNotFound | OrderNotCancellable | CashierUnavailable,
    strawberry.union("CancelOrderResult", description="The order as it ended, or why not."),
]
SetOrderAddressResult = Annotated[
    OrderAddressed
    | OrderNotFound
    | OrderNotAddressable
    | AddressNotFound
    | ShippingAddressMissing
    | RegionNotServed
    | RegionDearer,
    strawberry.union("SetOrderAddressResult", description="The order, or why not."),
]
StartPaymentResult = Annotated[
    PaymentStarted
    | PaymentNotFound
    | AlreadyPaid
    | HoldExpired
    | PaymentClosed
    | CashierUnavailable,
    strawberry.union("StartPaymentResult", description="The cashier, or why not."),
]
PaySandboxResult = Annotated[
    SandboxPaid | PaymentNotFound | AlreadyPaid | HoldExpired | PaymentClosed | CashierUnavailable,
    strawberry.union("PaySandboxResult", description="The payment, or why not."),
]


@strawberry.type
class OrderQuery:
    @strawberry.field(description="An order of the viewer's by its id, or null.")
    async def order(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Order | None:
        row = await resolvers.order(info.context, row_id(id, "Order", field="id"))
        return Order.of(row) if row else None

    @strawberry.field(description="An order of the viewer's by the number people quote, or null.")
    async def order_by_number(
        self,
        info: Info,
        number: Annotated[str, strawberry.argument(description="Its number.")],
    ) -> Order | None:
        row = await resolvers.order_by_number(info.context, number.strip()[:NUMBER_MOST])
        return Order.of(row) if row else None

    @strawberry.field(description="A payment of the viewer's by its id, or null.")
    async def payment(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Payment | None:
        row = await resolvers.payment(info.context, row_id(id, "Payment", field="id"))
        return Payment.of(row) if row else None

    @strawberry.field(description="The viewer's orders, the newest first.")
    async def orders(
        self,
        info: Info,
        status: Annotated[
            OrderStatus | None, strawberry.argument(description="Only in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Order]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.orders(info.context, window, status=status)
        return connection(page, Order.of)


@strawberry.type
class OrderMutation:
    @strawberry.mutation(description="Buy alone at the solo price.")
    async def buy_solo(self, info: Info, input: BuySoloInput) -> BuySoloResult:
        wanted = wished(info, input, key=input.idempotency_key)

        def show(placed: Placed) -> OrderPlaced:
            payment = Payment.of(placed.payment) if placed.payment else None
            return OrderPlaced(order=Order.of(placed.order), payment=payment)

        return await answered(resolvers.buy_solo(info.context, wanted), show)

    @strawberry.mutation(description="Call an unpaid solo order off.")
    async def cancel_order(self, info: Info, input: OrderInput) -> CancelOrderResult:
        order_id = row_id(input.order_id, "Order", field="input.orderId")
        doing = resolvers.cancel_order(info.context, order_id=order_id)
        return await answered(doing, lambda row: OrderCancelled(order=Order.of(row)))

    @strawberry.mutation(description="Say where an order goes that was not shipped yet.")
    async def set_order_address(
        self, info: Info, input: SetOrderAddressInput
    ) -> SetOrderAddressResult:
        order_id = row_id(input.order_id, "Order", field="input.orderId")
        address_id = row_id(input.address_id, "Address", field="input.addressId")
        doing = resolvers.set_order_address(info.context, order_id=order_id, address_id=address_id)

        def show(row: rows.Order) -> OrderAddressed:
            return OrderAddressed(order=Order.of(row))

        return await answered(doing, show)

    @strawberry.mutation(description="Go to the cashier; may be asked again until it is paid.")
    async def start_payment(self, info: Info, input: StartPaymentInput) -> StartPaymentResult:
        payment_id = row_id(input.payment_id, "Payment", field="input.paymentId")

        def show(started: tuple[money_rows.Payment, str]) -> PaymentStarted:
            row, url = started
            return PaymentStarted(payment=Payment.of(row), cashier_url=url)

        doing = resolvers.start_payment(info.context, payment_id=payment_id)
        return await answered(doing, show)

    @strawberry.mutation(
        description="Pay at the sandbox; only while no real provider is configured."
    )
    async def pay_sandbox(self, info: Info, input: PaySandboxInput) -> PaySandboxResult:
        payment_id = row_id(input.payment_id, "Payment", field="input.paymentId")
        doing = resolvers.pay_sandbox(info.context, payment_id=payment_id)
        return await answered(doing, lambda row: SandboxPaid(payment=Payment.of(row)))
