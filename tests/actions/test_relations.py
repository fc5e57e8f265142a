"""Who opens a link is bound to its sharer, once and for a time, and never in a circle."""

import asyncio
from datetime import timedelta

import pytest

from actions.accounts import close_account
from actions.referrals import (
    reassign_relation,
    relations_to_warn_of,
    release_relation,
    warn_of_relation,
)
from actions.share_links import Aim, count_stranger, make_share_link
from models.audit import AuditEntry
from models.ids import new_id
from models.outbox import OutboxEvent
from models.referrals import Referral, relations_past
from models.share_links import ShareLink, ShareOpening, SharingSuspension, Touch
from rules.policy import POLICY
from rules.referrals import BindDecision, RelationEnd, ShareChannel, ShareTarget
from rules.refusals import (
    PersonNotFound,
    RelationCycle,
    RelationUnchanged,
    ShareLimitReached,
    SharingSuspended,
)
from tests.actions.world_relations import SHOP, chain, led, link_of, opens
from tests.actions.worlds import make_world

DAY = timedelta(days=1)


async def told(kind):
    return sorted(await OutboxEvent.filter(kind=kind).values_list("topic", flat=True))


def both(*people):
    return sorted(f"viewer:{person.id}" for person in people)


async def test_a_link_is_the_same_whenever_it_is_asked_for_and_nobody_guesses_it(db, noon):
    world = await make_world(noon)
    person = await world.person()
    goods = Aim(
        target=ShareTarget.PRODUCT, target_id=world.product.id, merchant_id=world.merchant.id
    )
    links = [await make_share_link(person_id=person.id, aim=aim, now=noon) for aim in (SHOP, goods)]
    again = [await make_share_link(person_id=person.id, aim=aim, now=noon) for aim in (SHOP, goods)]
    assert [link.code for link in links] == [link.code for link in again]
    assert len({link.code for link in links}) == 2
    assert all(len(link.code) == 10 for link in links)


async def test_links_of_a_day_are_limited_and_the_next_day_brings_more(db, noon):
    world = await make_world(noon)
    person = await world.person()

    async def one(now):
        aim = Aim(target=ShareTarget.TEAM, target_id=new_id(now), merchant_id=world.merchant.id)
        return await make_share_link(person_id=person.id, aim=aim, now=now)

    for _ in range(POLICY.links_of_day_most):
        await one(noon)
    with pytest.raises(ShareLimitReached) as refused:
        await one(noon)
    assert refused.value.most == POLICY.links_of_day_most
    assert (await one(refused.value.again_at)).code


async def test_whoever_opens_a_link_is_bound_for_thirty_days_and_both_are_told(db, noon):
    world = await make_world(noon)
    member, sharer = await world.person(), await world.person()
    touch = await opens(member, sharer, now=noon)
    assert touch.decision is BindDecision.BOUND
    edge = await Referral.get(id=touch.referral_id)
    assert (edge.member_id, edge.upline_id) == (member.id, sharer.id)
    assert (edge.from_at, edge.until_at) == (noon, noon + POLICY.edge)
    assert await told("RELATION_BOUND") == both(member, sharer)
    assert (await opens(member, sharer, now=noon + timedelta(hours=1))).id == touch.id, "once a day"


@pytest.mark.parametrize(
    ("spoil", "decision"),
    [
        ("own", BindDecision.OWN_LINK),
        ("blocked", BindDecision.LINK_BLOCKED),
        ("suspended", BindDecision.SHARING_SUSPENDED),
        ("old", BindDecision.TOO_OLD),
        ("same", BindDecision.BOUND_ALREADY),
        ("another", BindDecision.BOUND_TO_ANOTHER),
        ("cycle", BindDecision.CYCLE),
        ("limit", BindDecision.LIMIT_REACHED),
    ],
)
async def test_why_not_is_kept(db, noon, spoil, decision, monkeypatch):
    world = await make_world(noon)
    member, sharer, other = [await world.person() for _ in range(3)]
    link, touched_at = await link_of(sharer, now=noon), noon
    if spoil == "own":
        member = sharer
    if spoil == "blocked":
        await ShareLink.filter(id=link.id).update(blocked_at=noon, block_reason="虚假宣传")
    if spoil == "suspended":
        await SharingSuspension.create(person_id=sharer.id, suspended_at=noon, reason="刷屏")
    if spoil == "old":
        touched_at = noon - POLICY.touch_counts - timedelta(seconds=1)
    if spoil in {"same", "another"}:
        await led(member, sharer if spoil == "same" else other, now=noon - DAY)
    if spoil == "cycle":
        await led(other, member, now=noon)
        await led(sharer, other, now=noon)
    if spoil == "limit":
        monkeypatch.setattr(
            "rules.referrals.POLICY", type(POLICY)(bound_of_day_most=0), raising=True
        )
    before = await Referral.all().count()
    touch = await opens(member, sharer, now=noon, touched_at=touched_at, link=link)
    assert (touch.decision, touch.referral_id) == (decision, None)
    assert await Referral.all().count() == before
    assert await Touch.filter(decision=decision).count() == 1


