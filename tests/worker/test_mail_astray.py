"""Letters whose reader left, moved or had enough while they waited; and the words of why."""

import pytest

from actions.mailboxes import unsubscribe
from actions.mails import claim_due_mails, note_sent, note_unsent, note_unsure
from models.mails import Mail, Mailbox, forget_mail_of
from rules.events import ViewerEventKind
from rules.leases import LeaseLost
from rules.notices import NoticeGroup
from tests.services.shop import open_shop
from tests.services.smtp import smtp_sink
from tests.worker.test_mail import Reader, text_of


@pytest.fixture
async def sink():
    async with smtp_sink() as running:
        yield running


@pytest.fixture
async def shop(database, tmp_path, sink):
    async with open_shop(database, tmp_path, mail=sink.url) as running:
        yield running


async def test_an_account_closed_under_a_letter_on_its_way_stops_nobody_elses(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.step("mails written")
    now = shop.clock()
    [claimed] = await claim_due_mails(now=now)
    await forget_mail_of(reader.id)
    mine = {"mail_id": claimed["id"], "lease_no": claimed["lease_no"], "now": now}
    # What a round passes over; anything else would end the other letters on their way.
    with pytest.raises(LeaseLost):
        await note_sent(**mine)
    with pytest.raises(LeaseLost):
        await note_unsent(**mine, error="", is_final=False)
    with pytest.raises(LeaseLost):
        await note_unsure(**mine, error="")


async def test_a_letter_that_waits_goes_to_no_address_that_is_theirs_no_longer(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.step("mails written")
    await Mailbox.filter(person_id=reader.id).update(address="another@shop.test")
    await shop.sweep()
    assert (await Mail.get(kind="TEAM_FORMED")).status.value == "DROPPED"
    assert len(sink.letters) == 1


async def test_who_mutes_a_group_hears_nothing_of_it_that_waited(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    sink.mood = "busy"
    await reader.hears(ViewerEventKind.POINTS_GRANTED)
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.sweep()
    await unsubscribe(person_id=reader.id, group=NoticeGroup.POINTS, now=shop.clock())
    sink.mood = "kind"
    shop.clock.turn(minutes=10)
    assert (await reader.letter())["Subject"] == "成团了 - 开团"
    assert (await Mail.get(kind="POINTS_GRANTED")).status.value == "DROPPED"


async def test_why_is_said_in_somebodys_words_and_never_in_a_machines(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    await reader.hears(ViewerEventKind.TEAM_FAILED, reason="NOT_FILLED")
    assert "NOT_FILLED" not in str(await reader.letter())
    await reader.hears(ViewerEventKind.SHARE_RIGHT_ENDED, reason="夸大功效")
    assert "原因：夸大功效" in text_of(await reader.letter())
    asked = await reader.client.ask("{ viewer { notifications(first: 2) { nodes { reason } } } }")
    told = [row["reason"] for row in asked["viewer"]["notifications"]["nodes"]]
    assert told == ["夸大功效", None]
