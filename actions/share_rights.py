"""How a merchant says who may share its goods, and what shared pages say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.events import to_viewer
from actions.merchants import Seller
from models.campaigns import Campaign, lock_campaign
from models.catalogue import Product, lock_product
from models.ids import new_id
from models.merchants import Merchant
from models.outbox import campaign_topic, event, tell
from models.people import Person
from models.share_rights import (
    MerchantSharing,
    ShareRight,
    ShareWords,
    campaigns_shown_of,
    put_policy,
    put_right,
    put_words,
)
from models.transactions import one_transaction
from rules import share_rights as rules
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.policy import POLICY
from rules.refusals import (
    CampaignNotFound,
    MerchantNotFound,
    PersonNotFound,
    ProductNotFound,
    TooManyShareRights,
)
from rules.share_rights import ShareRightStatus, SharingPolicy, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """To whom a merchant grants to share its goods: of which campaigns, and until when."""

    handle: str
    campaign_ids: Sequence[UUID] = ()
    until_at: datetime | None = None


async def _theirs(seller: Seller, merchant_id: UUID) -> None:
    acts = await seller.acts_for(merchant_id, Duty.CAMPAIGNS)
    if not acts or not await Merchant.exists(id=merchant_id):
        raise MerchantNotFound


async def _named(handle: str) -> Person:
    person = await Person.get_or_none(handle=handle, closed_at=None)
    if person is None:
        raise PersonNotFound
    return person


@one_transaction
async def set_sharing_policy(
    seller: Seller, *, merchant_id: UUID, policy: SharingPolicy, now: datetime
) -> MerchantSharing:
    """Say who may share a merchant's goods where nothing is said of them by name.

    Raises:
        MerchantNotFound: the seller acts for no such merchant.
    """
    await _theirs(seller, merchant_id)
    await put_policy(merchant_id, policy, now=now)
    return MerchantSharing(merchant_id=merchant_id, policy=policy, changed_at=now)


@one_transaction
async def grant_share_right(
    seller: Seller, *, merchant_id: UUID, grant: Grant, now: datetime
) -> ShareRight:
    """Grant somebody to share a merchant's goods, and tell them.

    Raises:
        MerchantNotFound: the seller acts for no such merchant.
        PersonNotFound: nobody signs in by this handle.
        CampaignNotFound: one of the campaigns is not the merchant's.
        TooManyShareRights: the merchant named as many people as it may.
    """
    await _theirs(seller, merchant_id)
    person = await _named(grant.handle)
    wanted = sorted({*grant.campaign_ids})
    if await Campaign.filter(id__in=wanted, merchant_id=merchant_id).count() != len(wanted):
        raise CampaignNotFound
    row = ShareRight(
        id=new_id(now),
        merchant_id=merchant_id,
        person_id=person.id,
        status=ShareRightStatus.GRANTED,
        campaign_ids=[str(each) for each in wanted],
        until_at=grant.until_at,
        changed_at=now,
    )
    return await _put(row, ViewerEventKind.SHARE_RIGHT_GRANTED, now=now)


@one_transaction
async def end_share_right(
    seller: Seller, *, merchant_id: UUID, handle: str, reason: str, now: datetime
) -> ShareRight:
    """End somebody's right to share a merchant's goods, and tell them; the reason is shown to them.

    Links they shared still open their pages, and bring nothing from now on.

    Raises:
        MerchantNotFound: the seller acts for no such merchant.
        PersonNotFound: nobody signs in by this handle.
        TooManyShareRights: the merchant named as many people as it may.
    """
    await _theirs(seller, merchant_id)
    person = await _named(handle)
    row = ShareRight(
        id=new_id(now),
        merchant_id=merchant_id,
        person_id=person.id,
        status=ShareRightStatus.ENDED,
        reason=reason,
        changed_at=now,
    )
    return await _put(row, ViewerEventKind.SHARE_RIGHT_ENDED, now=now)


async def _put(row: ShareRight, kind: ViewerEventKind, *, now: datetime) -> ShareRight:
    theirs = ShareRight.filter(merchant_id=row.merchant_id)
    known = await theirs.filter(person_id=row.person_id).exists()
    if not known and await theirs.count() >= POLICY.share_rights_most:
        raise TooManyShareRights(most=POLICY.share_rights_most)
    row.id = await put_right(row)
    facts = {"reason": row.reason} if row.reason else None
    await tell(to_viewer(row.person_id, kind, now=now, facts=facts))
    return row


@one_transaction
async def set_product_share(
    seller: Seller, *, product_id: UUID, words: Words, now: datetime
) -> Product:
    """Have every shared page of a product say this; nothing has it say what it says by itself.

    Raises:
        ProductNotFound: the seller sells no such product.
    """
    product = await lock_product(product_id)
    if product is None or not await seller.acts_for(product.merchant_id, Duty.CATALOGUE):
        raise ProductNotFound
    row = _worded(words, merchant_id=product.merchant_id, now=now)
    row.product_id = product.id
    await put_words(row)
    shown = await campaigns_shown_of(product.id, limit=rules.CAMPAIGNS_TOLD_MOST)
    await tell(*(event(campaign_topic(each), "SHARE_CHANGED", now=now) for each in shown))
    return product


@one_transaction
async def set_campaign_share(
    seller: Seller, *, campaign_id: UUID, words: Words, now: datetime
) -> Campaign:
    """Have every shared page of a campaign say this; where it says nothing, its product does.

    Raises:
        CampaignNotFound: the seller has no such campaign.
    """
    campaign = await lock_campaign(campaign_id)
    if campaign is None or not await seller.acts_for(campaign.merchant_id, Duty.CAMPAIGNS):
        raise CampaignNotFound
    row = _worded(words, merchant_id=campaign.merchant_id, now=now)
    row.campaign_id = campaign.id
    await put_words(row)
    await tell(event(campaign_topic(campaign.id), "SHARE_CHANGED", now=now))
    return campaign


def _worded(words: Words, *, merchant_id: UUID, now: datetime) -> ShareWords:
    return ShareWords(
        id=new_id(now),
        merchant_id=merchant_id,
        title=words.title,
        text=words.text,
        picture=words.picture,
        changed_at=now,
    )
