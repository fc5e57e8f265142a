"""What a screen shows at a moment, as the screen sees it: public facts and masked names alone."""

from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

import strawberry

from models import screens as rows
from models.campaigns import Campaign as CampaignRow
from models.draws import Draw as DrawRow
from models.teams import Team as TeamRow
from resolvers import frames as resolvers
from resolvers import screen_links as links
from resolvers.frames import Frame
from resolvers.loaders import Loaders
from rules import screens as rules
from rules.people import masked
from schema.campaigns import Campaign
from schema.cost import Cost
from schema.draws import Draw
from schema.enums import described
from schema.info import Info
from schema.node import global_id

# From where they are described: an enum that is used before has no words for its values.
from schema.screens import SceneKind, ScreenLanguage, ScreenTheme
from schema.teams import Team

T = TypeVar("T")

# Before anything names them: whoever names them first says what they are.
described(
    SceneKind,
    "What a screen shows.",
    WALL="The teams that take members, the nearest to forming first.",
    FOCUS="One team, large; a wall once it ended.",
    DRAW="A draw. One that is due is shown before everything else, without being asked for.",
    RANKING="Who opened the most teams that formed, and which formed fastest; passed over "
    "while fewer than three people lead.",
    POSTER="A campaign's poster with its code; passed over while nothing can be joined.",
    MESSAGE="A text.",
    HOLDING="There is nothing to show. Never asked for: what is shown instead of an empty list.",
)
described(
    ScreenTheme,
    "How bright a screen is.",
    NIGHT="Light on dark, for most rooms.",
    DAY="Dark on light, for bright shops.",
)
described(
    ScreenLanguage,
    "Which language a screen speaks.",
    ZH="Chinese.",
    EN="English.",
)


@strawberry.type(description="What a screen should know of itself.")
class ScreenFace:
    id: strawberry.ID = strawberry.field(description="Its id.")
    name: str = strawberry.field(description="What it is called among those who run it.")
    theme: ScreenTheme = strawberry.field(description="How bright it is to be.")
    language: ScreenLanguage = strawberry.field(description="Which language it is to speak.")
    low_power: bool = strawberry.field(description="It is to spare itself blur and shadows.")
    confetti: bool = strawberry.field(description="It may throw confetti at a win.")

    @classmethod
    def of(cls, row: rows.Screen) -> Self:
        """Show a screen to itself."""
        return cls(
            id=global_id("Screen", row.id),
            name=row.name,
            theme=row.theme,
            language=row.language,
            low_power=row.low_power,
            confetti=row.confetti,
        )


@strawberry.type(description="The teams that take members, and how they do.")
class WallScene:
    part: strawberry.Private[resolvers.Wall]
    title: str = strawberry.field(
        description="The campaign's, else the merchant's name, else ours; in the screen's language."
    )
    teaming: int = strawberry.field(
        description="People who paid a seat in a team that is open, counted over the two thousand "
        "teams that close next."
    )
    formed: int = strawberry.field(
        description="Teams that formed today (Asia/Shanghai); 9,999 where there are more."
    )
    join_url: str = strawberry.field(
        description="Where its code leads: to its campaign, or to all that may be joined."
    )
    short_code: str | None = strawberry.field(
        description="What stands under the code: the campaign's slug; null of many campaigns."
    )

    @strawberry.field(description="The campaign it is about; null where it is about all.")
    def campaign(self) -> Campaign | None:
        return Campaign.of(self.part.campaign) if self.part.campaign else None

    @strawberry.field(description="The next draw that is locked, or is being held; else null.")
    def next_draw(self) -> Draw | None:
        return Draw.of(self.part.next_draw) if self.part.next_draw else None

    @strawberry.field(
        description="At most 24: those that formed within five seconds, then those that take "
        "members, by seatsLeft, then by closesAt.",
        directives=[Cost(bound=24)],
    )
    def teams(self) -> list[Team]:
        return [Team.of(row) for row in self.part.teams]

    @strawberry.field(description="The last that formed, whenever that was.")
    def last_formed(self) -> Team | None:
        return Team.of(self.part.last_formed) if self.part.last_formed else None


@strawberry.type(description="One team, large.")
class FocusScene:
    team: Team = strawberry.field(description="The team.")
    join_url: str = strawberry.field(description="Where its code leads.")


@strawberry.type(description="A draw; its winners are told by drawStage, each at its time.")
class DrawScene:
    draw: Draw = strawberry.field(description="The draw.")
    rules_url: str = strawberry.field(description="Where its campaign's frozen rules are read.")
    verify_url: str = strawberry.field(description="Where everybody can check it.")


@strawberry.type(description="Somebody who opened teams that formed, as strangers may see them.")
class RankedLeader:
    person_id: strawberry.Private[UUID]
    teams_formed: int = strawberry.field(description="How many of the latest teams they opened.")

    @strawberry.field(description="The name, masked: 王*明.")
    async def display_name(self, info: Info) -> str:
        row = await info.context.loaders.person.load(self.person_id)
        return masked(row.display_name) if row else ""


