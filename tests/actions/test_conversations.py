"""What is said between two: in order, once, to nobody else, and within measure."""

import asyncio
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from actions.accounts import close_account
from actions.conversations import (
    Speaker,
    block_conversation,
    open_conversation,
    read_conversation,
)
from actions.message_reports import (
    decide_message_report,
    forget_old_messages,
    inspect_conversation,
    report_message,
)
from actions.pictures import keep_picture
from models.audit import AuditEntry
from models.conversations import Conversation, Message
from models.db import rows
from models.merchants import MerchantStaff
from models.outbox import OutboxEvent, viewer_topic
from models.reports import Picture
from resolvers.conversations import hears, said_after
from rules.faults import SnapshotRequired
from rules.merchants import Duty
from rules.pictures import Cleaned, NobodyAsked, PictureUse
from rules.policy import POLICY
from rules.refusals import (
    CardNotFound,
    ConversationBlocked,
    ConversationNotFound,
    ConversationOver,
    MessageNotFound,
    MessageReportDecided,
    OwnMerchant,
    PictureNotFound,
    TooManyMessages,
)
from rules.sides import Side
from rules.talk import Card, CardKind
from tests.actions.world_talk import opened_talk, served_by
from tests.actions.worlds import make_world
from tests.services.pictures import png


async def notices(person):
    return await OutboxEvent.filter(topic=viewer_topic(person.id), kind="MESSAGE_RECEIVED").count()


async def test_two_who_speak_at_once_are_numbered_without_a_gap(db, books, noon):
    talk = await opened_talk(noon)
    said = await asyncio.gather(
        *(talk.say(person, f"{n}") for n in range(12) for person in (talk.buyer, talk.staff))
    )
    assert sorted(message.number for message in said) == list(range(1, 25))
    row = await talk.again()
    assert row.last_number == 24
    assert [each.number for each in await said_after(row, 20)] == [21, 22, 23, 24]


async def test_what_is_sent_again_is_the_same_message(db, books, noon):
    talk = await opened_talk(noon)
    sent = await asyncio.gather(*(talk.say(talk.buyer, "在吗", client_id="mine") for _ in range(6)))
    assert len({message.id for message in sent}) == 1
    # The name is the sender's own: another's message of that name is another.
    assert (await talk.say(talk.staff, "在的", client_id="mine")).number == 2


async def test_a_talk_is_told_of_once_until_it_is_read(db, noon):
    talk = await opened_talk(noon)
    for _ in range(3):
        await talk.say(talk.buyer)
    assert (await notices(talk.staff), await notices(talk.buyer)) == (1, 0)
    read = {"conversation_id": talk.row.id, "now": noon}
    row = await read_conversation(speaker=Speaker(person_id=talk.staff.id), up_to=99, **read)
    assert (row.merchant_read, row.last_number) == (3, 3)
    await read_conversation(speaker=Speaker(person_id=talk.staff.id), up_to=1, **read)
    assert (await talk.again()).merchant_read == 3
    await talk.say(talk.buyer)
    assert await notices(talk.staff) == 2
    await talk.say(talk.staff)
    assert await notices(talk.buyer) == 1
    assert (await talk.again()).merchant_read == 5  # who answers has read


async def test_only_who_takes_part_and_serves_may_speak(db, noon, refused):
    talk = await opened_talk(noon)
    packer = await served_by(talk.world, Duty.ORDERS)
    owner = await served_by(talk.world, Duty.OWNER)
    for person in (packer, await talk.world.person()):
        async with refused(ConversationNotFound):
            await talk.say(person)
    assert (await talk.say(owner)).side is Side.MERCHANT
    await MerchantStaff.filter(person_id=talk.staff.id).delete()
    async with refused(ConversationNotFound):
        await talk.say(talk.staff)


async def test_there_is_one_conversation_of_two_and_none_with_oneself(db, noon, refused):
    talk = await opened_talk(noon)
    opening = {"merchant_id": talk.world.merchant.id, "now": noon}
    stranger = Speaker(person_id=(await talk.world.person()).id)
    found = await asyncio.gather(
        *(open_conversation(speaker=stranger, **opening) for _ in range(5))
    )
    assert len({row.id for row in found}) == 1
    async with refused(OwnMerchant):
        await open_conversation(speaker=Speaker(person_id=talk.staff.id), **opening)


async def test_nobody_says_more_than_twenty_things_a_minute(db, noon, refused):
    talk = await opened_talk(noon)
    for _ in range(POLICY.messages_of_minute_most):
        await talk.say(talk.buyer)
    async with refused(TooManyMessages) as raised:
        await talk.say(talk.buyer, now=noon + timedelta(seconds=20))
    assert 40 <= raised.value.retry_after_seconds <= 41
    await talk.say(talk.staff)
    await talk.say(talk.buyer, now=noon + timedelta(seconds=61))


async def test_who_will_have_no_more_hears_no_more(db, noon, refused):
    talk = await opened_talk(noon)
    blocking = {"conversation_id": talk.row.id, "now": noon}
    staff = Speaker(person_id=talk.staff.id)
    await block_conversation(speaker=staff, blocked=True, **blocking)
    for person in (talk.buyer, talk.staff):
        async with refused(ConversationBlocked) as raised:
            await talk.say(person)
        assert raised.value.by is Side.MERCHANT
    # What one side shut the other cannot open.
    buyer = Speaker(person_id=talk.buyer.id)
    await block_conversation(speaker=buyer, blocked=False, **blocking)
    async with refused(ConversationBlocked):
        await talk.say(talk.buyer)
    await block_conversation(speaker=staff, blocked=False, **blocking)
    await talk.say(talk.buyer)


