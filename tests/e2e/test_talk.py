"""Questions and talks in the browser, with the merchant's people on the other side of the API."""

from uuid import uuid4

from models.campaigns import Campaign
from models.merchants import Merchant, MerchantStaff
from models.people import Person
from schema.node import global_id
from tests.e2e.conftest import PAGES, token_of
from tests.services.pictures import png
from tests.services.shop import open_shop
from tests.services.smtp import smtp_sink
from tests.worker.test_mail import Reader

SLUG = "navel-orange"
INBOX = """query($m: ID!) { merchantInbox(merchantId: $m, first: 1) { nodes {
  id unread lastNumber messages(last: 10) { nodes { number text pictures clientId
    card { kind campaign { slug } } } } } } }"""
SEND = """mutation($i: SendMessageInput!) { sendMessage(input: $i) { __typename } }"""
READ = "mutation($i: ReadConversationInput!) { readConversation(input: $i) { __typename } }"
WAITING = """query($m: ID!) { merchantQuestions(merchantId: $m, waiting: true, first: 5) {
  nodes { id text } } }"""
ANSWER = "mutation($i: AnswerQuestionInput!) { answerQuestion(input: $i) { __typename } }"


class Desk:
    """Who serves for the merchant of one campaign, over the API."""

    def __init__(self, client, merchant):
        self.client, self.merchant = client, merchant
        self.id = global_id("Merchant", merchant.id)

    @classmethod
    async def of(cls, shop):
        campaign = await Campaign.get(slug=SLUG)
        staff = await MerchantStaff.filter(merchant_id=campaign.merchant_id).first()
        person = await Person.get(id=staff.person_id)
        client = shop.client(await token_of(shop, person.handle))
        return cls(client, await Merchant.get(id=campaign.merchant_id))

    async def talk(self):
        [talk] = (await self.client.ask(INBOX, m=self.id))["merchantInbox"]["nodes"]
        return talk

    async def say(self, talk, text):
        said = {"conversationId": talk["id"], "clientId": uuid4().hex, "text": text}
        answer = await self.client.ask(SEND, i=said)
        assert answer["sendMessage"]["__typename"] == "MessageSent"


def said(text, *, mine=False):
    return f".talk-line{'[data-mine]' if mine else ':not([data-mine])'}:has-text('{text}')"


async def test_a_talk_goes_to_and_fro_without_a_reload(shop, phone, pictures):
    desk = await Desk.of(shop)
    page = await phone(shop, f"/c/{SLUG}", who="cashier", wait=".questions")
    await page.click(".questions >> text=联系商家")
    await page.wait_for_url(f"**/me/messages/{desk.merchant.slug}?campaign=*")
    await page.fill("textarea", "这个橙子甜吗")
    await page.click(".talk-write .button")
    await page.wait_for_selector(f"{said('这个橙子甜吗', mine=True)}[data-number='1']")
    talk = await desk.talk()
    [first] = talk["messages"]["nodes"]
    assert first["card"] == {"kind": "CAMPAIGN", "campaign": {"slug": SLUG}}

    await desk.say(talk, "很甜，今早刚摘")
    await page.wait_for_selector(said("很甜，今早刚摘"))
    await desk.client.ask(READ, i={"conversationId": talk["id"], "upTo": 2})
    await page.wait_for_selector(f"{said('这个橙子甜吗', mine=True)} >> text=已读")
    await page.set_input_files(
        ".talk-add input", {"name": "a.png", "mimeType": "image/png", "buffer": png(40, 40)}
    )
    await page.wait_for_selector(".talk-uploads button[data-state='sent']")
    await page.click(".talk-write .button")
    await page.wait_for_selector(".talk-line[data-mine] img")
    shown = await page.evaluate(
        """async () => { const img = document.querySelector('.talk-line[data-mine] img');
          await img.decode(); return img.naturalWidth > 0 }"""
    )
    assert shown
    assert len((await desk.talk())["messages"]["nodes"][-1]["pictures"]) == 1
    await page.screenshot(path=pictures / "talk.png")


