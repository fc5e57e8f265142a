"""Answers about screens: how they are paired, what they are told, and what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from actions import pairing as pairings
from actions import screens as actions
from actions.pairing import NewScreen
from models.screens import Pairing, Scene, Screen
from resolvers import teams
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from resolvers.pages import Order, Page, Window, paged
from rules import screens as rules
from rules.campaigns import CampaignStatus
from rules.faults import BadInput, Forbidden
from rules.merchants import Duty, may_act
from rules.people import Role, line
from rules.refusals import CampaignNotFound, TeamNotFound
from rules.screens import PairingState, SceneKind

NEWEST = Order(column="created_at", descending=True)
STAFF_MOST = 100
SECRET_MOST = 128
ONLINE_WITHIN = timedelta(seconds=90)
BYTES_MOST = 2**40
PIXELS_MOST = 20_000
FRAMES_MOST = 1_000
UPTIME_MOST = 10 * 366 * 24 * 3600
VERSION_MOST = 2**31 - 1
BUILD_MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A pairing that waits, and the secret that only its screen will know."""

    row: Pairing
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Where a pairing stands; ``row`` is None where nothing answers to the secret."""

    state: PairingState
    row: Pairing | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A scene as somebody asks for it: by the names people share."""

    kind: SceneKind
    seconds: int
    campaign_slug: str | None = None
    team_code: str | None = None
    draw_id: UUID | None = None
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a screen says of itself."""

    version: int
    heap_bytes: int
    frames_per_second: int
    scene: SceneKind
    uptime_seconds: int
    width: int
    height: int
    build: str = field(default="")


async def start_pairing(ctx: Context) -> Begun:
    """Begin to wait for an approval, as a screen that nobody knows.

    Raises:
        TooManyPairings: too many began where this one comes from, or wait everywhere.
    """
    ctx.no_screen()
    ctx.door.begin_pairing()
    secret, secret_hash = ctx.door.new_token()
    token_hash = ctx.door.digest(ctx.door.screen_token(secret))
    row = await pairings.start_pairing(
        secret_hash=secret_hash, token_hash=token_hash, now=ctx.now()
    )
    return Begun(row=row, secret=secret)


async def pairing(ctx: Context, secret: str) -> Seen:
    """Return where a pairing stands, with the token until the screen came with it once.

    Nobody can tell a secret that was never given from one whose time is over.
    """
    row = None
    if 1 <= len(secret) <= SECRET_MOST:
        row = await Pairing.get_or_none(secret_hash=ctx.door.digest(secret))
    if row is None or row.expires_at <= ctx.now():
        return Seen(state=PairingState.EXPIRED)
    if row.screen_id is None:
        return Seen(state=PairingState.PENDING, row=row)
    fresh = Screen.filter(id=row.screen_id, seen_at=None, revoked_at=None)
    if not await fresh.exists():
        return Seen(state=PairingState.EXPIRED)
    return Seen(state=PairingState.APPROVED, row=row, token=ctx.door.screen_token(secret))


async def approve_screen(ctx: Context, new: NewScreen, *, code: str) -> Screen:
    """Make the page that shows a code a screen of the platform, or of a merchant of the viewer's.

    Raises:
        TooManyAttempts: they named too many codes lately.
    """
    asker = seller(ctx)
    if new.merchant_id is None and not asker.is_operator:
        raise Forbidden
    named = named_screen(new)
    # Nobody signs in by capitals: no stranger's attempts count here. Nor is one right guess, which
    # may be a screen of their own, a reason to forget the others.
    ctx.door.attempt(f"PAIRING {asker.person_id}")
    return await pairings.approve_screen(named, code=read_code(code), seller=asker, now=ctx.now())


def named_screen(new: NewScreen) -> NewScreen:
    """Return a screen with a name that can be kept.

    Raises:
        BadInput: it cannot.
    """
    name = line(new.name, field="input.name", most=rules.NAME_MOST)
    return replace(new, name=name)


def read_code(text: str) -> str:
    """Return the signs of a code that somebody read from a screen and typed."""
    return "".join(text.upper().split()).replace("-", "")[: rules.CODE_SIGNS + 1]


async def screens(ctx: Context, window: Window) -> Page[Screen]:
    """Return a page of the screens the viewer may tell what to show, the newest first."""
    asker = seller(ctx)
    query = Screen.filter(revoked_at=None)
    if not asker.is_operator:
        places = await ctx.loaders.staff.load(asker.person_id)
        theirs = [place for place in places if may_act(place.duties, [Duty.CAMPAIGNS])]
        query = query.filter(merchant_id__in=[place.merchant_id for place in theirs[:STAFF_MOST]])
    return await paged(query, window, NEWEST)


async def screen(ctx: Context, screen_id: UUID) -> Screen | None:
    """Find a screen that the viewer may tell what to show."""
    viewer = ctx.signed_in()
    row = await Screen.get_or_none(id=screen_id, revoked_at=None)
    if row is None or viewer.person.role is Role.OPERATOR:
        return row
    theirs = row.merchant_id is not None and await sells_for(ctx, row.merchant_id, Duty.CAMPAIGNS)
    return row if theirs else None


async def come(ctx: Context) -> UUID:
    """Return which screen asks what to show, and remember that it came."""
    screen_id = ctx.as_screen()
    await actions.note_seen(screen_id=screen_id, now=ctx.now())
    return screen_id


async def scenes(ctx: Context, screen_id: UUID) -> list[Scene]:
    """Return what a screen shows, what it shows now instead of its list first."""
    return await ctx.loaders.scenes.load(screen_id)


def is_online(seen_at: datetime | None, *, now: datetime) -> bool:
    """Tell whether a screen that came then came lately."""
    return seen_at is not None and now - seen_at <= ONLINE_WITHIN


async def assign_scenes(ctx: Context, *, screen_id: UUID, wishes: Sequence[Wish]) -> Screen:
    """Have a screen of the viewer's show these scenes in turn."""
    asker = seller(ctx)
    if not 1 <= len(wishes) <= rules.SCENES_MOST:
        raise BadInput("input.scenes", f"1 to {rules.SCENES_MOST} scenes")
    wanted = [
        await _scene(ctx, wish, field=f"input.scenes.{place}") for place, wish in enumerate(wishes)
    ]
    return await actions.assign_scenes(
        screen_id=screen_id, scenes=wanted, seller=asker, now=ctx.now()
    )


