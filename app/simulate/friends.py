"""What guests do beside buying: bring friends, ask, and see to what is on its way to them."""

import random
import secrets
from collections.abc import Sequence
from typing import Any

from app.simulate import documents
from app.simulate.guests import Guest
from app.simulate.shop import Shop

# Of newcomers, so many come by somebody's link, once somebody has one; of goods, so many go back.
COMES_BY_LINK, GIVES_BACK = 0.6, 0.1
ASKED = ("几天能到？", "可以送礼盒吗？", "保质期多久？", "Is it fresh?")


class Friends:
    """Links that guests passed on, and what becomes of what they bought."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self._shop = shop
        self._chance = chance
        self._codes: list[str] = []

    async def welcome(self, guest: Guest) -> None:
        """Have a newcomer come by somebody's link, as most do."""
        if self._codes and self._chance.random() < COMES_BY_LINK:
            code = self._chance.choice(self._codes)
            await self._shop.do("came by a link", documents.COME_BY, token=guest.token, code=code)

    async def share(self, guest: Guest) -> None:
        """Have somebody make their link, to be passed on."""
        if guest.code is None:
            made = await self._shop.do("shared", documents.SHARE, token=guest.token)
            if made is not None:
                guest.code = made["link"]["code"]
                self._codes.append(made["link"]["code"])

    async def wonder(self, guest: Guest, offers: Sequence[dict[str, Any]]) -> None:
        """Have somebody ask something about a product."""
        if offers:
            product = self._chance.choice(offers)["product"]["id"]
            text = self._chance.choice(ASKED)
            await self._shop.do(
                "wondered", documents.ASK, token=guest.token, product=product, text=text
            )

    async def look_after(self, guest: Guest) -> None:
        """Have somebody say what of theirs arrived, and send some of it back."""
        seen = await self._shop.do("looked", documents.ON_THEIR_WAY, token=guest.token)
        for order in (seen or {"orders": {"nodes": []}})["orders"]["nodes"]:
            if order["status"] == "SHIPPED":
                await self._shop.do(
                    "received", documents.RECEIVE, token=guest.token, order=order["id"]
                )
                if self._chance.random() < GIVES_BACK:
                    key = secrets.token_hex(12)
                    await self._shop.do(
                        "sent back",
                        documents.GIVE_BACK,
                        token=guest.token,
                        order=order["id"],
                        key=key,
                    )
