"""How a merchant opens one more place where goods lie."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.merchants import Seller
from models.ids import new_id
from models.stock import Warehouse, default_warehouse
from models.transactions import one_transaction
from rules.merchants import Duty
from rules.refusals import MerchantNotFound, WarehouseNameTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWarehouse:
    """A place where a merchant's goods are to lie."""

    merchant_id: UUID
    name: str
    region: str


@one_transaction
async def create_warehouse(new: NewWarehouse, *, seller: Seller, now: datetime) -> Warehouse:
    """Open one more warehouse of a merchant.

    Raises:
        MerchantNotFound: the seller does not act for this merchant's goods.
        WarehouseNameTaken: another of its warehouses is called so.
    """
    if not await seller.acts_for(new.merchant_id, Duty.CATALOGUE, Duty.ORDERS):
        raise MerchantNotFound
    await default_warehouse(new.merchant_id)
    try:
        return await Warehouse.create(
            id=new_id(now),
            merchant_id=new.merchant_id,
            name=new.name,
            region=new.region,
            created_at=now,
        )
    except IntegrityError:
        raise WarehouseNameTaken from None
