"""Whether a merchant may begin to sell something new, and what of it stays down meanwhile."""

from uuid import UUID

from models.campaigns import Campaign
from models.funding import lock_balance
from models.holds import hold_on
from models.merchants import Merchant, share_merchant
from models.scores import MerchantScore
from rules import merchants as rules
from rules import rulings as ruling_rules
from rules.accounts import deposit
from rules.merchants import HeldFor
from rules.refusals import CampaignHeld, CampaignNotFound


async def merchant_of_campaign(campaign_id: UUID) -> Merchant:
    """Return whose campaign it is; its status stays as it is until the transaction ends.

    Before the campaign's row is held: who suspends a merchant goes the same way.

    Raises:
        CampaignNotFound: no campaign answers to the id.
    """
    campaign = await Campaign.get_or_none(id=campaign_id)
    merchant = await share_merchant(campaign.merchant_id) if campaign else None
    if merchant is None:
        raise CampaignNotFound
    return merchant


async def may_begin(merchant: Merchant) -> None:
    """Return if a merchant may publish something new.

    Raises:
        MerchantNotActive: it is suspended or closed.
        CampaignHeld: its campaigns are held for its score.
    """
    rules.sells(status=merchant.status, reason=merchant.status_reason)
    score = await MerchantScore.get_or_none(merchant_id=merchant.id)
    if score is not None and score.held_at is not None:
        raise CampaignHeld(why=HeldFor.SCORE, reason=f"{score.score_bp / 100:.2f} %")


async def keeps_deposit(merchant: Merchant) -> None:
    """Return if as much stays down as has to, and hold it.

    Raises:
        DepositTooLow: it does not; the sum missing is named.
    """
    if merchant.deposit_least_fen:
        account = deposit(str(merchant.id))
        held_fen = await lock_balance(account.kind, account.owner)
        ruling_rules.covered(held_fen=held_fen, least_fen=merchant.deposit_least_fen)


async def not_held(campaign: Campaign) -> None:
    """Return if nothing but its merchant keeps a campaign from opening teams.

    Raises:
        CampaignHeld: something does; it is told.
    """
    hold = await hold_on(campaign.id)
    if hold is not None:
        raise CampaignHeld(why=hold.why, reason=hold.reason)
