"""How somebody is led here, how long that holds, and what an order keeps of it."""

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from models.db import insert
from models.ids import new_id
from models.orders import Order
from models.outbox import OutboxEvent, tell
from models.people import closed_among
from models.referrals import (
    Referral,
    end_relations_of,
    has_members,
    hold_ends,
    is_above,
    last_end_of,
    lock_past_relation,
    lock_relation_of,
    lock_tree,
    lock_unwarned,
    renew,
    unwarned,
)
from models.transactions import one_transaction
from models.uplines import Led, OrderSource, OrderUpline, led_by
from rules import referrals as rules
from rules import share_rights
from rules.events import ViewerEventKind
from rules.policy import POLICY
from rules.referrals import RelationEnd
from rules.refusals import PersonNotFound, RelationCycle, RelationUnchanged
from rules.share_rights import ShareVerdict


async def copy_upline(order: Order, *, paid_at: datetime) -> list[OrderUpline]:
    """Keep who is above the buyer as an order is paid, and renew what led them here.

    To be called in the transaction that sets ``paid_at``, after it did. All three
    levels are kept, whatever is paid for them; and the last shared link to these goods.
    """
    found = await led_by(order, at=paid_at, levels=rules.LEVELS_COPIED, within=POLICY.touch_counts)
    above = [_copied(order, led, at=paid_at) for led in found if led.level]
    sources = [_source(order, led, at=paid_at) for led in found if not led.level]
    await insert(*above, *sources)
    for led in found:
        if led.level == 1:
            await tell(*await _renewed(order, led, paid_at=paid_at))
    return above


def _copied(order: Order, led: Led, *, at: datetime) -> OrderUpline:
    verdict = _verdict(order, led, at=at)
    return OrderUpline(
        id=new_id(at),
        order_id=order.id,
        level=led.level,
        buyer_id=order.person_id,
        person_id=led.person_id,
        edge_id=led.row_id,
        channel=led.channel,
        may_share=verdict is ShareVerdict.ALLOWED,
        verdict=verdict,
        copied_at=at,
    )


def _source(order: Order, led: Led, *, at: datetime) -> OrderSource:
    assert led.link_id is not None
    assert led.channel is not None
    return OrderSource(
        order_id=order.id,
        touch_id=led.row_id,
        link_id=led.link_id,
        person_id=led.person_id,
        channel=led.channel,
        may_share=_verdict(order, led, at=at) is ShareVerdict.ALLOWED,
        touched_at=led.at,
    )


def _verdict(order: Order, led: Led, *, at: datetime) -> ShareVerdict:
    return share_rights.verdict(
        led.policy,
        led.right,
        campaign_id=order.campaign_id,
        is_suspended=led.is_suspended,
        is_gone=led.is_gone,
        now=at,
    )


async def _renewed(order: Order, led: Led, *, paid_at: datetime) -> list[OutboxEvent]:
    assert led.until_at is not None
    # Postage is paid of a free sample too, and buys nothing.
    paid_fen = order.total_fen - order.shipping_fen
    until_at = rules.renewed_until(led.until_at, paid_at=paid_at, paid_fen=paid_fen)
    if until_at <= led.until_at or not await renew(led.row_id, until_at=until_at, now=paid_at):
        return []
    if until_at - led.until_at < POLICY.renewal_told_from:
        return []
    facts = {"referral_id": str(led.row_id)}
    return [
        to_viewer(person_id, ViewerEventKind.RELATION_RENEWED, now=paid_at, facts=facts)
        for person_id in (order.person_id, led.person_id)
    ]


def both_told(row: Referral, kind: ViewerEventKind, *, now: datetime) -> list[OutboxEvent]:
    """Return what both ends of a relation are told of it."""
    facts = {"referral_id": str(row.id)}
    ends = (row.member_id, row.upline_id)
    return [to_viewer(person_id, kind, now=now, facts=facts) for person_id in ends]


async def end(row: Referral, reason: RelationEnd, *, now: datetime) -> list[OutboxEvent]:
    """End a locked relation in the caller's transaction; returns what both ends are told."""
    # Clocks of several machines differ: it never ends before it began, nor after it would have.
    row.ended_at, row.end_reason = max(row.from_at, min(row.until_at, now)), reason
    await row.save(update_fields=["ended_at", "end_reason"])
    return both_told(row, ViewerEventKind.RELATION_RELEASED, now=now)


