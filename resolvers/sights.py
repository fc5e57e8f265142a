"""What one frame of a screen is made of: a moment, and rows that are read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.campaigns import Campaign
from models.draws import Draw
from models.screens import Scene
from models.teams import Team
from resolvers.loaders import Loaders
from resolvers.scopes import Scope
from rules.campaigns import CampaignStatus
from rules.screens import DrawDue


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one frame is made of: a moment, what may be shown, and rows that are read once."""

    now: datetime
    scope: Scope
    draws: list[DrawDue]
    loaders: Loaders

    async def know(self, kept: Sequence[Scene]) -> None:
        """Read what scenes name, all teams, draws and campaigns in a statement each."""
        await self.loaders.team.load_many([row.team_id for row in kept if row.team_id])
        await self.loaders.draw.load_many([row.draw_id for row in kept if row.draw_id])
        named = [row.campaign_id for row in kept if row.campaign_id]
        await self.loaders.campaign.load_many(named)

    async def team(self, team_id: UUID | None) -> Team:
        """Return a team that is there."""
        row = await self.loaders.team.load(team_id) if team_id else None
        assert row is not None
        return row

    async def draw(self, draw_id: UUID | None) -> Draw:
        """Return a draw that is there."""
        row = await self.loaders.draw.load(draw_id) if draw_id else None
        assert row is not None
        return row

    async def campaign(self, campaign_id: UUID) -> Campaign:
        """Return a campaign that is there."""
        row = await self.loaders.campaign.load(campaign_id)
        assert row is not None
        return row

    async def opens(self, campaign_id: UUID | None) -> bool:
        """Tell whether a campaign is there to be joined, now or later."""
        row = await self.campaign(campaign_id) if campaign_id else None
        return row is not None and row.status is CampaignStatus.PUBLISHED and row.ends_at > self.now

    def coming(self) -> DrawDue | None:
        """Return the draw that shows its winners next, or should have."""
        due = [draw for draw in self.draws if draw.over_at is None]
        return min(due, key=lambda draw: (draw.first_reveal_at, draw.draw_id), default=None)
