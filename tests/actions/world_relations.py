"""Links and relations for tests to begin from, as if people had made them."""

from datetime import timedelta
from itertools import pairwise

from actions.share_links import Aim, make_share_link, open_share_link
from models.ids import new_code, new_id
from models.referrals import Referral
from models.share_links import ShareLink
from rules.policy import POLICY
from rules.referrals import ShareChannel, ShareTarget

SHOP = Aim(target=ShareTarget.SHOP)


async def link_of(person, *, now, target=ShareTarget.SHOP, target_id=None, merchant_id=None):
    return await ShareLink.create(
        id=new_id(now),
        code=new_code(10),
        person_id=person.id,
        target=target,
        target_id=target_id,
        merchant_id=merchant_id,
        made_at=now,
    )


async def led(member, upline, *, now, lasts: timedelta = POLICY.edge) -> Referral:
    """A relation that holds from this moment."""
    return await Referral.create(
        id=new_id(now),
        member_id=member.id,
        upline_id=upline.id,
        channel=ShareChannel.CHAT,
        from_at=now,
        until_at=now + lasts,
    )


async def chain(world, names: str) -> list:
    """So many people, each led here by the next."""
    people = [await world.person(name) for name in names]
    for member, upline in reversed(list(pairwise(people))):
        await led(member, upline, now=world.now)
    return people


async def opens(person, sharer, *, now, touched_at=None, link=None):
    """The touch of a person who opens somebody's invitation, or another link of theirs."""
    link = link or await make_share_link(person_id=sharer.id, aim=SHOP, now=now)
    return await open_share_link(
        person_id=person.id,
        link=link,
        channel=ShareChannel.CHAT,
        touched_at=touched_at or now,
        now=now,
    )
