"""What a screen shows at one moment: its scene by the server's clock, and what that scene shows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from models.campaigns import Campaign
from models.draws import Draw
from models.outbox import campaign_topic, draw_topic, screen_topic, team_topic
from models.screens import Screen, scenes_of
from models.teams import Team
from resolvers.loaders import Loaders
from resolvers.scopes import TEAMS_MOST, Ranked, draws_near, ranked, scope_of, tables
from resolvers.sights import Sight
from rules.draws.stages import DrawStage, moment
from rules.faults import NotSignedIn
from rules.screens import (
    FOCUS_LINGERS,
    HOLDING,
    JUST_FORMED,
    RANKED_LEAST,
    WALL,
    Pushed,
    Scene,
    SceneKind,
    Turn,
    earliest,
    in_rotation,
    turn,
)
from rules.teams import TeamStatus

RANKED_EVERY_SECONDS = 10
POSTER_SECONDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The teams of a scope that take members, and how they do."""

    campaign: Campaign | None
    teaming: int
    formed: int
    next_draw: Draw | None
    teams: list[Team]
    last_formed: Team | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Who leads, and which teams were fastest."""

    leaders: list[tuple[UUID, int]]
    fastest: list[tuple[Team, int]]


Part = Wall | Ranking | Team | Draw | Campaign | Scene | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A screen at one moment; ``mark`` is another one when there is something new to see.

    ``next_at`` is when to look again though nothing was told, ``topics`` where
    what may change it is told.
    """

    screen: Screen
    turn: Turn
    part: Part
    mark: Hashable
    next_at: datetime | None
    topics: frozenset[str]
    next_draw_at: datetime | None = None
    loaders: Loaders = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a scene shows, what of it is new, when it changes by itself, and where that is told."""

    part: Part
    mark: Hashable = None
    next_at: datetime | None = None
    topics: frozenset[str] = frozenset()


@dataclass(slots=True)
class Projector:
    """Reads one screen's frames; it remembers a ranking for ten seconds, and nothing else."""

    now: Callable[[], datetime]
    screen_id: UUID
    ranked_at: int = -1
    ranked_of: dict[UUID | None, Ranked] = field(default_factory=dict[UUID | None, Ranked])

    async def frame(self) -> Frame:
        """Return what the screen shows now.

        Raises:
            NotSignedIn: it was revoked.
        """
        now = self.now()
        screen = await Screen.get_or_none(id=self.screen_id, revoked_at=None)
        if screen is None:
            raise NotSignedIn
        scope = await scope_of(screen.merchant_id, now=now)
        draws = await draws_near(scope, now=now)
        sight = Sight(now=now, scope=scope, draws=draws, loaders=Loaders())
        shown = await self._turn(sight)
        drawn = await self._drawn(shown.scene, sight)
        # Of everything the teams on the wall are listened to: there may be more campaigns
        # than a screen has ears.
        heard = {campaign_topic(each) for each in scope.running}
        coming = sight.coming()
        draw_at = coming.first_reveal_at if coming else None
        return Frame(
            screen=screen,
            turn=shown,
            part=drawn.part,
            mark=(screen.version, shown, drawn.mark, draw_at),
            next_at=earliest(shown.ends_at, drawn.next_at),
            topics=frozenset({screen_topic(screen.id), *heard}) | drawn.topics,
            next_draw_at=draw_at,
            loaders=sight.loaders,
        )

    async def _turn(self, sight: Sight) -> Turn:
        """Return whose turn it is, among the scenes that have something to show."""
        kept = await scenes_of([self.screen_id])
        await sight.know(kept)
        pushed = None
        listed: list[Scene] = []
        barred: set[int] = set()
        for row in kept:
            ready = await self._ready(row.facts(), sight)
            if row.place == 0:
                pushed = Pushed(scene=ready, until_at=row.until_at) if ready else None
                continue
            if ready is None:
                barred.add(len(listed))
            listed.append(ready or row.facts())
        return turn(listed, now=sight.now, pushed=pushed, draws=sight.draws, barred=barred)

    async def _ready(self, scene: Scene, sight: Sight) -> Scene | None:
        """Return a scene as it can be shown now, another in its place, or none."""
        if scene.kind is SceneKind.FOCUS and not await _is_on(scene, sight):
            scene = replace(WALL, seconds=scene.seconds)
        if scene.kind is SceneKind.WALL:
            return await _wall_of(scene, sight)
        if scene.kind is SceneKind.DRAW:
            draw = await sight.draw(scene.draw_id)
            held = moment(draw.facts(), now=sight.now).stage is not DrawStage.NOT_HELD
            return scene if held else None
        if scene.kind is SceneKind.RANKING:
            enough = len((await self._ranked(scene, sight)).leaders) >= RANKED_LEAST
            return scene if enough else None
        if scene.kind is SceneKind.POSTER:
            one = scene.campaign_id
            return scene if (await sight.opens(one) if one else sight.scope.running) else None
        return scene

    async def _ranked(self, scene: Scene, sight: Sight) -> Ranked:
        bucket = int(sight.now.timestamp()) // RANKED_EVERY_SECONDS
        if bucket != self.ranked_at:
            self.ranked_at, self.ranked_of = bucket, {}
        key = scene.campaign_id
        if key not in self.ranked_of:
            self.ranked_of[key] = await ranked(sight.scope.of(key) if key else sight.scope)
        return self.ranked_of[key]

    async def _drawn(self, scene: Scene, sight: Sight) -> Drawn:
        if scene.kind is SceneKind.WALL:
            return await _wall(scene, sight)
        if scene.kind is SceneKind.FOCUS:
            return await _focus(scene, sight)
        if scene.kind is SceneKind.DRAW:
            return await _draw(scene, sight)
        if scene.kind is SceneKind.RANKING:
            return await _ranking(await self._ranked(scene, sight), sight.now)
        if scene.kind is SceneKind.POSTER:
            return await _poster(scene, sight)
        return Drawn(part=None if scene == HOLDING else scene)


