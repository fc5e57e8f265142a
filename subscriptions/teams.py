"""Live teams and campaigns: the newest state at once, then after every change."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from models.outbox import campaign_topic, team_topic
from models.teams import Team as Row
from resolvers import campaigns as campaign_resolvers
from resolvers import teams as resolvers
from resolvers.campaigns import Pulse
from resolvers.loaders import Loaders
from rules.faults import BadInput, NotFound
from schema.info import Info
from schema.sameness import SAME_FOR_ALL
from schema.teams import Team
from subscriptions.cohort_members import SHARED, Mark, Policy, Shared

CODES_MOST = 20
PULSES_PER_SECOND = 4


@strawberry.type(description="How a campaign does, at most four times a second.")
class CampaignPulse:
    slug: str = strawberry.field(description="The campaign's short name.")
    version: int = strawberry.field(description="Grows with every change; keep the highest.")
    open_teams: int = strawberry.field(
        description="Teams that take members now: as many as the campaign's openTeams lists."
    )
    formed_teams: int = strawberry.field(description="Teams that formed so far.")
    stock_left: int = strawberry.field(description="Pieces neither sold nor held.")
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")


@dataclass(frozen=True, slots=True)
class Look:
    """A team as one reading found it, with the loaders that all who are told of it share."""

    row: Row
    loaders: Loaders

    @property
    def version(self) -> int:
        """Return the team's version."""
        return self.row.version


def _team_mark(team: Team) -> Mark:
    return Mark(team.version, slot=team.code)


def _beat_mark(beat: CampaignPulse) -> Mark:
    return Mark(beat.version)


async def _look(team_id: UUID) -> Look:
    return Look(await Row.get(id=team_id), Loaders())


async def follow(info: Info, teams: Sequence[Row]) -> AsyncGenerator[Team]:
    """Yield each team as it is, then again after every change; skipped versions are normal.

    The topics are listened to before the rows are read, so nothing falls between.
    """
    ids = {team_topic(row.id): row.id for row in teams}
    seen = dict.fromkeys(ids, 0)
    live = info.context.live
    async with live.listen(*ids) as changes:
        for row in await Row.filter(id__in=list(ids.values())).order_by("id"):
            seen[team_topic(row.id)] = row.version
            yield Team.of(row)
        while True:
            for topic, version in (await _news(changes, seen)).items():
                look = await live.look(topic, version, partial(_look, ids[topic]))
                if look.version > seen[topic]:
                    seen[topic] = look.version
                    yield Team.of(look.row, look.loaders)


async def _news(changes: AsyncIterator[dict[str, int]], seen: dict[str, int]) -> dict[str, int]:
    async for reached in changes:
        # Who asks the database each second is mostly told what was seen already.
        newer = {topic: version for topic, version in reached.items() if version > seen[topic]}
        if newer:
            return newer
    raise AssertionError("nobody stops listening from outside")


async def _named(info: Info, code: str, field: str) -> Row:
    row = await resolvers.team(info.context, code)
    if row is None:
        raise NotFound(field)
    return row


@strawberry.type
class TeamSubscription:
    @strawberry.subscription(
        description="A team as it is now, at once, then after every change; versions may be "
        "skipped and never go back.",
        metadata=SAME_FOR_ALL
        | {SHARED: Shared(policy=Policy.STATE, mark=_team_mark, resumes="afterVersion")},
    )
    async def team_progress(
        self,
        info: Info,
        code: Annotated[str, strawberry.argument(description="Which team.")],
        after_version: Annotated[
            int,
            strawberry.argument(
                description="The version already seen, 0 for none; the team is sent at once all "
                "the same, so that whoever comes back knows where they stand."
            ),
        ] = 0,
    ) -> AsyncGenerator[Team, None]:
        if after_version < 0:
            raise BadInput("afterVersion", "0 or more")
        return follow(info, [await _named(info, code, "code")])

    @strawberry.subscription(
        description="Up to twenty teams, one at a time: each as it is, then after every change.",
        metadata=SAME_FOR_ALL | {SHARED: Shared(policy=Policy.STATE, mark=_team_mark)},
    )
    async def teams_progress(
        self,
        info: Info,
        codes: Annotated[list[str], strawberry.argument(description="Which teams, 1 to 20.")],
    ) -> AsyncGenerator[Team, None]:
        if not 1 <= len(codes) <= CODES_MOST:
            raise BadInput("codes", f"1 to {CODES_MOST} codes")
        # Asked for together, so that they are read in one statement.
        asked = (_named(info, code, f"codes.{place}") for place, code in enumerate(codes))
        return follow(info, await asyncio.gather(*asked))

    @strawberry.subscription(
        description="How a campaign does: now, then as it changes.",
        metadata=SAME_FOR_ALL | {SHARED: Shared(policy=Policy.STATE, mark=_beat_mark)},
    )
    async def campaign_pulse(
        self,
        info: Info,
        slug: Annotated[str, strawberry.argument(description="Which campaign.")],
    ) -> AsyncGenerator[CampaignPulse, None]:
        row = await campaign_resolvers.announced(info.context, slug)
        if row is None:
            raise NotFound("slug")
        return _beats(info, row.slug, row.id)


async def _beats(info: Info, slug: str, campaign_id: UUID) -> AsyncGenerator[CampaignPulse]:
    topic, live = campaign_topic(campaign_id), info.context.live
    read = partial(campaign_resolvers.pulse, info.context, campaign_id)
    async with live.listen(topic, looks_per_second=PULSES_PER_SECOND) as changes:
        beat = await read()
        yield _shown(info, slug, beat)
        async for reached in changes:
            if reached[topic] > beat.version:
                newer = await live.look(topic, reached[topic], read)
                if newer.version > beat.version:
                    beat = newer
                    yield _shown(info, slug, beat)


def _shown(info: Info, slug: str, beat: Pulse) -> CampaignPulse:
    return CampaignPulse(
        slug=slug,
        version=beat.version,
        open_teams=beat.open_teams,
        formed_teams=beat.formed_teams,
        stock_left=beat.stock_left,
        server_time=info.context.now(),
    )
