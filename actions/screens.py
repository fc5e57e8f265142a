"""Everything a screen is told: what it shows, how it looks, and that it is none any more."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from actions.audit import note
from actions.merchants import Seller
from actions.pairing import write_list
from models.campaigns import Campaign
from models.draws import Draw
from models.ids import new_id
from models.outbox import event, screen_topic, session_topic, tell
from models.screens import Scene, Screen, lock_screen
from models.teams import Team
from models.transactions import one_transaction
from rules import screens as rules
from rules.campaigns import CampaignStatus
from rules.merchants import Duty
from rules.refusals import CampaignNotFound, DrawNotFound, ScreenNotFound, TeamNotFound

# Of one screen: more often it is not written that it came.
SEEN_EVERY = timedelta(seconds=5)


@one_transaction
async def assign_scenes(
    *, screen_id: UUID, scenes: Sequence[rules.Scene], seller: Seller, now: datetime
) -> Screen:
    """Have a screen show these scenes in turn, and no others.

    Raises:
        ScreenNotFound: no screen of theirs answers to the id.
        CampaignNotFound: a campaign is not there, not published, or another merchant's.
        TeamNotFound: a team is not there, or another merchant's.
        DrawNotFound: a draw is not there, or another merchant's.
    """
    row = await _theirs(screen_id, seller)
    for scene in scenes:
        await _showable(scene, row)
    await Scene.filter(screen_id=row.id, place__gt=0).delete()
    await write_list(row.id, scenes, now=now)
    kinds = " ".join(scene.kind for scene in scenes)
    return await _told(row, "assignScenes", seller, reason=kinds, now=now)


@one_transaction
async def push_scene(
    *,
    screen_id: UUID,
    scene: rules.Scene,
    until_at: datetime | None,
    seller: Seller,
    now: datetime,
) -> Screen:
    """Have a screen show one scene now; without an end until that is taken back.

    Raises:
        ScreenNotFound: no screen of theirs answers to the id.
        CampaignNotFound: the campaign is not there, not published, or another merchant's.
        TeamNotFound: the team is not there, or another merchant's.
        DrawNotFound: the draw is not there, or another merchant's.
    """
    row = await _theirs(screen_id, seller)
    await _showable(scene, row)
    await Scene.filter(screen_id=row.id, place=0).delete()
    await Scene.create(
        id=new_id(now), screen_id=row.id, place=0, until_at=until_at, **asdict(scene)
    )
    reason = f"{scene.kind} until {until_at.isoformat() if until_at else 'cleared'}"
    return await _told(row, "pushScene", seller, reason=reason, now=now)


@one_transaction
async def clear_scene(*, screen_id: UUID, seller: Seller, now: datetime) -> Screen:
    """Have a screen go back to its list.

    Raises:
        ScreenNotFound: no screen of theirs answers to the id.
    """
    row = await _theirs(screen_id, seller)
    await Scene.filter(screen_id=row.id, place=0).delete()
    return await _told(row, "clearScene", seller, now=now)


@one_transaction
async def change_screen(
    *, screen_id: UUID, changes: Mapping[str, Any], seller: Seller, now: datetime
) -> Screen:
    """Change a screen's name, theme, language, or what it spares itself.

    Raises:
        ScreenNotFound: no screen of theirs answers to the id.
    """
    row = await _theirs(screen_id, seller)
    named = ", ".join(f"{name} {value}" for name, value in changes.items())
    return await _told(row, "changeScreen", seller, reason=named, now=now, **changes)


@one_transaction
async def reload_screen(*, screen_id: UUID, seller: Seller, now: datetime) -> Screen:
    """Have a screen load its page anew when that disturbs nobody.

    Raises:
        ScreenNotFound: no screen of theirs answers to the id.
    """
    row = await _theirs(screen_id, seller)
    return await _told(row, "reloadScreen", seller, now=now, reloaded_at=now)


@one_transaction
async def revoke_screen(*, screen_id: UUID, seller: Seller, now: datetime) -> Screen:
    """Take a screen's token away for good, and tell whoever watches with it.

    Raises:
        ScreenNotFound: no screen of theirs answers to the id.
    """
    row = await _theirs(screen_id, seller)
    await tell(event(session_topic(row.id), "SCREEN_REVOKED", now=now, version=1))
    return await _told(row, "revokeScreen", seller, now=now, revoked_at=now)


@one_transaction
async def note_seen(*, screen_id: UUID, now: datetime) -> None:
    """Remember that a screen came."""
    known = Screen.filter(id=screen_id, revoked_at=None)
    long_ago = Q(seen_at=None) | Q(seen_at__lte=now - SEEN_EVERY)
    await known.filter(long_ago).update(seen_at=now)


@one_transaction
async def note_report(*, screen_id: UUID, report: Mapping[str, Any], now: datetime) -> None:
    """Keep what a screen says of itself in place of what it said before."""
    known = Screen.filter(id=screen_id, revoked_at=None)
    long_ago = Q(reported_at=None) | Q(reported_at__lte=now - SEEN_EVERY)
    await known.filter(long_ago).update(seen_at=now, report=dict(report), reported_at=now)


async def _theirs(screen_id: UUID, seller: Seller) -> Screen:
    """Hold a screen that they may tell what to show.

    Raises:
        ScreenNotFound: no screen of theirs answers to the id.
    """
    row = await lock_screen(screen_id)
    if row is None:
        raise ScreenNotFound
    own = row.merchant_id is not None and await seller.acts_for(row.merchant_id, Duty.CAMPAIGNS)
    if not (seller.is_operator or own):
        raise ScreenNotFound
    return row


async def _showable(scene: rules.Scene, screen: Screen) -> None:
    """Refuse what is not there for this screen's public."""
    if scene.campaign_id and not await _published(scene.campaign_id, screen):
        raise CampaignNotFound
    if scene.team_id:
        team = await Team.get_or_none(id=scene.team_id)
        if team is None or not await _published(team.campaign_id, screen):
            raise TeamNotFound
    if scene.draw_id:
        draw = await Draw.get_or_none(id=scene.draw_id)
        if draw is None or not await _published(draw.campaign_id, screen):
            raise DrawNotFound


async def _published(campaign_id: UUID, screen: Screen) -> bool:
    shown = Campaign.filter(id=campaign_id).exclude(status=CampaignStatus.DRAFT)
    if screen.merchant_id is not None:
        shown = shown.filter(merchant_id=screen.merchant_id)
    return await shown.exists()


async def _told(
    row: Screen, verb: str, seller: Seller, *, now: datetime, reason: str = "", **changes: object
) -> Screen:
    """Write changes to a held screen as its next version, note who made them, and tell it."""
    changes["version"] = row.version + 1
    await Screen.filter(id=row.id).update(**changes)
    for name, value in changes.items():
        setattr(row, name, value)
    await note(
        person_id=seller.person_id, verb=verb, subject=str(row.id), reason=reason[:200], now=now
    )
    await tell(event(screen_topic(row.id), verb, now=now, version=row.version))
    return row