async def _is_on(scene: Scene, sight: Sight) -> bool:
    team = await sight.team(scene.team_id)
    ended_at = team.formed_at or team.ended_at
    if team.status is TeamStatus.OPEN or ended_at is None:
        return True
    return sight.now < ended_at + FOCUS_LINGERS


async def _wall_of(scene: Scene, sight: Sight) -> Scene | None:
    """Return the wall of a campaign, of the whole scope once that is over, or none of nothing."""
    if scene.campaign_id is not None and not await sight.opens(scene.campaign_id):
        scene = replace(scene, campaign_id=None)
    if scene.campaign_id is not None or sight.scope.running:
        return scene
    return scene if (await tables(sight.scope, now=sight.now)).filling else None


async def _wall(scene: Scene, sight: Sight) -> Drawn:
    within = sight.scope.of(scene.campaign_id) if scene.campaign_id else sight.scope
    found = await tables(within, now=sight.now)
    just = [team_id for team_id, at in found.last_formed if at > sight.now - JUST_FORMED]
    last = [team_id for team_id, _ in found.last_formed[:1]]
    ids = list(dict.fromkeys([*just, *found.filling]))[:TEAMS_MOST]
    rows = {row.id: row for row in await Team.filter(id__in=[*ids, *last])}
    teams = [rows[team_id] for team_id in ids if team_id in rows]
    coming = sight.coming()
    wall = Wall(
        campaign=await sight.campaign(scene.campaign_id) if scene.campaign_id else None,
        teaming=found.teaming,
        formed=found.formed_today,
        next_draw=await sight.draw(coming.draw_id) if coming else None,
        teams=teams,
        last_formed=rows.get(last[0]) if last else None,
    )
    fades = [at + JUST_FORMED for team_id, at in found.last_formed if team_id in just]
    closes = [row.closes_at for row in teams if row.status is TeamStatus.OPEN]
    versions = tuple((row.id, row.version) for row in teams)
    next_id = coming.draw_id if coming else None
    return Drawn(
        part=wall,
        mark=(versions, found.teaming, found.formed_today, next_id, tuple(last)),
        next_at=earliest(*fades, *closes),
        topics=frozenset(campaign_topic(row.campaign_id) for row in teams),
    )


async def _focus(scene: Scene, sight: Sight) -> Drawn:
    team = await sight.team(scene.team_id)
    ended_at = team.formed_at or team.ended_at
    return Drawn(
        part=team,
        mark=team.version,
        next_at=ended_at + FOCUS_LINGERS if ended_at else None,
        topics=frozenset({team_topic(team.id)}),
    )


async def _draw(scene: Scene, sight: Sight) -> Drawn:
    draw = await sight.draw(scene.draw_id)
    at = moment(draw.facts(), now=sight.now)
    # Winners are told one by one by the draw's own subscription.
    still = at.stage is DrawStage.REVEALING
    return Drawn(
        part=draw,
        mark=(draw.id, at.stage),
        next_at=None if still else at.next_at,
        topics=frozenset({draw_topic(draw.id)}),
    )


async def _ranking(found: Ranked, now: datetime) -> Drawn:
    rows = {row.id: row for row in await Team.filter(id__in=[f.team_id for f in found.fastest])}
    ranking = Ranking(
        leaders=[(each.person_id, each.teams_formed) for each in found.leaders],
        fastest=[(rows[f.team_id], f.seconds) for f in found.fastest if f.team_id in rows],
    )
    _, next_at = in_rotation(1, RANKED_EVERY_SECONDS, now=now)
    return Drawn(part=ranking, mark=found, next_at=next_at)


async def _poster(scene: Scene, sight: Sight) -> Drawn:
    if scene.campaign_id is not None:
        return Drawn(part=await sight.campaign(scene.campaign_id), mark=scene.campaign_id)
    running = sight.scope.running
    place, next_at = in_rotation(len(running), POSTER_SECONDS, now=sight.now)
    return Drawn(part=await sight.campaign(running[place]), mark=running[place], next_at=next_at)


def pause_until(frame: Frame, *, now: datetime, most: timedelta) -> float:
    """Return for how many seconds nothing changes by itself, at the most so long."""
    if frame.next_at is None:
        return most.total_seconds()
    return min(max((frame.next_at - now).total_seconds(), 0.0), most.total_seconds())
