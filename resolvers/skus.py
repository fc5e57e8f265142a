"""Answers about the choices of a product, to those who sell it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from actions import skus as actions
from models.catalogue import Sku
from resolvers.context import Context
from resolvers.merchants import seller
from rules.catalogue import NewSku


async def add_sku(ctx: Context, new: NewSku, *, product_id: UUID) -> Sku:
    """Write one more choice of a product of a merchant of the viewer's."""
    return await actions.add_sku(new, product_id=product_id, seller=seller(ctx), now=ctx.now())


async def change_sku(ctx: Context, *, sku_id: UUID, changes: Mapping[str, Any]) -> Sku:
    """Change a choice's names and solo price."""
    return await actions.change_sku(sku_id=sku_id, changes=changes, seller=seller(ctx))


async def restock_sku(ctx: Context, *, sku_id: UUID, pieces: int, key: str) -> Sku:
    """Put pieces on a choice's shelf, or take free ones off it."""
    return await actions.restock_sku(
        sku_id=sku_id, pieces=pieces, key=key, seller=seller(ctx), now=ctx.now()
    )
