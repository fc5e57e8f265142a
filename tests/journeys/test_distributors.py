"""A month of distributors, told through the API alone: asking, deciding, earning, the ranking."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from actions.sales import count_sales
from models.people import Person
from rules.people import Role
from tests.actions.world_relations import led
from tests.journeys.crowd import Crowd, gathered
from tests.journeys.test_operations import Visitor, operations

WORDS = "我在小区里带货很久了，邻居都认识我"
TOLD = "{ viewer { notifications(first: 20) { nodes { kind } } } }"


@dataclass
class Month:
    """An operator, somebody who shares, and anybody who looks."""

    shop: Any
    crowd: Crowd
    boss: Visitor
    seller: Visitor
    anybody: Visitor
    handle: str

    async def mine(self):
        return (await self.seller.send("MyDistribution"))["distribution"]

    async def whose(self, client) -> Person:
        viewer = await client.ask("{ viewer { handle } }")
        return await Person.get(handle=viewer["viewer"]["handle"])


async def test_a_month_of_distributors(shop):
    crowd = await gathered(shop, size=2, limit_per_person=5)
    sent: set[str] = set()
    boss = Visitor(shop, await crowd.member(role=Role.OPERATOR), sent)
    seller = Visitor(shop, await crowd.member(), sent)
    month = Month(shop, crowd, boss, seller, Visitor(shop, crowd.shared, sent), "")
    month.handle = (await month.whose(seller.client)).handle
    await asks_and_is_approved(month)
    await is_given_a_level(month)
    await brings_a_friend(month)
    await is_suspended_and_back(month)
    told = (await seller.client.ask(TOLD))["viewer"]["notifications"]["nodes"]
    assert [each["kind"] for each in told if not each["kind"].startswith("RELATION")] == [
        "DISTRIBUTOR_REINSTATED",
        "DISTRIBUTOR_SUSPENDED",
        "COMMISSION_PROMISED",
        "LEVEL_CHANGED",
        "DISTRIBUTOR_APPROVED",
        "DISTRIBUTOR_REJECTED",
    ]
    assert sent == set(operations("distributors"))


async def asks_and_is_approved(month):
    boss, seller = month.boss, month.seller
    assert (await month.anybody.send("DistributionRules"))["mode"] == "OPEN"
    assert (await month.mine())["reason"] == "OPEN_TO_ALL"
    await boss.send("SetDistribution", mode="BY_APPLICATION", reason="先审核")
    rules = await month.anybody.send("DistributionRules")
    assert (rules["mode"], rules["reason"]) == ("BY_APPLICATION", "先审核")
    assert [each["level"] for each in rules["levels"]] == ["BRONZE", "SILVER", "GOLD"]
    shown = await month.mine()
    assert (shown["qualified"], shown["reason"]) == (False, "NOT_APPROVED")
    for verb in ("RejectDistributor", "ApproveDistributor"):
        await seller.send("ApplyToDistribute", reason=WORDS)
        [asked] = (await boss.send("WaitingApplications"))["nodes"]
        assert (asked["applicant"], asked["reason"]) == (month.handle, WORDS)
        await boss.send(verb, id=asked["id"], reason="看过")
    shown = await month.mine()
    assert (shown["qualified"], shown["reason"]) == (True, "APPROVED")
    assert shown["application"]["answer"] == "看过"


async def is_given_a_level(month):
    until = (month.shop.clock() + timedelta(days=30)).isoformat()
    given = await month.boss.send(
        "GiveLevel", handle=month.handle, level="SILVER", until=until, reason="开业"
    )
    assert given["distributor"]["level"] == "SILVER"
    shown = await month.mine()
    assert (shown["terms"]["ratesBp"], shown["hasOwnRates"]) == ([600, 250, 100], True)
    assert shown["nextLevel"]["level"] == "GOLD"


async def brings_a_friend(month):
    """Two form a team; one of them was led here by the seller, one by nobody."""
    crowd, now = month.crowd, month.shop.clock()
    friend, stranger = await crowd.member(), await crowd.member()
    seller = await month.whose(month.seller.client)
    await led(await month.whose(friend), seller, now=now)
    code = (await crowd.opened(friend))["team"]["code"]
    await crowd.joined(stranger, code)
    await count_sales(now=month.shop.clock())
    brought = {"place": 1, "orders": 1, "sold": {"amount": "19.90"}}
    assert (await month.mine())["sales"] == brought
    [first] = (await month.anybody.send("SalesRanking"))["places"]
    shown = first["member"]["displayName"]
    assert shown != seller.display_name
    assert shown[0] == seller.display_name[0]


async def is_suspended_and_back(month):
    await month.boss.send("SuspendDistributor", handle=month.handle, reason="刷单")
    shown = await month.mine()
    assert (shown["qualified"], shown["suspendedFor"]) == (False, "刷单")
    [known] = (await month.boss.send("Distributors", suspended=True))["nodes"]
    assert known["handle"] == month.handle
    await month.boss.send("ReinstateDistributor", handle=month.handle, reason="查清")
    assert (await month.mine())["qualified"]
