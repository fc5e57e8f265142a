"""Every address of the shop in the demo world, each in the states it can stand in."""

from dataclasses import dataclass

from models.orders import Order
from models.people import Person
from models.reports import Report
from tests.e2e.conftest import token_of

FACTS = """{
  due: team(code: "DRAW2226") { draw { uuid } }
  drawn: team(code: "DRAW2222") { draw { uuid } }
  void: team(code: "DRAW2224") { draw { uuid } }
  mallItems(first: 1) { nodes { id } } }"""
MINE = "{ viewer { orders(first: 1) { nodes { number } } } }"


@dataclass(frozen=True)
class Place:
    """One address, who looks at it, and what must be there once it stands."""

    name: str
    path: str
    who: str | None = None


# What needs no number of this very planting.
STEADY = (
    Place("feed", "/"),
    Place("search", "/search"),
    Place("search-found", "/search?q=茶"),
    Place("search-nothing", "/search?q=zzzz"),
    Place("campaign", "/c/navel-orange"),
    Place("campaign-mine", "/c/navel-orange", "juzi"),
    Place("campaign-lottery", "/c/green-grape-lottery"),
    Place("campaign-trial", "/c/mountain-coffee-trial"),
    Place("campaign-super", "/c/thin-shell-walnut-super"),
    Place("campaign-seckill", "/c/celadon-teapot"),
    Place("campaign-later", "/c/indigo-scarf"),
    Place("campaign-paused", "/c/iron-wok"),
    Place("campaign-ended", "/c/bamboo-steamer"),
    Place("rules", "/rules/green-grape-lottery"),
    Place("rules-ordinary", "/rules/navel-orange"),
    Place("team-open", "/t/TEAM2247"),
    Place("team-leader", "/t/DRAW2226", "juzi"),
    Place("team-failed", "/t/TEAM2227"),
    Place("team-cancelled", "/t/TEAM2229"),
    Place("team-drawn", "/t/DRAW2222", "juzi"),
    Place("team-void", "/t/DRAW2224"),
    Place("team-large", "/t/MANY2223"),
    Place("team-none", "/t/NOSUCH22"),
    Place("poster", "/t/TEAM2247/poster"),
    Place("login", "/login"),
    Place("login-up", "/login?new=1"),
    Place("me-nobody", "/me"),
    Place("me", "/me", "juzi"),
    Place("my-teams", "/me/teams", "juzi"),
    Place("selling", "/me/merchant", "juzi"),
    Place("orders", "/orders", "juzi"),
    Place("orders-none", "/orders", "cashier"),
    Place("wallet", "/me/wallet", "juzi"),
    Place("wallet-new", "/me/wallet", "cashier"),
    Place("withdraw", "/me/withdraw", "juzi"),
    Place("withdrawal-none", "/me/withdrawals/nothing", "juzi"),
    Place("favourites", "/me/favourites", "juzi"),
    Place("relations", "/me/distribution/team", "juzi"),
    Place("invited", "/c/navel-orange?i=23456789AB"),
    Place("notifications", "/me/notifications", "juzi"),
    Place("messages", "/me/messages", "juzi"),
    Place("talk", "/me/messages/south-slope", "juzi"),
    Place("addresses", "/me/addresses", "juzi"),
    Place("settings", "/me/settings", "juzi"),
    Place("distribution", "/me/distribution", "juzi"),
    Place("distribution-new", "/me/distribution", "cashier"),
    Place("commissions", "/me/distribution/commissions", "juzi"),
    Place("commission-why-nothing", "/me/distribution/why/D0", "juzi"),
    Place("distribution-ranking", "/me/distribution/ranking"),
    Place("distribution-poster", "/me/distribution/poster", "juzi"),
    Place("points", "/points"),
    Place("points-mine", "/points", "juzi"),
    Place("offline", "/offline"),
    Place("missing", "/no/such/page"),
)
NUMBERED = (
    Place("draw-due", "/d/{due}"),
    Place("draw-drawn", "/d/{drawn}", "juzi"),
    Place("draw-void", "/d/{void}"),
    Place("points-item", "/points/{item}", "juzi"),
    Place("order", "/orders/{order}", "juzi"),
    Place("paid", "/pay/{order}/result", "juzi"),
    Place("after-sale", "/orders/{sent}/after-sale", "juzi"),
    Place("after-sale-denied", "/orders/{closed}/after-sale", "juzi"),
    Place("report", "/orders/{report}/report", "{debtor}"),
)
PLACES = (*STEADY, *NUMBERED)


async def found(shop, place: Place) -> Place:
    """The place with its numbers in this planting of the world."""
    if place in STEADY:
        return place
    facts = await shop.client().ask(FACTS)
    mine = (await shop.client(await token_of(shop, "juzi")).ask(MINE))["viewer"]
    owed = await Report.filter(submitted_at=None, excused_at=None).first()
    assert owed is not None
    order, debtor = await Order.get(id=owed.order_id), await Person.get(id=owed.person_id)
    named = {
        **{name: facts[name]["draw"]["uuid"] for name in ("due", "drawn", "void")},
        "item": facts["mallItems"]["nodes"][0]["id"],
        "order": mine["orders"]["nodes"][0]["number"],
        "report": order.number,
        "sent": await number_of("juzi", "CONFIRMED", "SHIPPED", "COMPLETED"),
        "closed": await number_of("juzi", "CLOSED"),
        "debtor": debtor.handle,
    }
    return Place(place.name, place.path.format(**named), place.who and place.who.format(**named))


async def number_of(handle: str, *statuses: str) -> str:
    """The latest of somebody's orders that stands in one of these."""
    person = await Person.get(handle=handle)
    order = await Order.filter(person_id=person.id, status__in=statuses).order_by("-id").first()
    assert order is not None, f"{handle} has no order that is {statuses}"
    return order.number
