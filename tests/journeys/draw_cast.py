"""Who takes part in the journey of a lottery, and what they see of all accounts at each step."""

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from models.people import Person, Session
from resolvers.books import check_books
from rules.people import Role
from tests.graph.documents import CREATE_CATEGORY, CREATE_MERCHANT, CREATE_PRODUCT
from tests.journeys.balances import Balances
from tests.journeys.test_operations import Visitor
from tests.services.shop import Shop

WALLET = "{ viewer { accounts { kind unit balance { count } } } }"
WHO = "{ viewer { id handle } }"
SOLO_FEN = 4800


@dataclass(frozen=True)
class Terms:
    """Where chance comes from, among whom it draws, and what its worst case comes to."""

    mode: str
    scope: str
    most: int
    stock: int
    reserve_fen: int


@dataclass
class Story:
    """A shop, everybody in it, and what the story says that they have."""

    shop: Shop
    terms: Terms
    desk: Visitor
    till: Visitor
    seller: Visitor
    members: dict[str, Visitor]
    product: dict[str, Any]
    merchant_id: str
    balances: Balances = field(default_factory=Balances)
    orders: dict[str, str] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    campaign_id: str = ""
    code: str = ""
    draw: str = ""

    @property
    def sku_id(self) -> str:
        return self.product["skus"][0]["id"]

    async def is_true(self, **balances) -> None:
        """All accounts are as they were but for these, and nothing else is wrong.

        The ledger, everybody's own wallet, and every sentence of check-books agree.
        """
        self.balances.say(**balances)
        assert await self.balances.found() == self.balances.said
        for name, member in self.members.items():
            for account in (await member.client.ask(WALLET))["viewer"]["accounts"]:
                held = self.balances.of(name, account["kind"])
                assert account["balance"]["count"] == str(held), (name, account)
        assert await check_books() == []

    def of(self, account: str) -> int:
        """What an account is said to hold."""
        return self.balances.said.get(account, 0)

    async def swept(self, **turned: float) -> None:
        """The clock is turned, and the worker does all that is due."""
        self.shop.clock.turn(**turned)
        await self.shop.sweep()

    def called(self, kind: str, node_id: str, name: str) -> str:
        """What of theirs is called by a name from now on."""
        self.balances.call(uuid_of(node_id), name)
        if kind == "order":
            self.orders[name] = node_id
        return node_id

    def renamed(self, names: dict[str, str]) -> None:
        """Members by what came of their entries."""
        self.balances.renamed(names)
        self.members = {names[name]: member for name, member in self.members.items()}
        self.orders = {names[name]: order for name, order in self.orders.items()}


def uuid_of(node_id: str) -> UUID:
    return UUID(base64.urlsafe_b64decode(node_id).decode().partition(":")[2])


def key() -> str:
    return uuid4().hex


async def done(visitor: Visitor, document: str, **wanted) -> dict[str, Any]:
    """The one answer of a mutation that the docs do not show."""
    [answer] = (await visitor.client.ask(document, i=wanted)).values()
    return answer


async def newcomer(shop: Shop, sent: set[str], name: str, role: Role = Role.CUSTOMER) -> Visitor:
    """Somebody who signed up, and whom nobody asks to sign in again for years."""
    client = await shop.newcomer(name)
    person = await Person.get(handle=f"guest{shop.people}")
    await Person.filter(id=person.id).update(role=role)
    far = shop.clock() + timedelta(days=800)
    await Session.filter(person_id=person.id).update(expires_at=far)
    return Visitor(shop, client, sent)


async def gathered(shop: Shop, terms: Terms, sent: set[str]) -> Story:
    """Two operators, a merchant with goods on the shelf, four who want them; no money yet."""
    names = ("desk", "till")
    desk, till = [await newcomer(shop, sent, name, Role.OPERATOR) for name in names]
    seller = await newcomer(shop, sent, "南坡阿橙")
    handle = (await seller.client.ask(WHO))["viewer"]["handle"]
    wanted = {"slug": "orchard", "name": "南坡果园", "ownerHandle": handle}
    merchant = (await done(desk, CREATE_MERCHANT, **wanted))["merchant"]
    shelf = (await done(desk, CREATE_CATEGORY, slug="fruit", name="鲜果"))["category"]
    sku = {"code": "5", "name": "5 斤", "soloPriceFen": str(SOLO_FEN), "stock": 40}
    product = {"slug": "plum", "title": "青梅 5 斤", "skus": [sku]}
    owned = {"merchantId": merchant["id"], "categoryId": shelf["id"]}
    made = (await done(seller, CREATE_PRODUCT, **owned, **product))["product"]
    members = {name: await newcomer(shop, sent, name) for name in ("a", "b", "c", "d")}
    story = Story(shop, terms, desk, till, seller, members, made, merchant["id"])
    story.called("merchant", merchant["id"], "merchant")
    for name, member in members.items():
        viewer = (await member.client.ask(WHO))["viewer"]
        story.called("person", viewer["id"], name)
    shop.clock.hold()
    return story
