"""How samples of products are looked at, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.holds import hold_campaigns, lift_holds
from models.campaigns import Campaign
from models.catalogue import Product, lock_product
from models.holds import CampaignHold
from models.ids import new_id
from models.inspections import Inspection
from models.merchants import Merchant, lock_merchant
from models.reports import keep_pictures
from models.transactions import one_transaction
from rules.inspections import Finding
from rules.merchants import HeldFor
from rules.pictures import PictureUse
from rules.refusals import PictureNotFound, ProductNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInspection:
    """What an operator found in a sample of a product."""

    product_id: UUID
    finding: Finding
    pictures: Sequence[UUID]
    operator_id: UUID


@one_transaction
async def record_inspection(new: NewInspection, *, now: datetime) -> Inspection:
    """Publish what was found in a sample of a product, noted in the record.

    Who failed is withdrawn and its campaigns are held; what passes again may go on.

    Raises:
        ProductNotFound: there is no such product.
        PictureNotFound: a picture is not the operator's, was used, or waited too long.
    """
    found = await Product.get_or_none(id=new.product_id)
    if found is None:
        raise ProductNotFound
    await lock_merchant(found.merchant_id)  # nothing is published of it meanwhile
    row = await _written(new, found, now=now)
    if row.passed:
        await _lift(found.id, now=now)
    else:
        reason = new.finding.report[:500]
        await hold_campaigns(HeldFor.INSPECTION, reason, product_id=found.id, now=now)
        product = await lock_product(found.id)
        assert product is not None, "nobody removes one"
        if product.withdrawn_at is None:
            product.withdrawn_at = now
            await product.save(update_fields=["withdrawn_at"])
    # Reckoned at the next opportunity: it counts in the score.
    await Merchant.filter(id=found.merchant_id).update(score_due_at=now)
    verb = "passInspection" if row.passed else "failInspection"
    await note(person_id=new.operator_id, verb=verb, subject=found.slug, now=now)
    return row


async def _lift(product_id: UUID, *, now: datetime) -> None:
    ids = [row.id for row in await Campaign.filter(product_id=product_id)]
    holding = CampaignHold.filter(campaign_id__in=ids, why=HeldFor.INSPECTION, lifted_at=None)
    for hold in await holding.order_by("campaign_id"):
        await lift_holds(HeldFor.INSPECTION, campaign_id=hold.campaign_id, now=now)


async def _written(new: NewInspection, product: Product, *, now: datetime) -> Inspection:
    row = await Inspection.create(
        id=new_id(now),
        product_id=product.id,
        merchant_id=product.merchant_id,
        sample=new.finding.sample,
        sampled_at=new.finding.sampled_at,
        passed=new.finding.passed,
        report=new.finding.report,
        pictures=[str(each) for each in new.pictures],
        operator_id=new.operator_id,
        recorded_at=now,
    )
    kept = await keep_pictures(
        new.pictures, person_id=new.operator_id, use=PictureUse.INSPECTION, kept_id=row.id
    )
    if kept != len(new.pictures):
        raise PictureNotFound
    return row
