"""What is sold is found, paged, searched and liked through the API."""

from datetime import timedelta

import pytest

from models.catalogue import Category, Favourite, Product, Sku
from models.ids import new_id
from models.merchants import Merchant, MerchantStaff
from models.people import Person
from rules.people import Role
from tests.actions.worlds import make_world, pay
from tests.services.statements import counted

LIST = """query($filter: ProductFilter, $sort: ProductSort! = NEWEST, $first: Int, $after: String,
  $last: Int, $before: String) {
  products(filter: $filter, sort: $sort, first: $first, after: $after, last: $last,
           before: $before) {
    nodes { title } edges { cursor } pageInfo {
      hasNextPage hasPreviousPage startCursor endCursor } } }"""

FULL = """query($n: Int!) { products(first: $n, sort: CHEAPEST) { nodes {
  slug title soloPrice { fen } isFavourite isOnSale merchant { name } category { name }
  skus { name stockLeft } campaigns { slug teamPrice { fen } skus { name } } } } }"""

LIKE = """mutation($i: SetFavouriteInput!) { setFavourite(input: $i) { __typename
  ... on FavouriteSet { product { slug isFavourite } } } }"""


class Street:
    """Two shops, two shelves, and products with one choice each."""

    def __init__(self, now):
        self.now = now

    async def build(self):
        self.shops = [
            await Merchant.create(id=new_id(self.now), slug=slug, name=slug, created_at=self.now)
            for slug in ("orchard", "workshop")
        ]
        self.shelves = [
            await Category.create(id=new_id(self.now), slug=slug, name=slug, position=-n)
            for n, slug in enumerate(("fruit", "clay"))
        ]
        return self

    async def put(self, title, *, fen=1000, stock=5, shop=0, shelf=0, age=0, **words):
        row_id = new_id(self.now)
        product = await Product.create(
            id=row_id,
            slug=f"p-{row_id.hex[-12:]}",
            merchant_id=self.shops[shop].id,
            category_id=self.shelves[shelf].id,
            title=title,
            pictures=[],
            price_fen=fen,
            created_at=self.now - timedelta(days=age),
            **words,
        )
        await Sku.create(
            id=new_id(self.now),
            product_id=product.id,
            code="1",
            name="一份",
            price_fen=fen,
            stock=stock,
        )
        return product


@pytest.fixture
async def street(shop):
    return await Street(shop.clock()).build()


async def titles(client, **variables):
    data = await client.ask(LIST, **{"first": 100, **variables})
    return [node["title"] for node in data["products"]["nodes"]]


async def found(client, search):
    return sorted(await titles(client, filter={"search": search}))


async def test_words_are_found_as_they_are_written(shop, street):
    for title in ("100% 棉布", "100 支棉布", "a_b 茶", "aXb 茶", "青梅 O'Hara", "反\\斜"):
        await street.put(title, title_en="Plum" if "梅" in title else "")
    client = shop.client()
    assert await found(client, "100%") == ["100% 棉布"]
    assert await found(client, "%") == ["100% 棉布"]
    assert await found(client, "_") == ["a_b 茶"]
    assert await found(client, "\\") == ["反\\斜"]
    assert await found(client, "'") == ["青梅 O'Hara"]
    assert await found(client, "棉布") == ["100 支棉布", "100% 棉布"]
    assert await found(client, "棉 支") == ["100 支棉布"]
    assert await found(client, "pLUM") == ["青梅 O'Hara"]
    assert await found(client, "没有的") == []


@pytest.mark.parametrize("search", ["x" * 61, "a\x00b"])
async def test_a_search_that_cannot_be_meant_is_named(shop, search):
    answer = await shop.client().raw(LIST, first=1, filter={"search": search})
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["extensions"]["field"] == "filter.search"


