"""Everything that changes what the way of goods costs; orders that were placed keep theirs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.merchants import Seller
from models.catalogue import Product, Sku, lock_product
from models.ids import new_id
from models.shipping import ShippingTemplate
from models.transactions import one_transaction
from rules import shipping as rules
from rules.merchants import Duty
from rules.refusals import (
    MerchantNotFound,
    ProductNotFound,
    ShippingTemplateNameTaken,
    ShippingTemplateNotFound,
    SkuNotFound,
)
from rules.shipping import NewTemplate
from rules.texts import within


@one_transaction
async def create_shipping_template(
    new: NewTemplate, *, merchant_id: UUID, seller: Seller, now: datetime
) -> ShippingTemplate:
    """Write one more list of rates of a merchant.

    Raises:
        MerchantNotFound: the seller does not act for this merchant's goods.
        ShippingTemplateNameTaken: another of its lists is called so.
    """
    name, terms = rules.template(new)
    if not await seller.acts_for(merchant_id, Duty.CATALOGUE, Duty.ORDERS):
        raise MerchantNotFound
    if await ShippingTemplate.exists(merchant_id=merchant_id, name=name):
        raise ShippingTemplateNameTaken
    try:
        return await ShippingTemplate.create(
            id=new_id(now),
            merchant_id=merchant_id,
            name=name,
            created_at=now,
            changed_at=now,
            **terms.plain(),
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise ShippingTemplateNameTaken from None


@one_transaction
async def change_shipping_template(
    new: NewTemplate, *, template_id: UUID, seller: Seller, now: datetime
) -> ShippingTemplate:
    """Write other rates into a list; what was placed before keeps the ones it was placed on.

    Raises:
        ShippingTemplateNotFound: the seller has no such list.
        ShippingTemplateNameTaken: another of its merchant's lists is called so.
    """
    name, terms = rules.template(new)
    row = await _own(template_id, seller)
    same = ShippingTemplate.filter(merchant_id=row.merchant_id, name=name).exclude(id=row.id)
    if await same.exists():
        raise ShippingTemplateNameTaken
    row.name, row.changed_at = name, now
    plain = terms.plain()
    row.rates, row.free_from_fen = plain["rates"], plain["free_from_fen"]
    try:
        await row.save(update_fields=["name", "changed_at", "rates", "free_from_fen"])
    except IntegrityError:
        raise ShippingTemplateNameTaken from None
    return row


async def _own(template_id: UUID, seller: Seller) -> ShippingTemplate:
    row = await ShippingTemplate.get_or_none(id=template_id)
    if row is None or not await seller.acts_for(row.merchant_id, Duty.CATALOGUE, Duty.ORDERS):
        raise ShippingTemplateNotFound
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """Which rates a product is sent by, None free of charge, and how heavy its choices are."""

    product_id: UUID
    template_id: UUID | None
    grams_by_sku: dict[UUID, int]


@one_transaction
async def set_shipping(wanted: Carriage, *, seller: Seller) -> Product:
    """Say by which rates a product is sent, and how heavy its choices are.

    Raises:
        ProductNotFound: the seller has no such product.
        ShippingTemplateNotFound: its merchant has no such list of rates.
        SkuNotFound: the product has no such choice.
    """
    product = await lock_product(wanted.product_id)
    if product is None or not await seller.acts_for(
        product.merchant_id, Duty.CATALOGUE, Duty.ORDERS
    ):
        raise ProductNotFound
    if wanted.template_id is not None:
        own = ShippingTemplate.filter(id=wanted.template_id, merchant_id=product.merchant_id)
        if not await own.exists():
            raise ShippingTemplateNotFound
    for sku_id, grams in sorted(wanted.grams_by_sku.items()):
        within(grams, 0, rules.GRAMS_MOST, field="input.weights")
        changed = Sku.filter(id=sku_id, product_id=product.id)
        if not await changed.update(weight_grams=grams):
            raise SkuNotFound
    product.shipping_template_id = wanted.template_id
    await product.save(update_fields=["shipping_template_id"])
    return product
