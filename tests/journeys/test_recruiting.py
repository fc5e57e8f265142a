"""People who lead people here, and buy nothing: no account of anybody moves, however long."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from graphql import OperationType

from models.db import rows
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person, Session
from resolvers.books import check_books
from rules.people import Role
from tests.graph.people import gid
from tests.journeys.crowd import Crowd, gathered
from tests.journeys.test_operations import OPERATIONS, Visitor, operations

LEDGER = """SELECT (SELECT count(*) FROM journal) AS journals, (SELECT count(*) FROM account)
  AS accounts, (SELECT coalesce(sum(amount), 0)::bigint FROM transfer) AS moved"""
DOCS = ("share-links", "sharing-desk", "distributors")
WORDS = "我在小区里带货很久了，邻居都认识我"


@dataclass
class Told:
    """A shop with people who only share, and what of the docs they sent."""

    shop: Any
    crowd: Crowd
    sent: set[str]

    async def visitor(self, client):
        who = (await client.ask("{ viewer { handle } }"))["viewer"]["handle"]
        row = await Person.get(handle=who)
        far = self.shop.clock() + timedelta(days=800)
        await Session.filter(person_id=row.id).update(expires_at=far)
        return Visitor(self.shop, client, self.sent), row


async def test_leading_people_here_moves_nobody_a_fen(shop):
    told = Told(shop, await gathered(shop, size=2), set())
    desk, _ = await told.visitor(await told.crowd.member("值班员", role=Role.OPERATOR))
    before = await rows(LEDGER)
    chain = await signs_up_by_links(told)
    await reports_and_rules(desk, chain)
    await sells(told, chain)
    await admits_distributors(desk, chain)
    for _ in range(5):
        shop.clock.turn(days=10)
        await shop.sweep()
    sharing = {
        name
        for name in set().union(*map(operations, DOCS))
        if OPERATIONS[name].operation is OperationType.MUTATION
    }
    assert sharing <= told.sent
    assert await rows(LEDGER) == before
    (first, _), *_ = chain
    earned = await first.client.ask("{ viewer { commissions(first: 5) { nodes { id } } } }")
    assert earned["viewer"]["commissions"]["nodes"] == []
    assert await check_books() == []


async def signs_up_by_links(told):
    """Each of four is led here by the one before, and the first by nobody."""
    chain = []
    for n in range(4):
        visitor, row = await told.visitor(await told.shop.newcomer(f"甲{n}"))
        if chain:
            upline, _ = chain[-1]
            link = (await upline.send("MakeShareLink", target="SHOP", about=None))["link"]
            opened = await visitor.send("OpenShareLink", code=link["code"], channel="MOMENTS")
            assert opened["decision"] == "BOUND"
        chain.append((visitor, row))
    return chain


async def reports_and_rules(desk, chain):
    (sharer, row), (friend, member), *_, (_, last) = chain
    code = (await sharer.send("MyLinks"))["invite"]["code"]
    await friend.send("ReportShare", code=code, ground="FRAUD", words="要先转账")
    [report] = (await desk.send("ShareReports"))["nodes"]
    ruling = {"reportId": report["id"], "ruling": "SHARER_SUSPENDED", "reason": "查实"}
    assert (await desk.send("RuleOnShareReport", **ruling))["report"]["ruling"]
    restored = await desk.send("RestoreSharing", handle=row.handle, reason="误判")
    assert restored["__typename"] == "SharingRestored"
    named = {"member": last.handle, "upline": member.handle, "reason": "客服单 7"}
    moved = await desk.send("ReassignRelation", **named)
    assert moved["relation"]["uplineHandle"] == member.handle


async def sells(told, chain):
    """A merchant says who may share its goods, and what a shared page says."""
    now, merchant_id = told.shop.clock(), told.crowd.world.merchant.id
    seller, owner = await told.visitor(await told.crowd.member("店主", role=Role.MERCHANT))
    await MerchantStaff.create(id=new_id(now), merchant_id=merchant_id, person_id=owner.id)
    of, (_, sharer) = {"merchantId": gid("Merchant", merchant_id)}, chain[0]
    words = {"title": "高山脆甜", "text": "现摘现发"}
    goods = gid("Product", told.crowd.world.product.id)
    done = [
        await seller.send("SetSharingPolicy", **of, policy="GRANTED"),
        await seller.send("GrantShareRight", **of, handle=sharer.handle),
        await seller.send("EndShareRight", **of, handle=sharer.handle, reason="夸大功效"),
        await seller.send("SetProductShare", productId=goods, **words),
        await seller.send("SetCampaignShare", campaignId=told.crowd.campaign["id"], **words),
    ]
    assert [each["__typename"] for each in done] == [
        "SharingPolicySet",
        "ShareRightGranted",
        "ShareRightEnded",
        "ProductShareSet",
        "CampaignShareSet",
    ]


async def admits_distributors(desk, chain):
    """To be one costs nothing, and brings nothing: levels, bars and their ends neither."""
    await desk.send("SetDistribution", mode="BY_APPLICATION", reason="先审核")
    for (visitor, _), verb in zip(chain, ("RejectDistributor", "ApproveDistributor"), strict=False):
        await visitor.send("ApplyToDistribute", reason=WORDS)
        [asked] = (await desk.send("WaitingApplications"))["nodes"]
        await desk.send(verb, id=asked["id"], reason="看过")
    about = {"handle": chain[1][1].handle, "reason": "查过"}
    until = (desk.shop.clock() + timedelta(days=30)).isoformat()
    given = await desk.send("GiveLevel", **about, level="GOLD", until=until)
    assert given["__typename"] == "LevelGiven"
    await desk.send("SuspendDistributor", **about)
    await desk.send("ReinstateDistributor", **about)
