"""Each way a seat can be refused has its own answer, over the API as clients meet it."""

from tests.actions.worlds import make_world
from tests.journeys.documents import CAMPAIGNS
from tests.journeys.test_main_job import joined, opened, paid


async def started(shop, **terms):
    """A campaign, its leader, and the team they paid for."""
    await make_world(shop.clock(), **terms)
    leader = await shop.newcomer()
    [campaign] = (await leader.ask(CAMPAIGNS))["campaigns"]["nodes"]
    first = await opened(leader, campaign)
    await paid(leader, first)
    return campaign, leader, first["team"]["code"]


async def test_what_is_sold_out_is_said_to_be(shop):
    campaign, _, code = await started(shop, stock=1)
    refused = await joined(await shop.newcomer(), campaign, code)
    assert (refused["__typename"], refused["message"][:4]) == ("SoldOut", "库存不足")


async def test_a_second_purchase_over_the_limit_is_refused(shop):
    campaign, leader, _ = await started(shop)
    assert (await opened(leader, campaign))["__typename"] == "PurchaseLimitReached"


async def test_a_team_past_its_deadline_is_closed_and_then_failed(shop):
    campaign, _, code = await started(shop)
    shop.clock.turn(hours=24)
    late = await shop.newcomer()
    assert (await joined(late, campaign, code))["__typename"] == "TeamClosed"
    await shop.sweep()
    assert (await joined(late, campaign, code))["__typename"] == "TeamFailed"


async def test_a_hold_that_ran_out_is_not_paid(shop):
    campaign, _, code = await started(shop)
    slow = await shop.newcomer()
    held = await joined(slow, campaign, code)
    shop.clock.turn(minutes=15)
    assert (await paid(slow, held))["__typename"] == "HoldExpired"


async def test_unknown_teams_are_not_found(shop):
    campaign, _, _ = await started(shop)
    stranger = await shop.newcomer()
    assert (await joined(stranger, campaign, "AAAABBBB"))["__typename"] == "TeamNotFound"
