"""What the customers of a round do, each again and again until it is answered."""

import asyncio
import base64
import random
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2

from app.errands.provider import ProviderRefused
from app.errands.sandbox_client import SandboxClient
from rules.people import Role
from tests.actions.worlds import TEAM_FEN
from tests.journeys.documents import CANCEL, JOIN, LEAVE, OPEN, SOLO, START
from tests.kills.children import SECRET
from tests.kills.stage import Stage

SCRIPTS = ("fills", "fails", "leaves", "cancels", "buys", "strays", "spends")
PATIENCE_SECONDS = 15
PAUSE_SECONDS = 0.02
RESOLVE = """mutation($i: ResolvePaymentCaseInput!) { resolvePaymentCase(input: $i) { __typename
  ... on PaymentCaseResolved { paymentCase { id } } ... on Refusal { message } } }"""
CASES = "{ paymentCases(status: OPEN, first: 5) { nodes { id } } }"


def gid(kind: str, row) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{row.id}".encode()).decode()


@dataclass
class Customer:
    """Somebody who repeats what was not answered, under the same key."""

    stage: Stage
    http: httpx2.AsyncClient
    token: str
    # What was placed: document, input, and the ids it was answered with.
    placed: list = field(default_factory=list)

    async def ask(self, document: str, **wanted) -> dict:
        """The answer to the one field of a document; no error but a dead server is lived with."""
        headers = {"Authorization": f"Bearer {self.token}"}
        body = {"query": document, "variables": {"i": wanted} if wanted else {}}
        url = f"{self.stage.ground.url}/graphql"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with suppress(httpx2.TransportError):
                    answer = (await self.http.post(url, json=body, headers=headers)).json()
                    assert "errors" not in answer, answer["errors"]
                    [told] = answer["data"].values()
                    return told
                await asyncio.sleep(PAUSE_SECONDS)

    async def place(self, document: str, **wanted) -> dict:
        """Place an order, and remember how that was answered."""
        told = await self.ask(document, **wanted, idempotencyKey=f"key-{len(self.placed)}")
        assert "order" in told, told
        self.placed.append((document, wanted, ids(told)))
        return told

    async def repeat(self) -> None:
        """Ask for everything once more: the same answers to the same keys."""
        for number, (document, wanted, before) in enumerate(self.placed):
            told = await self.ask(document, **wanted, idempotencyKey=f"key-{number}")
            assert ids(told) == before, f"{told} is not {before}"

    async def cashier(self, placed: dict) -> dict:
        started = await self.ask(START, paymentId=placed["payment"]["id"])
        assert started["__typename"] == "PaymentStarted", started
        return started

    async def pay(self, placed: dict) -> None:
        """Go to the cashier and press its button, as often as it takes."""
        address = (await self.cashier(placed))["cashierUrl"]
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with suppress(httpx2.TransportError):
                    pressed = await self.http.post(f"{address}/pay")
                    assert pressed.status_code == 303, pressed.text
                    return
                await asyncio.sleep(PAUSE_SECONDS)


def ids(told: dict) -> tuple[str, str | None]:
    return told["order"]["id"], told["payment"] and told["payment"]["id"]


