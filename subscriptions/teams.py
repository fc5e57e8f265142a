"""Live teams and campaigns: the newest state at once, then after every change."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Annotated

import strawberry

from models.outbox import campaign_topic, team_topic
from models.teams import Team as Row
from resolvers import campaigns as campaign_resolvers
from resolvers import teams as resolvers
from rules.faults import BadInput, NotFound
from schema.info import Info
from schema.teams import Team

CODES_MOST = 20
PULSES_PER_SECOND = 4


@strawberry.type(description="How a campaign does, at most four times a second.")
class CampaignPulse:
    slug: str = strawberry.field(description="The campaign's short name.")
    version: int = strawberry.field(description="Grows with every change; keep the highest.")
    open_teams: int = strawberry.field(description="Teams that are open now.")
    formed_teams: int = strawberry.field(description="Teams that formed so far.")
    stock_left: int = strawberry.field(description="Pieces neither sold nor held.")
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")


async def follow(info: Info, row: Row, *, after: int) -> AsyncGenerator[Team]:
    """Yield a team after each change beyond a version; the topic is listened to already."""
    async with info.context.live.listen(team_topic(row.id)) as versions:
        row = await Row.get(id=row.id)
        seen = row.version
        if seen > after:
            yield Team.of(row)
        async for version in versions:
            if version <= seen:
                continue
            info.context.fresh()
            row = await Row.get(id=row.id)
            if row.version > seen:
                seen = row.version
                yield Team.of(row)


@strawberry.type
class TeamSubscription:
    @strawberry.subscription(
        description="A team as it is now, then after every change; skipped versions are normal."
    )
    async def team_progress(
        self,
        info: Info,
        code: Annotated[str, strawberry.argument(description="Which team.")],
        after_version: Annotated[
            int, strawberry.argument(description="The version already seen; 0 for none.")
        ] = 0,
    ) -> AsyncGenerator[Team, None]:
        row = await resolvers.team(info.context, code.strip().upper()[:16])
        if row is None:
            raise NotFound("code")
        # A client that reconnects is always answered at once, even if nothing changed.
        async for team in follow(info, row, after=min(after_version, row.version - 1)):
            yield team

    @strawberry.subscription(
        description="Up to twenty teams, one at a time: each as it is, then after every change."
    )
    async def teams_progress(
        self,
        info: Info,
        codes: Annotated[list[str], strawberry.argument(description="Which teams, 1 to 20.")],
    ) -> AsyncGenerator[Team, None]:
        wanted = list(dict.fromkeys(code.strip().upper()[:16] for code in codes))
        if not 1 <= len(wanted) <= CODES_MOST:
            raise BadInput("codes", f"1 to {CODES_MOST} codes")
        found = [await resolvers.team(info.context, code) for code in wanted]
        async for team in _merged(info, [row for row in found if row is not None]):
            yield team

    @strawberry.subscription(description="How a campaign does: now, then as it changes.")
    async def campaign_pulse(
        self,
        info: Info,
        slug: Annotated[str, strawberry.argument(description="Which campaign.")],
    ) -> AsyncGenerator[CampaignPulse, None]:
        row = await campaign_resolvers.campaign(info.context, slug)
        if row is None:
            raise NotFound("slug")
        topic = campaign_topic(row.id)
        live = info.context.live
        async with live.listen(topic, looks_per_second=PULSES_PER_SECOND) as versions:
            yield await _pulse(info, row.slug)
            async for _ in versions:
                info.context.fresh()
                yield await _pulse(info, row.slug)


async def _merged(info: Info, teams: list[Row]) -> AsyncGenerator[Team]:
    # One newest state waits per team, never a queue: who cannot keep up skips versions.
    waiting: dict[str, Team] = {}
    arrived = asyncio.Event()

    async def pump(row: Row) -> None:
        async for team in follow(info, row, after=0):
            waiting[team.code] = team
            arrived.set()

    async with asyncio.TaskGroup() as group, AsyncExitStack() as stack:
        pumps = [group.create_task(pump(row)) for row in teams]
        stack.callback(lambda: [task.cancel() for task in pumps])
        while True:
            await arrived.wait()
            arrived.clear()
            while waiting:
                yield waiting.pop(next(iter(waiting)))


async def _pulse(info: Info, slug: str) -> CampaignPulse:
    beat = await campaign_resolvers.pulse(info.context, slug)
    return CampaignPulse(
        slug=slug,
        version=beat.version,
        open_teams=beat.open_teams,
        formed_teams=beat.formed_teams,
        stock_left=beat.stock_left,
        server_time=info.context.now(),
    )
