"""A SECKILL as clients meet it: told beforehand, taken without a code, refused cheaply."""

import asyncio
from datetime import datetime, timedelta

import pytest

from rules.campaigns import CampaignKind
from tests.actions.worlds import make_world
from tests.graph.documents import CREATE_CAMPAIGN, CREATE_PRODUCT, PUBLISH
from tests.graph.people import gid
from tests.graph.test_selling import done, draft_of, market  # noqa: F401 - a fixture
from tests.journeys.crowd import Crowd
from tests.journeys.documents import CANCEL, JOIN, OPEN
from tests.live.watching import PULSE, greeted
from tests.services.shop import Clock
from tests.services.statements import counted

TAKE = """mutation($i: TakeSeatInput!) { takeSeat(input: $i) { __typename
  ... on SeatTaken { team { code seatsHeld } seat { number heldUntil } order { id } payment { id } }
  ... on CampaignNotStarted { startsAt } ... on SoldOut { left held nextReleaseAt }
  ... on Refusal { message } } }"""
SEEN = """query($slug: String!) { campaign(slug: $slug) {
  kind startsAt holdSeconds stockLeft maxQuantity limitPerPerson skus { stockLeft } } }"""
LISTED = """query($later: Boolean!) { campaigns(
  first: 5, sort: OPENING, filter: { kind: SECKILL, opensLater: $later }) { nodes { slug } } }"""
HOUR = timedelta(hours=1)


async def rushed(shop, *, size=2, stock=2, **terms) -> Crowd:
    """People before a SECKILL."""
    facts = {"kind": CampaignKind.SECKILL, "max_quantity": 1, "hours_to_fill": 1, **terms}
    world = await make_world(shop.clock(), size=size, stock=stock, **facts)
    campaign = {
        "id": gid("Campaign", world.campaign.id),
        "slug": world.campaign.slug,
        "skus": [{"id": gid("Sku", world.sku.id)}],
    }
    return Crowd(shop, world, campaign)


async def seated(crowd, client, **changes):
    wanted = {**crowd.wanted(campaignId=crowd.campaign["id"]), **changes}
    return (await client.ask(TAKE, i=wanted))["takeSeat"]


async def stock_left(crowd):
    seen = (await crowd.shared.ask(SEEN, slug=crowd.campaign["slug"]))["campaign"]
    return seen["stockLeft"]


async def test_a_seckill_is_drafted_published_and_told_before_it_opens(shop, market):  # noqa: F811
    owner, _, wanted = market
    product = (await done(owner, CREATE_PRODUCT, **wanted))["product"]
    starts = (shop.clock() + HOUR).isoformat()
    draft = draft_of(product, shop.clock(), kind="SECKILL", startsAt=starts, hoursToFill=1)
    campaign = (await done(owner, CREATE_CAMPAIGN, **draft))["campaign"]
    assert (await done(owner, PUBLISH, campaignId=campaign["id"]))["__typename"] == (
        "CampaignPublished"
    )

    anyone = shop.client()
    seen = (await anyone.ask(SEEN, slug="plum-team"))["campaign"]
    opens_at = datetime.fromisoformat(seen.pop("startsAt"))
    assert opens_at == datetime.fromisoformat(starts)
    assert seen == {
        "kind": "SECKILL",
        "holdSeconds": 300,
        "stockLeft": 30,
        "maxQuantity": 1,
        "limitPerPerson": 1,
        "skus": [{"stockLeft": 30}],
    }
    for hours, listed in ((0, (False, True)), (1, (True, False))):
        shop.clock.turn(hours=hours)
        for later, there in zip((False, True), listed, strict=True):
            nodes = (await anyone.ask(LISTED, later=later))["campaigns"]["nodes"]
            assert nodes == ([{"slug": "plum-team"}] if there else [])


@pytest.fixture
def still(monkeypatch):
    """Stands the shop's clock still, so that half a second is not over on a slow machine."""

    def stand(shop):
        moment = shop.clock()
        monkeypatch.setattr(Clock, "__call__", lambda _: moment)

    return stand


def only_asked_who(tally):
    return bool(tally.sent) and all("FROM session s" in sent for sent in tally.sent)