async def test_what_was_not_answered_is_sent_again_once(shop, phone):
    desk = await Desk.of(shop)
    lost = []

    async def lose(route):
        if "mutation Say" in (route.request.post_data or "") and not lost:
            lost.append(await route.fetch())
            await route.abort()
        else:
            await route.continue_()

    async def watched(page):
        await page.route("**/graphql", lose)

    path = f"/me/messages/{desk.merchant.slug}"
    page = await phone(shop, path, who="cashier", before=watched, wait="textarea")
    page.witness.allow("ERR_FAILED")
    await page.fill("textarea", "还有货吗")
    await page.click(".talk-write .button")
    # The stream brings what the lost answer would have: nothing is left to be sent again.
    await page.wait_for_selector(f"{said('还有货吗', mine=True)}[data-number='1']")
    await page.wait_for_selector(".talk-line[data-state]", state="detached")
    assert len(lost) == 1
    assert (await desk.talk())["lastNumber"] == 1


async def test_the_list_and_the_badge_stir_by_themselves(shop, phone, pictures):
    desk = await Desk.of(shop)
    path = f"/me/messages/{desk.merchant.slug}"
    first = await phone(shop, path, who="cashier", wait="textarea")
    await first.fill("textarea", "在吗")
    await first.click(".talk-write .button")
    await first.wait_for_selector(f"{said('在吗', mine=True)}[data-number='1']")
    await first.close()
    talk = await desk.talk()

    bell = await phone(shop, "/me", who="cashier", wait=".me-bell")
    rows = await phone(shop, "/me/messages", who="cashier", lang="en", wait=".talk-rows li")
    counted = await bell.locator(".me-bell b").count()
    before = int(await bell.inner_text(".me-bell b")) if counted else 0
    await desk.say(talk, "在的，请讲")
    await bell.wait_for_function(
        "n => document.querySelector('.me-bell b')?.textContent === String(n)", arg=before + 1
    )
    await rows.wait_for_selector(".talk-rows li[data-unread]:has-text('在的，请讲')")
    await rows.click(".talk-rows a")
    await rows.wait_for_selector(said("在的，请讲"))
    await rows.click(".top-back")
    await rows.wait_for_selector(".talk-rows li:not([data-unread])")
    await rows.screenshot(path=pictures / "messages.png")


async def test_a_question_is_asked_and_its_answer_seen_without_a_reload(shop, phone, pictures):
    desk = await Desk.of(shop)
    page = await phone(shop, f"/c/{SLUG}", who="cashier", wait=".questions")
    await page.click(".questions-top button")
    await page.fill("input[name=question]", "几斤装？<b>")
    await page.click(".ask-sheet .button")
    await page.wait_for_selector(".ask-sheet .good")
    await page.keyboard.press("Escape")
    found = (await desk.client.ask(WAITING, m=desk.id))["merchantQuestions"]["nodes"]
    [asked] = [each for each in found if each["text"] == "几斤装？<b>"]
    await desk.client.ask(ANSWER, i={"questionId": asked["id"], "text": "五斤装。"})
    await page.wait_for_selector(".questions li:has-text('五斤装。')")
    assert "几斤装？<b>" in await page.inner_text(".questions li")
    await page.locator(".questions").scroll_into_view_if_needed()
    await page.screenshot(path=pictures / "questions.png")
    nobody = await phone(shop, f"/c/{SLUG}", wait=".questions li")
    await nobody.click(".questions-top button")
    await nobody.wait_for_url(f"**/login?to=/c/{SLUG}")
    mine = await phone(shop, "/me/messages", who="cashier", wait="#questions")
    assert "五斤装。" in await mine.inner_text("#questions")


async def test_an_address_is_proved_and_groups_are_muted(demo_database, tmp_path, phone, pictures):
    async with (
        smtp_sink() as sink,
        open_shop(demo_database, tmp_path, works=True, pages=PAGES, mail=sink.url) as shop,
    ):
        page = await phone(shop, "/me/settings", who="cashier", wait=".settings-mail form")
        await page.fill("input[name=email]", "cashier@shop.test")
        await page.click(".settings-mail form >> nth=0 >> button")
        await page.wait_for_selector("input[name=code]")
        await sink.arrived.wait()
        await page.fill("input[name=code]", Reader.code_in(sink.letters[0]))
        await page.click(".settings-mail form >> nth=1 >> button")
        await page.wait_for_selector(".settings-mail:has-text('c***@shop.test')")
        await page.uncheck(".settings-mail fieldset input >> nth=4")
        await page.wait_for_selector(".settings-mail .good")
        await page.screenshot(path=pictures / "settings-mail.png", full_page=True)
        again = await phone(shop, "/me/settings", who="cashier", wait=".settings-mail fieldset")
        assert not await again.is_checked(".settings-mail fieldset input >> nth=4")
