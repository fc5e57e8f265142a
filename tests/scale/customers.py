"""People who use a shop in several processes over stock clients, and note what went wrong."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2

from actions.people import open_session
from app.door import digest
from tests.actions.worlds import World, make_world
from tests.journeys.documents import CAMPAIGNS, OPEN, PAY

JOIN = """mutation($i: JoinTeamInput!) { joinTeam(input: $i) { __typename
  ... on TeamJoined { team { code version } payment { id } } ... on Refusal { message }
  ... on TeamRefusal { openTeams { code } } } }"""


COME_BACK = {"TIMEOUT", "INTERNAL", "TooBusy", "CashierUnavailable"}
INSIST_SECONDS, PAUSE_SECONDS = 60, 0.1


@dataclass(frozen=True)
class Customer:
    """Somebody signed in, without the seconds that passwords take."""

    person_id: UUID
    token: str


@dataclass(frozen=True)
class Failure:
    """A question without a good answer; the code is None where there was no answer at all."""

    asked: str
    why: str
    code: str | None = None


@dataclass
class Counter:
    """Where customers ask: one stock client with its pool of connections that are kept."""

    url: str
    http: httpx2.AsyncClient = field(init=False)
    answered: int = 0
    under_way: int = 0
    failures: list[Failure] = field(default_factory=list)
    # What was said to those who came back for it.
    passing: list[Failure] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = httpx2.AsyncClient(base_url=self.url, timeout=20)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.http.aclose()

    async def ask(self, document: str, customer: Customer | None = None, **variables) -> Any:
        """The one field of an answer; None where there is none, which is noted."""
        told = await self._asked(document, customer, variables)
        if isinstance(told, Failure):
            self.failures.append(told)
            return None
        return told

    async def insist(self, document: str, customer: Customer, **variables) -> Any:
        """The same from somebody who comes back, with the same keys, when they are told to."""
        async with asyncio.timeout(INSIST_SECONDS):
            while True:
                told = await self._asked(document, customer, variables)
                if not isinstance(told, Failure):
                    if told["__typename"] not in COME_BACK:
                        return told
                    told = Failure(document, str(told), told["__typename"])
                if told.code not in COME_BACK:
                    self.failures.append(told)
                    return None
                self.passing.append(told)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _asked(self, document: str, customer: Customer | None, variables) -> Any:
        headers = {"Authorization": f"Bearer {customer.token}"} if customer else {}
        body = {"query": document, "variables": variables}
        self.under_way += 1
        try:
            response = await self.http.post("/graphql", json=body, headers=headers)
            answer = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            return Failure(document, repr(error))
        finally:
            self.under_way -= 1
        if "errors" in answer:
            code = answer["errors"][0]["extensions"]["code"]
            return Failure(document, f"{response.status_code} {answer}", code)
        self.answered += 1
        [told] = answer["data"].values()
        return told


@dataclass
class Party:
    """A campaign, and whoever comes for it."""

    world: World
    campaign: dict[str, Any]

    @classmethod
    async def at(cls, counter: Counter, **terms) -> "Party":
        world = await make_world(datetime.now(UTC), **terms)
        page = await counter.ask(CAMPAIGNS)
        [campaign] = page["nodes"]
        return cls(world, campaign)

    async def customer(self) -> Customer:
        person, token = await self.world.person(), secrets.token_urlsafe()
        now = datetime.now(UTC)
        until = now + timedelta(days=1)
        await open_session(person_id=person.id, token_hash=digest(token), until=until, now=now)
        return Customer(person.id, token)

    async def opened(self, counter: Counter, leader: Customer) -> str:
        """The code of a team whose leader has paid."""
        wanted = self.wanted(campaignId=self.campaign["id"])
        placed = await counter.ask(OPEN, leader, i=wanted)
        assert placed["__typename"] == "TeamOpened", placed
        assert await paid(counter, leader, placed)
        return placed["team"]["code"]

    def wanted(self, **more) -> dict[str, Any]:
        sku = self.campaign["skus"][0]["id"]
        return {"skuId": sku, "idempotencyKey": secrets.token_hex(12), **more}


async def paid(counter: Counter, customer: Customer, placed: dict[str, Any]) -> bool:
    """Whether the provider took the money; anything else it said is noted."""
    done = await counter.ask(PAY, customer, i=pressed(placed))
    if done is not None and done["__typename"] != "SandboxPaid":
        counter.failures.append(Failure(PAY, str(done), done["__typename"]))
    return done is not None and done["__typename"] == "SandboxPaid"


def pressed(placed: dict[str, Any]) -> dict[str, str]:
    return {"paymentId": placed["payment"]["id"], "outcome": "SUCCEED"}


def moment() -> float:
    """What moments are told by: it never goes back."""
    return time.monotonic()
