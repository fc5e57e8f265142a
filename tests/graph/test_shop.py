"""What the shop's pages ask for: teams about to form, tabs, what is like an offer."""

from datetime import timedelta
from uuid import UUID

from actions.campaigns import end_campaign
from actions.merchants import Seller
from models.catalogue import Product
from models.db import rows
from models.orders import Order
from models.teams import Team
from tests.actions.worlds import make_world
from tests.journeys.crowd import gathered
from tests.services.shop import Client
from tests.services.statements import counted

FILLING = """query($filter: TeamFilter, $after: String) {
  teams(filter: $filter, sort: FILLING, first: 2, after: $after) {
    nodes { code seatsLeft } pageInfo { hasNextPage endCursor } } }"""
TABS = """query($tab: OrderTab, $status: [TeamStatus!]) { viewer { orderCounts { tab count }
  orders(tab: $tab, first: 10) { nodes { status payments { status } team { status
    draw { stage } } } } teams(status: $status, first: 10) { nodes { code status } } } }"""
SIMILAR = """query($slug: String!, $first: Int!) { campaign(slug: $slug) { status
  product { isOnSale } similar(first: $first) { slug } } }"""
OVER = """
    INSERT INTO team (id, code, campaign_id, leader_id, kind, status, size, opened_at, closes_at,
                      ended_at, end_reason)
    SELECT gen_random_uuid(), lpad(n::text, 8, '0'), campaign_id, leader_id, kind, 'FAILED', size,
           opened_at, closes_at, closes_at, 'NOT_FILLED' FROM team, generate_series(1, 2000) n"""
