"""Screens as those see them who tell them what to show; pairings as screens see them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from models import screens as rows
from resolvers import screens as resolvers
from resolvers.frames import Projector
from resolvers.pages import Window
from resolvers.screens import Seen
from rules.screens import PairingState, SceneKind, ScreenLanguage, ScreenTheme, frame_version
from schema.campaigns import Campaign
from schema.cost import Cost
from schema.draws import Draw
from schema.enums import described
from schema.frames import ScreenFrame
from schema.info import Info
from schema.merchants import Merchant
from schema.node import Node, global_id
from schema.pages import Connection, connection
from schema.sameness import OF_THE_MOMENT, SAME_FOR_ALL
from schema.scalars import BigInt
from schema.teams import Team
from schema.windows import After, First

described(
    PairingState,
    "Where a pairing stands.",
    PENDING="Its code is shown; nobody approved it yet.",
    APPROVED="It was approved: the token is there.",
    EXPIRED="Begin again: nobody approved it in time, its token was used, its screen was revoked, "
    "or no pairing has this secret.",
)


@strawberry.type(description="Where a pairing stands, for the screen that began it.")
class Pairing:
    state: PairingState = strawberry.field(description="Where it stands.")
    token: str | None = strawberry.field(
        description="Once it is approved, and the same each time until the screen came with it: "
        "keep it, then send it as `Authorization: Bearer TOKEN`."
    )
    expires_at: datetime | None = strawberry.field(
        description="Until when the code, or after its approval the token, is there; null once "
        "it is over."
    )
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")

    @classmethod
    def of(cls, seen: Seen, *, now: datetime) -> Self:
        """Show a pairing to whoever has its secret."""
        return cls(
            state=seen.state,
            token=seen.token,
            expires_at=seen.row.expires_at if seen.row else None,
            server_time=now,
        )


@strawberry.type(description="One thing a screen shows, for so many seconds at a time.")
class Scene:
    row: strawberry.Private[rows.Scene]
    kind: SceneKind = strawberry.field(description="What it shows.")
    seconds: int = strawberry.field(description="For how long at a time.")
    zh: str = strawberry.field(description="The text of a MESSAGE in Chinese; else empty.")
    en: str = strawberry.field(description="The text of a MESSAGE in English, or empty.")

    @classmethod
    def of(cls, row: rows.Scene) -> Self:
        """Show a scene."""
        return cls(row=row, kind=row.kind, seconds=row.seconds, zh=row.zh, en=row.en)

    @strawberry.field(
        description="The campaign it is about; null where it is about all.", metadata=SAME_FOR_ALL
    )
    async def campaign(self, info: Info) -> Campaign | None:
        loader = info.context.loaders.campaign
        row = await loader.load(self.row.campaign_id) if self.row.campaign_id else None
        return Campaign.of(row) if row else None

    @strawberry.field(description="The team of a FOCUS; else null.", metadata=SAME_FOR_ALL)
    async def team(self, info: Info) -> Team | None:
        loader = info.context.loaders.team
        row = await loader.load(self.row.team_id) if self.row.team_id else None
        return Team.of(row) if row else None

    @strawberry.field(description="The draw of a DRAW; else null.", metadata=SAME_FOR_ALL)
    async def draw(self, info: Info) -> Draw | None:
        loader = info.context.loaders.draw
        row = await loader.load(self.row.draw_id) if self.row.draw_id else None
        return Draw.of(row) if row else None


@strawberry.type(description="A scene that somebody wants seen now.")
class PushedScene:
    scene: Scene = strawberry.field(description="What is shown instead of the list.")
    until: datetime | None = strawberry.field(
        description="Until when; null until somebody takes it back."
    )


@strawberry.type(description="What a screen last said of itself.")
class ScreenReport:
    version: int = strawberry.field(description="The version of the frame it showed.")
    build: str = strawberry.field(description="Which build of the page it runs, or empty.")
    scene: SceneKind = strawberry.field(description="What it showed.")
    heap_bytes: BigInt = strawberry.field(description="How much memory its page took.")
    frames_per_second: int = strawberry.field(description="How often it drew.")
    uptime_seconds: int = strawberry.field(description="How long its page has run.")
    width: int = strawberry.field(description="How many pixels wide it is.")
    height: int = strawberry.field(description="How many pixels high it is.")
    reported_at: datetime = strawberry.field(description="When it said so.")

    @classmethod
    def of(cls, row: rows.Screen) -> Self | None:
        """Show what a screen last said, None where it never did."""
        if row.report is None or row.reported_at is None:
            return None
        said = row.report
        return cls(
            version=said["version"],
            build=said["build"],
            scene=SceneKind(said["scene"]),
            heap_bytes=BigInt(said["heap_bytes"]),
            frames_per_second=said["frames_per_second"],
            uptime_seconds=said["uptime_seconds"],
            width=said["width"],
            height=said["height"],
            reported_at=row.reported_at,
        )


@strawberry.type(description="A page on a wall, for those who tell it what to show.")
class Screen(Node):
    row_id: strawberry.Private[UUID]
    merchant_id: strawberry.Private[UUID | None]
    name: str = strawberry.field(description="What it is called among those who run it.")
    theme: ScreenTheme = strawberry.field(description="How bright it is.")
    language: ScreenLanguage = strawberry.field(description="Which language it speaks.")
    low_power: bool = strawberry.field(description="It spares itself blur and shadows.")
    confetti: bool = strawberry.field(description="It throws confetti at a win; off as it comes.")
    version: int = strawberry.field(description="Grows each time it is told something.")
    approved_at: datetime = strawberry.field(description="When it was paired.")
    reloaded_at: datetime | None = strawberry.field(
        description="When somebody last asked it to load its page anew, if ever."
    )
    revoked_at: datetime | None = strawberry.field(description="When its token was taken, if so.")
    last_seen_at: datetime | None = strawberry.field(description="When it last came, if ever.")
    report: ScreenReport | None = strawberry.field(
        description="What it last said of itself; null if it never did."
    )

    @classmethod
    def of(cls, row: rows.Screen) -> Self:
        """Show a screen to who may tell it what to show."""
        return cls(
            id=global_id("Screen", row.id),
            row_id=row.id,
            merchant_id=row.merchant_id,
            name=row.name,
            theme=row.theme,
            language=row.language,
            low_power=row.low_power,
            confetti=row.confetti,
            version=row.version,
            approved_at=row.created_at,
            reloaded_at=row.reloaded_at,
            revoked_at=row.revoked_at,
            last_seen_at=row.seen_at,
            report=ScreenReport.of(row),
        )

    @strawberry.field(description="Whether it came within 90 seconds.")
    def is_online(self, info: Info) -> bool:
        lately = resolvers.is_online(self.last_seen_at, now=info.context.now())
        return self.revoked_at is None and lately

    @strawberry.field(description="Whose it is; null where it shows the whole platform.")
    async def merchant(self, info: Info) -> Merchant | None:
        loader = info.context.loaders.merchant
        row = await loader.load(self.merchant_id) if self.merchant_id else None
        return Merchant.of(row) if row else None

    @strawberry.field(
        description="What it shows in turn, 1 to 20 scenes.", directives=[Cost(bound=20)]
    )
    async def scenes(self, info: Info) -> list[Scene]:
        found = await resolvers.scenes(info.context, self.row_id)
        return [Scene.of(row) for row in found if row.place > 0]

    @strawberry.field(description="What it shows now instead of its list; null if nothing.")
    async def pushed(self, info: Info) -> PushedScene | None:
        now = info.context.now()
        for row in await resolvers.scenes(info.context, self.row_id):
            if row.place == 0 and (row.until_at is None or row.until_at > now):
                return PushedScene(scene=Scene.of(row), until=row.until_at)
        return None


@strawberry.type
class ScreenQuery:
    @strawberry.field(
        description="The screens the viewer may tell what to show, the newest first: all of them "
        "for an operator, else those of the viewer's merchants."
    )
    async def screens(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Screen]:
        page = await resolvers.screens(info.context, Window(first=first, after=after))
        return connection(page, Screen.of)

    @strawberry.field(
        description="Where a pairing stands, for the screen that began it; EXPIRED where no "
        "pairing has this secret. Ask by POST: a secret has no place in an address.",
        metadata=OF_THE_MOMENT,
    )
    async def pairing(
        self,
        info: Info,
        secret: Annotated[str, strawberry.argument(description="What startPairing answered.")],
    ) -> Pairing:
        return Pairing.of(await resolvers.pairing(info.context, secret), now=info.context.now())

    @strawberry.field(
        description="What the screen shows whose token asks, once: for a screen that no "
        "subscription reaches. Ask again in five seconds."
    )
    async def screen_frame(self, info: Info) -> ScreenFrame:
        now, screen_id = info.context.now, await resolvers.come(info.context)
        frame = await Projector(now, screen_id).frame()
        version = frame_version(frame.screen.created_at, now=now())
        return ScreenFrame.of(frame, version=version, now=now())
