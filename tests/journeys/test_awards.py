"""A lottery seen by its members: one wins, two have all they paid and something beside it."""

import pytest

from models.draws import Draw
from models.teams import Team
from resolvers.books import check_books
from rules.people import Role
from tests.actions.world_kinds import published_lottery
from tests.journeys.test_operations import Visitor, new_key, operations
from tests.journeys.test_rewards import around

TURNS = 20


@pytest.fixture
def sent():
    return set()


async def drawn(shop, crowd, people) -> None:
    """All of these paid, and the draw was held and settled."""
    first, *others = people
    code = (await crowd.opened(first.client))["team"]["code"]
    for each in others:
        await crowd.joined(each.client, code)
    team = await Team.get(code=code)
    for _ in range(TURNS):
        shop.clock.turn(minutes=1)
        await shop.sweep()
        if (await Draw.get(team_id=team.id)).settled_at:
            return
    raise AssertionError("never settled")


async def test_who_won_and_who_did_not_see_what_they_have(shop, sent):
    crowd = await around(shop, await published_lottery(shop.clock()))
    people = [Visitor(shop, await crowd.member(), sent) for _ in range(3)]
    desk = Visitor(shop, await crowd.member("值班员", role=Role.OPERATOR), set())
    await drawn(shop, crowd, people)

    orders = {each: (await each.send("AfterTheDraw"))["nodes"][0] for each in people}
    [winner] = [each for each, order in orders.items() if order["award"]]
    for loser in set(people) - {winner}:
        order = orders[loser]
        assert (order["status"], order["closeReason"]) == ("CLOSED", "DRAW_LOST")
        assert order["refunded"] == order["total"] == {"amount": "19.90"}
        subsidy = order["subsidy"]
        assert (subsidy["amount"]["amount"], subsidy["paidInto"]) == ("1.00", "CREDIT")
        assert (await loser.send("MyAwards"))["awards"]["nodes"] == []
    assert (orders[winner]["status"], orders[winner]["subsidy"]) == ("CONFIRMED", None)
    [award] = (await winner.send("MyAwards"))["awards"]["nodes"]
    assert (award["fund"]["amount"], award["points"], award["fundInto"]) == (
        "19.90",
        "500",
        "CREDIT",
    )
    assert [part["amount"]["amount"] for part in award["fundParts"]] == ["1.99"] * 10
    assert award["draw"]["stage"] == "PUBLISHED"

    part = {"orderId": award["order"]["id"], "amountFen": "995", "reason": "碰伤了"}
    await desk.send("RefundOrder", **part, key=new_key())
    [award] = (await winner.send("MyAwards"))["awards"]["nodes"]
    assert award["fundLocked"]["amount"] == "9.95"
    [back] = award["takebacks"]
    assert (back["fund"]["amount"], back["points"], back["owed"]["amount"]) == (
        "9.95",
        "250",
        "0.00",
    )

    [stranger, *_] = set(people) - {winner}
    await is_its_winners(award, winner=winner, desk=desk, stranger=stranger)
    assert sent == set(operations("after-a-draw"))
    assert await check_books() == []


async def is_its_winners(award, *, winner, desk, stranger):
    """An award is its winner's and the operators'."""
    assert (await winner.send("Award", id=award["id"]))["prize"] == 1
    assert (await desk.send("Award", id=award["id"]))["prize"] == 1
    assert await stranger.send("Award", id=award["id"]) is None
