"""Every door of the schema, tried by five people; who is turned away has changed nothing."""

import json
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from app.asgi import SCHEMA
from tests.graph.moving import MOVE_MONEY, moved
from tests.graph.offers import goods, offer
from tests.graph.people import Stage, staged
from tests.live.watching import streamed
from tests.services.checksums import checksums
from tests.services.shop import Client

PEOPLE = ("nobody", "customer", "rival", "owner", "operator")
OUT = "UNAUTHENTICATED"
NO = "FORBIDDEN"
ALL = "shown shown shown shown shown"
SIGNED_IN = f"{OUT} shown shown shown shown"


def seat(ids):
    return {"skuId": ids["sku"], "quantity": 1, "idempotencyKey": uuid4().hex}


# What each person is answered: an error's code, a union's type, "null", or "shown".
QUERIES = {
    "viewer { id }": "null shown shown shown shown",
    "products(first: 1) { nodes { id } }": ALL,
    "product(slug: $product_slug) { id }": ALL,
    "categories { id }": ALL,
    "merchants(first: 1) { nodes { id } }": ALL,
    "merchant(slug: $merchant_slug) { id }": ALL,
    "campaigns(first: 1) { nodes { id } }": ALL,
    "campaign(slug: $draft_slug) { id }": "null null null shown shown",
    "team(code: $team) { id }": ALL,
    "teams(first: 1) { nodes { id } }": ALL,
    "order(id: $order) { id }": f"{OUT} null null shown shown",
    "payment(id: $payment) { id }": f"{OUT} null null shown shown",
    "orders(first: 1) { nodes { id } }": SIGNED_IN,
    "node(id: $campaign) { id }": ALL,
    "node(id: $draft) { id }": "null null null shown shown",
    "node(id: $order) { id }": f"{OUT} null null shown shown",
    "node(id: $payment) { id }": f"{OUT} null null shown shown",
    "serverTime": ALL,
}