# Whatever an index of teams is of or for, it is written when that changes.
WRITTEN = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = 'team'::regclass AND pg_get_indexdef(i.indexrelid) ~ 'seats_'"""


async def filling(client, **filters):
    """The codes of the teams about to form with their seats left, read two by two."""
    found, after = [], None
    while True:
        page = (await client.ask(FILLING, filter=filters, after=after))["teams"]
        found += [(team["code"], team["seatsLeft"]) for team in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_teams_about_to_form_come_nearest_first_and_only_while_they_take_members(shop):
    now = shop.clock()
    world, elsewhere = await make_world(now, size=4), await make_world(now, size=3)
    far = (await world.paid_team(members=0))[0].team
    near = (await world.paid_team(members=2))[0].team
    later = (await world.paid_team(members=1))[0].team
    sooner = (await elsewhere.paid_team(members=0))[0].team
    await Team.filter(id=sooner.id).update(closes_at=now + timedelta(hours=1))
    await elsewhere.paid_team(members=2)
    await world.opened(await world.person())  # nobody paid a seat there
    held = (await world.paid_team(members=2))[0].team
    await world.joined(await world.person(), held.code)  # no seat left, though not formed

    client = shop.client()
    nearest = [(near.code, 1), (sooner.code, 2), (later.code, 2), (far.code, 3)]
    assert await filling(client) == nearest
    assert await filling(client, campaignSlug=world.campaign.slug) == [nearest[0], *nearest[2:]]
    assert await filling(client, status="OPEN") == nearest
    assert await filling(client, status="FORMED") == []
    assert await filling(client, campaignSlug="nothing-here") == []
    shop.clock.turn(hours=1)  # the worker has not looked yet, and nobody can join all the same
    assert await filling(client) == [nearest[0], *nearest[2:]]


async def test_teams_about_to_form_are_read_forwards_and_by_their_own_cursors(shop):
    client = shop.client()
    backwards = "{ teams(sort: FILLING, last: 1) { nodes { id } } }"
    for document in (backwards, '{ teams(sort: FILLING, first: 1, after: "x") { nodes { id } } }'):
        [error] = (await client.raw(document))["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT"


async def test_finding_teams_about_to_form_costs_no_more_as_others_pile_up(shop):
    now = shop.clock()
    world = await make_world(now)
    await world.paid_team(members=1)
    await rows(OVER)
    await rows("ANALYZE team")
    # Of everything, and of one campaign, whose ended teams are as many.
    indexes = {None: "team_due", world.campaign.slug: "team_joinable"}
    for slug, index in indexes.items():
        with counted() as tally:
            assert len(await filling(shop.client(), campaignSlug=slug)) == 1
        [sent] = [each for each in tally.sent if "AS seats_left" in each]
        sql = sent[: sent.index("$6") + 2]
        campaigns = [world.campaign.id] if slug else None
        plan = str(await rows(f"EXPLAIN {sql}", campaigns, now, 0, now, UUID(int=0), 9))
        assert f" {index} " in plan, plan
        assert "Seq Scan" not in plan


async def test_a_hold_and_a_payment_write_no_index_of_teams(db):
    assert await rows(WRITTEN) == []


async def counts(client: Client):
    found = (await client.ask(TABS))["viewer"]["orderCounts"]
    return {each["tab"]: each["count"] for each in found if each["count"]}


async def tab(client: Client, name):
    nodes = (await client.ask(TABS, tab=name))["viewer"]["orders"]["nodes"]
    return [each["status"] for each in nodes]


async def test_orders_stand_in_the_tab_of_what_happens_next(shop):
    crowd = await gathered(shop, size=2, limit_per_person=9)
    buyer, friend = await crowd.member(), await crowd.member()
    assert await counts(buyer) == {}
    unpaid = await crowd.opened(buyer, pays=False)
    assert await counts(buyer) == {"TO_PAY": 1}
    teaming = await crowd.opened(buyer)
    assert await counts(buyer) == {"TO_PAY": 1, "TEAMING": 1}
    await crowd.joined(friend, teaming["team"]["code"])
    await shop.sweep()
    assert await counts(buyer) == {"TO_PAY": 1, "TO_SHIP": 1}
    assert await tab(buyer, "TO_SHIP") == ["CONFIRMED"]
    shop.clock.turn(minutes=16)
    await shop.sweep()
    failing = await crowd.opened(buyer)
    shop.clock.turn(hours=25)
    for _ in range(3):
        await shop.sweep()
    assert await counts(buyer) == {"TO_SHIP": 1, "AFTER_SALES": 1}
    assert await tab(buyer, "AFTER_SALES") == ["CLOSED"]
    assert await tab(buyer, None) == ["CLOSED", "CONFIRMED", "CLOSED"]
    chips = (await buyer.ask(TABS, tab="TO_SHIP"))["viewer"]["orders"]["nodes"]
    paid = {"payments": [{"status": "SUCCEEDED"}], "status": "CONFIRMED"}
    assert chips == [paid | {"team": {"status": "SETTLED", "draw": None}}]

    async def teams(*statuses):
        nodes = (await buyer.ask(TABS, status=statuses or None))["viewer"]["teams"]["nodes"]
        return [each["code"] for each in nodes]

    codes = [placed["team"]["code"] for placed in (failing, teaming, unpaid)]
    assert await teams() == codes[:2]
    assert await teams("FAILED") == codes[:1]
    assert await teams("FORMED", "SETTLED") == codes[1:2]
    assert await teams("OPEN") == []


async def test_an_order_is_found_by_its_number_by_its_buyer_alone(shop):
    crowd = await gathered(shop, size=2)
    buyer, other = await crowd.member(), await crowd.member()
    placed = await crowd.opened(buyer)
    [row] = await Order.all()
    document = "query($n: String!) { orderByNumber(number: $n) { id } }"
    found = (await buyer.ask(document, n=f" {row.number} "))["orderByNumber"]
    assert found == {"id": placed["order"]["id"]}
    assert (await other.ask(document, n=row.number))["orderByNumber"] is None
    assert (await buyer.ask(document, n="K-0"))["orderByNumber"] is None


async def test_what_is_like_a_campaign_is_open_and_on_its_shelf(shop):
    now = shop.clock()
    world, like, elsewhere, over, gone = [await make_world(now) for _ in range(5)]
    later = await make_world(now, starts_at=now + timedelta(hours=1))
    shelf = world.product.category_id
    others = [like, over, gone, later]
    await Product.filter(id__in=[each.product.id for each in others]).update(category_id=shelf)
    seller = Seller(person_id=(await world.person()).id, is_operator=True)
    await end_campaign(campaign_id=over.campaign.id, seller=seller, now=now)
    await Product.filter(id=gone.product.id).update(withdrawn_at=now)

    async def similar(of, first=5):
        found = (await shop.client().ask(SIMILAR, slug=of.campaign.slug, first=first))["campaign"]
        return [each["slug"] for each in found["similar"]], found["status"]

    assert await similar(world) == ([like.campaign.slug], "PUBLISHED")
    assert await similar(elsewhere) == ([], "PUBLISHED")
    # What is over is answered, with what is there instead; what is withdrawn too.
    slugs, status = await similar(over)
    assert (set(slugs), status) == ({world.campaign.slug, like.campaign.slug}, "ENDED")
    assert len((await similar(gone, first=1))[0]) == 1
    [error] = (await shop.client().raw(SIMILAR, slug=world.campaign.slug, first=21))["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
