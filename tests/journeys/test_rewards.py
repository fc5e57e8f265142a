"""A large team grows cheaper; who wins a trial reports on it before the next one."""

from datetime import timedelta

import pytest

from models.draws import Draw
from models.people import Session
from models.teams import Team
from resolvers.books import check_books
from rules.people import Role
from tests.actions.world_kinds import published_super, published_trial
from tests.journeys.crowd import Crowd
from tests.journeys.documents import CAMPAIGNS, JOIN
from tests.journeys.test_operations import Visitor, operations
from tests.services.pictures import jpeg

SAID = "果肉脆甜，个头均匀，包装完好，会再买。"
TURNS = 20


@pytest.fixture
def sent():
    return set()


async def around(shop, world) -> Crowd:
    """People who come for this one of the campaigns."""
    found = (await shop.client().ask(CAMPAIGNS))["campaigns"]["nodes"]
    [campaign] = [each for each in found if each["slug"] == world.campaign.slug]
    return Crowd(shop, world, campaign)


async def test_a_large_team_grows_cheaper_and_the_difference_comes_back(shop, sent):
    crowd = await around(shop, await published_super(shop.clock()))
    leader = Visitor(shop, await crowd.member(), sent)
    code = (await crowd.opened(leader.client))["team"]["code"]
    prices = [(await leader.send("LargeTeam", code=code))["priceReached"]]
    for _ in range(4):
        await crowd.joined(await crowd.member(), code)
        prices.append((await leader.send("LargeTeam", code=code))["priceReached"])
    amounts = [price and price["amount"] for price in prices]
    assert amounts == [None, None, "39.00", "39.00", "35.00"]
    team = await leader.send("LargeTeam", code=code)
    assert [(rung["size"], rung["price"]["amount"]) for rung in team["ladder"]] == [
        (3, "39.00"),
        (5, "35.00"),
        (10, "29.00"),
    ]

    assert team["nextRung"] == {"size": 10, "price": {"amount": "29.00"}}

    shop.clock.turn(hours=25)
    await shop.sweep()

    [order] = (await leader.send("MyRebates"))["nodes"]
    assert (order["status"], order["total"]["amount"]) == ("CONFIRMED", "39.00")
    assert order["refunded"]["amount"] == "4.00"
    assert order["rebate"] == {
        "size": 5,
        "price": {"amount": "35.00"},
        "amount": {"amount": "4.00"},
    }
    assert (await leader.send("LargeTeam", code=code))["status"] == "SETTLED"
    assert sent == set(operations("large-team"))
    assert await check_books() == []


async def won_by(shop, crowd, people):
    """Who of these won, once all of them paid and the draw was held, and the order."""
    first, *others = people
    code = (await crowd.opened(first.client))["team"]["code"]
    for each in others:
        await crowd.joined(each.client, code)
    team = await Team.get(code=code)
    for _ in range(TURNS):
        shop.clock.turn(minutes=1)
        await shop.sweep()
        if (await Draw.get(team_id=team.id)).settled_at:
            break
    for each in people:
        if nodes := (await each.send("MyReports"))["reports"]["nodes"]:
            return each, nodes[0]["order"]["id"], [one for one in people if one is not each]
    raise AssertionError("somebody wins")


async def sent_picture(shop, visitor) -> str:
    headers = {"Authorization": f"Bearer {visitor.client.token}"}
    answer = await shop.client().http.post("/pictures", content=jpeg(), headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_trial_is_won_reported_late_and_read_by_all(shop, sent):
    crowd = await around(shop, await published_trial(shop.clock()))
    people = [Visitor(shop, await crowd.member(), sent) for _ in range(3)]
    desk = Visitor(shop, await crowd.member("值班员", role=Role.OPERATOR), sent)
    winner, order, [loser, _] = await won_by(shop, crowd, people)
    await Session.all().update(expires_at=shop.clock() + timedelta(days=60))
    shop.clock.turn(days=40)
    await shop.sweep()

    mine = await winner.send("MyReports")
    assert mine["overdueReports"] == 1
    assert mine["reports"]["nodes"][0]["status"] == "OVERDUE"
    assert (await loser.send("MyReports"))["overdueReports"] == 0
    later = await around(shop, await published_trial(shop.clock()))
    code = (await later.opened(loser.client))["team"]["code"]
    barred = (await winner.client.ask(JOIN, i=later.wanted(teamCode=code)))["joinTeam"]
    assert barred["__typename"] == "ReportOverdue"
    [overdue] = (await desk.send("OverdueReports"))["nodes"]
    assert overdue["order"]["id"] == order

    picture = await sent_picture(shop, winner)
    words = {"orderId": order, "rating": 5, "text": SAID, "pictureIds": [picture]}
    done = await winner.send("SubmitReport", **words)
    assert done["__typename"] == "ReportPublished", done
    excused = await desk.send("ExcuseReport", orderId=order, reason="包裹丢失")
    assert excused["__typename"] == "ReportSubmitted"
    [review] = (await loser.send("Reviews", slug=crowd.world.product.slug))["reviews"]["nodes"]
    assert (review["text"], review["author"]["displayName"]) == (SAID, "王*明")
    shown = await shop.client().http.get(review["pictures"][0])
    assert (shown.status_code, shown.content) == (200, jpeg())
    await later.joined(winner.client, code)
    assert sent == set(operations("report-a-trial"))
    assert await check_books() == []
