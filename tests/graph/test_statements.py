"""How many statements the heaviest operations send: so many, and no more for twice the rows.

Each is asked for two sizes of its list, twice the rows where there are so many. A statement
for each row would show as more of them for the larger, and one that came in unseen as another
number than is written here.
"""

from dataclasses import dataclass

import pytest
from tortoise.exceptions import IncompleteInstanceError

from models.campaigns import Campaign
from models.db import first, read
from models.shapes import shape
from models.teams import Seat, Team
from tests.graph.test_every_field import token_of
from tests.services.shop import open_shop
from tests.services.statements import counted


@dataclass(frozen=True)
class Page:
    """What somebody asks, with a list of ``$n`` rows at a path, and what it costs."""

    statements: int
    who: str
    document: str
    path: str
    few: int = 5
    many: int = 10


PAGES = {
    "the list of campaigns": Page(
        5,
        "juzi",
        """query($n: Int!) { campaigns(first: $n) { nodes { id slug title kind size endsAt
             teamPrice { fen amount } soloPrice { fen } merchant { id name slug }
             skus { id name teamPrice { fen } stockLeft }
             openTeams(first: 3) { nodes { code size seatsFilled seatsLeft closesAt } } } } }""",
        "campaigns.nodes",
    ),
    "the front page": Page(
        11,
        "juzi",
        """query($n: Int!) { categories { slug name }
             campaigns(first: $n) { nodes { slug title formedCount stockLeft
               product { title pictures soloPrice { fen } } merchant { name } } }
             teams(sort: FILLING, first: $n) { nodes { code seatsLeft leader { displayName }
               campaign { slug title product { pictures } } } } }""",
        "teams.nodes",
    ),
    "the list of products": Page(
        11,
        "juzi",
        """query($n: Int!) { products(first: $n) { nodes { slug title about pictures isFavourite
             soloPrice { fen } category { name } merchant { name trust { depositIsWhole } }
             skus { name stockLeft } shareCard { title text }
             campaigns { slug teamPrice { fen } skus { name } } } } }""",
        "products.nodes",
    ),
    "a campaign's teams": Page(
        12,
        "juzi",
        """query($n: Int!) { teams(first: $n) { nodes { code status mySeat { number }
             myOrder { number } seats(first: 5) { number member { displayName } }
             leader { displayName } draw { stage } campaign { slug product { title } }
             activity(first: 3) { nodes { kind } } } } }""",
        "teams.nodes",
    ),
    "a team's page": Page(
        12,
        "juzi",
        """query($n: Int!) { team(code: "TEAM2234") { code status seatsLeft isLedByViewer
             mySeat { number } myOrder { id payments { status } }
             seats(first: $n) { number state member { displayName } }
             activity(first: $n) { nodes { kind } }
             campaign { title product { title } merchant { name } skus { name } } } }""",
        "team.seats",
    ),
    "one's orders": Page(
        12,
        "juzi",
        """query($n: Int!) { orders(first: $n) { nodes { id number status total { amount }
             product { title pictures skus { name } } team { code status seatsLeft draw { stage } }
             payments { id status refunds { number status } }
             tenders { source } parcels { number } } } }""",
        "orders.nodes",
    ),
    "a merchant's orders": Page(
        7,
        "orchard",
        """query($n: Int!) { merchant(slug: "south-slope") { name orders(first: $n) { nodes {
             id number shipBy isLate buyerName quantity product { title } sku { code }
             shipTo { recipient phone } } } } }""",
        "merchant.orders.nodes",
    ),
    "a wallet's entries": Page(
        4,
        "juzi",
        """query($n: Int!) { viewer { accounts { kind balance { count } } account(kind: CASH) {
             entries(first: $n) { nodes { number kind cause at amount { count }
               order { number product { title } } draw { id } } } } } }""",
        "viewer.account.entries.nodes",
        few=2,
        many=4,
    ),
    "whom one leads": Page(
        7,
        "juzi",
        """query($n: Int!) { viewer { relations(level: 1, first: $n) { nodes { id status orders
             earned { amount } member { displayName }
             members(first: 5) { nodes { orders member { displayName } } } } } } }""",
        "viewer.relations.nodes",
        few=3,
        many=4,
    ),
    "one's commissions": Page(
        7,
        "juzi",
        """query($n: Int!) { viewer { commissionTotals { pending { amount } }
             commissions(first: $n) { nodes { orderNumber buyer level status why kept { amount }
               product { title } waitsFor settlesAt } } } }""",
        "viewer.commissions.nodes",
    ),
    "the draws of a campaign": Page(
        7,
        "juzi",
        """query($n: Int!) { campaign(slug: "green-grape-lottery") { title
             draws(first: $n) { nodes { uuid stage rulesHash entries lockReceipt { line }
               winners(first: 3) { prize ticket member { displayName } }
               myEntries { serial prize proof } } } } }""",
        "campaign.draws.nodes",
        few=2,
        many=4,
    ),
    "what one was told": Page(
        5,
        "juzi",
        """query($n: Int!) { viewer { unread notifications(first: $n) { nodes { kind happenedAt
             order { number status } team { code status } } } } }""",
        "viewer.notifications.nodes",
    ),
}


def rows_at(data: object, path: str) -> int:
    """How many rows stand at the end of a path."""
    found = data
    for step in path.split("."):
        found = found[step]
    return len(found)


async def test_the_heaviest_operations_send_so_many_statements_however_many_rows(
    demo_database, tmp_path
):
    sent: dict[str, list[int]] = {}
    async with open_shop(demo_database, tmp_path) as shop:
        people = {page.who for page in PAGES.values()}
        clients = {who: shop.client(await token_of(shop, who)) for who in people}
        for name, page in PAGES.items():
            shown = list[int]()
            for n in (page.few, page.many):
                with counted() as tally:
                    data = await clients[page.who].ask(page.document, n=n)
                sent.setdefault(name, []).append(len(tally.sent))
                shown.append(rows_at(data, page.path))
            assert page.few == shown[0] < shown[1], f"{name}: more rows are there"
    assert sent == {name: [page.statements] * 2 for name, page in PAGES.items()}


async def test_a_statement_for_each_row_would_be_counted(demo_database, tmp_path):
    """The control: what asks row by row, as a resolver without a loader does."""
    async with open_shop(demo_database, tmp_path):
        for n in (5, 10):
            with counted() as tally:
                for team in await Team.all().order_by("id").limit(n):
                    await Seat.filter(team_id=team.id)
            assert len(tally.sent) == n + 1


async def test_a_row_without_its_heavy_columns_says_so(demo_database, tmp_path):
    """What a list leaves out is missing from a row: it is neither empty nor ever saved."""
    async with open_shop(demo_database, tmp_path):
        [light] = await read(Campaign, "WHERE t.rules IS NOT NULL ORDER BY t.id LIMIT 1")
        whole = await first(Campaign, "WHERE t.id = $1", light.id)
        assert whole is not None
        assert whole.rules
        with pytest.raises(AttributeError, match="rules"):
            _ = light.rules
        with pytest.raises(IncompleteInstanceError):
            await light.save()
        read_by_it = {name: vars(whole)[name] for name in shape(Campaign, whole=False).names}
        assert read_by_it.items() <= vars(light).items()
        assert vars(await Campaign.get(id=light.id)) == vars(whole), "as the ORM makes it"
