"""What screens are told to show, and what they say of themselves."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from models import screens as rows
from resolvers import screens as resolvers
from resolvers.screens import Said, Wish
from rules.screens import SCENES_MOST, SceneKind, ScreenLanguage, ScreenTheme
from schema.draws import draw_id
from schema.info import Info
from schema.node import row_id
from schema.refusals import (
    CampaignNotFound,
    DrawNotFound,
    ScreenNotFound,
    TeamNotFound,
    answered,
)
from schema.scalars import BigInt
from schema.screens import Screen


@strawberry.input(
    description="A scene to be shown, with what its kind shows and nothing else: FOCUS needs "
    "teamCode, DRAW drawId, MESSAGE zh; WALL, RANKING and POSTER may name a campaign."
)
class SceneInput:
    kind: SceneKind = strawberry.field(description="What it shows; HOLDING cannot be asked for.")
    seconds: int = strawberry.field(
        default=20, description="For how long at a time, or once if pushed; 5 to 3600."
    )
    campaign_slug: str | None = strawberry.field(
        default=None, description="Of this campaign alone; null for all that the screen may show."
    )
    team_code: str | None = strawberry.field(default=None, description="The team of a FOCUS.")
    draw_id: strawberry.ID | None = strawberry.field(
        default=None, description="The draw of a DRAW: its id here, or its UUID."
    )
    zh: str = strawberry.field(
        default="", description="The text of a MESSAGE in Chinese, 1 to 200 signs."
    )
    en: str = strawberry.field(
        default="", description="The text of a MESSAGE in English, at most 200 signs."
    )

    def wish(self, *, field: str) -> Wish:
        """Return the scene as it is asked for."""
        draw = draw_id(self.draw_id, field=f"{field}.drawId") if self.draw_id else None
        return Wish(
            kind=self.kind,
            seconds=self.seconds,
            campaign_slug=self.campaign_slug,
            team_code=self.team_code,
            draw_id=draw,
            zh=self.zh,
            en=self.en,
        )


@strawberry.input(description="A screen of the viewer's.")
class ScreenInput:
    screen_id: strawberry.ID = strawberry.field(description="Which screen.")


@strawberry.input(description="What a screen shows in turn from now on.")
class AssignScenesInput:
    screen_id: strawberry.ID = strawberry.field(description="Which screen.")
    scenes: list[SceneInput] = strawberry.field(
        description="1 to 20. By the server's clock: screens with the same list show the same."
    )


@strawberry.input(description="What a screen shows now instead of its list.")
class PushSceneInput:
    screen_id: strawberry.ID = strawberry.field(description="Which screen.")
    scene: SceneInput = strawberry.field(description="The scene, for its seconds.")
    until_cleared: bool = strawberry.field(
        default=False, description="Until clearScene takes it back, however long that is."
    )


@strawberry.input(description="What is to be otherwise about a screen; what is left out stays.")
class ChangeScreenInput:
    screen_id: strawberry.ID = strawberry.field(description="Which screen.")
    name: str | None = strawberry.field(default=None, description="What it is called, 1 to 40.")
    theme: ScreenTheme | None = strawberry.field(default=None, description="How bright it is.")
    language: ScreenLanguage | None = strawberry.field(default=None, description="What it speaks.")
    low_power: bool | None = strawberry.field(
        default=None, description="It spares itself blur and shadows."
    )
    confetti: bool | None = strawberry.field(
        default=None, description="It throws confetti at a win."
    )

    def changes(self) -> dict[str, Any]:
        """Return what is to be otherwise, by column."""
        names = ("name", "theme", "language", "low_power", "confetti")
        given = {name: getattr(self, name) for name in names}
        return {name: value for name, value in given.items() if value is not None}


@strawberry.input(description="What a screen says of itself, every 30 seconds.")
class ReportScreenInput:
    version: int = strawberry.field(description="The version of the frame it shows.")
    heap_bytes: BigInt = strawberry.field(description="How much memory its page takes; 0 unknown.")
    frames_per_second: int = strawberry.field(description="How often it draws.")
    scene: SceneKind = strawberry.field(description="What it shows.")
    uptime_seconds: int = strawberry.field(description="How long its page has run.")
    width: int = strawberry.field(description="How many pixels wide it is.")
    height: int = strawberry.field(description="How many pixels high it is.")
    build: str = strawberry.field(default="", description="Which build it runs, at most 64 signs.")


@strawberry.type(description="The screen has another list.")
class ScenesAssigned:
    screen: Screen = strawberry.field(description="The screen.")


@strawberry.type(description="The screen shows it now, unless a draw is due.")
class ScenePushed:
    screen: Screen = strawberry.field(description="The screen.")


@strawberry.type(description="The screen shows its list.")
class SceneCleared:
    screen: Screen = strawberry.field(description="The screen.")


@strawberry.type(description="The screen is as asked for.")
class ScreenChanged:
    screen: Screen = strawberry.field(description="The screen.")


@strawberry.type(description="The screen loads its page anew when that disturbs nobody.")
class ScreenReloaded:
    screen: Screen = strawberry.field(description="The screen.")


@strawberry.type(description="The screen's token is good for nothing any more.")
class ScreenRevoked:
    screen: Screen = strawberry.field(description="The screen as it was.")


@strawberry.type(description="What was said is kept, at most once in five seconds.")
class ScreenReported:
    reloaded_at: datetime | None = strawberry.field(
        description="When somebody last asked that the page be loaded anew."
    )
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")


AssignScenesResult = Annotated[
    ScenesAssigned | ScreenNotFound | CampaignNotFound | TeamNotFound | DrawNotFound,
    strawberry.union("AssignScenesResult", description="The screen, or why not."),
]
PushSceneResult = Annotated[
    ScenePushed | ScreenNotFound | CampaignNotFound | TeamNotFound | DrawNotFound,
    strawberry.union("PushSceneResult", description="The screen, or why not."),
]
ClearSceneResult = Annotated[
    SceneCleared | ScreenNotFound,
    strawberry.union("ClearSceneResult", description="The screen, or why not."),
]
ChangeScreenResult = Annotated[
    ScreenChanged | ScreenNotFound,
    strawberry.union("ChangeScreenResult", description="The screen, or why not."),
]
ReloadScreenResult = Annotated[
    ScreenReloaded | ScreenNotFound,
    strawberry.union("ReloadScreenResult", description="The screen, or why not."),
]
RevokeScreenResult = Annotated[
    ScreenRevoked | ScreenNotFound,
    strawberry.union("RevokeScreenResult", description="The screen, or why not."),
]


def _id(input: ScreenInput | AssignScenesInput | PushSceneInput | ChangeScreenInput) -> UUID:
    return row_id(input.screen_id, "Screen", field="input.screenId")


async def _told(doing: Awaitable[rows.Screen], done: Callable[..., object]) -> Any:
    """Show the screen that was told something, or why it was not."""
    return await answered(doing, lambda row: done(screen=Screen.of(row)))


@strawberry.type
class ScreenMutation:
    @strawberry.mutation(description="Have a screen show these scenes in turn, and no others.")
    async def assign_scenes(self, info: Info, input: AssignScenesInput) -> AssignScenesResult:
        wishes = [
            scene.wish(field=f"input.scenes.{place}")
            for place, scene in enumerate(input.scenes[: SCENES_MOST + 1])
        ]
        doing = resolvers.assign_scenes(info.context, screen_id=_id(input), wishes=wishes)
        return await _told(doing, ScenesAssigned)

    @strawberry.mutation(description="Have a screen show one scene now, instead of its list.")
    async def push_scene(self, info: Info, input: PushSceneInput) -> PushSceneResult:
        doing = resolvers.push_scene(
            info.context,
            screen_id=_id(input),
            wish=input.scene.wish(field="input.scene"),
            until_cleared=input.until_cleared,
        )
        return await _told(doing, ScenePushed)

    @strawberry.mutation(description="Have a screen go back to its list.")
    async def clear_scene(self, info: Info, input: ScreenInput) -> ClearSceneResult:
        doing = resolvers.clear_scene(info.context, screen_id=_id(input))
        return await _told(doing, SceneCleared)

    @strawberry.mutation(description="Change how a screen looks, or what it is called.")
    async def change_screen(self, info: Info, input: ChangeScreenInput) -> ChangeScreenResult:
        doing = resolvers.change_screen(info.context, screen_id=_id(input), changes=input.changes())
        return await _told(doing, ScreenChanged)

    @strawberry.mutation(description="Have a screen load its page anew.")
    async def reload_screen(self, info: Info, input: ScreenInput) -> ReloadScreenResult:
        doing = resolvers.reload_screen(info.context, screen_id=_id(input))
        return await _told(doing, ScreenReloaded)

    @strawberry.mutation(
        description="Take a screen's token away for good; what watches with it ends at once."
    )
    async def revoke_screen(self, info: Info, input: ScreenInput) -> RevokeScreenResult:
        doing = resolvers.revoke_screen(info.context, screen_id=_id(input))
        return await _told(doing, ScreenRevoked)

    @strawberry.mutation(description="Say how a screen does, by the screen's own token.")
    async def report_screen(self, info: Info, input: ReportScreenInput) -> ScreenReported:
        row = await resolvers.report_screen(info.context, Said(**asdict(input)))
        return ScreenReported(reloaded_at=row.reloaded_at, server_time=info.context.now())
