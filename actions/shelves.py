"""How pieces move between a product's shelf and what a campaign sets aside.

A shelf counts as taken what campaigns set aside: a piece is promised once, by
the shelf or by the campaign. Both are called inside a transaction that holds
the campaign's row; campaign SKUs are locked before SKUs, as everywhere.
"""

from collections.abc import Sequence
from datetime import datetime

from tortoise.expressions import F

from models.campaigns import Campaign, CampaignSku, lock_choices, open_seats_in
from models.catalogue import Sku, return_sku, take_sku
from rules import campaigns as rules
from rules.refusals import StockTooLow


async def set_aside(offers: Sequence[CampaignSku], skus: Sequence[Sku]) -> None:
    """Take what a campaign offers off the shelves of its locked SKUs.

    Raises:
        StockTooLow: a shelf has fewer pieces free; its choice is named.
    """
    wanted = {offer.sku_id: offer.stock for offer in offers}
    for sku in skus:
        pieces = wanted[sku.id]
        if not await take_sku(sku.id, pieces):
            raise StockTooLow(code=sku.code, wanted=pieces, left=sku.stock - sku.taken)


async def shelve_spare(campaign: Campaign, *, now: datetime) -> int:
    """Put back what no open team of an ended campaign can need; returns how many pieces."""
    choices = await lock_choices(campaign.id)
    # Asked after the lock, in a statement of its own: it sees every team whose pieces we see.
    open_seats = await open_seats_in(campaign.id, now=now)
    shelved = 0
    for choice in choices:
        spare = rules.spare_pieces(
            campaign.kind,
            stock=choice.stock,
            taken=choice.taken,
            open_seats=open_seats,
            max_quantity=campaign.max_quantity,
        )
        if spare:
            await CampaignSku.filter(id=choice.id).update(stock=F("stock") - spare)
            await return_sku(choice.sku_id, spare)
            shelved += spare
    return shelved
