"""A link is shared, opened, bought by and reported, as the docs say; each sees their own part."""

from datetime import timedelta

import pytest

from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person
from models.uplines import OrderSource, OrderUpline
from resolvers.books import check_books
from rules.people import Role
from tests.graph.people import gid
from tests.journeys.crowd import gathered
from tests.journeys.test_operations import Visitor, operations

EVENTS = """query { viewer { notifications(first: 20) { nodes { kind
  relation { validUntil member { displayName } } } } } }"""


@pytest.fixture
def sent():
    return set()


@pytest.fixture
async def crowd(shop):
    return await gathered(shop, size=2)


async def visitor(crowd, sent, name, **facts):
    before = {person.id for person in await Person.all()}
    client = await crowd.member(name, **facts)
    [person] = [person for person in await Person.all() if person.id not in before]
    return Visitor(crowd.shop, client, sent), person


async def test_a_link_leads_a_friend_here_and_everybody_sees_their_part(crowd, sent):
    shop = crowd.shop
    sharer, _ = await visitor(crowd, sent, "王小明")
    friend, friend_row = await visitor(crowd, sent, "陈晨")
    third, _ = await visitor(crowd, sent, "赵一鸣")
    stranger = Visitor(shop, crowd.shared, sent)
    link = await shares(sharer, crowd.world.campaign.slug)

    opening = {"code": link["code"], "channel": "MOMENTS"}
    seen = await stranger.send("OpenShareLink", **opening)
    assert (seen["decision"], seen["sharer"]["displayName"]) == (None, "王*明")
    bound = await friend.send("OpenShareLink", **opening)
    assert (bound["decision"], bound["relation"]["status"]) == ("BOUND", "ACTIVE")
    theirs = await friend.send("MakeShareLink", target="SHOP", about=None)
    led = {"code": theirs["link"]["code"], "channel": "CHAT"}
    before = (shop.clock() - timedelta(days=2)).isoformat()
    assert (await third.send("OpenShareLink", **led, seenAt=before))["decision"] == "BOUND"
    back = {"code": link["code"], "channel": "CHAT"}
    assert (await sharer.send("OpenShareLink", **back))["decision"] == "OWN_LINK"
    lost = await friend.send("OpenShareLink", code="NOSUCHCODE", channel="CHAT")
    assert lost["__typename"] == "ShareLinkNotFound"

    await crowd.opened(third.client)
    await crowd.opened(friend.client)
    assert await OrderUpline.all().count() == 3
    source = await OrderSource.get()
    assert source.person_id != friend_row.id, "the friend bought what the sharer's link leads to"
    await sees_whom_they_lead(sharer, friend)
    await sees_why(friend, third)
    [mine] = (await sharer.send("MyLinks"))["shareLinks"]["nodes"]
    assert (mine["code"], mine["opened"]) == (link["code"], 3)
    told = (await friend.client.ask(EVENTS))["viewer"]["notifications"]["nodes"]
    bound_told = [row for row in told if row["kind"] == "RELATION_BOUND"]
    assert len(bound_told) == 2
    assert {row["relation"]["member"]["displayName"] for row in bound_told} == {"陈*", "赵*鸣"}
    reported = {"code": link["code"], "ground": "OTHER", "words": ""}
    assert (await friend.send("ReportShare", **reported))["__typename"] == "ShareReported"
    assert (await sharer.send("ReportShare", **reported))["__typename"] == "OwnLinkReported"
    assert sent == set(operations("share-links"))
    assert await check_books() == []


async def shares(sharer, slug):
    link = (await sharer.send("MakeShareLink", target="CAMPAIGN", about=slug))["link"]
    assert link["path"] == f"/c/{slug}?i={link['code']}"
    assert link["url"].endswith(link["path"])
    assert (link["standing"]["verdict"], link["merchant"]["name"]) == ("ALLOWED", "山里人")
    again = await sharer.send("MakeShareLink", target="CAMPAIGN", about=slug)
    assert again["link"]["code"] == link["code"]
    return link


async def sees_whom_they_lead(sharer, friend):
    await sees_nobody_elses_earnings(sharer, friend)
    first = (await sharer.send("MyRelations", level=1, within=None))["relations"]["nodes"]
    [row] = first
    assert (row["member"]["displayName"], row["orders"], row["level"]) == ("陈*", 1, 1)
    [below] = row["members"]["nodes"]
    assert (below["member"]["displayName"], below["level"], below["orders"]) == ("赵*鸣", 2, 1)
    [second] = (await sharer.send("MyRelations", level=2, within=None))["relations"]["nodes"]
    assert (second["member"]["displayName"], second["orders"]) == ("赵*鸣", 1)
    for level, within in ((3, None), (1, 7)):
        found = await sharer.send("MyRelations", level=level, within=within)
        assert found["relations"]["nodes"] == []
    soon = await sharer.send("MyRelations", level=1, within=31)
    assert len(soon["relations"]["nodes"]) == 1


EARNED = """{ viewer {
  relations(first: 2) { nodes { earned { fen } members(first: 2) { nodes { earned { fen } } } } }
  upline { earned { fen } members(first: 2) { nodes { earned { fen } } } } } }"""


async def sees_nobody_elses_earnings(sharer, friend):
    """What a member brought is told to whom it was brought, and not to the member."""
    seen = (await friend.client.ask(EARNED))["viewer"]
    assert seen["upline"] == {"earned": None, "members": {"nodes": [{"earned": None}]}}
    [row] = (await sharer.client.ask(EARNED))["viewer"]["relations"]["nodes"]
    assert row["earned"] is not None
    assert row["members"]["nodes"][0]["earned"] is not None