async def test_a_closed_account_leads_nobody_and_its_relations_end(db, noon):
    world = await make_world(noon)
    low, middle, top = await chain(world, "甲乙丙")
    link = await link_of(middle, now=noon)
    await close_account(person_id=middle.id, proved_hash="-", now=noon + DAY)
    ended = await Referral.all()
    assert {(row.ended_at, row.end_reason) for row in ended} == {
        (noon + DAY, RelationEnd.ACCOUNT_CLOSED)
    }
    assert await told("RELATION_RELEASED") == both(low, top)
    touch = await opens(low, middle, now=noon + DAY, link=link)
    assert touch.decision is BindDecision.SHARER_GONE
    with pytest.raises(PersonNotFound):
        await reassign_relation(
            operator_id=top.id, member_id=low.id, upline_id=middle.id, reason="补", now=noon
        )


async def test_a_day_of_opening_links_is_limited(db, noon):
    world = await make_world(noon)
    member = await world.person()
    for _ in range(POLICY.touches_of_day_most):
        await opens(member, await world.person(), now=noon)
    with pytest.raises(ShareLimitReached):
        await opens(member, await world.person(), now=noon)
    assert await Referral.filter(member_id=member.id).count() == 1


async def test_strangers_are_counted_without_a_name_and_up_to_a_limit(db, noon, monkeypatch):
    world = await make_world(noon)
    link = await link_of(await world.person(), now=noon)
    monkeypatch.setattr("actions.share_links.POLICY", type(POLICY)(share_openings_of_day_most=3))
    counted = [
        await count_stranger(link=link, channel=ShareChannel.MOMENTS, now=noon) for _ in range(5)
    ]
    assert counted == [True, True, True, False, False]
    [row] = await ShareOpening.all()
    assert (row.opened, row.channel) == (3, ShareChannel.MOMENTS)


async def test_who_is_suspended_makes_no_links(db, noon):
    world = await make_world(noon)
    person = await world.person()
    await SharingSuspension.create(person_id=person.id, suspended_at=noon, reason="刷屏")
    with pytest.raises(SharingSuspended) as refused:
        await make_share_link(person_id=person.id, aim=SHOP, now=noon)
    assert refused.value.reason == "刷屏"


async def test_a_relation_is_warned_of_once_and_released_when_it_is_past(db, noon):
    world = await make_world(noon)
    member, upline = await chain(world, "甲乙")
    edge = await Referral.get()
    soon, over = edge.until_at - POLICY.relation_warned, edge.until_at
    early = {"now": soon - timedelta(seconds=1), "besides": [], "limit": 10}
    assert await relations_to_warn_of(**early) == []
    assert await relations_to_warn_of(now=soon, besides=[], limit=10) == [edge.id]
    assert await warn_of_relation(edge.id, now=soon)
    assert await warn_of_relation(edge.id, now=soon) is None
    assert await told("RELATION_EXPIRING") == both(member, upline)
    assert await relations_past(now=over - timedelta(seconds=1), besides=[], limit=10) == []
    assert await relations_past(now=over, besides=[], limit=10) == [edge.id]
    done = await asyncio.gather(*(release_relation(edge.id, now=over) for _ in range(3)))
    assert sum(row is not None for row in done) == 1
    assert await told("RELATION_RELEASED") == both(member, upline)
    await edge.refresh_from_db()
    assert (edge.ended_at, edge.end_reason) == (over, RelationEnd.EXPIRED)


async def test_who_was_released_is_bound_anew_even_before_the_worker_comes(db, noon):
    world = await make_world(noon)
    member, first, second = [await world.person() for _ in range(3)]
    await led(member, first, now=noon)
    over = noon + POLICY.edge
    assert (await opens(member, second, now=over - DAY)).decision is BindDecision.BOUND_TO_ANOTHER
    assert (await opens(member, second, now=over)).decision is BindDecision.BOUND
    old, new = await Referral.filter(member_id=member.id).order_by("from_at")
    assert (old.ended_at, old.end_reason) == (over, RelationEnd.EXPIRED)
    assert (new.upline_id, new.from_at) == (second.id, over)


async def test_an_operator_reassigns_with_a_reason_and_never_in_a_circle(db, noon):
    world = await make_world(noon)
    low, middle, top, desk = [await world.person() for _ in range(4)]
    await led(low, middle, now=noon)
    await led(middle, top, now=noon)

    async def assign(member, upline):
        return await reassign_relation(
            operator_id=desk.id,
            member_id=member.id,
            upline_id=upline and upline.id,
            reason="客服单 12",
            now=noon + DAY,
        )

    for member, upline, refusal in (
        (top, low, RelationCycle),
        (top, top, RelationCycle),
        (low, middle, RelationUnchanged),
        (top, None, RelationUnchanged),
    ):
        with pytest.raises(refusal):
            await assign(member, upline)
    assert await AuditEntry.all().count() == 0
    new = await assign(low, top)
    old = await Referral.get(member_id=low.id, upline_id=middle.id)
    assert (old.ended_at, old.end_reason) == (noon + DAY, RelationEnd.REASSIGNED)
    assert (new.from_at, new.reason, new.channel) == (noon + DAY, "客服单 12", None)
    entry = await AuditEntry.get()
    assert (entry.verb, entry.reason, entry.person_id) == ("reassignRelation", "客服单 12", desk.id)
    gone = await assign(low, None)
    assert (gone.id, gone.ended_at) == (new.id, noon + DAY)