MUTATIONS = {
    "openTeam": (
        lambda ids: seat(ids) | {"campaignId": ids["campaign"]},
        f"{OUT} TeamOpened TeamOpened TeamOpened TeamOpened",
    ),
    "joinTeam": (
        lambda ids: seat(ids) | {"teamCode": ids["others_team"]},
        f"{OUT} TeamJoined TeamJoined TeamJoined TeamJoined",
    ),
    "buySolo": (seat, f"{OUT} OrderPlaced OrderPlaced OrderPlaced OrderPlaced"),
    "setOrderAddress": (
        lambda ids: {"orderId": ids["order"], "addressId": ids["address"]},
        f"{OUT} OrderNotFound OrderNotFound OrderAddressed OrderNotFound",
    ),
    "startPayment": (
        lambda ids: {"paymentId": ids["payment"]},
        f"{OUT} PaymentNotFound PaymentNotFound PaymentStarted PaymentNotFound",
    ),
    "paySandbox": (
        lambda ids: {"paymentId": ids["payment"]},
        f"{OUT} PaymentNotFound PaymentNotFound SandboxPaid PaymentNotFound",
    ),
    "cancelOrder": (
        lambda ids: {"orderId": ids["order"]},
        f"{OUT} OrderNotFound OrderNotFound OrderNotCancellable OrderNotFound",
    ),
    "leaveTeam": (
        lambda ids: {"teamCode": ids["team"]},
        f"{OUT} NotInTeam NotInTeam LeaderCannotLeave NotInTeam",
    ),
    "cancelTeam": (
        lambda ids: {"teamCode": ids["team"]},
        f"{OUT} NotTeamLeader NotTeamLeader TeamCalledOff NotTeamLeader",
    ),
    "callOffTeam": (
        lambda ids: {"teamCode": ids["team"], "reason": "why"},
        f"{OUT} {NO} {NO} {NO} TeamCancelled",
    ),
    "takeSeat": (
        lambda ids: seat(ids) | {"campaignId": ids["campaign"]},
        f"{OUT} SeatTaken SeatTaken SeatTaken SeatTaken",
    ),
    "createMerchant": (
        lambda _: {"slug": f"m-{uuid4().hex[:8]}", "name": "新店", "ownerHandle": "nobody-known"},
        f"{OUT} {NO} {NO} {NO} PersonNotFound",
    ),
    "createCategory": (
        lambda _: {"slug": f"c-{uuid4().hex[:8]}", "name": "新货"},
        f"{OUT} {NO} {NO} {NO} CategoryCreated",
    ),
    "setFavourite": (
        lambda ids: {"productId": ids["product"], "favourite": True},
        f"{OUT} FavouriteSet FavouriteSet FavouriteSet FavouriteSet",
    ),
    "createProduct": (goods, f"{OUT} {NO} MerchantNotFound ProductCreated ProductCreated"),
    "updateProduct": (
        lambda ids: {"productId": ids["product"], "title": "新名"},
        f"{OUT} {NO} ProductNotFound ProductUpdated ProductUpdated",
    ),
    "addSku": (
        lambda ids: {
            "productId": ids["product"],
            "code": uuid4().hex[:6],
            "name": "一份",
            "soloPriceFen": "500",
            "stock": 1,
        },
        f"{OUT} {NO} ProductNotFound SkuAdded SkuAdded",
    ),
    "changeSku": (
        lambda ids: {"skuId": ids["sku"], "name": "两份"},
        f"{OUT} {NO} SkuNotFound SkuChanged SkuChanged",
    ),
    "restockSku": (
        lambda ids: {"skuId": ids["sku"], "pieces": 1, "idempotencyKey": uuid4().hex},
        f"{OUT} {NO} SkuNotFound SkuRestocked SkuRestocked",
    ),
    "createCampaign": (
        offer,
        f"{OUT} {NO} ProductNotFound CampaignCreated CampaignCreated",
    ),
    "updateCampaign": (
        lambda ids: {"campaignId": ids["draft"], "title": "新名"},
        f"{OUT} {NO} CampaignNotFound CampaignUpdated CampaignUpdated",
    ),
    "pauseCampaign": (
        lambda ids: {"campaignId": ids["campaign"]},
        f"{OUT} {NO} CampaignNotFound CampaignSuspended CampaignSuspended",
    ),
    "resumeCampaign": (
        lambda ids: {"campaignId": ids["campaign"]},
        f"{OUT} {NO} CampaignNotFound CampaignResumed CampaignResumed",
    ),
    "endCampaign": (
        lambda ids: {"campaignId": ids["campaign"]},
        f"{OUT} {NO} CampaignNotFound CampaignClosed CampaignClosed",
    ),
    "publishCampaign": (
        lambda ids: {"campaignId": ids["draft"]},
        f"{OUT} {NO} CampaignNotFound CampaignPublished CampaignNotDraft",
    ),
    "withdrawProduct": (
        lambda ids: {"productId": ids["product"]},
        f"{OUT} {NO} ProductNotFound ProductWithdrawn ProductWithdrawn",
    ),
    "restoreProduct": (
        lambda ids: {"productId": ids["product"]},
        f"{OUT} {NO} ProductNotFound ProductRestored ProductRestored",
    ),
    "signOut": (lambda _: None, f"{OUT} shown shown shown shown"),
}

SUBSCRIPTIONS = {
    "teamProgress(code: $team) { code }": ALL,
    "teamsProgress(codes: [$team]) { code }": ALL,
    "campaignPulse(slug: $campaign_slug) { version }": ALL,
    "campaignPulse(slug: $draft_slug) { version }": " ".join(["NOT_FOUND"] * 5),
    "viewerEvents { kind }": SIGNED_IN,
}
for found in sorted(Path(__file__).parent.glob("*_doors.py")):
    doors = import_module(f"tests.graph.{found.stem}")
    QUERIES |= getattr(doors, "QUERIES", {})
    MUTATIONS |= getattr(doors, "MUTATIONS", {})
    SUBSCRIPTIONS |= getattr(doors, "SUBSCRIPTIONS", {})