async def test_everybody_is_refused_until_the_instant_and_nobody_after_it(shop, still):
    crowd = await rushed(shop, starts_at=shop.clock() + HOUR)
    first, second = await crowd.member(), await crowd.member()
    still(shop)
    for client in (first, second):
        early = await seated(crowd, client)
        assert early["__typename"] == "CampaignNotStarted"
        assert datetime.fromisoformat(early["startsAt"]) == crowd.world.campaign.starts_at
    with counted() as tally:
        await seated(crowd, second)
    assert only_asked_who(tally)
    Clock.__call__ = lambda _: crowd.world.campaign.starts_at  # the fixture puts it back
    assert (await seated(crowd, first))["__typename"] == "SeatTaken"


async def test_who_comes_too_late_learns_of_it_at_the_price_of_who_they_are(shop, still):
    crowd = await rushed(shop)
    people = [await crowd.member() for _ in range(20)]
    held = [await seated(crowd, client) for client in people[:2]]
    still(shop)
    late = await seated(crowd, people[2])
    assert late["nextReleaseAt"] == held[0]["seat"]["heldUntil"]
    assert (late["__typename"], late["left"], late["held"]) == ("SoldOut", 0, 2)
    with counted() as tally:
        answers = await asyncio.gather(*(seated(crowd, client) for client in people[3:]))
    assert answers == [late] * 17
    assert only_asked_who(tally)


async def test_a_buyer_who_asks_again_is_answered_as_before_however_sold_out_it_is(shop, still):
    crowd = await rushed(shop)
    key = {"idempotencyKey": "of mine"}
    mine, late = await crowd.member(), await crowd.member()
    first = await seated(crowd, mine, **key)
    still(shop)
    await seated(crowd, await crowd.member())
    assert (await seated(crowd, late))["__typename"] == "SoldOut"
    again = await seated(crowd, mine, **key)
    assert again["order"] == first["order"]
    assert (await seated(crowd, mine))["__typename"] == "PurchaseLimitReached"
    assert (await seated(crowd, late))["__typename"] == "SoldOut"


async def test_pieces_that_come_back_are_sold_once_the_memory_is_over(shop):
    crowd = await rushed(shop, size=2, stock=2)
    leader, late = await crowd.member(), await crowd.member()
    held = await seated(crowd, leader)
    await seated(crowd, await crowd.member())
    assert (await seated(crowd, late))["__typename"] == "SoldOut"
    shop.clock.turn(minutes=5)
    await shop.sweep()
    assert (await seated(crowd, late))["__typename"] == "SeatTaken"
    assert held["team"]["code"] is not None


async def test_no_more_teams_is_not_no_more_seats(shop):
    """Who is refused a team of their own must not keep others from the seats that are left."""
    crowd = await rushed(shop)
    first = await crowd.opened(await crowd.member(), pays=False)
    wanted = crowd.wanted(campaignId=crowd.campaign["id"])
    no_more = (await (await crowd.member()).ask(OPEN, i=wanted))["openTeam"]
    assert no_more["__typename"] == "SoldOut"
    taken = await seated(crowd, await crowd.member())
    assert taken["team"] == {"code": first["team"]["code"], "seatsHeld": 2}


async def test_pieces_left_are_those_that_somebody_can_still_have(shop):
    crowd = await rushed(shop, size=2, stock=4)
    async with greeted(shop.socket_url) as watch:
        await watch.ask(PULSE, slug=crowd.campaign["slug"])
        told = [(await watch.news())["stockLeft"]]
        leader = await crowd.member()
        placed = await crowd.opened(leader)
        while told[-1] != 3:
            told.append((await watch.news())["stockLeft"])
        assert await stock_left(crowd) == 3, "one of them is kept by the team"
        await leader.ask(CANCEL, i={"teamCode": placed["team"]["code"]})
        while told[-1] != 4:
            told.append((await watch.news())["stockLeft"])
    assert await stock_left(crowd) == 4


async def test_a_crowd_at_one_link_is_let_in_a_few_at_a_time(shop):
    crowd = await rushed(shop, size=2, stock=4)
    placed = await crowd.opened(await crowd.member())
    people = [await crowd.member() for _ in range(30)]
    wanted = [crowd.wanted(teamCode=placed["team"]["code"]) for _ in people]
    answers = await asyncio.gather(
        *(client.ask(JOIN, i=wish) for client, wish in zip(people, wanted, strict=True))
    )
    kinds = sorted(answer["joinTeam"]["__typename"] for answer in answers)
    assert kinds == ["TeamFull"] * 29 + ["TeamJoined"]
