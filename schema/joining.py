"""What clients may do to teams: open, join, cancel, leave, call off."""

from typing import Annotated

import strawberry

from actions.placing import Placed
from models import teams as rows
from resolvers import teams as resolvers
from schema.info import Info
from schema.inputs import team_code
from schema.node import row_id
from schema.orders import Order, Payment
from schema.refusals import (
    AddressNotFound,
    AlreadyInTeam,
    CampaignEnded,
    CampaignNotFound,
    CampaignNotStarted,
    CampaignPaused,
    CashierUnavailable,
    CashTooLow,
    CreditTooLow,
    IdempotencyKeyReused,
    LeaderCannotLeave,
    NotInTeam,
    NotTeamLeader,
    PickupPointNotFound,
    PurchaseLimitReached,
    QuantityTooLarge,
    RegionNotServed,
    ReportOverdue,
    SeatBoundToDraw,
    ShippingAddressMissing,
    SkuNotFound,
    SoldOut,
    SubsidyLimitReached,
    TeamCancelled,
    TeamClosed,
    TeamFailed,
    TeamFull,
    TeamHasMembers,
    TeamNotCancellable,
    TeamNotFound,
    TendersTooLarge,
    TooBusy,
    answered,
)
from schema.teams import Seat, Team, seated
from schema.wishes import JoinTeamInput, OpenTeamInput, TakeSeatInput, wished


@strawberry.input(description="A team by its code.")
class TeamInput:
    team_code: str = strawberry.field(description="Which team.")


@strawberry.input(description="A team to be ended by an operator.")
class CallOffTeamInput:
    team_code: str = strawberry.field(description="Which team.")
    reason: str = strawberry.field(description="Why; kept on record, up to 200 signs.")


@strawberry.type(description="A team with its leader's seat held until it is paid.")
class TeamOpened:
    team: Team = strawberry.field(description="The team; share its code.")
    order: Order = strawberry.field(description="The leader's order.")
    payment: Payment | None = strawberry.field(
        description="What the leader has to pay, by when; null where nothing is left to be paid."
    )


@strawberry.type(description="A seat held until it is paid.")
class TeamJoined:
    team: Team = strawberry.field(description="The team, with the viewer in it.")
    seat: Seat = strawberry.field(description="The seat.")
    order: Order = strawberry.field(description="The member's order.")
    payment: Payment | None = strawberry.field(
        description="What the member has to pay, by when; null where nothing is left to be paid."
    )


@strawberry.type(description="A seat held until it is paid, in a team that had one or a new one.")
class SeatTaken:
    team: Team = strawberry.field(description="The team, with the viewer in it; share its code.")
    seat: Seat = strawberry.field(description="The seat.")
    order: Order = strawberry.field(description="The buyer's order.")
    payment: Payment | None = strawberry.field(
        description="What the buyer has to pay, by when; null where nothing is left to be paid."
    )


@strawberry.type(description="The team was called off; what was paid goes back.")
class TeamCalledOff:
    team: Team = strawberry.field(description="The team as it ended.")


@strawberry.type(description="The seat was given back; what was paid goes back.")
class TeamLeft:
    team: Team = strawberry.field(description="The team without the viewer.")


OpenTeamResult = Annotated[
    TeamOpened
    | IdempotencyKeyReused
    | CampaignNotFound
    | CampaignNotStarted
    | CampaignPaused
    | CampaignEnded
    | ReportOverdue
    | SkuNotFound
    | QuantityTooLarge
    | AddressNotFound
    | ShippingAddressMissing
    | RegionNotServed
    | PickupPointNotFound
    | TendersTooLarge
    | PurchaseLimitReached
    | SoldOut
    | SubsidyLimitReached
    | CreditTooLow
    | CashTooLow
    | TooBusy,
    strawberry.union("OpenTeamResult", description="A team, or why not."),
]
TakeSeatResult = Annotated[
    SeatTaken
    | IdempotencyKeyReused
    | CampaignNotFound
    | CampaignNotStarted
    | CampaignPaused
    | CampaignEnded
    | ReportOverdue
    | SkuNotFound
    | QuantityTooLarge
    | AddressNotFound
    | ShippingAddressMissing
    | RegionNotServed
    | PickupPointNotFound
    | TendersTooLarge
    | PurchaseLimitReached
    | SoldOut
    | SubsidyLimitReached
    | CreditTooLow
    | CashTooLow
    | TooBusy,
    strawberry.union("TakeSeatResult", description="A seat, or why not."),
]
JoinTeamResult = Annotated[
    TeamJoined
    | IdempotencyKeyReused
    | TeamNotFound
    | TeamFull
    | TeamClosed
    | TeamFailed
    | TeamCancelled
    | AlreadyInTeam
    | ReportOverdue
    | SkuNotFound
    | QuantityTooLarge
    | AddressNotFound
    | ShippingAddressMissing
    | RegionNotServed
    | PickupPointNotFound
    | TendersTooLarge
    | PurchaseLimitReached
    | SoldOut
    | SubsidyLimitReached
    | CreditTooLow
    | CashTooLow
    | TooBusy,
    strawberry.union("JoinTeamResult", description="A seat, or why not."),
]
CancelTeamResult = Annotated[
    TeamCalledOff
    | TeamNotFound
    | NotTeamLeader
    | TeamHasMembers
    | TeamFull
    | TeamClosed
    | TeamFailed
    | TeamCancelled
    | CashierUnavailable,
    strawberry.union("CancelTeamResult", description="The team as it ended, or why not."),
]
LeaveTeamResult = Annotated[
    TeamLeft
    | TeamNotFound
    | NotInTeam
    | LeaderCannotLeave
    | SeatBoundToDraw
    | TeamFull
    | TeamClosed
    | TeamFailed
    | TeamCancelled
    | CashierUnavailable,
    strawberry.union("LeaveTeamResult", description="The team left, or why not."),
]
CallOffTeamResult = Annotated[
    TeamCalledOff | TeamNotFound | TeamFailed | TeamCancelled | TeamNotCancellable,
    strawberry.union("CallOffTeamResult", description="The team as it ended, or why not."),
]


