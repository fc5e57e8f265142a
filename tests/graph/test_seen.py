"""Which teams are listed where, and that reading them costs no more as others pile up."""

from uuid import UUID

import asyncpg

from actions.people import add_address, remove_address
from actions.teams import cancel_team, leave_team
from resolvers.loaders import Loaders
from rules.teams import EndReason
from tests.actions.worlds import give_up, make_world, pay
from tests.graph.people import HOME
from tests.journeys.crowd import gathered
from tests.journeys.documents import JOIN
from tests.services.statements import counted

TEAMS = """query($filter: TeamFilter, $after: String) {
  teams(filter: $filter, first: 2, after: $after) {
    nodes { code } pageInfo { hasNextPage endCursor } } }"""
OPEN_TEAMS = """query($slug: String!, $first: Int, $after: String) { campaign(slug: $slug) {
  openTeams(first: $first, after: $after) {
    nodes { code } pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""


async def every_page(client, **filters):
    """The codes of a list of teams, read two by two."""
    codes, after = [], None
    while True:
        page = (await client.ask(TEAMS, filter=filters, after=after))["teams"]
        codes += [team["code"] for team in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return codes


async def listed(client, slug, *, first=100, after=None):
    """The codes of a campaign's open teams, and what is said of the page."""
    data = await client.ask(OPEN_TEAMS, slug=slug, first=first, after=after)
    page = data["campaign"]["openTeams"]
    return [team["code"] for team in page["nodes"]], page["pageInfo"]


async def test_teams_are_those_that_somebody_ever_paid_a_seat_in(shop):
    now = shop.clock()
    world, elsewhere = await make_world(now), await make_world(now)
    for reason in (EndReason.UNPAID, EndReason.LEADER_CANCELLED):
        await give_up(await world.opened(await world.person()), at=now, reason=reason)
    await world.opened(await world.person())
    paid = [(await world.paid_team(members=members))[0] for members in (0, 1, 2)]
    cancelled = (await world.paid_team(members=0))[0]
    await cancel_team(person_id=cancelled.order.person_id, team_code=cancelled.team.code, now=now)
    # The leader never paid, and the friend who did has left: somebody paid all the same.
    left = await world.opened(await world.person())
    friend = await world.joined(await world.person(), left.team.code)
    await pay(friend, at=now)
    await leave_team(person_id=friend.order.person_id, team_code=left.team.code, now=now)
    await give_up(left, at=now)
    other = (await elsewhere.paid_team(members=0))[0]

    def newest(*placed):
        return [one.team.code for one in sorted(placed, key=lambda one: one.team.id, reverse=True)]

    client, here = shop.client(), {"campaignSlug": world.campaign.slug}
    assert await every_page(client) == newest(*paid, cancelled, left, other)
    assert await every_page(client, **here) == newest(*paid, cancelled, left)
    assert await every_page(client, status="CANCELLED", **here) == newest(cancelled, left)
    assert await every_page(client, status="OPEN") == newest(*paid[:2], other)


async def test_open_teams_are_those_with_a_seat_left(shop):
    now = shop.clock()
    world, client = await make_world(now, size=2), shop.client()
    slug = world.campaign.slug
    await world.opened(await world.person())
    full, *free = [(await world.paid_team(members=0))[0] for _ in range(4)]
    friend = await world.joined(await world.person(), full.team.code)
    codes, told = await listed(client, slug)
    assert set(codes) == {one.team.code for one in free}
    assert told["hasNextPage"] is told["hasPreviousPage"] is False

    await give_up(friend, at=now)
    assert full.team.code in (await listed(client, slug))[0]
    shop.clock.turn(hours=25)
    assert (await listed(client, slug))[0] == []


async def test_open_teams_are_read_page_by_page(shop):
    world = await make_world(shop.clock())
    # All close at one instant: the id alone tells their places.
    teams = [(await world.paid_team(members=0))[0].team for _ in range(5)]
    seen, told = await listed(shop.client(), world.campaign.slug, first=2)
    assert (told["hasPreviousPage"], told["hasNextPage"]) == (False, True)
    while told["hasNextPage"]:
        more, told = await listed(
            shop.client(), world.campaign.slug, first=2, after=told["endCursor"]
        )
        assert told["hasPreviousPage"] is True
        seen += more
    assert seen == [team.code for team in sorted(teams, key=lambda team: team.id)]
    wrong = {"slug": world.campaign.slug, "first": 2, "after": "x"}
    refused = (await shop.client().raw(OPEN_TEAMS, **wrong))["errors"][0]["extensions"]
    assert (refused["code"], refused["field"]) == ("BAD_INPUT", "after")


async def test_nobody_is_offered_a_team_they_sit_in(shop):
    crowd = await gathered(shop, size=2, limit_per_person=5)
    full = (await crowd.opened(await crowd.member()))["team"]["code"]
    await crowd.joined(await crowd.member(), full, pays=False)
    other = (await crowd.opened(await crowd.member()))["team"]["code"]
    asker, stranger = await crowd.member(), await crowd.member()
    mine = (await crowd.opened(asker))["team"]["code"]

    for client, offered in ((asker, {other}), (stranger, {other, mine})):
        answer = (await client.ask(JOIN, i=crowd.wanted(teamCode=full)))["joinTeam"]
        assert answer["__typename"] == "TeamFull"
        assert {team["code"] for team in answer["openTeams"]} == offered


async def test_removed_addresses_are_not_read(db, noon):
    world = await make_world(noon)
    person = await world.person()
    book = [
        await add_address(person_id=person.id, label=HOME, is_default=False, now=noon)
        for _ in range(3)
    ]
    for address in book[:2]:
        await remove_address(person_id=person.id, address_id=address.id, now=noon)
    with counted() as tally:
        found = await Loaders().addresses.load(person.id)
    assert [address.id for address in found] == [book[2].id]
    [sent] = tally.sent
    assert '"removed_at" IS NULL' in sent


PLANS = {
    "SELECT count(*) FROM joinable_teams($1, now())": "team_joinable",
    "SELECT * FROM joinable_teams($1, now()) ORDER BY closes_at, id LIMIT 5": "team_joinable",
    """SELECT t.id FROM unnest(ARRAY[$1::uuid]) c CROSS JOIN LATERAL (
          SELECT id FROM joinable_teams(c, now()) ORDER BY closes_at, id LIMIT 5) t""": (
        "team_joinable"
    ),
    "SELECT 1 FROM seat WHERE team_id = $1 AND filled_at IS NOT NULL": "seat_ever_paid",
    "SELECT * FROM team ORDER BY opened_at DESC, id DESC LIMIT 5": "team_newest",
    """SELECT * FROM team WHERE status = 'SETTLED'
        ORDER BY opened_at DESC, id DESC LIMIT 5""": "team_newest_in_state",
    """SELECT * FROM team WHERE campaign_id = $1
        ORDER BY opened_at DESC, id DESC LIMIT 5""": "team_newest_of_campaign",
}


async def test_lists_of_teams_are_read_by_an_index_and_never_sorted(database):
    """The function too: the planner reads through it as if it were not there."""
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        for statement, index in PLANS.items():
            campaign = [UUID(int=1)] if "$1" in statement else []
            found = await connection.fetch(f"EXPLAIN {statement}", *campaign)
            plan = "\n".join(row[0] for row in found)
            assert f" {index} " in plan, plan
            assert "Sort" not in plan, plan
    finally:
        await connection.close()
