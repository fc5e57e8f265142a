"""A small world behind the first page's questions: the contract in SDL, teams in memory."""

import asyncio
import json
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count

from graphql import ExecutionResult, build_schema, graphql, parse, subscribe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from app.pages.first import first_routes
from app.pages.policy import page_policy
from app.seed.goods import PRODUCTS, PRODUCTS_BY_SLUG
from app.settings import ROOT

SDL = """
scalar DateTime
scalar Decimal
enum TeamStatus { OPEN FORMED DRAWING SETTLED FAILED CANCELLED }
enum CampaignKind { ORDINARY SECKILL SUPER TRIAL LOTTERY CUSTOM }
enum SeatState { EMPTY HELD FILLED RELEASED WON LOST }
input TeamFilter { status: TeamStatus, campaignSlug: String }
type Money { amount: Decimal! }
type Product { title: String! titleEn: String! pictures: [String!]! }
type Campaign {
  slug: String! kind: CampaignKind! title: String! teamPrice: Money! soloPrice: Money!
  product: Product!
}
type Member { displayName: String! }
type Seat { number: Int! state: SeatState! member: Member }
type Team {
  code: String! status: TeamStatus! size: Int! seatsFilled: Int! seatsHeld: Int! seatsLeft: Int!
  closesAt: DateTime! version: Int! serverTime: DateTime! confirming: Boolean!
  seats(first: Int!): [Seat!]! campaign: Campaign!
}
type TeamConnection { nodes: [Team!]! }
type CampaignPulse {
  slug: String! version: Int! openTeams: Int! formedTeams: Int! stockLeft: Int!
  serverTime: DateTime!
}
type Query { teams(first: Int!, filter: TeamFilter): TeamConnection! }
type Subscription {
  teamsProgress(codes: [String!]!): Team!
  campaignPulse(slug: String!): CampaignPulse!
}
"""
SCHEMA = build_schema(SDL)
NAMES = ("林*", "半**", "陈*", "芝**", "L**d", "苏*", "吴*", "赵*", "M**d", "郑*", "豆**", "孙*")


def yuan(fen: int) -> dict:
    return {"amount": f"{fen // 100}.{fen % 100:02d}"}


class World:
    """Teams that a test moves by hand; ``skew`` is how far this clock is from the machine's."""

    def __init__(self, skew: timedelta = timedelta(0)):
        self.skew = skew
        self.teams = {}
        self.listeners = set()
        self.down = False
        self.without_streams = False

    def now(self) -> datetime:
        return datetime.now(UTC) + self.skew

    def open_team(self, code, slug, *, filled=1, held=0, seconds=3600, size=None):
        product = PRODUCTS_BY_SLUG[slug]
        size = size or product.team_size
        states = ["FILLED"] * filled + ["HELD"] * held
        states += ["EMPTY"] * (size - len(states))
        self.teams[code] = {
            "code": code,
            "status": "OPEN",
            "product": product,
            "states": states,
            "closes_at": self.now() + timedelta(seconds=seconds),
            "version": 1,
            "confirming": False,
            "names": NAMES[len(self.teams) % 7 :] + NAMES,
        }
        self.changed(code)

    def change(self, code, **changes):
        self.teams[code].update(changes)
        self.changed(code)

    def seat(self, code, state="FILLED"):
        team = self.teams[code]
        for wanted in ("HELD", "EMPTY"):
            if state == "HELD" and wanted == "HELD":
                continue
            if wanted in team["states"]:
                team["states"][team["states"].index(wanted)] = state
                break
        if set(team["states"]) == {"FILLED"}:
            team["status"] = "FORMED"
        self.changed(code)

    def changed(self, code):
        self.teams[code]["version"] += 1
        for queue in self.listeners:
            queue.put_nowait(code)

    def team(self, code):
        team = self.teams[code]
        product, states = team["product"], team["states"]
        sku = product.skus[0]
        seats = [
            {
                "number": number,
                "state": state,
                "member": {"displayName": team["names"][(number - 1) % 12]}
                if state != "EMPTY"
                else None,
            }
            for number, state in enumerate(states, start=1)
        ]
        return {
            **{key: team[key] for key in ("code", "status", "version", "confirming")},
            "size": len(states),
            "seatsFilled": states.count("FILLED"),
            "seatsHeld": states.count("HELD"),
            "seatsLeft": states.count("EMPTY"),
            "closesAt": team["closes_at"].isoformat().replace("+00:00", "Z"),
            "serverTime": self.now().isoformat().replace("+00:00", "Z"),
            "seats": lambda _info, first: seats[:first],
            "campaign": {
                "slug": product.slug,
                "kind": "ORDINARY",
                "title": product.title.zh,
                "teamPrice": yuan(sku.team_fen),
                "soloPrice": yuan(sku.solo_fen),
                "product": {
                    "title": product.title.zh,
                    "titleEn": product.title.en,
                    "pictures": list(product.pictures),
                },
            },
        }

    def list_teams(self, _info, first, filter=None):  # noqa: A002  the argument's name in the API
        wanted = (filter or {}).get("status", "OPEN")
        codes = [code for code, team in self.teams.items() if team["status"] == wanted]
        return {"nodes": [self.team(code) for code in codes[:first]]}

    @contextmanager
    def watched(self):
        queue = asyncio.Queue(maxsize=1000)
        self.listeners.add(queue)
        try:
            yield queue
        finally:
            self.listeners.discard(queue)

    async def progress(self, _info, codes):
        with self.watched() as queue:  # before the snapshot: nothing falls between the two
            for code in codes:
                yield {"teamsProgress": self.team(code)}
            while True:
                code = await queue.get()
                if code in codes:
                    yield {"teamsProgress": self.team(code)}

    def pulse_of(self, slug, version):
        facts = {"slug": slug, "version": version, "openTeams": len(self.teams)}
        facts |= {"formedTeams": 0, "stockLeft": 100, "serverTime": self.now().isoformat()}
        return {"campaignPulse": facts}

    async def pulse(self, _info, slug):
        with self.watched() as queue:
            for version in count(1):
                yield self.pulse_of(slug, version)
                await queue.get()


