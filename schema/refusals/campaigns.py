"""Refusals about campaigns as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal


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


@strawberry.type(description="The campaign is still a draft; it opened no team.")
class CampaignNotPublished(Refusal):
    pass


@strawberry.type(description="A rule of publication is broken; problem names it.")
class CampaignIncomplete(Refusal):
    problem: str = strawberry.field(description="Which rule of publication is broken.")


@strawberry.type(description="Campaigns of this kind cannot be made here yet.")
class KindNotOffered(Refusal):
    kind: str = strawberry.field(description="The kind that was asked for.")


@strawberry.type(description="The person bought as often as the campaign allows.")
class PurchaseLimitReached(Refusal):
    limit: int = strawberry.field(description="How often one person may buy.")


@strawberry.type(
    description="So many came at once that this request was not looked at; nothing was taken."
)
class TooBusy(Refusal):
    retry_after_seconds: int = strawberry.field(
        description="Seconds to wait before the same request is sent again, with the same key."
    )
