"""Money out of the balance: an account, a sum, what arrives, how far it is, and why not."""

from actions.withdrawal_decisions import reject_withdrawal
from models.people import Person
from models.withdrawals import Withdrawal
from rules.people import Role
from tests.actions.world_tenders import give
from tests.e2e.conftest import PICTURES

SUBMIT = "form button[type=submit]"
CARD, PHONE = "6222021234567894", "13800000000"


async def rich(shop, handle="juzi", fen=300_000) -> Person:
    return await give(await Person.get(handle=handle), now=shop.clock(), cash_fen=fen)


async def provider_of(shop):
    return shop.worker._errands.provider


async def added(page, *, account=CARD, holder="王小明"):
    """An account outside is added on the page."""
    await page.click(".method-pick > .button")
    await page.fill("dialog [name=account]", account)
    await page.fill("dialog [name=holder]", holder)
    await page.click("dialog form .button")


async def asked(page, yuan):
    await page.fill("[name=amount]", yuan)
    await page.wait_for_selector("[data-arrives]")
    await page.click(f".page > {SUBMIT}")
    await page.wait_for_url("**/me/withdrawals/*")
    await page.wait_for_selector(".withdrawal-steps")


async def pictured(page, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


async def test_a_small_sum_is_asked_out_from_the_wallet_and_is_there_live(still, phone):
    person = await rich(still)
    page = await phone(still, "/me/wallet?account=CASH", who="juzi", wait=".wallet-entries")
    await page.click(".part-top .text-button")
    await page.wait_for_url("**/me/withdraw")
    await added(page, account="6222021234567890")
    # What cannot be meant is said beside its field, and nothing is sent.
    await page.wait_for_selector("dialog [name=account][aria-invalid=true]")
    await page.fill("dialog [name=account]", CARD)
    await page.click("dialog form .button")
    await page.wait_for_selector(".method:has-text('**** 7894')")
    await page.fill("[name=amount]", "300")
    await page.wait_for_selector("[data-arrives]:has-text('¥300.00')")
    await pictured(page, "withdraw")
    await page.click(f".page > {SUBMIT}")
    await page.wait_for_url("**/me/withdrawals/*")
    await page.wait_for_selector("[data-step=paying][data-state=now]")
    await still.step("payouts sent")
    # Nobody reloads: it is told.
    await page.wait_for_selector("[data-step=paid][data-state=done]")
    await pictured(page, "withdrawal-paid")
    row = await Withdrawal.get(party_id=person.id)
    assert (row.status, row.account_masked) == ("PAID", "**** 7894")


async def test_refusals_say_why_and_change_nothing(still, phone):
    await rich(still, fen=60_000)
    page = await phone(still, "/me/withdraw", who="juzi", lang="en", wait="[name=amount]")
    await page.click(f".page > {SUBMIT}")
    await page.wait_for_selector("[role=alert]:has-text('Choose an account first')")
    await added(page)
    await page.wait_for_selector(".method")
    for yuan, why in (
        ("0.50", "WithdrawalTooSmall"),
        ("2000.01", "WithdrawalLimitReached"),
        ("1999.99", "BalanceTooLow"),
    ):
        await page.fill("[name=amount]", yuan)
        await page.wait_for_selector(f"[data-refusal={why}]")
    await added(page, holder="李四")
    await page.wait_for_selector("dialog [data-refusal=PayeeMismatch]")
    await pictured(page, "withdraw-refused")
    assert not await Withdrawal.filter(requested_by_id=(await Person.get(handle="juzi")).id)


async def test_from_two_thousand_on_somebody_says_who_they_are(still, phone):
    await rich(still)
    page = await phone(still, "/me/withdraw", who="juzi", wait="[name=amount]")
    await added(page)
    await page.wait_for_selector(".method")
    await page.fill("[name=amount]", "2000")
    await page.wait_for_selector("[name=idNumber]")
    await page.fill("[name=realName]", "王小明")
    await page.fill("[name=idNumber]", "110105194912310021")
    await page.click("form.card .button")
    await page.wait_for_selector("[name=idNumber][aria-invalid=true]")
    await pictured(page, "withdraw-real-name")
    await page.fill("[name=idNumber]", "11010519491231002X")
    await page.click("form.card .button")
    await page.wait_for_selector("[data-tax]:has-text('¥240.00')")
    await asked(page, "2000")
    await page.wait_for_selector("[data-step=audit][data-state=now]")


async def test_what_is_rejected_says_why_and_leads_back(still, phone):
    person = await rich(still)
    page = await phone(still, "/me/withdraw", who="juzi", wait="[name=amount]")
    await added(page)
    await page.wait_for_selector(".method")
    await asked(page, "600")
    await page.wait_for_selector("[data-step=audit][data-state=now]")
    row = await Withdrawal.get(party_id=person.id)
    operator = await Person.filter(role=Role.OPERATOR).first()
    await reject_withdrawal(
        withdrawal_id=row.id, operator_id=operator.id, reason="户名与实名不符", now=still.clock()
    )
    await page.wait_for_selector("[data-why]:has-text('户名与实名不符')")
    await page.wait_for_selector("[data-step=rejected][data-state=back]")
    await pictured(page, "withdrawal-rejected")
    await page.click("a.button")
    await page.wait_for_url("**/me/withdraw")
    await page.wait_for_selector(".withdrawal-row[data-status=REJECTED]")


async def test_what_waits_for_its_payee_is_taken_here(still, phone):
    await rich(still)
    provider = await provider_of(still)
    await provider.control({"confirming_transfers": 1})
    page = await phone(still, "/me/withdraw", who="juzi", lang="en", wait="[name=amount]")
    await added(page)
    await page.wait_for_selector(".method")
    await asked(page, "300")
    await still.step("payouts sent")
    await page.click("button:has-text('Take it')")
    await page.wait_for_selector("[data-step=paid][data-state=done]")


async def test_what_nobody_decided_is_called_off(still, phone):
    person = await rich(still)
    page = await phone(still, "/me/withdraw", who="juzi", wait="[name=amount]")
    await added(page)
    await page.wait_for_selector(".method")
    await asked(page, "600")
    await page.click("button:has-text('撤销提现')")
    await page.wait_for_selector("[data-step=cancelled][data-state=back]")
    assert (await Withdrawal.get(party_id=person.id)).status == "CANCELLED"


async def test_a_lost_answer_asks_out_once(still, phone):
    person, lost = await rich(still), []

    async def lose(route):
        if "mutation CashOut" in (route.request.post_data or "") and not lost:
            lost.append(await route.fetch())
            await route.abort()
        else:
            await route.continue_()

    async def watched(page):
        await page.route("**/graphql", lose)

    page = await phone(still, "/me/withdraw", who="juzi", before=watched, wait="[name=amount]")
    page.witness.allow("ERR_FAILED")
    await added(page)
    await page.wait_for_selector(".method")
    await asked(page, "300")
    assert len(lost) == 1
    assert await Withdrawal.filter(party_id=person.id).count() == 1