def _payment_of(placed: Placed) -> Payment | None:
    return Payment.of(placed.payment) if placed.payment else None


def _opened(placed: Placed) -> TeamOpened:
    assert placed.team is not None
    return TeamOpened(
        team=Team.of(placed.team),
        order=Order.of(placed.order),
        payment=_payment_of(placed),
    )


def _joined(placed: Placed) -> TeamJoined:
    assert placed.team is not None
    return TeamJoined(
        team=Team.of(placed.team),
        seat=seated(placed),
        order=Order.of(placed.order),
        payment=_payment_of(placed),
    )


def _taken(placed: Placed) -> SeatTaken:
    assert placed.team is not None
    return SeatTaken(
        team=Team.of(placed.team),
        seat=seated(placed),
        order=Order.of(placed.order),
        payment=_payment_of(placed),
    )


def _called_off(row: rows.Team) -> TeamCalledOff:
    return TeamCalledOff(team=Team.of(row))


@strawberry.type
class TeamMutation:
    @strawberry.mutation(description="Open a team; its leader's seat is held until it is paid.")
    async def open_team(self, info: Info, input: OpenTeamInput) -> OpenTeamResult:
        wanted = wished(info, input, key=input.idempotency_key)
        campaign_id = row_id(input.campaign_id, "Campaign", field="input.campaignId")
        doing = resolvers.open_team(info.context, wanted, campaign_id=campaign_id)
        return await answered(doing, _opened)

    @strawberry.mutation(
        description="Take a seat in the oldest open team that has one, else open a team; no code "
        "is needed. The seat is held until it is paid."
    )
    async def take_seat(self, info: Info, input: TakeSeatInput) -> TakeSeatResult:
        wanted = wished(info, input, key=input.idempotency_key)
        campaign_id = row_id(input.campaign_id, "Campaign", field="input.campaignId")
        doing = resolvers.take_seat(info.context, wanted, campaign_id=campaign_id)
        return await answered(doing, _taken)

    @strawberry.mutation(description="Take a seat in a team; it is held until it is paid.")
    async def join_team(self, info: Info, input: JoinTeamInput) -> JoinTeamResult:
        wanted = wished(info, input, key=input.idempotency_key)
        code = team_code(input.team_code)
        return await answered(resolvers.join_team(info.context, wanted, team_code=code), _joined)

    @strawberry.mutation(description="Call one's own team off while nobody else is in it.")
    async def cancel_team(self, info: Info, input: TeamInput) -> CancelTeamResult:
        code = team_code(input.team_code)
        return await answered(resolvers.cancel_team(info.context, team_code=code), _called_off)

    @strawberry.mutation(description="Give one's seat back before the team forms.")
    async def leave_team(self, info: Info, input: TeamInput) -> LeaveTeamResult:
        code = team_code(input.team_code)
        doing = resolvers.leave_team(info.context, team_code=code)
        return await answered(doing, lambda row: TeamLeft(team=Team.of(row)))

    @strawberry.mutation(description="End a team as an operator; everybody is refunded.")
    async def call_off_team(self, info: Info, input: CallOffTeamInput) -> CallOffTeamResult:
        code = team_code(input.team_code)
        doing = resolvers.call_off_team(info.context, team_code=code, reason=input.reason)
        return await answered(doing, _called_off)
