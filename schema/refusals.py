"""Refusals as clients see them: the same names and facts as in ``rules``."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

import strawberry

from resolvers import teams as resolvers
from rules import refusals as rules
from schema.cost import Cost
from schema.info import Info

if TYPE_CHECKING:
    from schema.teams import Team

T = TypeVar("T")


@strawberry.interface(description="A request understood and declined.")
class Refusal:
    message: str = strawberry.field(description="One sentence fit to show a person, Chinese first.")


@strawberry.interface(
    description="A refused seat, with teams of the same campaign to join instead."
)
class TeamRefusal(Refusal):
    message: str = strawberry.field(description="One sentence fit to show a person, Chinese first.")
    campaign_id: strawberry.Private[UUID]

    @strawberry.field(
        description="Up to three open teams of the same campaign, the fullest first.",
        directives=[Cost(bound=3)],
    )
    async def open_teams(
        self, info: Info
    ) -> list[Annotated["Team", strawberry.lazy("schema.teams")]]:
        from schema.teams import Team  # noqa: PLC0415

        rows = await resolvers.offered_instead(info.context, self.campaign_id)
        return [Team.of(row) for row in rows]


@strawberry.type(description="Somebody else signs in by this handle.")
class HandleTaken(Refusal):
    pass


@strawberry.type(
    description="Handle and password do not belong together; which is wrong is not told."
)
class WrongCredentials(Refusal):
    pass


@strawberry.type(description="Too many sign-ins failed for this handle lately.")
class TooManyAttempts(Refusal):
    retry_after_seconds: int = strawberry.field(description="Seconds to wait before trying again.")


@strawberry.type(description="The same key came before with other arguments.")
class IdempotencyKeyReused(Refusal):
    pass


@strawberry.type(description="No team answers to this code.")
class TeamNotFound(Refusal):
    pass


@strawberry.type(description="Every seat is taken or being paid for.")
class TeamFull(TeamRefusal):
    size: int = strawberry.field(description="How many seats the team has.")


@strawberry.type(description="The deadline passed; the outcome is being decided or is known.")
class TeamClosed(TeamRefusal):
    closed_at: datetime = strawberry.field(description="When it stopped taking members.")


@strawberry.type(description="The team did not fill in time and everyone in it was refunded.")
class TeamFailed(TeamRefusal):
    pass


@strawberry.type(description="The team was cancelled and everyone in it was refunded.")
class TeamCancelled(TeamRefusal):
    pass


@strawberry.type(description="The person has a seat here already.")
class AlreadyInTeam(Refusal):
    pass


@strawberry.type(description="The person has no seat here.")
class NotInTeam(Refusal):
    pass


@strawberry.type(description="Only the leader may do this.")
class NotTeamLeader(Refusal):
    pass


@strawberry.type(description="Somebody else took a seat, so the leader can no longer call it off.")
class TeamHasMembers(Refusal):
    seats_taken: int = strawberry.field(description="How many seats are held or filled.")


@strawberry.type(description="A seat is being paid for right now, or the goods are on their way.")
class TeamNotCancellable(Refusal):
    status: str = strawberry.field(description="Where it stands.")
    seats_held: int = strawberry.field(description="How many seats are being paid for.")


@strawberry.type(description="A leader cancels while alone, and stays once others joined.")
class LeaderCannotLeave(Refusal):
    pass


@strawberry.type(description="No campaign answers to this id.")
class CampaignNotFound(Refusal):
    pass


@strawberry.type(description="The campaign opens later.")
class CampaignNotStarted(Refusal):
    starts_at: datetime = strawberry.field(description="When it opens.")


@strawberry.type(description="The merchant paused the campaign; running teams go on.")
class CampaignPaused(Refusal):
    pass


@strawberry.type(description="The campaign opens no more teams.")
class CampaignEnded(Refusal):
    pass


@strawberry.type(description="Published rules are frozen.")
class CampaignNotDraft(Refusal):
    pass


@strawberry.type(description="A rule of publication is broken; problem names it.")
class CampaignIncomplete(Refusal):
    problem: str = strawberry.field(description="Which rule of publication is broken.")


@strawberry.type(description="Campaigns of this kind cannot be made here yet.")
class KindNotOffered(Refusal):
    kind: str = strawberry.field(description="The kind that was asked for.")


@strawberry.type(description="Something of the same sort has this slug.")
class SlugTaken(Refusal):
    pass


@strawberry.type(description="No merchant of yours answers to this id.")
class MerchantNotFound(Refusal):
    pass


@strawberry.type(description="Nobody signs in by this handle.")
class PersonNotFound(Refusal):
    pass


@strawberry.type(description="No category answers to this id.")
class CategoryNotFound(Refusal):
    pass


@strawberry.type(description="No product answers to this id.")
class ProductNotFound(Refusal):
    pass


@strawberry.type(description="No such choice is offered here.")
class SkuNotFound(Refusal):
    pass


@strawberry.type(description="Fewer pieces are left than were asked for.")
class SoldOut(Refusal):
    left: int = strawberry.field(description="How many pieces are left.")


@strawberry.type(description="One order may hold fewer pieces.")
class QuantityTooLarge(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")


@strawberry.type(description="The person bought as often as the campaign allows.")
class PurchaseLimitReached(Refusal):
    limit: int = strawberry.field(description="How often one person may buy.")


@strawberry.type(description="No address of yours answers to this id.")
class AddressNotFound(Refusal):
    pass


@strawberry.type(description="The address book is full.")
class TooManyAddresses(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")


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


@strawberry.type(description="The campaign is still a draft; it opened no team.")
class CampaignNotPublished(Refusal):
    pass


@strawberry.type(description="Fewer pieces of this choice lie free on the shelf.")
class StockTooLow(Refusal):
    code: str = strawberry.field(description="The choice's code.")
    wanted: int = strawberry.field(description="How many pieces were asked for.")
    left: int = strawberry.field(description="How many pieces are free.")


@strawberry.type(description="Another choice of the same product has this code.")
class SkuCodeTaken(Refusal):
    pass


@strawberry.type(description="The product has as many choices as it may.")
class TooManySkus(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")


def shown(refusal: rules.Refusal) -> Any:
    """Show a refusal as the type of the same name, fact for fact.

    Typed ``Any`` because a union's members are chosen at run time; that every
    refusal has its type here, and every mutation its refusals, is a test.
    """
    kind = globals()[type(refusal).__name__]
    facts = {fact.name: getattr(refusal, fact.name) for fact in fields(refusal)}
    return kind(message=refusal.message, **facts)


async def answered(doing: Awaitable[T], show: Callable[[T], Any]) -> Any:
    """Show what was done, or why it was refused."""
    try:
        done = await doing
    except rules.Refusal as refusal:
        return shown(refusal)
    return show(done)