async def test_everything_asked_for_holds(shop, street):
    await street.put("plum", fen=500)
    await street.put("cup", fen=900, shop=1, shelf=1)
    await street.put("bowl", fen=1500, shop=1, shelf=1, stock=0)
    gone = await street.put("gone", fen=100)
    await Product.filter(id=gone.id).update(withdrawn_at=street.now)
    client = shop.client()

    async def listed(**wanted):
        return await titles(client, filter=wanted, sort="CHEAPEST")

    assert await listed() == ["plum", "cup", "bowl"]
    assert await listed(categorySlug="clay") == ["cup", "bowl"]
    assert await listed(merchantSlug="orchard") == ["plum"]
    assert await listed(merchantSlug="orchard", categorySlug="clay") == []
    assert await listed(inStock=True) == ["plum", "cup"]
    assert await listed(inStock=False) == ["bowl"]
    assert await listed(priceFromFen="900") == ["cup", "bowl"]
    assert await listed(priceFromFen="501", priceToFen="900") == ["cup"]
    assert await titles(client, sort="DEAREST") == ["bowl", "cup", "plum"]


async def pages(client, sort, size, *, backwards):
    """Every title, page by page, in the order of the list."""
    collected, cursor = [], None
    while True:
        wanted = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        page = (await client.ask(LIST, sort=sort, **wanted))["products"]
        got = [node["title"] for node in page["nodes"]]
        assert 1 <= len(got) <= size
        collected = got + collected if backwards else collected + got
        info = page["pageInfo"]
        assert page["edges"][0]["cursor"] == info["startCursor"]
        assert page["edges"][-1]["cursor"] == info["endCursor"]
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            return collected
        cursor = info["startCursor" if backwards else "endCursor"]


@pytest.mark.parametrize("sort", ["NEWEST", "CHEAPEST", "DEAREST"])
async def test_pages_put_together_are_the_list_both_ways(shop, street, sort):
    """Thirty products at three prices and two ages: ties everywhere."""
    for n in range(30):
        await street.put(f"n{n:02}", fen=(1 + n % 3) * 100 if n < 15 else 100, age=n % 2)
    client = shop.client()
    whole = await titles(client, sort=sort)
    assert len(set(whole)) == 30

    for size in (1, 7, 10, 29, 30, 31):
        assert await pages(client, sort, size, backwards=False) == whole
        assert await pages(client, sort, size, backwards=True) == whole


async def test_a_cursor_of_another_sort_is_refused(shop, street):
    await street.put("plum")
    client = shop.client()
    page = (await client.ask(LIST, first=1, sort="CHEAPEST"))["products"]["pageInfo"]
    answer = await client.raw(LIST, first=1, sort="NEWEST", after=page["endCursor"])
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_twenty_products_cost_as_many_statements_as_one(shop, street):
    for _ in range(20):
        await make_world(shop.clock())
    client = await shop.newcomer()

    tally = {}
    for n in (1, 20):
        with counted() as sent:
            page = (await client.ask(FULL, n=n))["products"]["nodes"]
        assert len(page) == n
        assert all(len(product["campaigns"]) == 1 for product in page)
        tally[n] = len(sent.sent)

    assert tally[1] == tally[20]
    assert tally[1] <= 12


async def test_only_running_campaigns_stand_on_a_product_the_cheapest_first(shop):
    world = await make_world(shop.clock())
    ask = """query($slug: String!) { product(slug: $slug) {
      campaigns { slug status } isOnSale } }"""
    client = shop.client()
    product = (await client.ask(ask, slug=world.product.slug))["product"]
    assert [campaign["slug"] for campaign in product["campaigns"]] == [world.campaign.slug]

    shop.clock.turn(days=31)
    product = (await client.ask(ask, slug=world.product.slug))["product"]
    assert product["campaigns"] == []


async def test_a_withdrawn_product_says_so_at_its_old_address(shop, street):
    gone = await street.put("gone")
    await Product.filter(id=gone.id).update(withdrawn_at=street.now)
    ask = "query($slug: String!) { product(slug: $slug) { title isOnSale } }"
    client = shop.client()
    assert (await client.ask(ask, slug=gone.slug))["product"] == {
        "title": "gone",
        "isOnSale": False,
    }
    for unknown in ("nothing", "NO", "' OR 1=1"):
        assert (await client.ask(ask, slug=unknown))["product"] is None