class Traffic:
    """The customers of one round, who act in an order that its seed decides."""

    def __init__(self, stage: Stage, http: httpx2.AsyncClient, provider: SandboxClient, seed: int):
        self.stage, self.http, self.provider = stage, http, provider
        self.chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.customers: list[Customer] = []
        self.offer = {
            "campaignId": gid("Campaign", stage.world.campaign),
            "skuId": gid("Sku", stage.world.sku),
        }
        self.sku = {"skuId": gid("Sku", stage.world.sku)}
        self.late = ""

    async def customer(self, role: Role = Role.CUSTOMER, *, has_fen: int = 0) -> Customer:
        token = await self.stage.token(role, has_fen=has_fen)
        made = Customer(self.stage, self.http, token)
        self.customers.append(made)
        return made

    async def act(self, *scripts: str) -> None:
        """Everything that happens before time passes, or some; then everybody asks once more."""
        names = list(scripts or SCRIPTS)
        self.chance.shuffle(names)
        await asyncio.gather(*(getattr(self, name)() for name in names))
        await asyncio.gather(*(each.repeat() for each in self.customers))

    async def opened(self) -> tuple[Customer, dict, dict]:
        leader = await self.customer()
        team = await leader.place(OPEN, **self.offer)
        return leader, team, {"teamCode": team["team"]["code"], **self.sku}

    async def joins(self, seat: dict, *, pays: bool = True) -> Customer:
        friend = await self.customer()
        placed = await friend.place(JOIN, **seat)
        await (friend.pay(placed) if pays else friend.cashier(placed))
        return friend

    async def fills(self) -> None:
        """A team forms."""
        leader, team, seat = await self.opened()
        await asyncio.gather(leader.pay(team), self.joins(seat), self.joins(seat))

    async def fails(self) -> None:
        """Two pay, one does not, and pays when it is too late; the team does not form."""
        leader, team, seat = await self.opened()
        await asyncio.gather(leader.pay(team), self.joins(seat))
        late = await self.customer()
        placed = await late.place(JOIN, **seat)
        self.late = (await late.cashier(placed))["payment"]["number"]

    async def leaves(self) -> None:
        """One pays a wrong sum, one pays and leaves, one stays alone and is refunded."""
        leader, team, seat = await self.opened()
        await leader.pay(team)
        friend = await self.joins(seat)
        left = await friend.ask(LEAVE, teamCode=seat["teamCode"])
        assert left["__typename"] in {"TeamLeft", "NotInTeam"}, left
        other = await self.customer()
        started = await other.cashier(await other.place(JOIN, **seat))
        await self.deed("pay_wrong", started["payment"]["number"], amount_fen=1)

    async def cancels(self) -> None:
        """Nobody pays: one calls the team off, one forgets it."""
        leader, team, seat = await self.opened()
        await leader.cashier(team)
        ended = await leader.ask(CANCEL, teamCode=seat["teamCode"])
        assert ended["__typename"] in {"TeamCalledOff", "TeamCancelled"}, ended
        await self.opened()

    async def buys(self) -> None:
        """One buys alone, one does not pay for it, and one pays twice."""
        one, two, three = [await self.customer() for _ in range(3)]
        await one.pay(await one.place(SOLO, **self.sku))
        await two.place(SOLO, **self.sku)
        started = await three.cashier(await three.place(SOLO, **self.sku))
        await self.deed("pay_twice", started["payment"]["number"])

    async def spends(self) -> None:
        """Accounts pay all of a seat and of a solo order, and parts of two seats; one is unpaid."""
        leader, friend, late, alone = [await self.customer(has_fen=5000) for _ in range(4)]
        team = await leader.place(OPEN, **self.offer, creditFen="1990")
        seat = {"teamCode": team["team"]["code"], **self.sku}
        placed = await friend.place(JOIN, **seat, creditFen="990", cashFen="500")
        await friend.pay(placed)
        await late.cashier(await late.place(JOIN, **seat, cashFen="1"))
        assert (await alone.place(SOLO, **self.sku, cashFen="3280"))["payment"] is None

    async def strays(self) -> None:
        """Money that nobody knows comes in, and an operator sends it back."""
        number = f"X{self.chance.randrange(10**9)}"
        async with asyncio.timeout(PATIENCE_SECONDS):
            # Before its first payment the provider knows no shop to tell.
            while not await self._strayed(number):  # noqa: ASYNC110 - the provider tells nobody
                await asyncio.sleep(PAUSE_SECONDS)
        operator = await self.customer(Role.OPERATOR)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (await operator.ask(CASES))["nodes"]:
                # Told again after a second, where whoever was told is dead.
                self.stage.ground.clock.turn(seconds=1)
                await asyncio.sleep(5 * PAUSE_SECONDS)
        for case in (await operator.ask(CASES))["nodes"]:
            wanted = {"caseId": case["id"], "resolution": "REFUND", "reason": "查无此单"}
            told = await operator.ask(RESOLVE, **wanted, idempotencyKey=case["id"])
            assert told["__typename"] == "PaymentCaseResolved", told

    async def _strayed(self, number: str) -> bool:
        try:
            await self.deed("pay_stray", number, amount_fen=TEAM_FEN)
        except ProviderRefused as refused:
            if refused.code != "PAYMENT_UNKNOWN":
                raise
            return False
        return True

    async def deed(self, deed: str, number: str, **details) -> None:
        """Have the provider do something; it outlives every kill."""
        await self.provider.act(deed, number, **details)

    async def pay_late(self) -> None:
        """Money for a seat that is long free."""
        if self.late:
            await self.deed("pay_late", self.late)


def client(stage: Stage) -> SandboxClient:
    return SandboxClient(
        base_url=stage.ground.provider_url, secret=SECRET, clock=stage.ground.clock
    )
