"""What is told of each change, and to whom."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from models.orders import Order
from models.outbox import OutboxEvent, campaign_topic, event, team_topic, viewer_topic
from models.teams import Team
from rules.events import TeamEventKind, ViewerEventKind


def team_changed(team: Team, kind: TeamEventKind, *, now: datetime) -> list[OutboxEvent]:
    """Return what watchers of a team and of its campaign are told."""
    return [
        event(team_topic(team.id), kind, now=now, version=team.version),
        event(campaign_topic(team.campaign_id), kind, now=now),
    ]


def to_viewer(
    person_id: UUID,
    kind: ViewerEventKind,
    *,
    now: datetime,
    order: Order | None = None,
    team_id: UUID | None = None,
    facts: Mapping[str, str] | None = None,
) -> OutboxEvent:
    """Return what one person is told of something of theirs."""
    body = dict(facts or {})
    if order is not None:
        body["order_id"] = str(order.id)
        team_id = team_id or order.team_id
    if team_id is not None:
        body["team_id"] = str(team_id)
    return event(viewer_topic(person_id), kind, now=now, body=body)
