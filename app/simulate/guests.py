"""Who is in the crowd: what they bought, what they wait for, and what they have to spend."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from app.simulate import documents
from app.simulate.shop import Shop

# A draw is locked when its last seat is paid, and shown half a minute later.
ASKS_AFTER_SECONDS = 8.0
ASKS_MOST = 30
ENDS = {"DRAW_LOST": "lost", "DRAW_VOID": "void"}


@dataclass(slots=True)
class Guest:
    """Somebody with a token, and the campaigns they bought of: most allow one purchase.

    ``draws`` counts seats whose draw they have not heard of yet.
    """

    token: str
    bought: set[str] = field(default_factory=set[str])
    heard_of: set[str] = field(default_factory=set[str])
    draws: int = 0
    credit_fen: int = 0
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A guest who will ask how their draws ended, and how often they asked."""

    guest: Guest
    from_seconds: float
    asks: int = 0


class Waiting:
    """Guests who sat down where a draw decides; each asks now and then until it has."""

    def __init__(self, shop: Shop, *, most: int) -> None:
        self._shop = shop
        self._waits: deque[Wait] = deque(maxlen=most)

    def add(self, guest: Guest) -> None:
        """Have a guest wait for one more draw."""
        guest.draws += 1
        if guest.draws == 1:
            self._later(guest)

    def due(self) -> Wait | None:
        """Return who asks next, if it is time; they wait no longer."""
        if self._waits and self._waits[0].from_seconds <= time.monotonic():
            return self._waits.popleft()
        return None

    async def ask(self, wait: Wait) -> None:
        """Have a guest see how their draws ended, and what they can spend since."""
        guest = wait.guest
        seen = await self._shop.do("asked", documents.FATES, token=guest.token)
        if seen is not None:
            guest.credit_fen = int(seen["account"]["balance"]["count"])
            for order in seen["orders"]["nodes"]:
                self._hear(guest, order)
        if guest.draws > 0 and wait.asks < ASKS_MOST:
            self._later(guest, asks=wait.asks + 1)

    def _hear(self, guest: Guest, order: dict[str, Any]) -> None:
        end = "won" if order["award"] else ENDS.get(order["closeReason"] or "")
        if end is None or order["id"] in guest.heard_of:
            return
        guest.heard_of.add(order["id"])
        guest.draws -= 1
        self._shop.tally.heard(end)

    def _later(self, guest: Guest, *, asks: int = 0) -> None:
        self._waits.append(Wait(guest, time.monotonic() + ASKS_AFTER_SECONDS, asks))
