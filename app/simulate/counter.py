"""Who serves the crowd: owners of the demo world, who ship what is paid for."""

import secrets
from typing import Any, Final

from app.seed.people import DEMO_PASSWORD, PEOPLE, Part
from app.simulate import documents
from app.simulate.shop import Shop

CARRIER: Final = "SF"


class Counter:
    """The owners who can sign in here; in a shop that is no demo, nobody serves."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._tokens: list[str] = []
        self._turn = 0

    async def open(self) -> None:
        """Have every owner sign in whom the shop knows by the demo's password."""
        for person in PEOPLE:
            if person.part is Part.OWNER:
                signed = await self._shop.do(
                    "served",
                    documents.SIGN_IN,
                    handle=person.handle,
                    password=DEMO_PASSWORD,
                )
                self._tokens += [signed["token"]] if signed else []

    async def serve(self) -> None:
        """Have one owner ship what waits longest, if anything waits."""
        if not self._tokens:
            return
        self._turn += 1
        token = self._tokens[self._turn % len(self._tokens)]
        seen = await self._shop.do("looked", documents.TO_SHIP, token=token)
        if seen is None:
            return
        pages: list[dict[str, Any]] = [each["orders"] for each in seen["merchants"]]
        waiting: list[str] = [row["id"] for page in pages if page for row in page["nodes"]]
        for order in waiting[:3]:
            await self._shop.do(
                "shipped",
                documents.SHIP,
                token=token,
                order=order,
                carrier=CARRIER,
                number=f"SF{secrets.randbelow(10**13):013}",
                key=secrets.token_hex(12),
            )
