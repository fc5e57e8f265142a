"""A crowd of guests that opens, joins and pays, so that there is something to watch."""

import asyncio
import contextlib
import random
import secrets
import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.simulate import documents
from app.simulate.counter import Counter
from app.simulate.friends import Friends
from app.simulate.guests import Guest, Waiting
from app.simulate.shop import Shop, ShopSilent

AT_ONCE_MOST = 64
GUESTS_MOST = 400
LOOK_SECONDS = 1.5
TEAMS_WANTED = 12
# Of all who sit down, so many never pay; of all teams, so many find no friends.
NEVER_PAYS, NEVER_FILLS, SOMEBODY_NEW, OPENS = 0.08, 0.25, 0.3, 0.12
# Of what is done, so much is sharing a link, asking something, looking after parcels, serving.
SHARES, WONDERS, LOOKS_AFTER, SERVES = 0.05, 0.02, 0.05, 0.05
PAYS_AFTER_SECONDS = (0.4, 3.0)
PURCHASES_MOST = 12
DRAWN = {"LOTTERY", "TRIAL"}
# What a draw left somebody pays a part of what they buy next, at most so much of its price.
ON_CREDIT = 2


@dataclass(frozen=True, slots=True)
class Debt:
    """A payment that somebody will make from this moment on."""

    guest: Guest
    payment_id: str
    from_seconds: float