@strawberry.type(description="A team that formed, and how long it took.")
class FastTeam:
    team: Team = strawberry.field(description="The team.")
    seconds: int = strawberry.field(description="From its opening until its last seat was paid.")


@strawberry.type(description="Who leads, among the latest 500 teams that formed.")
class RankingScene:
    part: strawberry.Private[resolvers.Ranking]

    @strawberry.field(
        description="Who opened the most of them, 3 to 8 people, masked.",
        directives=[Cost(bound=8)],
    )
    def leaders(self) -> list[RankedLeader]:
        return [
            RankedLeader(person_id=person_id, teams_formed=teams)
            for person_id, teams in self.part.leaders
        ]

    @strawberry.field(
        description="Which of them formed fastest, at most 8.", directives=[Cost(bound=8)]
    )
    def fastest(self) -> list[FastTeam]:
        return [FastTeam(team=Team.of(row), seconds=seconds) for row, seconds in self.part.fastest]


@strawberry.type(description="A campaign's poster.")
class PosterScene:
    campaign: Campaign = strawberry.field(description="The campaign.")
    join_url: str = strawberry.field(description="Where its code leads.")
    short_code: str = strawberry.field(description="What stands under the code: its slug.")


@strawberry.type(description="A text that somebody wants seen.")
class MessageScene:
    zh: str = strawberry.field(description="In Chinese.")
    en: str = strawberry.field(description="In English, or empty.")


@strawberry.type(
    description="What a screen shows at a moment. Of its parts the one is filled that `scene` "
    "names, and none of HOLDING."
)
class ScreenFrame:
    frame: strawberry.Private[Frame]
    loaders: strawberry.Private[Loaders]
    version: int = strawberry.field(
        description="Grows with every frame; keep the highest. Take the first frame of a "
        "subscription whatever its version is."
    )
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")
    screen: ScreenFace = strawberry.field(description="The screen, as it is to be.")
    reloaded_at: datetime | None = strawberry.field(
        description="When somebody last asked that the page be loaded anew; a page that is older "
        "does so when that disturbs nobody."
    )
    scene: SceneKind = strawberry.field(description="Which part is filled.")
    scene_ends_at: datetime | None = strawberry.field(
        description="When another scene comes; null where nothing but a change ends this one."
    )
    next_draw_at: datetime | None = strawberry.field(
        description="When the first draw that is locked and not over shows its first winner; null "
        "where none is known. A screen does nothing to itself shortly before."
    )

    @classmethod
    def of(cls, frame: Frame, *, version: int, now: datetime) -> Self:
        """Show a frame to its screen."""
        return cls(
            frame=frame,
            loaders=frame.loaders,
            version=version,
            server_time=now,
            screen=ScreenFace.of(frame.screen),
            reloaded_at=frame.screen.reloaded_at,
            scene=frame.turn.scene.kind,
            scene_ends_at=frame.turn.ends_at,
            next_draw_at=frame.next_draw_at,
        )

    def _part(self, kind: type[T]) -> T | None:
        part = self.frame.part
        return part if isinstance(part, kind) else None

    @strawberry.field(description="The teams that take members.")
    async def wall(self, info: Info) -> WallScene | None:
        part = self._part(resolvers.Wall)
        if part is None:
            return None
        title = await links.wall_title(info.context, self.frame.screen, part.campaign)
        return WallScene(
            part=part,
            title=title,
            teaming=part.teaming,
            formed=part.formed,
            join_url=links.wall_url(info.context, part.campaign),
            short_code=part.campaign.slug if part.campaign else None,
        )

    @strawberry.field(description="One team.")
    def focus(self, info: Info) -> FocusScene | None:
        row = self._part(TeamRow)
        if row is None:
            return None
        return FocusScene(team=Team.of(row), join_url=links.team_url(info.context, row))

    @strawberry.field(description="A draw.")
    async def draw(self, info: Info) -> DrawScene | None:
        row = self._part(DrawRow)
        if row is None:
            return None
        return DrawScene(
            draw=Draw.of(row),
            rules_url=await links.rules_url(info.context, row),
            verify_url=links.verify_url(info.context, row),
        )

    @strawberry.field(description="Who leads.")
    def ranking(self) -> RankingScene | None:
        part = self._part(resolvers.Ranking)
        return RankingScene(part=part) if part else None

    @strawberry.field(description="A campaign.")
    def poster(self, info: Info) -> PosterScene | None:
        row = self._part(CampaignRow)
        if row is None:
            return None
        return PosterScene(
            campaign=Campaign.of(row),
            join_url=links.campaign_url(info.context, row),
            short_code=row.slug,
        )

    @strawberry.field(description="A text.")
    def message(self) -> MessageScene | None:
        part = self._part(rules.Scene)
        return MessageScene(zh=part.zh, en=part.en) if part else None
