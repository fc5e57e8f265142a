"""How many statements things cost: a page of many rows as many as a page of one, a purchase few."""

import pytest

from tests.actions.worlds import make_world, pay
from tests.journeys.crowd import gathered
from tests.journeys.documents import JOIN, OPEN, SOLO
from tests.services.statements import counted

CAMPAIGNS = """query($n: Int!) { campaigns(first: $n) { nodes {
  slug soloPrice { fen } teamPrice { fen } formedCount merchant { name }
  product { title category { name } skus { name } } skus { id }
  openTeams(first: 3) { nodes { code seats(first: 2) { member { displayName } } } } } } }"""

TEAMS = """query($n: Int!) { teams(first: $n) { nodes {
  code leader { displayName } campaign { slug merchant { name } product { title } }
  seats(first: 3) { number member { displayName } } } } }"""


async def statements(shop, client, document, n):
    with counted() as tally:
        data = await client.ask(document, n=n)
    [page] = data.values()
    assert len(page["nodes"]) == n
    return len(tally.sent)


@pytest.mark.parametrize(("document", "cost"), [(CAMPAIGNS, 10), (TEAMS, 6)])
async def test_a_page_of_eight_costs_no_more_statements_than_a_page_of_one(shop, document, cost):
    for _ in range(8):
        world = await make_world(shop.clock(), size=3)
        placed = await world.opened(await world.person())
        await pay(placed, at=shop.clock())
    client = shop.client()

    one = await statements(shop, client, document, 1)
    eight = await statements(shop, client, document, 8)

    assert (one, eight) == (cost, cost)


async def test_a_purchase_is_few_statements(shop):
    """Who asks, the key, the locks, what is to be known, the rows with what is told, the share."""
    crowd = await gathered(shop)
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    spent = {}
    for name, document, wanted in (
        ("join", JOIN, crowd.wanted(teamCode=code)),
        ("open", OPEN, crowd.wanted(campaignId=crowd.campaign["id"])),
        ("solo", SOLO, crowd.wanted()),
    ):
        person = await crowd.member()
        with counted() as tally:
            [answer] = (await person.ask(document, i=wanted)).values()
        assert "order" in answer, answer
        spent[name] = len(tally.sent)
    # A solo order asks once more: what the way to its buyer costs.
    assert spent == {"join": 7, "open": 7, "solo": 8}
