"""What is done with rewards: credit spent and returned, points redeemed, a dividend paid."""

from datetime import timedelta

from tests.graph.documents import mutation
from tests.journeys.draw_cast import SOLO_FEN, Story, done, key
from tests.journeys.draw_story import POINTS, PRICE_FEN, SUBSIDY_FEN
from tests.journeys.reward_story import LEFT, RELEASED, RETURNED_FEN

TOP_UP = mutation("requestTopUp", "TopUpRequested", "topUp { id status }")
WALLET = """query($kind: WalletKind!) { viewer { account(kind: $kind) { entries(first: 20) { nodes {
  kind amount { count } balanceAfter { count } } } } } }"""
# What is with the provider before anything is spent: two paid and did not win back.
KEPT_FEN = 2 * PRICE_FEN - RETURNED_FEN
REST_FEN = SOLO_FEN - PRICE_FEN
# A third of what was bought goes back: a third of the payment, a third of the credit.
BACK_FEN = SOLO_FEN // 3
BACK_CREDIT_FEN = 665
AFTER_FEN = KEPT_FEN + REST_FEN - (BACK_FEN - BACK_CREDIT_FEN)
ITEM = {"points": "120", "priceFen": "250"}
EARNED_FEN = 10_000


async def _bought(story: Story, name: str, credit_fen: int):
    """Something alone, in part with credit; its order is called by its buyer's name from now on."""
    wanted = {"skuId": story.sku_id, "creditFen": str(credit_fen), "key": key()}
    placed = await story.members[name].send("BuySoloWithCredit", **wanted)
    story.called("order", placed["order"]["id"], f"{name}'s")
    return placed


async def spent(story: Story) -> None:
    """All that was released pays a part; what is refunded goes back in proportion."""
    placed = await _bought(story, "winner", PRICE_FEN)
    await story.is_true(credit={"winner": 0}, escrow={"winner's": PRICE_FEN})
    poor = await story.members["winner"].send(
        "BuySoloWithCredit", skuId=story.sku_id, creditFen="1", key=key()
    )
    assert (poor["__typename"], poor["leftFen"]) == ("CreditTooLow", "0")
    await story.members["winner"].send("PaySandbox", paymentId=placed["payment"]["id"])
    await story.is_true(escrow={"winner's": SOLO_FEN}, clearing=-KEPT_FEN - REST_FEN)

    part = {"orderId": story.orders["winner's"], "amountFen": str(BACK_FEN), "reason": "少了"}
    await story.desk.send("RefundOrder", **part, key=key())
    left = {"winner's": SOLO_FEN - BACK_FEN}
    flying = {"winner's": BACK_FEN - BACK_CREDIT_FEN}
    await story.is_true(credit={"winner": BACK_CREDIT_FEN}, escrow=left, in_flight=flying)
    await story.swept()
    await story.is_true(in_flight={"winner's": 0}, clearing=-AFTER_FEN)

    given_up = await _bought(story, "loser", SUBSIDY_FEN)
    await story.is_true(credit={"loser": 0}, escrow={"loser's": SUBSIDY_FEN})
    await story.members["loser"].send("CancelOrder", orderId=given_up["order"]["id"])
    await story.is_true(credit={"loser": SUBSIDY_FEN}, escrow={"loser's": 0})


async def redeemed(story: Story) -> None:
    """Points and money for goods: what stood behind the points is their merchant's now."""
    wanted = {"skuId": story.sku_id, "stock": 3, **ITEM}
    item = (await story.seller.send("ListMallItem", **wanted))["item"]
    second = story.members["second"]
    asked = {"itemId": item["id"], "quantity": 2, "key": key()}
    placed = await second.send("RedeemPoints", **asked)
    story.called("order", placed["order"]["id"], "second's")
    left, points = LEFT["points"] - 240, POINTS + LEFT["points"] - 240
    await story.is_true(
        points={"second": left}, issuance={"PTS": -points, "SHARE": story.of("issuance SHARE")}
    )
    await second.send("PaySandbox", paymentId=placed["payment"]["id"])
    await story.is_true(
        points_reserve={"second": left},
        payable={"merchant": 240},
        escrow={"second's": 500},
        clearing=-AFTER_FEN - 500,
    )
    assert (await second.send("MyPoints"))["points"]["spendable"] == str(left)


async def shared_out(story: Story) -> None:
    """What was earned is shared by 10 and 8 shares: drafted by one, posted by another, paid."""
    began, bank = story.shop.clock(), story.of("bank")
    earned = {"target": "REVENUE", "amountFen": str(EARNED_FEN), "evidence": "服务费 11"}
    asked = await done(story.desk, TOP_UP, **earned, idempotencyKey=key())
    await story.till.send("ApproveTopUp", topUpId=asked["topUp"]["id"], key=key())
    await story.is_true(bank=bank - EARNED_FEN, revenue=EARNED_FEN)

    story.shop.clock.turn(hours=3)
    span = {"fromAt": began.isoformat(), "toAt": (began + timedelta(hours=1)).isoformat()}
    wanted = {"title": "首期", "shareBp": 1_000, **span, "key": key()}
    drafted = (await story.desk.send("DraftDividend", **wanted))["dividend"]
    assert (drafted["pool"]["amount"], drafted["shares"]) == ("10.00", "18")
    story.called("dividend", drafted["id"], "first")
    await story.swept()
    await story.is_true()

    posted = await story.till.send("PostDividend", id=drafted["id"], key=key())
    assert posted["dividend"]["status"] == "POSTED"
    await story.is_true(revenue=EARNED_FEN - 1000, dividend_pool={"first": 1000})
    await story.swept()
    # 555.56 and 444.44: the fen left over is the larger remainder's.
    await story.is_true(dividend_pool={"first": 0}, cash={"winner": 556, "second": 444})
    assert (await story.desk.send("Dividend", id=drafted["id"]))["status"] == "PAID"


async def stated(story: Story) -> None:
    """Each wallet says how its balance came about, the latest first."""
    parts = [
        one - before
        for before, one in zip([0, *RELEASED["winner"]], RELEASED["winner"], strict=False)
    ]
    credit = [("FUND_RELEASED", part) for part in parts]
    credit += [("TENDER", -PRICE_FEN), ("TENDER_RETURNED", BACK_CREDIT_FEN)]
    fund = [("AWARD", PRICE_FEN), *(("FUND_RELEASED", -part) for part in parts)]
    points = [("AWARD", POINTS), ("TAKEBACK", LEFT["points"] - POINTS), ("REDEEMED", -240)]
    returned = [("TENDER", -SUBSIDY_FEN), ("TENDER_RETURNED", SUBSIDY_FEN)]
    await _states(story, "winner", "CREDIT", credit)
    await _states(story, "winner", "FUND", fund)
    await _states(story, "winner", "CASH", [("DIVIDEND_PAID", 556)])
    await _states(story, "second", "POINTS", points)
    await _states(story, "loser", "CREDIT", [("SUBSIDY", SUBSIDY_FEN), *returned])
    await _states(story, "other", "CREDIT", [("SUBSIDY", SUBSIDY_FEN)])


async def _states(story: Story, name: str, kind: str, moved: list[tuple[str, int]]) -> None:
    asked = await story.members[name].client.ask(WALLET, kind=kind)
    entries = asked["viewer"]["account"]["entries"]["nodes"]
    found = [(entry["kind"], int(entry["amount"]["count"])) for entry in reversed(entries)]
    assert found == moved
    balances = [int(entry["balanceAfter"]["count"]) for entry in reversed(entries)]
    assert balances == [sum(amount for _, amount in moved[:n]) for n in range(1, len(moved) + 1)]
