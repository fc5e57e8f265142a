"""A question, its answer, a talk and its end, and mail that is off, as the docs write them."""

from uuid import uuid4

from app.door import digest
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person, Session
from resolvers.books import check_books
from rules.people import Role
from schema.node import global_id
from tests.journeys.crowd import gathered
from tests.journeys.test_operations import Visitor, operations


async def those_who_talk(shop, sent):
    """Who buys, who serves for the merchant, and an operator."""
    crowd = await gathered(shop, size=2)
    world, now = crowd.world, shop.clock()
    buyer, staff = [Visitor(shop, await crowd.member(), sent) for _ in range(2)]
    desk = Visitor(shop, await crowd.member("值班员", role=Role.OPERATOR), sent)
    session = await Session.get(token_hash=digest(staff.client.token))
    await MerchantStaff.create(
        id=new_id(now), merchant_id=world.merchant.id, person_id=session.person_id
    )
    await Person.filter(id=session.person_id).update(role=Role.MERCHANT)
    return world, buyer, staff, desk


async def test_the_docs_can_be_followed_from_a_question_to_mail(shop):
    sent: set[str] = set()
    world, buyer, staff, desk = await those_who_talk(shop, sent)
    merchant, product = [
        global_id(kind, row.id)
        for kind, row in (("Merchant", world.merchant), ("Product", world.product))
    ]
    await asks_and_hears(world, buyer, staff, desk, merchant, product)
    await talks(buyer, staff, desk, merchant, product)
    await is_mailed(buyer)
    assert sent == set(operations("talk"))
    assert await check_books() == []


async def asks_and_hears(world, buyer, staff, desk, merchant, product):
    asked = await buyer.send("AskQuestion", productId=product, text="甜吗？")
    [waiting] = (await staff.send("MerchantQuestions", merchantId=merchant))["nodes"]
    assert waiting["id"] == asked["question"]["id"]
    answering = {"questionId": waiting["id"], "text": "很甜。"}
    replied = await staff.send("AnswerQuestion", **answering)
    assert replied["question"]["answer"] == "很甜。"
    [shown] = (await buyer.send("ProductQuestions", slug=world.product.slug))["questions"]["nodes"]
    assert (shown["answer"], shown["mine"]) == ("很甜。", True)
    hidden = await desk.send("HideQuestion", questionId=waiting["id"], reason="测试")
    assert hidden["question"]["hiddenReason"] == "测试"
    after = await buyer.send("ProductQuestions", slug=world.product.slug)
    assert after["questions"]["nodes"] == []


async def talks(buyer, staff, desk, merchant, product):
    opened = await buyer.send("OpenConversation", merchantId=merchant)
    talk = opened["conversation"]["id"]
    card = {"kind": "PRODUCT", "id": product}
    said = {"conversationId": talk, "clientId": uuid4().hex, "text": "在吗", "card": card}
    first = await buyer.send("SendMessage", **said)
    assert first["sent"]["card"]["product"]["slug"]
    news = await staff.send("Conversation", id=talk, after=0)
    assert [each["text"] for each in news["messages"]] == ["在吗"]
    assert (await staff.send("Inbox", merchantId=merchant))["unread"] == 1
    [mine] = (await staff.send("MerchantInbox", merchantId=merchant))["nodes"]
    assert (mine["id"], mine["unread"]) == (talk, 1)
    read = await staff.send("ReadConversation", conversationId=talk, upTo=1)
    assert read["conversation"] == {"unread": 0, "read": 1}
    assert len((await staff.send("Talk", id=talk))["messages"]["nodes"]) == 1

    complaint = {"messageId": first["sent"]["id"], "reason": "骚扰"}
    await staff.send("ReportMessage", **complaint)
    [report] = (await desk.send("MessageReports"))["nodes"]
    seen = await desk.send("InspectConversation", conversationId=talk, reason="举报")
    assert seen["conversation"]["messages"]["nodes"] == [{"number": 1, "text": "在吗"}]
    ruling = {"reportId": report["id"], "upheld": True, "reason": "属实"}
    decided = await desk.send("DecideMessageReport", **ruling)
    assert decided["report"]["message"] == {"hidden": True, "text": ""}
    shut = await staff.send("BlockConversation", conversationId=talk, blocked=True)
    assert shut["conversation"]["blocked"] is True


async def is_mailed(buyer):
    off = await buyer.send("SetMailAddress", address="me@shop.test")
    assert off["__typename"] == "MailOff"
    wrong = await buyer.send("ConfirmMailAddress", code="ABCD2345")
    assert wrong["attemptsLeft"] == 0
    chosen = await buyer.send("SetMailPreferences", muted=["POINTS"], language="EN")
    assert chosen["mailbox"] == {"muted": ["POINTS"], "language": "EN"}
    mine = await buyer.send("MySayings")
    assert (mine["mailWorks"], mine["mailbox"]["muted"]) == (False, ["POINTS"])
    assert len(mine["questions"]["nodes"]) == 1
    assert (await buyer.send("RemoveMailAddress"))["mailbox"] == {"address": None}