async def test_a_card_shows_what_is_between_the_two(db, noon, refused):
    talk, elsewhere = await opened_talk(noon), await make_world(noon)
    mine = await talk.world.opened(talk.buyer)
    others = await talk.world.opened(await talk.world.person())
    for kind, here, there in (
        (CardKind.ORDER, mine.order, others.order),
        (CardKind.PRODUCT, talk.world.product, elsewhere.product),
        (CardKind.CAMPAIGN, talk.world.campaign, elsewhere.campaign),
    ):
        sent = await talk.say(talk.buyer, "", card=Card(kind=kind, row_id=here.id))
        assert (sent.card_kind, sent.card_id) == (kind, here.id)
        async with refused(CardNotFound):
            await talk.say(talk.buyer, "", card=Card(kind=kind, row_id=there.id))


async def test_pictures_are_for_the_two_alone(db, books, noon, refused):
    talk = await opened_talk(noon)
    stranger = await talk.world.person()
    shown = Cleaned(media_type="image/png", content=png())
    sending = {"use": PictureUse.MESSAGE, "now": noon}
    with pytest.raises(NobodyAsked):
        await keep_picture(shown, person_id=stranger.id, **sending)
    picture = await keep_picture(shown, person_id=talk.buyer.id, **sending)
    async with refused(PictureNotFound):
        await talk.say(talk.staff, "", pictures=[picture.id])
    sent = await talk.say(talk.buyer, "", pictures=[picture.id])
    async with refused(PictureNotFound):
        await talk.say(talk.buyer, "", pictures=[picture.id])
    people = (talk.buyer, talk.staff, stranger)
    assert [await hears(person.id, sent.id) for person in people] == [True, True, False]


async def test_an_operator_reads_with_a_reason_and_hides_what_was_rightly_reported(
    db, noon, refused
):
    talk = await opened_talk(noon)
    operator = await talk.world.person()
    said = await talk.say(talk.staff, "骂人的话")
    reporting = {"message_id": said.id, "reason": "辱骂", "now": noon}
    async with refused(MessageNotFound):
        await report_message(speaker=Speaker(person_id=talk.staff.id), **reporting)
    buyer = Speaker(person_id=talk.buyer.id)
    report = await report_message(speaker=buyer, **reporting)
    assert (await report_message(speaker=buyer, **reporting)).id == report.id

    await inspect_conversation(
        operator_id=operator.id, conversation_id=talk.row.id, reason="举报", now=noon
    )
    deciding = {"operator_id": operator.id, "report_id": report.id, "now": noon}
    await decide_message_report(upheld=True, reason="属实", **deciding)
    async with refused(MessageReportDecided):
        await decide_message_report(upheld=False, reason="不属实", **deciding)
    assert (await Message.get(id=said.id)).hidden_at == noon
    verbs = [entry.verb for entry in await AuditEntry.filter(person_id=operator.id)]
    assert sorted(verbs) == ["decideMessageReport", "inspectConversation"]
    assert not await hears(talk.buyer.id, said.id)


async def test_who_closed_their_account_is_nobody_and_hears_nothing(db, noon, refused):
    talk = await opened_talk(noon)
    await talk.say(talk.buyer)
    await close_account(person_id=talk.buyer.id, proved_hash="-", now=noon)
    async with refused(ConversationOver):
        await talk.say(talk.staff)


async def test_what_is_three_years_old_is_forgotten_from_the_beginning(db, books, noon):
    talk = await opened_talk(noon)
    shown = Cleaned(media_type="image/png", content=png())
    picture = await keep_picture(shown, person_id=talk.buyer.id, use=PictureUse.MESSAGE, now=noon)
    await talk.say(talk.buyer, pictures=[picture.id])
    await talk.say(talk.staff)
    later = noon + timedelta(days=100)
    await talk.say(talk.buyer, now=later)
    then = noon + POLICY.messages_kept
    assert await forget_old_messages(now=then) == 0
    assert await forget_old_messages(now=then + timedelta(seconds=1)) == 2
    row = await talk.again()
    assert (row.trimmed, row.last_number) == (2, 3)
    assert not await Picture.exists(id=picture.id)
    with pytest.raises(SnapshotRequired):
        await said_after(row, 1)
    assert [each.number for each in await said_after(row, 2)] == [3]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE message SET text = '别的'",
        "DELETE FROM message",
        "UPDATE conversation SET person_read = 0",
        "UPDATE conversation SET last_number = last_number + 2",
        "UPDATE conversation SET merchant_read = last_number + 1",
        "UPDATE message SET number = 7",
        "DELETE FROM conversation",
    ],
)
async def test_the_database_keeps_what_was_said(db, noon, change):
    talk = await opened_talk(noon)
    await talk.say(talk.buyer)
    with pytest.raises(IntegrityError):
        await rows(change)
    assert await Conversation.all().count() == 1
