"""Letters over a real server for mail: proved addresses, once each, and out of it by one click."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from actions.events import to_viewer
from actions.mails import claim_due_mails, leave_abandoned_mails, write_mails
from actions.relay import place_events
from app.door import digest
from models.mails import Mail, Mailbox, MailRound
from models.outbox import tell
from models.people import Session
from models.transactions import one_transaction
from rules.events import ViewerEventKind
from rules.mail import TRIES_MOST
from rules.policy import POLICY
from tests.services.shop import open_shop
from tests.services.smtp import smtp_sink

SET = """mutation($i: SetMailAddressInput!) { setMailAddress(input: $i) { __typename
  ... on MailCodeSent { mailbox { address waitingAddress muted } }
  ... on Refusal { message } } }"""
CONFIRM = """mutation($i: ConfirmMailAddressInput!) { confirmMailAddress(input: $i) { __typename
  ... on MailAddressConfirmed { mailbox { address waitingAddress } }
  ... on WrongCode { attemptsLeft } } }"""
PREFER = """mutation($i: SetMailPreferencesInput!) { setMailPreferences(input: $i) {
  mailbox { muted language } } }"""
REMOVE = "mutation { removeMailAddress { mailbox { address } } }"
ADDRESS = "Reader.One@SHOP.test"


@pytest.fixture
async def sink():
    async with smtp_sink() as running:
        yield running


@pytest.fixture
async def shop(database, tmp_path, sink):
    async with open_shop(database, tmp_path, mail=sink.url) as running:
        yield running


class Reader:
    """Somebody with a mailbox."""

    def __init__(self, shop, sink, client, person_id):
        self.shop, self.sink, self.client, self.id = shop, sink, client, person_id

    @classmethod
    async def who_proved(cls, shop, sink, *, language="ZH"):
        client = await shop.newcomer("王小明")
        session = await Session.get(token_hash=digest(client.token))
        reader = cls(shop, sink, client, session.person_id)
        await reader.asks(language)
        done = await reader.gives(reader.code_in(await reader.letter()))
        assert done["mailbox"] == {"address": "R***@shop.test", "waitingAddress": None}
        return reader

    async def asks(self, language="ZH"):
        wanted = {"address": ADDRESS, "language": language}
        return (await self.client.ask(SET, i=wanted))["setMailAddress"]

    async def gives(self, code):
        return (await self.client.ask(CONFIRM, i={"code": code}))["confirmMailAddress"]

    async def letter(self):
        """The one letter that goes out now."""
        before = len(self.sink.letters)
        await self.shop.sweep()
        [letter] = self.sink.letters[before:]
        return letter

    async def hears(self, kind, **facts):
        @one_transaction
        async def told():
            await tell(to_viewer(self.id, kind, now=self.shop.clock(), facts=facts))

        await told()
        await place_events()

    @staticmethod
    def code_in(letter):
        return re.search(r"[0-9A-Z]{4} [0-9A-Z]{4}", text_of(letter)).group()


def text_of(letter, kind="plain"):
    return letter.get_body((kind,)).get_content()


async def test_a_code_proves_an_address_and_nothing_else_does(shop, sink):
    client = await shop.newcomer()
    reader = Reader(shop, sink, client, None)
    assert (await reader.asks())["mailbox"]["waitingAddress"] == "R***@shop.test"
    letter = await reader.letter()
    assert (letter["To"], letter["Subject"]) == ("Reader.One@shop.test", "你的邮箱验证码 - 开团")
    code = reader.code_in(letter)
    for left in (4, 3, 2, 1, 0, 0):
        assert (await reader.gives("22222222"))["attemptsLeft"] == left
    assert (await reader.gives(code))["__typename"] == "WrongCode"

    await reader.asks()
    shop.clock.turn(minutes=31)
    assert (await reader.gives(reader.code_in(await reader.letter())))["attemptsLeft"] == 0
    await reader.asks()
    # However it is typed.
    again = reader.code_in(await reader.letter()).lower().replace(" ", " - ")
    assert (await reader.gives(again))["mailbox"]["address"] == "R***@shop.test"
    assert code.replace(" ", "") not in str(await Mailbox.all().values())


async def test_five_codes_a_day(shop, sink):
    client = await shop.newcomer()
    reader = Reader(shop, sink, client, None)
    kinds = [(await reader.asks())["__typename"] for _ in range(6)]
    assert kinds == ["MailCodeSent"] * 5 + ["TooManyCodes"]
    # Those that were overtaken are not sent.
    await reader.letter()
    shop.clock.turn(days=1, seconds=1)
    assert (await reader.asks())["__typename"] == "MailCodeSent"


async def test_what_happens_is_mailed_once_in_their_language(shop, sink):
    reader = await Reader.who_proved(shop, sink, language="EN")
    facts = {"account": "CASH", "amount": "1250", "reason": "<b>late</b>"}
    await reader.hears(ViewerEventKind.DIVIDEND_PAID, **facts)
    letter = await reader.letter()
    assert letter["Subject"] == "Dividend paid - Kaituan"
    assert "Amount: ¥12.50" in text_of(letter)
    assert "Reason: <b>late</b>" in text_of(letter)
    assert "&lt;b&gt;late&lt;/b&gt;" in text_of(letter, "html")
    [row] = await Mail.filter(kind="DIVIDEND_PAID")
    assert letter["Message-ID"] == f"<{row.id}@127.0.0.1>"
    assert (row.status.value, row.facts) == ("SENT", {})
    for _ in range(3):
        shop.clock.turn(hours=3)
        await shop.sweep()
    assert len(sink.letters) == 2
    await reader.hears(ViewerEventKind.ORDER_PLACED)  # their own doing
    await shop.sweep()
    assert len(sink.letters) == 2


async def test_what_is_muted_is_not_mailed_and_one_click_mutes(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    await reader.hears(ViewerEventKind.POINTS_GRANTED)
    letter = await reader.letter()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way = urlsplit(letter["List-Unsubscribe"].strip("<>"))
    link = f"{way.path}?{way.query}"
    anybody = shop.client().http
    asked = await anybody.get(link)
    assert (asked.status_code, "退订" in asked.text) == (200, True)
    assert (await Mailbox.get(person_id=reader.id)).muted == []
    forged = await anybody.post(link.replace("POINTS", "MONEY"))
    assert forged.status_code == 403
    assert (await anybody.post(link)).status_code == 200
    assert (await Mailbox.get(person_id=reader.id)).muted == ["POINTS"]
    await reader.hears(ViewerEventKind.POINTS_GRANTED)
    await shop.sweep()
    assert len(sink.letters) == 2

    chosen = await reader.client.ask(PREFER, i={"muted": [], "language": "EN"})
    assert chosen["setMailPreferences"]["mailbox"] == {"muted": [], "language": "EN"}
    await reader.hears(ViewerEventKind.POINTS_GRANTED)
    assert (await reader.letter())["Subject"] == "You were given points - Kaituan"


async def test_a_busy_server_is_asked_again_later_and_given_up_in_the_end(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    sink.mood = "busy"
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.sweep()
    row = await Mail.get(kind="TEAM_FORMED")
    assert (row.status.value, row.attempts) == ("QUEUED", 1)
    assert "451" in row.last_error
    await shop.sweep()
    assert (await Mail.get(id=row.id)).attempts == 1  # not before its time
    for _ in range(TRIES_MOST):
        shop.clock.turn(hours=3)
        await shop.sweep()
    row = await Mail.get(id=row.id)
    assert (row.status.value, row.attempts) == ("GIVEN_UP", TRIES_MOST)
    sink.mood = "kind"
    shop.clock.turn(hours=3)
    await shop.sweep()
    assert len(sink.letters) == 1


async def test_a_later_attempt_delivers(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    sink.mood = "busy"
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.sweep()
    sink.mood = "kind"
    shop.clock.turn(seconds=31)
    assert (await reader.letter())["Subject"] == "成团了 - 开团"


async def test_an_address_where_nobody_lives_is_given_up_at_once(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    sink.mood = "no such address"
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.sweep()
    row = await Mail.get(kind="TEAM_FORMED")
    assert (row.status.value, row.attempts) == ("GIVEN_UP", 1)


async def test_what_may_have_been_taken_is_never_sent_twice(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    sink.mood = "cut after the letter"
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.sweep()
    assert (await Mail.get(kind="TEAM_FORMED")).status.value == "UNSURE"
    # Nor where whoever handed it over died before they could say so.
    await reader.hears(ViewerEventKind.DRAW_WON)
    await shop.step("mails written")
    now = shop.clock()
    [claimed] = await claim_due_mails(now=now)
    sink.mood = "kind"
    assert await leave_abandoned_mails(now=now) == 0
    shop.clock.turn(seconds=30)
    await shop.sweep()
    assert (await Mail.get(id=claimed["id"])).status.value == "UNSURE"
    for _ in range(3):
        shop.clock.turn(hours=3)
        await shop.sweep()
    assert [letter["Subject"] for letter in sink.letters[1:]] == ["成团了 - 开团"]


async def test_two_rounds_write_one_letter_and_old_news_none(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    assert await write_mails(now=shop.clock())
    await MailRound.filter(id=1).update(position=0)
    with pytest.raises(Exception, match="mail_tells_once"):
        await write_mails(now=shop.clock())
    assert await Mail.filter(kind="TEAM_FORMED").count() == 1
    await write_mails(now=shop.clock() + POLICY.mail_stale + timedelta(seconds=1))
    assert await Mail.filter(kind="TEAM_FORMED").count() == 1


async def test_who_wants_none_any_more_gets_none(shop, sink):
    reader = await Reader.who_proved(shop, sink)
    await reader.hears(ViewerEventKind.TEAM_FORMED)
    await shop.step("mails written")
    assert (await reader.client.ask(REMOVE))["removeMailAddress"]["mailbox"] == {"address": None}
    await reader.hears(ViewerEventKind.DRAW_WON)
    await shop.sweep()
    assert len(sink.letters) == 1
    close = 'mutation { closeAccount(input: {password: "long enough"}) { __typename } }'
    assert (await reader.client.ask(close))["closeAccount"]["__typename"] == "AccountClosed"
    assert not await Mail.exists(person_id=reader.id)
    assert not await Mailbox.exists(person_id=reader.id)


async def test_letters_are_forgotten_after_thirty_days(shop, sink):
    await Reader.who_proved(shop, sink)
    shop.clock.turn(days=31)
    await shop.sweep()
    assert await Mail.all().count() == 0