def frames(world, results):
    async def body():
        if isinstance(results, ExecutionResult):
            refused = json.dumps(results.formatted)
            yield f"event: next\ndata: {refused}\n\nevent: complete\ndata:\n\n"
            return
        with suppress(asyncio.CancelledError):
            async for result in results:
                if world.without_streams or world.down:
                    return
                yield f"event: next\ndata: {json.dumps(result.formatted)}\n\n"
        await results.aclose()

    return body()


def stub_app(world: World) -> Starlette:
    """Return the pages in front of the world's GraphQL, over POST and over SSE."""

    def stamped(response: Response) -> Response:
        response.headers["x-server-time"] = str(int(world.now().timestamp() * 1000))
        return response

    async def answer(request: Request) -> Response:
        if world.down:
            return PlainTextResponse("down", 503)
        if request.method == "POST":
            asked = await request.json()
            root = {"teams": world.list_teams}
            result = await graphql(
                SCHEMA, asked["query"], root, variable_values=asked.get("variables")
            )
            return stamped(JSONResponse(result.formatted))
        if world.without_streams or "text/event-stream" not in request.headers.get("accept", ""):
            return PlainTextResponse("no streams", 406)
        variables = json.loads(request.query_params.get("variables", "{}"))
        root = {"teamsProgress": world.progress, "campaignPulse": world.pulse}
        results = subscribe(
            SCHEMA, parse(request.query_params["query"]), root, variable_values=variables
        )
        if asyncio.iscoroutine(results):
            results = await results
        return stamped(StreamingResponse(frames(world, results), media_type="text/event-stream"))

    page = first_routes(ROOT / "web" / "first", policy=page_policy("http://127.0.0.1"), built=False)
    return Starlette(routes=[*page, Route("/graphql", answer, methods=["GET", "POST"])])


def furnished(world: World) -> World:
    """Return the world with a dozen teams in many states of filling."""
    for number, product in enumerate(PRODUCTS[::2]):
        filled = 1 + (number * 3) % product.team_size if product.team_size > 2 else 1
        filled = min(filled, product.team_size - 1)
        held = 1 if number % 3 == 0 and product.team_size - filled > 1 else 0
        world.open_team(
            f"K7M{number:02d}Q",
            product.slug,
            filled=filled,
            held=held,
            seconds=600 + 5400 * number + (86400 if number == 7 else 0),
        )
    return world
