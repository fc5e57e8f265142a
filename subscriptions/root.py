"""The third door: everything that may be watched."""

import strawberry

from subscriptions.commissions import CommissionSubscription
from subscriptions.conversations import ConversationSubscription
from subscriptions.draws import DrawSubscription
from subscriptions.screens import ScreenSubscription
from subscriptions.teams import TeamSubscription
from subscriptions.viewer import ViewerSubscription


@strawberry.type(description="Everything that may be watched.")
class Subscription(
    TeamSubscription,
    DrawSubscription,
    ViewerSubscription,
    CommissionSubscription,
    ScreenSubscription,
    ConversationSubscription,
):
    pass