async def test_what_somebody_likes_is_theirs_alone(shop, street):
    plum, cup = await street.put("plum"), await street.put("cup")
    ann, ben, nobody = await shop.newcomer(), await shop.newcomer(), shop.client()
    ids = {
        node["slug"]: node["id"]
        for node in (await ann.ask("{ products(first: 9) { nodes { id slug } } }"))["products"][
            "nodes"
        ]
    }

    for product in (plum, cup, cup):
        answer = await ann.ask(LIKE, i={"productId": ids[product.slug], "favourite": True})
        assert answer["setFavourite"]["product"] == {"slug": product.slug, "isFavourite": True}
        shop.clock.turn(seconds=1)
    answer = await ben.ask(LIKE, i={"productId": ids[plum.slug], "favourite": False})
    assert answer["setFavourite"]["product"]["isFavourite"] is False

    mine = "{ viewer { favourites(first: 5) { nodes { title } } } }"
    liked = (await ann.ask(mine))["viewer"]["favourites"]["nodes"]
    assert [node["title"] for node in liked] == ["cup", "plum"]
    assert (await ben.ask(mine))["viewer"]["favourites"]["nodes"] == []
    assert sorted(await titles(ann, filter={"favourites": True})) == ["cup", "plum"]
    flags = "{ products(first: 5) { nodes { isFavourite } } }"
    for client, expected in ((ann, True), (ben, False), (nobody, False)):
        nodes = (await client.ask(flags))["products"]["nodes"]
        assert {node["isFavourite"] for node in nodes} == {expected}


async def test_nobody_likes_nothing(shop, street):
    plum = await street.put("plum")
    nobody = shop.client()
    [node] = (await nobody.ask("{ products(first: 1) { nodes { id } } }"))["products"]["nodes"]
    for document, variables in (
        (LIKE, {"i": {"productId": node["id"], "favourite": True}}),
        (LIST, {"first": 1, "filter": {"favourites": True}}),
    ):
        answer = await nobody.raw(document, **variables)
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert await Favourite.filter(product_id=plum.id).count() == 0


async def test_shops_and_shelves_are_listed(shop, street):
    await street.put("plum")
    gone = await street.put("gone")
    await Product.filter(id=gone.id).update(withdrawn_at=street.now)
    client = await shop.newcomer()
    ask = """{ categories { slug } merchants(first: 5) { nodes { slug
      products(first: 5) { nodes { title } } campaigns(first: 5) { nodes { slug } } } }
      merchant(slug: "orchard") { name products(first: 5) { nodes { title } } }
      viewer { merchants { slug } } }"""

    data = await client.ask(ask)
    assert [shelf["slug"] for shelf in data["categories"]] == ["clay", "fruit"]
    assert {node["slug"] for node in data["merchants"]["nodes"]} == {"orchard", "workshop"}
    assert data["merchant"]["products"]["nodes"] == [{"title": "plum"}]
    assert data["viewer"]["merchants"] == []

    person = await Person.get(handle=f"guest{shop.people}")
    await Person.filter(id=person.id).update(role=Role.MERCHANT)
    await MerchantStaff.create(
        id=new_id(street.now), merchant_id=street.shops[0].id, person_id=person.id
    )
    data = await client.ask(ask)
    assert data["viewer"]["merchants"] == [{"slug": "orchard"}]
    own = data["merchant"]["products"]["nodes"]
    assert sorted(node["title"] for node in own) == ["gone", "plum"]


async def test_a_person_finds_their_teams_even_those_that_failed(shop):
    world = await make_world(shop.clock(), size=3)
    client = await shop.newcomer()
    person = await Person.get(handle=f"guest{shop.people}")
    paid, unpaid = await world.opened(person), await world.opened(await world.person())
    await pay(paid, at=shop.clock())
    ask = """{ viewer { teams(first: 5) { nodes { code status } }
      orders(first: 5) { nodes { number team { code } } } } }"""

    viewer = (await client.ask(ask))["viewer"]
    assert viewer["teams"]["nodes"] == [{"code": paid.team.code, "status": "OPEN"}]
    [order] = viewer["orders"]["nodes"]
    assert order["team"]["code"] == paid.team.code != unpaid.team.code

    shop.clock.turn(hours=25)
    await shop.sweep()
    viewer = (await client.ask(ask))["viewer"]
    assert viewer["teams"]["nodes"] == [{"code": paid.team.code, "status": "FAILED"}]
