"""The docs' operations about money going out, followed as written, with a provider that answers."""

from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person
from resolvers.books import check_books
from rules.people import Role
from tests.actions.world_tenders import give
from tests.actions.world_withdrawals import owed
from tests.graph.people import gid
from tests.journeys.crowd import gathered
from tests.journeys.test_operations import Visitor, new_key, operations

CARD = {"channel": "BANK_CARD", "account": "6222021234567894", "holder": "王小明"}
WHO = {"name": "王小明", "idNumber": "11010519491231002X"}


async def test_the_docs_can_be_followed_until_the_money_is_there(shop):
    crowd, sent = await gathered(shop, size=2), set()
    earner = Visitor(shop, await shop.newcomer(), sent)
    desk = Visitor(shop, await crowd.member("值班员", role=Role.OPERATOR), sent)
    person = await Person.get(handle=f"guest{shop.people}")
    await give(person, now=shop.clock(), cash_fen=300_000)
    await names_where(earner)
    [to] = await earner.send("MyPayoutMethods")
    await asks_small(earner, to["id"], shop)
    await asks_large(earner, desk, to["id"], shop)
    await waits_for_them(earner, to["id"], shop, crowd)
    await is_stuck(earner, desk, to["id"], shop, crowd)
    await sells(shop, crowd, sent)
    assert (await earner.send("RemovePayoutMethod", methodId=to["id"]))["method"]["id"] == to["id"]
    assert sent == set(operations("withdrawals"))
    assert await check_books() == []


async def names_where(earner):
    added = await earner.send("AddPayoutMethod", **CARD)
    assert added["method"]["accountMasked"] == "**** 7894"
    stranger = await earner.send("AddPayoutMethod", **CARD | {"holder": "李四"})
    assert stranger["__typename"] == "PayeeMismatch"


async def asks_small(earner, to, shop):
    preview = await earner.send("WithdrawalPreview", amountFen="30000")
    assert preview["arrives"]["amount"] == "300.00"
    assert (preview["audited"], preview["refusal"]) == (False, None)
    preview = await earner.send("WithdrawalPreview", amountFen="200000")
    assert preview["refusal"]["__typename"] == "RealNameNeeded"
    assert preview["tax"]["amount"] == "240.00"
    asked = await earner.send("RequestWithdrawal", amountFen="30000", methodId=to, key=new_key())
    assert asked["withdrawal"]["status"] == "APPROVED"
    await shop.step("payouts sent")
    found = await earner.send("Withdrawal", id=asked["withdrawal"]["id"])
    assert (found["status"], found["arrives"]["amount"]) == ("PAID", "300.00")
    proved = await earner.send("RecordRealName", **WHO)
    assert proved["realName"] == {"name": "王小明", "idMasked": "1****************X"}
    assert (await earner.send("MyRealName"))["name"] == "王小明"


async def asks_large(earner, desk, to, shop):
    wanted = {"amountFen": "60000", "methodId": to}
    asked = [
        (await earner.send("RequestWithdrawal", **wanted, key=new_key()))["withdrawal"]["id"]
        for _ in range(2)
    ]
    [first, second] = (await desk.send("WithdrawalQueue", status=["REQUESTED"]))["nodes"]
    assert [first["id"], second["id"]] == asked
    why = await desk.send("RejectWithdrawal", withdrawalId=asked[0], reason="户名不符")
    assert why["withdrawal"]["reason"] == "户名不符"
    went = await desk.send("ApproveWithdrawal", withdrawalId=asked[1], key=new_key())
    assert went["withdrawal"]["status"] == "APPROVED"
    await shop.step("payouts sent")
    off = (await earner.send("RequestWithdrawal", **wanted, key=new_key()))["withdrawal"]["id"]
    called_off = await earner.send("CancelWithdrawal", withdrawalId=off)
    assert called_off["withdrawal"]["status"] == "CANCELLED"
    listed = (await earner.send("MyWithdrawals"))["withdrawals"]["nodes"]
    assert [each["status"] for each in listed] == ["CANCELLED", "PAID", "REJECTED", "PAID"]


async def waits_for_them(earner, to, shop, crowd):
    await crowd.provider.control({"confirming_transfers": 1})
    asked = await earner.send("RequestWithdrawal", amountFen="5000", methodId=to, key=new_key())
    await shop.step("payouts sent")
    found = await earner.send("Withdrawal", id=asked["withdrawal"]["id"])
    assert found["waitsUntil"]
    taken = await earner.send("ConfirmWithdrawal", withdrawalId=found["id"])
    assert taken["withdrawal"]["status"] == "PAID"


async def is_stuck(earner, desk, to, shop, crowd):
    await crowd.provider.control({"answers_of": "transfer", "refused_requests": "all"})
    asked = await earner.send("RequestWithdrawal", amountFen="5000", methodId=to, key=new_key())
    for _ in range(3):
        await shop.step("payouts sent")
        shop.clock.turn(seconds=40)
    [late] = (await desk.send("WithdrawalQueue", onlyDelayed=True))["nodes"]
    assert late["lastError"]
    marked = {"withdrawalId": asked["withdrawal"]["id"], "wasPaid": False, "reason": "银行查无"}
    assert (await desk.send("MarkWithdrawal", **marked))["withdrawal"]["status"] == "RETURNED"
    await crowd.provider.calm()


async def sells(shop, crowd, sent):
    """Who sees to a merchant's money has it paid out as they would their own."""
    merchant = crowd.world.merchant
    seller = Visitor(shop, await crowd.member("掌柜", role=Role.MERCHANT), sent)
    person = await Person.get(display_name="掌柜")
    await MerchantStaff.create(
        id=new_id(shop.clock()), merchant_id=merchant.id, person_id=person.id
    )
    await owed(merchant.id, 900_000, now=shop.clock())
    whose = {"merchantId": gid("Merchant", merchant.id)}
    to = await seller.send("AddPayoutMethod", **CARD | whose)
    wanted = {"amountFen": "900000", "methodId": to["method"]["id"], "key": new_key()} | whose
    asked = (await seller.send("RequestWithdrawal", **wanted))["withdrawal"]
    assert asked["arrives"]["amount"] == "9000.00"
    await shop.step("payouts sent")
    [found] = (await seller.send("MerchantWithdrawals", **whose))["nodes"]
    assert (found["id"], found["status"]) == (asked["id"], "PAID")