async def starts_at(member_id: UUID, *, now: datetime) -> datetime:
    """Return from when a new relation of a held member holds; one past its time is ended."""
    past = await lock_relation_of(member_id)
    if past is not None:
        assert past.until_at <= now, "one upline at a time"
        await tell(*await end(past, RelationEnd.EXPIRED, now=now))
    return max(now, await last_end_of(member_id) or now)


@one_transaction
async def release_relation(referral_id: UUID, *, now: datetime) -> Referral | None:
    """Release a relation whose time is past, and tell both ends.

    Returns it, or None where it was renewed or ended, or somebody else holds it.
    """
    row = await lock_past_relation(referral_id, now=now)
    if row is None:
        return None
    await tell(*await end(row, RelationEnd.EXPIRED, now=now))
    return row


async def relations_to_warn_of(
    *, now: datetime, besides: Collection[UUID], limit: int
) -> list[UUID]:
    """Return the ids of relations about to end of which nobody was told so, the soonest first."""
    found = unwarned(now, until=now + POLICY.relation_warned).filter(id__not_in=list(besides))
    return cast("list[UUID]", await found.limit(limit).values_list("id", flat=True))


@one_transaction
async def warn_of_relation(referral_id: UUID, *, now: datetime) -> Referral | None:
    """Tell both ends, once, that a relation is about to end unless its member buys.

    Returns it, or None where there is nothing to tell or somebody else tells it.
    """
    row = await lock_unwarned(referral_id, now=now, until=now + POLICY.relation_warned)
    if row is None:
        return None
    row.warned_at = now
    await row.save(update_fields=["warned_at"])
    await tell(*both_told(row, ViewerEventKind.RELATION_EXPIRING, now=now))
    return row


async def release_all_of(person_id: UUID, *, now: datetime) -> list[OutboxEvent]:
    """End every relation of somebody who is leaving, whose row is held; returns who is told."""
    ended = await end_relations_of(person_id, now=now)
    return [
        to_viewer(
            row["upline_id"] if row["member_id"] == person_id else row["member_id"],
            ViewerEventKind.RELATION_RELEASED,
            now=now,
            facts={"referral_id": str(row["id"])},
        )
        for row in ended
    ]


@one_transaction
async def reassign_relation(
    *, operator_id: UUID, member_id: UUID, upline_id: UUID | None, reason: str, now: datetime
) -> Referral:
    """End whom somebody is led by, and have another lead them from now on, or nobody.

    Returns the relation that begins, or where nobody is to lead them the one that ended.

    Raises:
        PersonNotFound: one of them is gone.
        RelationCycle: the member is above the new upline, or is the same.
        RelationUnchanged: it is so already.
    """
    if upline_id == member_id:
        raise RelationCycle
    if await closed_among([member_id, *([upline_id] if upline_id else [])]):
        raise PersonNotFound
    await hold_ends(member_id, upline_id)
    old = await lock_relation_of(member_id)
    if (old.upline_id if old and old.until_at > now else None) == upline_id:
        raise RelationUnchanged
    if upline_id is not None and await has_members(member_id):
        await lock_tree()
        if await is_above(member_id, whom=upline_id):
            raise RelationCycle
    told = await end(old, RelationEnd.REASSIGNED, now=now) if old else []
    new = None if upline_id is None else await _assigned(member_id, upline_id, reason, now=now)
    begun = both_told(new, ViewerEventKind.RELATION_BOUND, now=now) if new else []
    await note(
        person_id=operator_id,
        verb="reassignRelation",
        subject=f"{member_id} to {upline_id or 'nobody'}",
        reason=reason,
        now=now,
    )
    await tell(*told, *begun)
    row = new or old
    assert row is not None, "what is unchanged was refused"
    return row


async def _assigned(member_id: UUID, upline_id: UUID, reason: str, *, now: datetime) -> Referral:
    from_at = max(now, await last_end_of(member_id) or now)
    return await Referral.create(
        id=new_id(now),
        member_id=member_id,
        upline_id=upline_id,
        from_at=from_at,
        until_at=from_at + POLICY.edge,
        reason=reason,
    )
