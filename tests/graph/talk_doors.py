"""The doors to questions, conversations and mail: to the two who speak, and to nobody between."""

from uuid import UUID, uuid4

from actions.conversations import Speaker, open_conversation, send_message
from actions.message_reports import report_message
from models.people import Person
from models.questions import Question
from rules.talk import message

OUT, NO = "UNAUTHENTICATED", "FORBIDDEN"
NONE = "ConversationNotFound"
OPERATORS_ONLY = f"{OUT} {NO} {NO} {NO}"
# The customer asked and opened it; the owner serves for the merchant.
OF_THE_TWO = f"{OUT} shown null shown null"

QUERIES = {
    "conversation(id: $talk) { id }": OF_THE_TWO,
    "node(id: $talk) { id }": OF_THE_TWO,
    "node(id: $asked) { id }": f"{OUT} shown null shown shown",
    "node(id: $answered) { id }": f"{OUT} shown shown shown shown",
    "merchantInbox(merchantId: $merchant, first: 1) { nodes { id } }": (
        f"{OUT} {NO} {NO} shown {NO}"
    ),
    "merchantQuestions(merchantId: $merchant, waiting: true, first: 1) { nodes { id } }": (
        f"{OUT} {NO} {NO} shown shown"
    ),
    "messageReports(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
}

MUTATIONS = {
    "askQuestion": (
        lambda ids: {"productId": ids["product"], "text": f"甜吗 {uuid4().hex[:6]}"},
        f"{OUT} QuestionPosted QuestionPosted QuestionPosted QuestionPosted",
    ),
    "answerQuestion": (
        lambda ids: {"questionId": ids["asked"], "text": "很甜"},
        f"{OUT} {NO} QuestionNotFound QuestionReplied QuestionReplied",
    ),
    "hideQuestion": (
        lambda ids: {"questionId": ids["answered"], "reason": "广告"},
        f"{OPERATORS_ONLY} QuestionTakenDown",
    ),
    "openConversation": (
        lambda ids: {"merchantId": ids["merchant"]},
        f"{OUT} ConversationOpened ConversationOpened OwnMerchant ConversationOpened",
    ),
    "sendMessage": (
        lambda ids: {"conversationId": ids["talk"], "clientId": uuid4().hex, "text": "在吗"},
        f"{OUT} MessageSent ConversationNotFound MessageSent ConversationNotFound",
    ),
    "readConversation": (
        lambda ids: {"conversationId": ids["talk"], "upTo": 1},
        f"{OUT} ConversationRead ConversationNotFound ConversationRead ConversationNotFound",
    ),
    "blockConversation": (
        lambda ids: {"conversationId": ids["talk"], "blocked": False},
        f"{OUT} ConversationBlockSet {NONE} ConversationBlockSet {NONE}",
    ),
    "reportMessage": (
        lambda ids: {"messageId": ids["said"], "reason": "骂人"},
        f"{OUT} MessageNotFound MessageNotFound MessageComplained MessageNotFound",
    ),
    "decideMessageReport": (
        lambda ids: {"reportId": ids["complaint"], "upheld": False, "reason": "不违规"},
        f"{OPERATORS_ONLY} MessageReportSettled",
    ),
    "inspectConversation": (
        lambda ids: {"conversationId": ids["talk"], "reason": "工单 9"},
        f"{OPERATORS_ONLY} ConversationInspected",
    ),
    "setMailAddress": (
        lambda _: {"address": "somebody@shop.test"},
        f"{OUT} MailOff MailOff MailOff MailOff",
    ),
    "confirmMailAddress": (
        lambda _: {"code": "NOTTHIS1"},
        f"{OUT} WrongCode WrongCode WrongCode WrongCode",
    ),
    "setMailPreferences": (
        lambda _: {"muted": ["POINTS"], "language": "ZH"},
        f"{OUT} MailPreferencesSet MailPreferencesSet MailPreferencesSet MailPreferencesSet",
    ),
    "removeMailAddress": (
        lambda _: None,
        f"{OUT} MailAddressRemoved MailAddressRemoved MailAddressRemoved MailAddressRemoved",
    ),
}

SUBSCRIPTIONS = {
    "conversation(id: $talk) { serverTime }": f"{OUT} shown NOT_FOUND shown NOT_FOUND",
    "inbox { unread }": f"{OUT} shown shown shown shown",
    "inbox(merchantId: $merchant) { unread }": f"{OUT} {NO} {NO} shown {NO}",
}


async def stage_talk(world, customer: Person, owner: Person, now, gid) -> dict[str, str]:
    """What a customer asked a merchant, and what they said to it."""
    asking = Speaker(person_id=customer.id)
    talk = await open_conversation(speaker=asking, merchant_id=world.merchant.id, now=now)
    said = []
    for client_id in ("first", "second"):
        new = message(client_id=client_id, text="你好", picture_ids=[], card=None)
        said.append(await send_message(speaker=asking, conversation_id=talk.id, new=new, now=now))
    staff = Speaker(person_id=owner.id)
    complaint = await report_message(speaker=staff, message_id=said[1].id, reason="广告", now=now)
    asked, answered = [await _asked(world, customer, text, now) for text in ("甜吗？", "新鲜吗？")]
    answered.answer, answered.answered_at, answered.answered_by = "新鲜", now, owner.id
    await answered.save()
    return {
        "talk": gid("Conversation", talk.id),
        "said": gid("Message", said[0].id),
        "complaint": gid("MessageReport", complaint.id),
        "asked": gid("Question", asked.id),
        "answered": gid("Question", answered.id),
    }


async def _asked(world, person: Person, text: str, now) -> Question:
    return await Question.create(
        id=UUID(int=uuid4().int),
        product_id=world.product.id,
        merchant_id=world.merchant.id,
        person_id=person.id,
        text=text,
        asked_at=now,
    )
