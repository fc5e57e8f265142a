"""A page of many rows costs as many statements as a page of one."""

import pytest

from tests.actions.worlds import make_world, pay
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


@pytest.mark.parametrize("document", [CAMPAIGNS, TEAMS])
async def test_a_page_of_eight_costs_no_more_statements_than_a_page_of_one(shop, document):
    for _ in range(8):
        world = await make_world(shop.clock(), size=3)
        placed = await world.opened(await world.person())
        await pay(placed, at=shop.clock())
    client = shop.client()

    one = await statements(shop, client, document, 1)
    eight = await statements(shop, client, document, 8)

    assert one == eight
    assert 3 <= one <= 13