async def push_scene(ctx: Context, *, screen_id: UUID, wish: Wish, until_cleared: bool) -> Screen:
    """Have a screen of the viewer's show one scene now."""
    asker = seller(ctx)
    wanted = await _scene(ctx, wish, field="input.scene")
    now = ctx.now()
    until_at = None if until_cleared else now + timedelta(seconds=wanted.seconds)
    return await actions.push_scene(
        screen_id=screen_id, scene=wanted, until_at=until_at, seller=asker, now=now
    )


async def _scene(ctx: Context, wish: Wish, *, field: str) -> rules.Scene:
    """Return the scene that is meant by the names people share.

    Raises:
        CampaignNotFound: no campaign has the slug.
        TeamNotFound: no team has the code.
    """
    campaign = team = None
    if wish.campaign_slug is not None:
        campaign = await ctx.loaders.campaign_by_slug.load(wish.campaign_slug[:60])
        if campaign is None or campaign.status is CampaignStatus.DRAFT:
            raise CampaignNotFound
    if wish.team_code is not None:
        team = await teams.team(ctx, wish.team_code)
        if team is None:
            raise TeamNotFound
    meant = rules.Scene(
        kind=wish.kind,
        seconds=wish.seconds,
        campaign_id=campaign.id if campaign else None,
        team_id=team.id if team else None,
        draw_id=wish.draw_id,
        zh=wish.zh,
        en=wish.en,
    )
    return rules.scene(meant, field=field)


async def clear_scene(ctx: Context, *, screen_id: UUID) -> Screen:
    """Have a screen of the viewer's go back to its list."""
    return await actions.clear_scene(screen_id=screen_id, seller=seller(ctx), now=ctx.now())


async def change_screen(ctx: Context, *, screen_id: UUID, changes: Mapping[str, Any]) -> Screen:
    """Change how a screen of the viewer's looks, or what it is called."""
    asker = seller(ctx)
    kept = dict(changes)
    if "name" in kept:
        kept["name"] = line(kept["name"], field="input.name", most=rules.NAME_MOST)
    return await actions.change_screen(
        screen_id=screen_id, changes=kept, seller=asker, now=ctx.now()
    )


async def reload_screen(ctx: Context, *, screen_id: UUID) -> Screen:
    """Have a screen of the viewer's load its page anew."""
    return await actions.reload_screen(screen_id=screen_id, seller=seller(ctx), now=ctx.now())


async def revoke_screen(ctx: Context, *, screen_id: UUID) -> Screen:
    """Take the token of a screen of the viewer's away."""
    return await actions.revoke_screen(screen_id=screen_id, seller=seller(ctx), now=ctx.now())


async def report_screen(ctx: Context, said: Said) -> Screen:
    """Keep what a screen says of itself, and return what it should know."""
    screen_id = ctx.as_screen()
    for name, number, most in (
        ("version", said.version, VERSION_MOST),
        ("heapBytes", said.heap_bytes, BYTES_MOST),
        ("framesPerSecond", said.frames_per_second, FRAMES_MOST),
        ("uptimeSeconds", said.uptime_seconds, UPTIME_MOST),
        ("width", said.width, PIXELS_MOST),
        ("height", said.height, PIXELS_MOST),
    ):
        if not 0 <= number <= most:
            raise BadInput(f"input.{name}", f"0 to {most}")
    build = line(said.build, field="input.build", most=BUILD_MOST, least=0)
    report = {
        "version": said.version,
        "heap_bytes": said.heap_bytes,
        "frames_per_second": said.frames_per_second,
        "scene": said.scene.value,
        "uptime_seconds": said.uptime_seconds,
        "width": said.width,
        "height": said.height,
        "build": build,
    }
    await actions.note_report(screen_id=screen_id, report=report, now=ctx.now())
    return await Screen.get(id=screen_id)
