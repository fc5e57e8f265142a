"""A talk live: every message once and in order, marks at once, and nothing to anybody else."""

import asyncio
from uuid import uuid4

import pytest

from app.door import digest
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Session
from resolvers.books import check_books
from rules.merchants import Duty
from schema.node import global_id
from tests.actions.worlds import make_world
from tests.live.watching import EVENTS, greeted

OPEN = """mutation($i: OpenConversationInput!) { openConversation(input: $i) {
  ... on ConversationOpened { conversation { id side unread } } } }"""
SEND = """mutation($i: SendMessageInput!) { sendMessage(input: $i) { __typename
  ... on MessageSent { sent { number text clientId } } } }"""
READ = """mutation($i: ReadConversationInput!) { readConversation(input: $i) {
  ... on ConversationRead { conversation { unread read } } } }"""
WATCH = """subscription($id: ID!, $after: Int) { conversation(id: $id, after: $after) {
  conversation { lastNumber unread readByOther blockedByOther }
  messages { number side text clientId } } }"""
INBOX = """subscription($merchant: ID) { inbox(merchantId: $merchant) {
  unread conversations { id unread lastMessage { text } customer { displayName } } } }"""


@pytest.fixture
async def talk(shop):
    return await Two.who_talk(shop)


class Two:
    """A customer and somebody of a merchant's, over the API."""

    def __init__(self, buyer, staff, merchant, id_):
        self.buyer, self.staff, self.merchant, self.id = buyer, staff, merchant, id_

    @classmethod
    async def who_talk(cls, shop):
        now = shop.clock()
        world = await make_world(now)
        buyer, staff = await shop.newcomer("王小明"), await shop.newcomer("店小二")
        session = await Session.get(token_hash=digest(staff.token))
        owner = await world.person()
        for person_id, duty in ((owner.id, Duty.OWNER), (session.person_id, Duty.SERVICE)):
            await MerchantStaff.create(
                id=new_id(now),
                merchant_id=world.merchant.id,
                person_id=person_id,
                duties=[duty],
            )
        merchant = global_id("Merchant", world.merchant.id)
        opened = await buyer.ask(OPEN, i={"merchantId": merchant})
        return cls(buyer, staff, merchant, opened["openConversation"]["conversation"]["id"])

    async def say(self, client, text):
        said = {"conversationId": self.id, "clientId": uuid4().hex, "text": text}
        answer = (await client.ask(SEND, i=said))["sendMessage"]
        assert answer["__typename"] == "MessageSent"
        return answer["sent"]


async def test_what_is_said_and_read_is_seen_at_once_by_both(shop, talk):
    async with (
        greeted(shop.socket_url, talk.buyer.token) as buyer,
        greeted(shop.socket_url, talk.staff.token) as staff,
    ):
        for watch in (buyer, staff):
            await watch.ask(WATCH, id=talk.id)
            assert (await watch.news())["messages"] == []
        sent = await talk.say(talk.buyer, "在吗")
        mine, theirs = await buyer.news(), await staff.news()
        assert mine["messages"][0]["clientId"] == sent["clientId"]
        assert theirs["messages"] == [
            {"number": 1, "side": "CUSTOMER", "text": "在吗", "clientId": None}
        ]
        assert (mine["conversation"]["unread"], theirs["conversation"]["unread"]) == (0, 1)
        await talk.staff.ask(READ, i={"conversationId": talk.id, "upTo": 1})
        marked = await buyer.news()
        assert (marked["conversation"]["readByOther"], marked["messages"]) == (1, [])


async def test_whoever_comes_back_hears_what_they_missed_once_and_in_order(shop, talk):
    for n in range(3):
        await talk.say(talk.buyer, f"{n}")
    async with greeted(shop.socket_url, talk.staff.token) as staff:
        await staff.ask(WATCH, id=talk.id, after=1)
        seen = [each["number"] for each in (await staff.news())["messages"]]
        speaking = [talk.say(who, "…") for who in (talk.buyer, talk.staff) * 8]
        telling = asyncio.gather(*speaking)
        while len(seen) < 18:
            seen += [each["number"] for each in (await staff.news())["messages"]]
        await telling
    assert seen == list(range(2, 20))
    assert await check_books() == []


async def test_a_number_nobody_reached_is_refused_and_so_is_anybody_else(shop, talk):
    async with greeted(shop.socket_url, talk.buyer.token) as watch:
        for after in (1, -1):
            await watch.ask(WATCH, id=talk.id, after=after)
            assert await watch.refusal() == {"code": "BAD_INPUT", "field": "after"}
    async with greeted(shop.socket_url, (await shop.newcomer()).token) as watch:
        await watch.ask(WATCH, id=talk.id)
        assert (await watch.refusal())["code"] == "NOT_FOUND"


async def test_who_serves_no_more_hears_no_more(shop, talk):
    async with greeted(shop.socket_url, talk.staff.token) as staff:
        await staff.ask(WATCH, id=talk.id)
        await staff.news()
        [serving] = await MerchantStaff.filter(duties=[Duty.SERVICE])
        await serving.delete()
        await talk.say(talk.buyer, "还在吗")
        last = await staff.hear()
        assert last["payload"]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert (await staff.hear())["type"] == "complete"


async def test_an_inbox_stirs_with_each_message(shop, talk):
    async with (
        greeted(shop.socket_url, talk.staff.token) as staff,
        greeted(shop.socket_url, talk.buyer.token) as buyer,
    ):
        await staff.ask(INBOX, merchant=talk.merchant)
        await buyer.ask(INBOX)
        assert [(await watch.news())["unread"] for watch in (staff, buyer)] == [0, 0]
        await talk.say(talk.buyer, "在吗")
        state = await staff.news()
        [conversation] = state["conversations"]
        assert (state["unread"], conversation["unread"]) == (1, 1)
        assert conversation["customer"] == {"displayName": "王*明"}
        assert conversation["lastMessage"] == {"text": "在吗"}
        assert (await buyer.news())["unread"] == 0
        await talk.say(talk.staff, "在的")
        assert (await staff.news())["unread"] == 0
        assert (await buyer.news())["unread"] == 1


async def test_a_message_is_a_notice_and_reading_elsewhere_takes_the_badge_away(shop, talk):
    events = EVENTS.replace("kind", "kind unread conversation { id }")
    read = "mutation { readNotifications(input: {}) { viewer { unread } } }"
    async with greeted(shop.socket_url, talk.buyer.token) as watch:
        await watch.ask(events)
        assert (await watch.news())["kind"] == "SNAPSHOT"
        await talk.say(talk.staff, "在吗")
        told = await watch.news()
        assert (told["kind"], told["unread"]) == ("MESSAGE_RECEIVED", 1)
        assert told["conversation"] == {"id": talk.id}
        assert (await talk.buyer.ask(read))["readNotifications"]["viewer"] == {"unread": 0}
        told = await watch.news()
        assert (told["kind"], told["unread"]) == ("NOTIFICATIONS_READ", 0)
