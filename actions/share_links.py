"""How a link is made, and what becomes of its being opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.referrals import both_told, starts_at
from models.ids import new_code, new_id
from models.outbox import tell
from models.people import closed_among, lock_present
from models.referrals import (
    Referral,
    bound_since,
    has_members,
    hold_ends,
    is_above,
    lock_relation_of,
    lock_tree,
)
from models.share_links import (
    ShareLink,
    SharingSuspension,
    Touch,
    count_opening,
    links_since,
    touches_since,
)
from models.transactions import one_transaction
from rules import referrals as rules
from rules.days import day_of, span_of
from rules.events import ViewerEventKind
from rules.faults import NotSignedIn
from rules.policy import POLICY
from rules.referrals import BindDecision, Opening, ShareChannel, ShareTarget
from rules.refusals import ShareLimitReached, SharingSuspended

CODE_SIGNS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a link leads to, and whose goods those are; nobody's where it is the shop itself."""

    target: ShareTarget
    target_id: UUID | None = None
    merchant_id: UUID | None = None


@one_transaction
async def make_share_link(*, person_id: UUID, aim: Aim, now: datetime) -> ShareLink:
    """Return a person's link to something: the same one whenever they ask.

    Raises:
        NotSignedIn: they closed their account meanwhile.
        SharingSuspended: an operator keeps them from sharing.
        ShareLimitReached: they made as many links today as are allowed.
    """
    await lock_present(person_id)
    suspended = await SharingSuspension.get_or_none(person_id=person_id)
    if suspended is not None:
        raise SharingSuspended(since=suspended.suspended_at, reason=suspended.reason)
    known = await ShareLink.get_or_none(
        person_id=person_id, target=aim.target, target_id=aim.target_id
    )
    if known is not None:
        return known
    since, until = span_of(day_of(now))
    if await links_since(person_id, since=since) >= POLICY.links_of_day_most:
        raise ShareLimitReached(most=POLICY.links_of_day_most, again_at=until)
    return await ShareLink.create(
        id=new_id(now),
        code=new_code(CODE_SIGNS),
        person_id=person_id,
        target=aim.target,
        target_id=aim.target_id,
        merchant_id=aim.merchant_id,
        made_at=now,
    )


@one_transaction
async def count_stranger(*, link: ShareLink, channel: ShareChannel, now: datetime) -> bool:
    """Count that somebody who is not signed in opened a link; who they are is not kept."""
    return await count_opening(
        link.id, channel, day=day_of(now), most=POLICY.share_openings_of_day_most, now=now
    )


@one_transaction
async def open_share_link(
    *,
    person_id: UUID,
    link: ShareLink,
    channel: ShareChannel,
    touched_at: datetime,
    now: datetime,
) -> Touch:
    """Note that somebody opened a link, once a day, and bind them to its sharer if that may be.

    Raises:
        NotSignedIn: they closed their account meanwhile.
        ShareLimitReached: they opened as many links today as are counted.
    """
    closed = await _present_with(person_id, link.person_id)
    await hold_ends(person_id, link.person_id)
    day = day_of(now)
    known = await Touch.get_or_none(person_id=person_id, link_id=link.id, day=day)
    if known is not None:
        return known
    await _may_open_more(person_id, now=now)
    opening = await _opening(
        person_id, link, touched_at=touched_at, is_gone=link.person_id in closed, now=now
    )
    decision = rules.decide(opening, now=now)
    touch = Touch(
        id=new_id(now),
        link_id=link.id,
        person_id=person_id,
        channel=channel,
        day=day,
        touched_at=touched_at,
        recorded_at=now,
        decision=decision,
    )
    if decision is BindDecision.BOUND:
        await _bind(touch, sharer_id=link.person_id, now=now)
    await touch.save()
    return touch


async def _present_with(person_id: UUID, other_id: UUID) -> set[UUID]:
    """Return who of two closed their account, which is not the first of them."""
    closed = await closed_among([person_id, other_id])
    if person_id in closed:
        raise NotSignedIn
    return closed


async def _may_open_more(person_id: UUID, *, now: datetime) -> None:
    since, until = span_of(day_of(now))
    if await touches_since(person_id, since=since) >= POLICY.touches_of_day_most:
        raise ShareLimitReached(most=POLICY.touches_of_day_most, again_at=until)


async def _opening(
    person_id: UUID, link: ShareLink, *, touched_at: datetime, is_gone: bool, now: datetime
) -> Opening:
    """Return everything that decides what becomes of a link, now that both ends are held."""
    since, _ = span_of(day_of(now))
    # Asked again: it may have been blocked while this one waited.
    blocked = await ShareLink.exists(id=link.id, blocked_at__not_isnull=True)
    return Opening(
        member_id=person_id,
        sharer_id=link.person_id,
        touched_at=touched_at,
        upline_id=await _leads_now(person_id, now=now),
        is_above_sharer=await _is_above(person_id, whom=link.person_id),
        is_blocked=blocked,
        is_suspended=await SharingSuspension.exists(person_id=link.person_id),
        is_gone=is_gone,
        bound_today=await bound_since(link.person_id, since=since),
    )


async def _leads_now(person_id: UUID, *, now: datetime) -> UUID | None:
    """Return who leads somebody; their relation is held, so that no purchase renews it."""
    present = await lock_relation_of(person_id)
    return present.upline_id if present and present.until_at > now else None


async def _is_above(person_id: UUID, *, whom: UUID) -> bool:
    """Tell whether somebody is above another; who leads others waits for whoever binds such."""
    if person_id == whom or not await has_members(person_id):
        return False
    await lock_tree()
    return await is_above(person_id, whom=whom)


async def _bind(touch: Touch, *, sharer_id: UUID, now: datetime) -> Referral:
    from_at = await starts_at(touch.person_id, now=now)
    row = await Referral.create(
        id=new_id(now),
        member_id=touch.person_id,
        upline_id=sharer_id,
        link_id=touch.link_id,
        channel=touch.channel,
        from_at=from_at,
        until_at=from_at + POLICY.edge,
    )
    touch.referral_id = row.id
    await tell(*both_told(row, ViewerEventKind.RELATION_BOUND, now=now))
    return row