async def sees_why(friend, third):
    asked = await friend.send("WhyMyUpline")
    assert asked["upline"]["upline"]["displayName"] == "王*明"
    [opened] = asked["linkOpenings"]["nodes"]
    assert (opened["decision"], opened["channel"]) == ("BOUND", "MOMENTS")
    assert (await third.send("WhyMyUpline"))["upline"]["upline"]["displayName"] == "陈*"


async def test_a_merchant_and_the_desk_decide_about_shares(crowd, sent):
    world, now = crowd.world, crowd.shop.clock()
    desk, _ = await visitor(crowd, sent, "值班员", role=Role.OPERATOR)
    seller, owner = await visitor(crowd, sent, "店主", role=Role.MERCHANT)
    sharer, person = await visitor(crowd, set(), "王小明")
    friend, friend_row = await visitor(crowd, set(), "陈晨")
    await MerchantStaff.create(id=new_id(now), merchant_id=world.merchant.id, person_id=owner.id)
    merchant, slug = gid("Merchant", world.merchant.id), world.merchant.slug

    async def standing():
        made = await sharer.send("MakeShareLink", target="CAMPAIGN", about=world.campaign.slug)
        return made["link"]["standing"] if "link" in made else made

    assert (await standing())["verdict"] == "ALLOWED"
    await seller.send("SetSharingPolicy", merchantId=merchant, policy="GRANTED")
    assert (await standing())["verdict"] == "NOT_GRANTED"
    whom = {"merchantId": merchant, "handle": person.handle}
    campaigns = [crowd.campaign["id"]]
    granted = await seller.send("GrantShareRight", **whom, campaignIds=campaigns)
    assert granted["right"]["campaigns"] == [{"slug": world.campaign.slug}]
    assert (await standing())["verdict"] == "ALLOWED"
    await seller.send("EndShareRight", **whom, reason="夸大功效")
    assert await standing() == {"verdict": "ENDED", "reason": "夸大功效"}
    await hears_why(sharer)
    await seller.send("ShareRights", slug=slug)
    await says(seller, world, crowd)
    await desk_decides(desk, sharer, person, friend, friend_row, owner)
    other, _ = await visitor(crowd, set(), "新人")
    code = (await sharer.send("MyLinks"))["invite"]["code"]
    opened = await other.send("OpenShareLink", code=code, channel="CHAT")
    assert opened["decision"] == "SHARING_SUSPENDED"
    assert (await standing())["__typename"] == "SharingSuspended"
    await desk.send("RestoreSharing", handle=person.handle, reason="误判")
    assert (await standing())["verdict"] == "ENDED"
    assert sent == set(operations("sharing-desk"))
    # What only the desk may see is hidden from both ends.
    seen = await friend.client.ask("{ viewer { upline { uplineHandle memberHandle reason } } }")
    assert set(seen["viewer"]["upline"].values()) == {None}


async def hears_why(sharer):
    told = await sharer.client.ask(
        "{ viewer { notifications(first: 1) { nodes { kind reason } } } }"
    )
    [ended] = told["viewer"]["notifications"]["nodes"]
    assert ended == {"kind": "SHARE_RIGHT_ENDED", "reason": "夸大功效"}


async def desk_decides(desk, sharer, person, friend, friend_row, owner):
    link = (await sharer.send("MakeShareLink", target="SHOP", about=None))["link"]
    opened = {"code": link["code"], "channel": "CHAT"}
    assert (await friend.send("OpenShareLink", **opened))["decision"] == "BOUND"
    named = {"member": friend_row.handle, "reason": "客服单 7"}
    moved = await desk.send("ReassignRelation", **named, upline=owner.handle)
    assert moved["relation"]["uplineHandle"] == owner.handle
    had = await desk.send("PersonRelations", handle=friend_row.handle, asEnd="MEMBER")
    assert [row["endReason"] for row in had["nodes"]] == [None, "REASSIGNED"]
    await friend.send("ReportShare", code=link["code"], ground="FRAUD", words="要先转账")
    [report] = (await desk.send("ShareReports"))["nodes"]
    assert (report["words"], report["sharerHandle"]) == ("要先转账", person.handle)
    ruling = {"reportId": report["id"], "ruling": "SHARER_SUSPENDED", "reason": "查实"}
    assert (await desk.send("RuleOnShareReport", **ruling))["report"]["ruling"]
    assert (await desk.send("ShareReports"))["nodes"] == []


async def says(seller, world, crowd):
    words = {"title": "高山脆甜", "text": "现摘现发"}
    goods = gid("Product", world.product.id)
    said = await seller.send("SetProductShare", productId=goods, **words)
    assert said["product"]["shareCard"]["title"] == "高山脆甜"
    own = {"title": "", "text": "三人成团"}
    card = await seller.send("SetCampaignShare", campaignId=crowd.campaign["id"], **own)
    shown = card["campaign"]["shareCard"]
    assert (shown["title"], shown["text"]) == ("高山脆甜", "三人成团")
    assert int(shown["version"]) > 0
    # Pictures are kept by their version: words that are taken away make another.
    none = {"title": "", "text": ""}
    gone = await seller.send("SetCampaignShare", campaignId=crowd.campaign["id"], **none)
    assert gone["campaign"]["shareCard"]["text"] == "现摘现发"
    assert gone["campaign"]["shareCard"]["version"] not in {"0", shown["version"]}
