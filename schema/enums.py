"""The words that statuses and kinds are told in, each described for third parties."""

from enum import Enum

import strawberry

from rules.campaigns import CampaignKind, CampaignStatus
from rules.ledger import Unit
from rules.orders import OrderKind, OrderStatus
from rules.payees import PayoutChannel
from rules.payments import PaymentPurpose, PaymentStatus, RefundStatus
from rules.people import Role
from rules.teams import EndReason, SeatState, TeamStatus
from rules.wallet import WalletKind


def described(kind: type[Enum], description: str, **values: str) -> None:
    """Make an enum of the rules one of the schema, with a description for each value."""
    shown = strawberry.enum(kind, description=description)
    definition = shown.__strawberry_definition__  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    assert {value.name for value in definition.values} == set(values)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    for value in definition.values:  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        value.description = values[value.name]  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


described(
    Role,
    "What a person may do here.",
    CUSTOMER="Buys.",
    MERCHANT="Acts for one or more merchants, and buys.",
    OPERATOR="Runs the platform.",
)
described(
    CampaignKind,
    "What is particular about an offer.",
    ORDINARY="A team of a fixed size buys at the team price.",
    SECKILL="Opens at an instant with its own small stock, one per person.",
    SUPER="A large team; the size reached decides the price.",
    TRIAL="A symbolic price; a draw picks who receives the goods.",
    LOTTERY="All pay; a draw picks the winners, the others are refunded and subsidised.",
    CUSTOM="Made from an accepted quote of a custom request.",
)
described(
    CampaignStatus,
    "Where an offer stands.",
    DRAFT="Being written; seen by its merchant alone.",
    PUBLISHED="Its rules are frozen; it opens teams within its window.",
    PAUSED="Opens no teams for the time being; running teams go on.",
    ENDED="Opens no more teams.",
)
described(
    TeamStatus,
    "Where a team stands.",
    OPEN="Takes members until its deadline.",
    FORMED="Every seat is paid.",
    DRAWING="Its draw is being held.",
    SETTLED="Every seat's outcome is recorded.",
    FAILED="It did not fill in time; everyone was refunded.",
    CANCELLED="It was called off; everyone was refunded.",
)
described(
    SeatState,
    "Where a seat stands.",
    EMPTY="Nobody sits here.",
    HELD="Somebody is paying for it.",
    FILLED="It is paid.",
    RELEASED="It was given up and is free again.",
    WON="Its draw was won.",
    LOST="Its draw was lost; the money went back.",
)
described(
    EndReason,
    "Why a team ended without forming, or an order was closed.",
    NOT_FILLED="The team did not fill in time.",
    LEADER_CANCELLED="The leader called the team off.",
    LEADER_UNPAID="The leader never paid and nobody else had joined.",
    OPERATOR_CANCELLED="An operator ended it, with a reason on record.",
    UNPAID="The time to pay ran out.",
    LEFT="The member gave the seat back.",
    BUYER_CANCELLED="The buyer called the order off.",
    DRAW_LOST="The draw was held and another seat won.",
    DRAW_VOID="The draw came to nothing by its published rules; everybody is refunded.",
    REFUNDED="Its buyer asked for the money back before it was shipped.",
)
described(
    OrderKind,
    "Whether an order waits for a team, and whether points pay for it.",
    TEAM="Bought at the team price, shipped once the team formed.",
    SOLO="Bought alone at the solo price.",
    POINTS="Redeemed with points, or points and money.",
)
described(
    OrderStatus,
    "Where an order stands.",
    AWAITING_PAYMENT="Waits for its payment.",
    PAID="Paid; waits for its team to form.",
    CONFIRMED="To be shipped.",
    SHIPPED="On its way.",
    COMPLETED="Received.",
    CLOSED="Over without goods; what was paid went back.",
)
described(
    PaymentStatus,
    "Where a payment stands.",
    PENDING="The money has not arrived.",
    SUCCEEDED="The money arrived.",
    CLOSED="No more money is taken; what still arrives goes back.",
)
described(
    PaymentPurpose,
    "Which part of an order a payment covers.",
    FULL="All of it.",
    DEPOSIT="The deposit.",
    BALANCE="What is left after the deposit.",
)
described(
    RefundStatus,
    "Where a refund stands; there is no failure, only another attempt.",
    REQUESTED="Set aside, to be sent.",
    PROCESSING="Sent to the provider, tried again until it answers.",
    SUCCEEDED="Back with its payer.",
)
described(
    Unit,
    "What an account counts.",
    CNY="Fen, a hundredth of a yuan.",
    PTS="Points of the points mall.",
    SHARE="Shares in dividends.",
)
described(
    WalletKind,
    "Which of a person's accounts.",
    CREDIT="Shopping credit (购物金): pays for orders, and never becomes cash.",
    CASH="Cash (余额): pays for orders, and can be withdrawn.",
    FUND="Shopping fund (购物基金): locked, released into credit bit by bit.",
    POINTS="Points (积分): for goods of the points mall, each lot until its day.",
    SHARES="Shares in dividends (分红).",
    RECEIVABLE="What they owe the platform, below zero; later earnings repay it first.",
)
described(
    PayoutChannel,
    "What kind of account outside it is.",
    BANK_CARD="A card of a bank.",
    WECHAT="An account with WeChat Pay.",
    ALIPAY="An account with Alipay.",
)