class Crowd:
    """Guests of one shop; each ``act`` is one thing that one of them does.

    They care for campaigns of these ``kinds`` alone; of all, if none is named.
    """

    def __init__(self, shop: Shop, *, kinds: Collection[str] = ()) -> None:
        self._shop = shop
        self._kinds = kinds
        self._waiting = Waiting(shop, most=GUESTS_MOST)
        self._chance = random.Random()  # noqa: S311 - who sits where is no secret
        self._friends, self._counter = Friends(shop, self._chance), Counter(shop)
        self._guests: deque[Guest] = deque(maxlen=GUESTS_MOST)
        self._debts: deque[Debt] = deque()
        self._offers: list[dict[str, Any]] = []
        self._teams: list[dict[str, Any]] = []

    async def enter(self) -> None:
        """See what is on offer, and which teams still take members.

        Raises:
            ShopSilent: there is no shop.
        """
        await self.look()
        await self._counter.open()

    async def look(self) -> None:
        """See what is on offer by now, and which teams still take members.

        Raises:
            ShopSilent: there is no answer.
        """
        offers = (await self._shop.ask(documents.OFFERS))["campaigns"]["nodes"]
        teams = (await self._shop.ask(documents.TEAMS))["teams"]["nodes"]
        filling = {team["campaign"]["slug"] for team in teams}
        self._offers = [
            one
            for one in offers
            if (not self._kinds or one["kind"] in self._kinds)
            and (one["slug"] in filling or any(sku["stockLeft"] > 0 for sku in one["skus"]))
        ]
        slugs = {offer["slug"] for offer in self._offers}
        self._teams = [team for team in teams if team["campaign"]["slug"] in slugs]

    async def act(self) -> None:
        """Do one thing: pay what is due, hear of a draw, sit down somewhere, or open a team."""
        if self._debts and self._debts[0].from_seconds <= time.monotonic():
            debt = self._debts.popleft()
            await self._shop.do(
                "paid", documents.PAY, token=debt.guest.token, payment=debt.payment_id
            )
            return
        if (wait := self._waiting.due()) is not None:
            await self._waiting.ask(wait)
            return
        if await self._beside():
            return
        guest = await self._somebody()
        if guest is None:
            return
        team = self._team(guest)
        if team is None:
            await self._open(guest)
        else:
            await self._join(guest, team)

    async def _beside(self) -> bool:
        """Do now and then what is not buying; tells whether something was done."""
        what = self._chance.random()
        if what < SERVES:
            await self._counter.serve()
            return True
        if not self._guests:
            return False
        guest, what = self._chance.choice(self._guests), what - SERVES
        if what < SHARES:
            await self._friends.share(guest)
        elif what < SHARES + WONDERS:
            await self._friends.wonder(guest, self._offers)
        elif what < SHARES + WONDERS + LOOKS_AFTER:
            await self._friends.look_after(guest)
        else:
            return False
        return True

    async def _somebody(self) -> Guest | None:
        slugs = {offer["slug"] for offer in self._offers}
        known = [
            guest
            for guest in self._guests
            if len(guest.bought) < PURCHASES_MOST and slugs - guest.bought
        ]
        if known and self._chance.random() >= SOMEBODY_NEW:
            return self._chance.choice(known)
        token = await self._shop.guest()
        if token is None:
            return self._chance.choice(known) if known else None
        guest = Guest(token)
        await self._friends.welcome(guest)
        self._guests.append(guest)
        return guest

    def _team(self, guest: Guest) -> dict[str, Any] | None:
        """Return a team to join; None opens one. A code decides whether it has friends."""
        liked = [
            team
            for team in self._teams
            if team["seatsLeft"] > 0 and random.Random(team["code"]).random() >= NEVER_FILLS  # noqa: S311
        ]
        new = [team for team in liked if team["campaign"]["slug"] not in guest.bought]
        if not new or len(liked) < TEAMS_WANTED // 2 or self._chance.random() < OPENS:
            return None
        return self._chance.choice(new)

    async def _open(self, guest: Guest) -> None:
        new = [
            (offer, sku)
            for offer in self._offers
            for sku in offer["skus"]
            if offer["slug"] not in guest.bought and sku["stockLeft"] > 0
        ]
        if not new:
            return
        offer, sku = self._chance.choice(new)
        placed = await self._sit("opened", documents.OPEN, guest, offer, sku, campaign=offer["id"])
        if placed is not None:
            self._teams.append({**placed["team"], "campaign": {"slug": offer["slug"]}})

    async def _join(self, guest: Guest, team: dict[str, Any]) -> None:
        slug = team["campaign"]["slug"]
        offer = next((offer for offer in self._offers if offer["slug"] == slug), None)
        if offer is None:
            self._teams.remove(team)
            return
        # Counted here too: the next look is a moment away.
        team["seatsLeft"] -= 1
        sku = self._chance.choice(offer["skus"])
        await self._sit("joined", documents.JOIN, guest, offer, sku, code=team["code"])

    async def _sit(
        self,
        action: str,
        document: str,
        guest: Guest,
        offer: dict[str, Any],
        sku: dict[str, Any],
        **where: str,
    ) -> dict[str, Any] | None:
        """Have a guest take a seat, with what credit they have; returns what it brought."""
        credit_fen = min(guest.credit_fen, int(sku["teamPrice"]["fen"]) // ON_CREDIT)
        placed = await self._shop.do(
            action,
            document,
            token=guest.token,
            sku=sku["id"],
            credit=str(credit_fen),
            key=secrets.token_hex(12),
            **where,
        )
        if placed is None:
            return None
        guest.bought.add(offer["slug"])
        if credit_fen:
            guest.credit_fen -= credit_fen
            self._shop.tally.heard("credit spent")
        if offer["kind"] in DRAWN:
            self._waiting.add(guest)
        self._owe(guest, placed)
        return placed

    def _owe(self, guest: Guest, placed: dict[str, Any]) -> None:
        # What costs nothing has no payment.
        if placed["payment"] and self._chance.random() >= NEVER_PAYS:
            later = time.monotonic() + self._chance.uniform(*PAYS_AFTER_SECONDS)
            self._debts.append(Debt(guest, placed["payment"]["id"], later))


async def keep_acting(crowd: Crowd, *, rate: float, most: int | None, stop: asyncio.Event) -> None:
    """Have the crowd act ``rate`` times a second until told to stop, or ``most`` times.

    What does not fit into so many answers at once is left out, not heaped up.

    Raises:
        ShopSilent: there is no shop.
    """
    await crowd.enter()
    places = asyncio.Semaphore(AT_ONCE_MOST)
    begun, due, looked_at = 0, time.monotonic(), time.monotonic()
    async with asyncio.TaskGroup() as acts:
        while not stop.is_set() and (most is None or begun < most):
            await places.acquire()
            acts.create_task(crowd.act()).add_done_callback(lambda _: places.release())
            begun += 1
            if time.monotonic() - looked_at > LOOK_SECONDS:
                looked_at = time.monotonic()
                acts.create_task(_look_again(crowd))
            due = max(due + 1 / rate, time.monotonic() - 1)
            await _until(due, stop)


async def _look_again(crowd: Crowd) -> None:
    # A shop that was there and is silent now shows in what the acts are refused.
    with contextlib.suppress(ShopSilent):
        await crowd.look()


async def _until(due: float, stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(max(due - time.monotonic(), 0)):
            await stop.wait()
    except TimeoutError:
        return
