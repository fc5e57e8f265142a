"""The operations of the shop's pages, as the docs show them: found, joined, read, renamed, gone."""

from typing import ClassVar

from graphql import print_ast

from actions.relay import place_events
from tests.graph.people import HOME
from tests.journeys.crowd import gathered
from tests.journeys.documents import ADDRESS
from tests.journeys.test_operations import operations

ASKED = {name: print_ast(each) for name, each in operations("the-shop").items()}


class Visitor:
    """Somebody who sends the docs' operations."""

    sent: ClassVar[set[str]] = set()

    def __init__(self, client):
        self.client = client

    async def send(self, operation, **variables):
        self.sent.add(operation)
        [answer] = (await self.client.ask(ASKED[operation], **variables)).values()
        return answer


async def test_somebody_finds_a_team_reads_what_came_of_it_and_leaves(shop):
    crowd = await gathered(shop, size=2)
    leader, friend = Visitor(await crowd.member("王小明")), Visitor(await shop.newcomer("陈晨"))
    await crowd.opened(leader.client)
    [near] = (await friend.send("AboutToForm"))["nodes"]
    assert (near["seatsLeft"], near["leader"]["displayName"]) == (1, "王*明")
    placed = await crowd.joined(friend.client, near["code"], pays=False)
    await sees_what_is_theirs(friend, near["code"], placed)
    assert (await friend.send("OverAndSimilar", slug=near["campaign"]["slug"]))["similar"] == []
    await crowd.paid(friend.client, placed)
    assert (await leader.send("AboutToForm"))["nodes"] == []
    await reads_what_happened(friend)
    await changes_the_account(friend)
    assert Visitor.sent == set(ASKED)


async def sees_what_is_theirs(friend, code, placed):
    page = await friend.send("TeamPage", code=code)
    [unpaid] = page["myOrder"]["payments"]
    assert (unpaid["id"], page["mySeat"]["state"]) == (placed["payment"]["id"], "HELD")
    assert page["activity"]["nodes"][0]["kind"] == "SEAT_HELD"
    tabs = await friend.send("MyTabs", tab="TO_PAY", status=["OPEN"])
    assert [each["code"] for each in tabs["teams"]["nodes"]] == [code]
    [order] = tabs["orders"]["nodes"]
    assert (await friend.send("OrderByNumber", number=order["number"]))["total"] is not None


async def reads_what_happened(friend):
    await place_events()
    news = await friend.send("Notifications")
    told = [each["kind"] for each in news["notifications"]["nodes"]]
    assert (told, news["unread"]) == (["TEAM_FORMED", "SEAT_FILLED"], 2)
    latest = news["notifications"]["nodes"][0]["position"]
    assert (await friend.send("ReadNotifications", upTo=latest))["viewer"]["unread"] == 0


async def changes_the_account(friend):
    added = (await friend.client.ask(ADDRESS, i=HOME))["addAddress"]["address"]["id"]
    moved = (await friend.send("ChangeAddress", addressId=added))["address"]
    assert (moved["id"], moved["region"]) == (added, "四川省 成都市")
    renamed = await friend.send("ChangeDisplayName", name="陈陈陈")
    assert renamed["viewer"]["displayName"] == "陈陈陈"
    changed = await friend.send("ChangePassword", old="long enough", new="longer than before")
    assert changed == {"__typename": "PasswordChanged"}
    refused = await friend.send("CloseAccount", password="longer than before")
    assert refused["reasons"] == ["ORDERS_UNDER_WAY"]