def roots(kind: str) -> set[str]:
    return set(SCHEMA.core.type_map[kind].fields)


def named(table) -> set[str]:
    return {field.split("(")[0].split()[0] for field in table}


def test_no_door_is_left_out():
    assert named(QUERIES) == roots("Query")
    assert named(MUTATIONS) == roots("Mutation")
    assert named(SUBSCRIPTIONS) == roots("Subscription")


def answered(answer) -> str:
    if answer.get("errors"):
        return answer["errors"][0]["extensions"]["code"]
    [value] = answer["data"].values()
    if value is None:
        return "null"
    return value["__typename"] if isinstance(value, dict) and "__typename" in value else "shown"


def filled(field: str, ids) -> str:
    """The field with its ids written in, the longest names first."""
    for name in sorted(ids, key=len, reverse=True):
        field = field.replace(f"${name}", json.dumps(ids[name], default=str))
    return field


@dataclass
class Walk:
    """Tries every door as every person, and notes what was not as expected."""

    stage: Stage
    wrong: list[str] = field(default_factory=list)

    async def ask(self, door: str, client: Client) -> str:
        return answered(await client.raw(f"{{ {filled(door, self.stage.ids)} }}"))

    async def watch(self, door: str, client: Client) -> str:
        document = f"subscription {{ {filled(door, self.stage.ids)} }}"
        async with streamed(self.stage.crowd.shop.url, document, client.token) as frames:
            return answered((await anext(frames))[1])

    async def do(self, door: str, client: Client) -> str:
        if door == "signOut":
            client = await self.stage.again(client) if client.token else client
            return answered(await client.raw("mutation { signOut { ok } }"))
        wanted, _ = MUTATIONS[door]
        takes = SCHEMA.core.type_map["Mutation"].fields[door].args
        if not takes:
            return answered(await client.raw(f"mutation {{ {door} {{ __typename }} }}"))
        document = f"mutation($i: {takes['input'].type}) {{ {door}(input: $i) {{ __typename }} }}"
        return answered(await client.raw(document, i=wanted(self.stage.ids)))

    async def tried(self, way, door: str, outcomes: str):
        """Yield each person's name with the outcome."""
        for name, expected in zip(PEOPLE, outcomes.split(), strict=True):
            self.stage.crowd.shared.http.cookies.clear()  # whoever signs in is given one
            outcome = await way(door, self.stage.people[name])
            if outcome != expected:
                self.wrong.append(f"{door} as {name}: {outcome}, expected {expected}")
            yield name, outcome


async def test_whoever_looks_sees_what_is_theirs_and_changes_nothing(shop):
    walk = Walk(await staged(shop))
    before = await checksums()
    for way, table in ((walk.ask, QUERIES), (walk.watch, SUBSCRIPTIONS)):
        for door, outcomes in table.items():
            assert [name async for name, _ in walk.tried(way, door, outcomes)] == [*PEOPLE]
    assert not walk.wrong, "\n".join(walk.wrong)
    assert await checksums() == before


async def test_whoever_may_not_is_turned_away_and_changes_nothing(shop):
    walk = Walk(await staged(shop))
    before, moving = await checksums(), set[str]()
    for door, (_, outcomes) in MUTATIONS.items():
        async for name, outcome in walk.tried(walk.do, door, outcomes):
            after = await checksums()
            turned_away = outcome in {OUT, NO} or "NotFound" in outcome
            if turned_away and after != before:
                walk.wrong.append(f"{door} as {name}: {outcome}, and something was written")
            moving |= {door} if moved(before, after) else set()
            before = after
    assert not walk.wrong, "\n".join(walk.wrong)
    assert moving == MOVE_MONEY
